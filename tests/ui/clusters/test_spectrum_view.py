import itertools
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.ui.clusters.spectrum.spectrum_axis import lay_out
from app.ui.clusters.spectrum.spectrum_view import SpectrumView
from app.ui.clusters.spectrum.spreading import spread
from tests.ui.plot_items import items

pytestmark = pytest.mark.gui


@pytest.fixture
def view(qtbot, result_of, look_of):
    view = SpectrumView()
    qtbot.addWidget(view)
    view.resize(430, 220)
    view.show()
    qtbot.waitExposed(view)
    view.show_result(result_of(5), look_of(5))
    return view


def click(qtbot, view, x, y):
    place = view.canvas.to_widget(x, y)
    qtbot.mouseClick(view.canvas.widget.viewport(), Qt.MouseButton.LeftButton, pos=place)


def curves(view):
    """Return the curves of the clusters; what makes the selected one stand out lies below them."""
    return [item for item in items(view.canvas, pg.PlotCurveItem) if item.zValue() >= 5]


def spreads(view):
    return items(view.canvas, pg.FillBetweenItem)


def test_every_cluster_has_a_curve_over_wavelength(view):
    assert len(curves(view)) == 5
    x, y = curves(view)[2].getData()
    assert x.tolist() == [443.0, 482.0, 561.0, 655.0, 865.0, 1609.0, 2201.0]
    assert y.tolist() == [3100.0, 3200.0, 3300.0, 3400.0, 3500.0, 3600.0, 3700.0]


def test_click_on_a_curve_selects_its_cluster(qtbot, view):
    with qtbot.waitSignal(view.cluster_clicked) as clicked:
        click(qtbot, view, 1200.0, 2545.0)
    assert clicked.args == [2]


def test_click_far_from_all_curves_selects_nothing(qtbot, view, result_of, look_of):
    view.resize(430, 600)
    view.show_result(result_of(2), look_of(2))
    with qtbot.assertNotEmitted(view.cluster_clicked):
        click(qtbot, view, 1200.0, 2050.0)


def test_arrow_keys_step_through_clusters(qtbot, view):
    view.select_cluster(5)
    with qtbot.waitSignal(view.cluster_clicked) as clicked:
        qtbot.keyClick(view.findChild(QWidget, "spectrumPlot"), Qt.Key.Key_Left)
    assert clicked.args == [4]


def test_selected_cluster_shows_its_spread(view):
    view.select_cluster(3)
    low, high = (end.getData()[1] for end in spreads(view)[0].curves)
    assert low.tolist() == [2940.0 + 100.0 * b for b in range(7)]
    assert high.tolist() == [3280.0 + 100.0 * b for b in range(7)]
    assert all(band.isVisible() for band in spreads(view))
    assert curves(view)[2].opts["pen"].widthF() > curves(view)[1].opts["pen"].widthF()


def test_no_selection_shows_no_spread(view):
    view.select_cluster(3)
    view.select_cluster(0)
    assert not any(band.isVisible() for band in spreads(view))
    assert curves(view)[0].opts["pen"].color().alpha() == 255


def test_hover_reads_cluster_band_and_value(qtbot, view):
    place = view.canvas.to_widget(655.0, 4400.0)
    qtbot.mouseMove(view.canvas.widget.viewport(), place)
    assert view.reading.replace("\u202f", "") == "4400 ± 90 in B4 red, 655 nm, Cluster 4"


def test_bands_without_wavelength_stand_side_by_side(view, result_of, look_of):
    result = result_of(3)
    bands = tuple(replace(band, wavelength_nm=None) for band in result.signatures.bands)
    result = replace(result, signatures=replace(result.signatures, bands=bands))
    view.show_result(result, look_of(3))
    x, _ = curves(view)[0].getData()
    assert x.tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    assert view.canvas.plot.getAxis("bottom").labelText == "Band"


def test_bands_out_of_order_are_sorted_by_wavelength(result_of):
    bands = result_of(3).signatures.bands[::-1]
    axis = lay_out(bands)
    assert axis.order.tolist() == [6, 5, 4, 3, 2, 1, 0]
    assert axis.titles[0] == "B1 coastal, 443 nm"
    assert axis.titles[axis.nearest(650.0)] == "B4 red, 655 nm"


def test_one_band_is_drawn(view, result_of, look_of):
    view.show_result(result_of(3, bands=1), look_of(3))
    assert len(curves(view)) == 3
    assert np.isfinite(view.canvas.plot.viewRange()).all()


def test_many_bands_thin_out_their_names():
    axis = lay_out(())
    assert axis.ticks == ()


def test_each_curve_is_numbered(view):
    assert [chip.textItem.toPlainText() for chip in items(view.canvas, pg.TextItem)] == list(
        "12345"
    )


def test_numbers_do_not_cover_each_other(view, result_of, look_of):
    view.show_result(result_of(12), look_of(12))
    boxes = [
        chip.mapRectToScene(chip.boundingRect()).adjusted(1, 1, -1, -1)
        for chip in items(view.canvas, pg.TextItem)
    ]
    touching = [(i, j) for i in range(12) for j in range(i) if boxes[i].intersects(boxes[j])]
    assert touching == []


def test_spreading_pushes_neighbours_apart_and_leaves_others_alone():
    assert spread([100.0, 98.0, 20.0], 10.0, (0.0, 200.0)) == [104.0, 94.0, 20.0]
    assert spread([], 10.0, (0.0, 200.0)) == []


def test_spreading_stays_within_the_room():
    assert spread([100.0, 98.0, 20.0], 10.0, (0.0, 100.0)) == [100.0, 90.0, 20.0]
    assert spread([3.0, 2.0, 1.0], 10.0, (0.0, 100.0)) == [20.0, 10.0, 0.0]


@given(
    st.lists(st.floats(0, 200), max_size=12).map(lambda heights: sorted(heights, reverse=True)),
)
def test_spread_heights_keep_their_order_and_distance(falling):
    heights = spread(falling, 15.0, (0.0, 200.0))
    assert all(a - b >= 15.0 - 1e-6 for a, b in itertools.pairwise(heights))
    assert all(-1e-6 <= height <= 200.0 + 1e-6 for height in heights)


def test_another_k_drops_a_selection_it_does_not_have(view, result_of, look_of):
    view.select_cluster(5)
    view.show_result(result_of(3), look_of(3))
    assert not any(band.isVisible() for band in spreads(view))


def test_hover_far_away_without_result_reads_nothing(qtbot):
    view = SpectrumView()
    qtbot.addWidget(view)
    view.canvas.hovered.emit(1.0, 1.0, QPoint(5, 5))
    assert view.reading == ""


def test_clear_hides_the_plot(view):
    view.clear()
    assert not view.findChild(QWidget, "spectrumPlot").isVisible()
    assert view.reading == ""


def test_class_without_figures_has_no_curve_and_is_painted_without_a_word(
    view, result_of, look_of, capfd
):
    result = result_of(5)
    figures = {}
    for name in ("mean", "std", "p05", "p95", "minimum", "maximum"):
        figures[name] = getattr(result.signatures, name).astype(float)
        figures[name][3] = np.nan
    view.select_cluster(4)
    view.show_result(replace(result, signatures=replace(result.signatures, **figures)), look_of(5))
    view.select_classes((2, 4))
    view.grab()
    assert len(curves(view)) == 4
    assert all(np.isfinite(item.getData()[1]).all() for item in curves(view))
    assert "Traceback" not in capfd.readouterr().err
    view.show_result(result, look_of(5))
    assert len(curves(view)) == 5


def test_evenly_spaced_bands_stand_by_their_names(view):
    view.set_even(True)
    x, _ = curves(view)[2].getData()
    assert x.tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    assert view.canvas.plot.getAxis("bottom")._tickLevels[0][0] == (1.0, "B1")
    view.set_even(False)
    assert curves(view)[2].getData()[0].tolist()[0] == 443.0


def test_pixel_under_the_mouse_is_drawn_until_the_mouse_leaves(view):
    view.show_pixel({f"B{n}": 1_000.0 * n for n in range(1, 8)})
    assert "under the mouse" in view.reading
    view.show_pixel({})
    assert "under the mouse" not in view.reading


def test_curves_of_named_classes_say_their_names_where_there_is_room(view, result_of, look_of):
    look = replace(look_of(5), names=("Lake", *look_of(5).names[1:]))
    view.show_result(result_of(5), look)
    said = [chip.textItem.toPlainText() for chip in view._plot.chips._chips]
    assert said == ["1 Lake", "2", "3", "4", "5"]
    view.resize(200, 220)
    view.show_result(result_of(5), look)
    assert view._plot.chips._chips[0].textItem.toPlainText() == "1"
