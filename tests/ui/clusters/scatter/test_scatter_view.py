"""The scatter plot shows classes where their pixels lie; clicks and drags mean them."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.clustering.reading.scatter import AxisBins, ScatterCounts
from app.clustering.shown_values import ValuesAs
from app.scene.calibration import Calibration
from app.ui.clusters.scatter.scatter_view import ScatterView
from tests.ui.conftest import make_bands

pytestmark = pytest.mark.gui
REFLECTANCE = Calibration(scale=1e-4, offset=-0.1, unit="reflectance")
BANDS = tuple(replace(band, calibration=REFLECTANCE) for band in make_bands()[3:5])
CENTRES = np.array([[2_000, 3_000], [6_000, 3_500], [4_000, 8_000]])


@pytest.fixture(scope="module")
def scatter():
    rng = np.random.default_rng(8)
    labels = rng.integers(1, 4, 9_000).astype(np.uint8)
    values = (CENTRES[labels - 1] + rng.normal(0, 300, (9_000, 2))).astype(np.uint16).T
    x, y = (AxisBins.over(plane, band) for plane, band in zip(values, BANDS, strict=True))
    counts = ScatterCounts(x, y, CENTRES.astype(float))
    counts.add(values, labels)
    return counts.scatter(BANDS, is_of_sample=False)


@pytest.fixture
def view(qtbot, scatter, look_of):
    view = ScatterView()
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    qtbot.waitExposed(view)
    view.show_bands(make_bands())
    view.show_pair(("B4", "B5"))
    look = replace(look_of(3), names=("Lake", *look_of(3).names[1:]))
    view.show_scatter(scatter, look, (), ValuesAs.UNITS)
    return view


def place_of(view, row) -> QPoint:
    x, y = 1e-4 * CENTRES[row] - 0.1
    return view.plot.to_widget(float(x), float(y))


def press(view, place, button=Qt.MouseButton.LeftButton):
    QTest.mousePress(view.plot.widget.viewport(), button, pos=place)


def release(view, place, button=Qt.MouseButton.LeftButton):
    QTest.mouseRelease(view.plot.widget.viewport(), button, pos=place)


def test_click_in_an_ellipse_selects_its_class(qtbot, view):
    with qtbot.waitSignal(view.cluster_clicked) as clicked:
        press(view, place_of(view, 1))
        release(view, place_of(view, 1))
    assert clicked.args == [2]


def test_drag_draws_a_rectangle_in_the_numbers_of_the_files(qtbot, view):
    start, end = place_of(view, 0), place_of(view, 2)
    with qtbot.waitSignal(view.rectangle_drawn) as drawn:
        press(view, start)
        release(view, end)
    (first, last) = drawn.args[0]
    np.testing.assert_allclose(first, CENTRES[0], atol=60)
    np.testing.assert_allclose(last, CENTRES[2], atol=60)
    with qtbot.waitSignal(view.rectangle_cleared):
        view.clear_rectangle()
    assert not view.plot.has_rectangle


def test_axes_tell_names_and_units_and_classes_their_names(view):
    assert view.plot.plot.getAxis("bottom").labelText == "B4 red (reflectance)"
    assert view.plot.plot.getAxis("left").labelText == "B5 nir (reflectance)"
    assert said(view) == ["1 Lake", "2", "3"]


def test_a_long_name_lies_over_the_data_only_while_its_class_is_selected(view, scatter, look_of):
    long = "A class with a name so long that it would cover the others"
    view.show_scatter(
        scatter, replace(look_of(3), names=(long, "Wood", "Sand")), (), ValuesAs.UNITS
    )
    assert said(view) == ["1", "2 Wood", "3 Sand"]
    view.select_classes((1,))
    first, *others = said(view)
    assert first.startswith("1 A class")
    assert len(first) < len(long)
    assert others == ["2 Wood", "3 Sand"]


def said(view):
    return [chip.textItem.toPlainText() for chip in view.plot._chips]


def test_stored_numbers_stand_on_the_axes_where_they_are_asked_for(view, scatter, look_of):
    view.show_scatter(scatter, look_of(3), (), ValuesAs.STORED)
    assert view.plot.axes[0].told(2_000.0) == 2_000.0
    assert "stored numbers" in view.plot.axes[0].title


def test_selected_class_shows_its_own_pixels(view):
    assert not view.plot._own.isVisible()
    view.select_classes((3,))
    assert view.plot._own.isVisible()
    picture = view.plot._own.image
    assert picture[..., 3].any()
    assert picture[..., 3].astype(bool).sum() < view.plot._all.image[..., 3].astype(bool).sum()


def test_same_band_twice_swaps_the_two(qtbot, view):
    combo = view._across
    with qtbot.waitSignal(view.pair_chosen) as chosen:
        combo.setCurrentIndex(combo.findData("B5"))
        combo.activated.emit(combo.currentIndex())
    assert chosen.args == [("B5", "B4")]
    assert view._up.currentData() == "B4"


def test_arrow_keys_go_through_the_classes(qtbot, view):
    with qtbot.waitSignal(view.cluster_clicked) as clicked:
        QTest.keyClick(view.plot.widget, Qt.Key.Key_Right)
    assert clicked.args == [1]


def test_pixel_under_the_mouse_is_marked_where_its_values_lie(view):
    view.show_pixel({"B4": 0.1, "B5": 0.2})
    assert [point.pos().x() for point in view.plot._pixel.points()] == [0.1]
    view.show_pixel({})
    assert len(view.plot._pixel.points()) == 0


def test_view_without_a_sweep_says_what_to_do(view):
    view.clear()
    assert view.scatter is None
    assert view._stack.currentIndex() == 0


def test_names_of_classes_at_the_edge_of_the_plot_are_not_cut(qtbot, view, scatter, look_of):
    names = tuple(f"A class with a name so long {number}" for number in range(3))
    view.show_scatter(scatter, replace(look_of(3), names=names), (), ValuesAs.UNITS)
    for size in ((500, 400), (420, 260)):  # as shown, and after the panel was made smaller
        view.resize(*size)
        qtbot.waitUntil(lambda size=size: view.size().toTuple() == size)
        left, right = view.plot.width_range()
        for chip in view.plot._chips:
            half = chip.textItem.boundingRect().width() / 2.0
            middle = view.plot.to_widget(chip.pos().x(), chip.pos().y()).x()
            assert left - 2 <= middle - half
            assert middle + half <= right + 2


def test_title_of_the_upright_axis_stands_whole_beside_the_plot(view):
    axis = view.plot.plot.getAxis("left")
    for height in range(400, 140, -20):
        view.resize(500, height)
        view.plot.widget.resize(view.plot.widget.width(), height - 60)
        half = axis.label.boundingRect().width() / 2.0
        assert axis.label.pos().y() == pytest.approx(axis.size().height() / 2.0 + half, abs=2)
        assert axis.label.pos().y() - 2.0 * half >= -2.0


def test_title_of_an_axis_is_centred_anew_for_a_longer_one(view):
    axis = view.plot.plot.getAxis("left")
    for title in ("B5", "B5 near infrared"):
        view.plot.set_y_unit(title)
        middle = axis.label.pos().y() - axis.label.boundingRect().width() / 2.0
        assert middle == pytest.approx(axis.size().height() / 2.0, abs=1)


def key(view, which, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(view.plot.widget, which, modifier)


def corners_after(qtbot, view, *keys):
    with qtbot.waitSignal(view.rectangle_drawn) as drawn:
        for each in keys:
            key(view, *each)
    (left, bottom), (right, top) = drawn.args[0]
    return np.array([left, bottom, right, top])


def test_rectangle_is_begun_moved_and_sized_by_keys(qtbot, view):
    first = corners_after(qtbot, view, (Qt.Key.Key_Return,))
    assert view.plot.has_rectangle
    right = corners_after(qtbot, view, (Qt.Key.Key_Right,), (Qt.Key.Key_Right,)) - first
    assert right[0] == pytest.approx(right[2])
    assert right[0] > 0
    assert right[[1, 3]] == pytest.approx(0)
    now = first + right
    higher = corners_after(qtbot, view, (Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)) - now
    assert higher[:3] == pytest.approx(0)
    assert higher[3] > 0
    now = now + higher
    fine = corners_after(qtbot, view, (Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)) - now
    assert 0 > fine[0] > -right[0] / 10


def test_keys_never_bring_the_rectangle_out_of_the_plot_or_turn_it_round(qtbot, view):
    corners_after(qtbot, view, (Qt.Key.Key_Return,))
    pushed = corners_after(qtbot, view, *[(Qt.Key.Key_Left,)] * 60)
    (left, _), _ = view.plot.plot.viewRange()
    assert view.plot.axes[0].told(pushed[0]) == pytest.approx(left)
    shrunk = [(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)] * 60
    left, bottom, right, top = corners_after(qtbot, view, *shrunk)
    assert left < right
    assert bottom < top


def test_escape_takes_the_rectangle_away_and_arrows_go_through_classes_again(qtbot, view):
    corners_after(qtbot, view, (Qt.Key.Key_Enter,))
    with qtbot.waitSignal(view.rectangle_cleared):
        key(view, Qt.Key.Key_Escape)
    assert not view.plot.has_rectangle
    with qtbot.waitSignal(view.cluster_clicked) as clicked:
        key(view, Qt.Key.Key_Right)
    assert clicked.args == [1]
