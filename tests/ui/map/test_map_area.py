from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.arrays import Window
from app.clustering.naming.cluster_look import ClusterLook, LabelPicture
from app.scene.grids.grid import Grid
from app.scene.picture.composite import Picture
from app.ui.map.map_area import MapArea, MapMode

N = 100
LOOK = ClusterLook(2, ("Water", "Land"), ((0, 0, 255), (0, 200, 0)))


def labels():
    array = np.ones((N, N), dtype=np.uint8)
    array[:, N // 2 :] = 2
    array[:10, :10] = 0
    return LabelPicture(array, Window(0, 0, N, N))


def picture():
    rgba = np.full((N, N, 4), 200, dtype=np.uint8)
    rgba[..., 3] = 255
    return Picture(rgba, Window(0, 0, N, N))


@pytest.fixture
def scene(make_plain_scene):
    return make_plain_scene


@pytest.fixture
def make_plain_scene():
    from tests.ui.conftest import make_scene

    return replace(make_scene(extra=False), grid=Grid(N, N, (30, 0, 0, 0, -30, 0)))


@pytest.fixture
def area(qtbot):
    widget = MapArea()
    qtbot.addWidget(widget)
    widget.resize(900, 500)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


@pytest.fixture
def filled(area, scene):
    area.show_scene(scene)
    area.show_composite(picture())
    area.set_look(LOOK)
    area.show_labels(labels())
    return area


def view(area, name):
    return area.findChild(QWidget, name)


def button(area, text):
    return next(each for each in area.findChildren(QPushButton) if each.text() == text)


def point_of(view, row, col):
    x, y = view.viewport.to_screen(col, row, view.extent)
    return QPoint(round(x), round(y))


def turn_wheel(view, at, steps):
    place = QPointF(at)
    event = QWheelEvent(
        place,
        view.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def drag(view, start, end):
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(view, start + (end - start) * share)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)


def test_one_view_is_enough_without_a_scene(area):
    assert not view(area, "clusterView").isVisible()


def test_the_picture_has_all_the_room_until_there_is_a_map(area, scene):
    area.show_scene(scene)
    area.show_composite(picture())
    for mode in MapMode:
        area.set_mode(mode)
        assert not view(area, "clusterView").isVisible()
        assert colour_of(area, 50, 90) == (200, 200, 200)
    area.set_mode(MapMode.SIDE_BY_SIDE)
    area.show_labels(labels())
    assert view(area, "clusterView").isVisible()
    area.clear_labels()
    assert view(area, "clusterView").isVisible()  # another map is on its way: nothing moves
    area.show_scene(scene)
    assert not view(area, "clusterView").isVisible()


def colour_of(area, row, col):
    shown = view(area, "compositeView")
    return shown.grab().toImage().pixelColor(point_of(shown, row, col)).getRgb()[:3]


def test_cluster_view_offers_to_run_where_its_clusters_are_gone(qtbot, filled):
    area = filled
    area.clear_labels()
    run = button(area, "Run sweep")
    assert run.isVisible()
    with qtbot.waitSignal(area.run_requested):
        QTest.mouseClick(run, Qt.MouseButton.LeftButton)
    area.set_busy(True)
    assert not run.isVisible()
    area.show_labels(labels())
    assert not run.parentWidget().isVisible()


def test_click_in_either_view_tells_the_cluster_there(qtbot, filled):
    for name in ("compositeView", "clusterView"):
        target = view(filled, name)
        for (row, col), cluster in (((50, 20), 1), ((50, 80), 2), ((5, 5), 0)):
            with qtbot.waitSignal(filled.cluster_clicked) as clicked:
                QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=point_of(target, row, col))
            assert clicked.args == [cluster]


def captions(area, name):
    return view(area, name).parentWidget().captions


def test_hover_tells_row_and_column_and_marks_the_other_view(qtbot, filled):
    left, right = view(filled, "compositeView"), view(filled, "clusterView")
    unmarked, bare = left.grab().toImage(), right.grab().toImage()
    with qtbot.waitSignal(filled.hovered) as hovered:
        QTest.mouseMove(left, point_of(left, 40, 60))
    assert hovered.args == pytest.approx([40, 60], abs=0.3)
    marked, place = right.grab().toImage(), point_of(right, 40, 60)
    for step in (8, 10):
        for x, y in ((step, 0), (-step, 0), (0, step), (0, -step)):
            assert marked.pixel(place + QPoint(x, y)) != bare.pixel(place + QPoint(x, y))
    assert marked.pixel(place + QPoint(15, 15)) == bare.pixel(place + QPoint(15, 15))
    assert left.grab().toImage() == unmarked


def test_wheel_zooms_both_views_about_the_cursor(filled):
    left, right = view(filled, "compositeView"), view(filled, "clusterView")
    at = point_of(left, 30, 30)
    before = left.viewport
    turn_wheel(left, at, 4)
    assert left.viewport.scale > 2 * before.scale
    assert right.viewport == left.viewport
    assert left.viewport.to_scene(at.x(), at.y(), left.extent) == pytest.approx((30, 30), abs=0.3)


def test_drag_moves_both_views_and_selects_nothing(qtbot, filled):
    left, right = view(filled, "compositeView"), view(filled, "clusterView")
    turn_wheel(left, QPoint(200, 200), 8)
    before = left.viewport
    with qtbot.assertNotEmitted(filled.cluster_clicked):
        drag(left, QPoint(200, 200), QPoint(160, 230))
    assert left.viewport.col == pytest.approx(before.col + 40 / before.scale, abs=0.5)
    assert left.viewport.row == pytest.approx(before.row - 30 / before.scale, abs=0.5)
    assert right.viewport == left.viewport


def test_double_click_shows_the_whole_scene(filled):
    left = view(filled, "compositeView")
    turn_wheel(left, QPoint(200, 200), 8)
    QTest.mouseDClick(left, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert left.viewport == left.fitted()


def test_keys_zoom_move_fit_and_show_actual_pixels(filled):
    left = view(filled, "compositeView")
    whole = left.viewport
    QTest.keyClick(left, Qt.Key.Key_Plus)
    QTest.keyClick(left, Qt.Key.Key_Plus)
    magnified = left.viewport
    assert magnified.scale > whole.scale
    QTest.keyClick(left, Qt.Key.Key_Right)
    assert left.viewport.col > magnified.col
    QTest.keyClick(left, Qt.Key.Key_1)
    assert left.viewport.scale == pytest.approx(max(1.0, 1.0 / left.devicePixelRatio()))
    QTest.keyClick(left, Qt.Key.Key_0)
    assert left.viewport == whole


def test_view_tells_what_it_shows_once_it_rests(qtbot, filled):
    with qtbot.waitSignal(filled.view_changed):
        filled.fit()
    left = view(filled, "compositeView")
    with qtbot.waitSignal(filled.view_changed, timeout=2000) as changed:
        turn_wheel(left, point_of(left, 50, 50), 6)
    window, shape = changed.args
    assert window == left.viewport.visible(left.extent)
    assert window.width < N
    assert shape == (window.height, window.width)


def test_fitted_view_stays_fitted_when_resized(qtbot, filled):
    left = view(filled, "compositeView")
    filled.resize(700, 400)
    qtbot.waitUntil(lambda: left.viewport == left.fitted())


def test_swipe_shows_composite_left_and_clusters_right_of_the_divider(filled):
    filled.set_mode("swipe")
    left = view(filled, "compositeView")
    divider = view(filled, "swipeDivider")
    assert divider.isVisible()
    assert not view(filled, "clusterView").isVisible()
    QTest.mousePress(divider, Qt.MouseButton.LeftButton, pos=QPoint(14, 100))
    for x in (left.width() // 2 + 30, left.width() // 2 + 60):
        QTest.mouseMove(divider, divider.mapFromParent(QPoint(x, 100)))
    QTest.mouseRelease(divider, Qt.MouseButton.LeftButton)
    image = left.grab().toImage()
    ratio = left.devicePixelRatio()
    x = divider.geometry().center().x()
    y = point_of(left, 70, 50).y()
    assert image.pixelColor(int((x - 30) * ratio), int(y * ratio)).name() == "#c8c8c8"
    assert image.pixelColor(int((x + 30) * ratio), int(y * ratio)).name() == "#00c800"
    assert divider.share == pytest.approx(0.5 + 60 / left.width(), abs=0.01)


def test_divider_moves_by_key_and_stays_within_reach(filled):
    filled.set_mode("swipe")
    divider = view(filled, "swipeDivider")
    QTest.keyClick(divider, Qt.Key.Key_Left)
    assert divider.share == pytest.approx(0.48)
    divider.move_to(5.0)
    assert divider.share < 1.0
    QTest.mouseDClick(divider, Qt.MouseButton.LeftButton)
    assert divider.share == 0.5


def test_overlay_mixes_by_opacity(filled):
    filled.set_mode("overlay")
    left = view(filled, "compositeView")
    at = point_of(left, 70, 80) * left.devicePixelRatio()
    filled.set_opacity(100)
    assert left.grab().toImage().pixelColor(at).name() == "#00c800"
    filled.set_opacity(0)
    assert left.grab().toImage().pixelColor(at).name() == "#c8c8c8"
    filled.set_opacity(50)
    assert left.grab().toImage().pixelColor(at).red() == pytest.approx(100, abs=2)


def test_selected_cluster_stands_out(filled):
    right = view(filled, "clusterView")
    water = point_of(right, 70, 20) * right.devicePixelRatio()
    land = point_of(right, 70, 80) * right.devicePixelRatio()
    filled.select_classes((2,))
    image = right.grab().toImage()
    assert image.pixelColor(land).name() == "#00c800"
    assert image.pixelColor(water).saturation() < 130
    filled.select_classes(())
    assert right.grab().toImage().pixelColor(water).name() == "#0000ff"


def test_captions_say_what_is_shown_and_whether_it_is_an_estimate(filled):
    filled.set_composite_title("Natural colour (4-3-2)")
    filled.set_cluster_title("Clusters, k = 5", is_estimate=True)
    assert captions(filled, "compositeView") == ("Natural colour (4-3-2)", "")
    assert captions(filled, "clusterView")[0] == "Clusters, k = 5 · estimate"
    filled.set_mode(MapMode.OVERLAY)
    filled.set_cluster_title("Clusters, k = 5", is_estimate=False)
    assert captions(filled, "compositeView") == ("Natural colour (4-3-2)", "Clusters, k = 5")


def test_cleared_area_shows_one_empty_view(filled):
    filled.clear()
    assert not view(filled, "clusterView").isVisible()


def test_detail_of_an_earlier_scene_is_not_drawn(filled, scene):
    filled.show_scene(scene)
    before = view(filled, "compositeView").grab().toImage()
    filled.show_composite_detail(picture())
    assert view(filled, "compositeView").grab().toImage() == before
