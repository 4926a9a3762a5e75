"""What a tool lays over the maps is seen in both views, and its marks can be clicked."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest

from app.arrays import Window
from app.clustering.naming.cluster_look import ClusterLook, LabelPicture
from app.scene.grids.grid import Grid
from app.scene.picture.composite import Picture
from app.ui.map.furniture.legend_box import LegendRow
from app.ui.map.map_area import MapArea
from app.ui.map.tools.mark_layer import Mark, MarkLayer
from app.ui.map.tools.tool_overlay import ToolMap
from app.ui.map.viewport import Extent, Viewport
from tests.ui.conftest import make_scene

N = 100
WHOLE = Window(0, 0, N, N)
RED = (255, 0, 0)
SHIP = Mark(7, top=20, left=30, bottom=24, right=36)
SHED = Mark(9, top=70, left=70, bottom=72, right=72)


@pytest.fixture
def area(qtbot):
    widget = MapArea()
    qtbot.addWidget(widget)
    widget.resize(900, 500)
    widget.show()
    qtbot.waitExposed(widget)
    widget.show_scene(replace(make_scene(extra=False), grid=Grid(N, N, (30, 0, 0, 0, -30, 0))))
    grey = np.full((N, N, 4), 255, dtype=np.uint8)
    grey[..., :3] = 120
    widget.show_composite(Picture(grey, WHOLE))
    return widget


def tool_map(opacity=1.0):
    labels = np.zeros((N, N), dtype=np.uint8)
    labels[40:60, 40:60] = 5
    table = np.zeros((256, 4), dtype=np.uint8)
    table[5] = (*RED, 255)
    return ToolMap(LabelPicture(labels, WHOLE), table, (LegendRow("Unusual", RED, None),), opacity)


def view_of(area, name="compositeView"):
    return next(pane for pane in (area._first, area._second) if pane.view.objectName() == name).view


def at(view, row, col):
    x, y = view.viewport.to_screen(col, row, view.extent)
    return QPoint(round(x), round(y))


def colour(view, row, col):
    return view.grab().toImage().pixelColor(at(view, row, col)).getRgb()[:3]


def test_a_map_of_a_tool_lies_over_the_picture_and_lets_the_rest_be_seen(area):
    area.tool.show_map(tool_map())
    assert colour(view_of(area), 50, 50) == RED
    assert colour(view_of(area), 20, 20) == (120, 120, 120)
    area.tool.set_opacity(0.5)
    assert colour(view_of(area), 50, 50) == pytest.approx((187, 60, 60), abs=2)


def test_its_legend_stands_on_the_map_while_it_does(area):
    area.tool.show_map(tool_map())
    assert area.tool.legend.isVisible()
    assert "Unusual" in area.tool.legend.accessibleName()
    area.tool.clear()
    assert not area.tool.legend.isVisible()
    assert colour(view_of(area), 50, 50) == (120, 120, 120)


def test_detail_takes_the_place_of_the_coarse_map_where_it_lies(area):
    area.tool.show_map(tool_map())
    nothing = np.zeros((20, 20), dtype=np.uint8)
    area.tool.show_detail(LabelPicture(nothing, Window(40, 40, 20, 20)))
    assert colour(view_of(area), 50, 50) == (120, 120, 120)


def test_it_lies_over_the_map_of_clusters_too(area):
    area.set_look(ClusterLook(1, ("All",), ((0, 0, 255),)))
    area.show_labels(LabelPicture(np.ones((N, N), dtype=np.uint8), WHOLE))
    area.tool.show_map(tool_map())
    clusters = view_of(area, "clusterView")
    assert colour(clusters, 50, 50) == RED
    assert colour(clusters, 20, 20) == (0, 0, 255)


def test_a_click_on_a_mark_tells_its_number_and_selects_no_cluster(area, qtbot):
    area.set_look(ClusterLook(1, ("All",), ((0, 0, 255),)))
    area.show_labels(LabelPicture(np.ones((N, N), dtype=np.uint8), WHOLE))
    area.tool.show_marks((SHIP, SHED))
    clusters = []
    area.cluster_clicked.connect(clusters.append)
    view = view_of(area)
    with qtbot.waitSignal(area.tool.mark_clicked) as clicked:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at(view, 22, 33))
    assert (clicked.args, clusters) == ([7], [])
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at(view, 50, 50))
    assert clusters == [1]


def test_of_marks_in_each_other_the_inner_one_is_meant(area):
    around = Mark(1, top=10, left=10, bottom=60, right=60)
    area.tool.show_marks((around, SHIP))
    clicked = []
    area.tool.mark_clicked.connect(clicked.append)
    assert area.tool.take_click(22, 33, scale=8.0)
    assert area.tool.take_click(50, 50, scale=8.0)
    assert not area.tool.take_click(90, 90, scale=8.0)
    assert clicked == [7, 1]


def test_a_mark_is_drawn_around_what_it_marks(area):
    area.tool.show_marks((SHIP,))
    view = view_of(area)
    bare = colour(view, 50, 50)
    image = view.grab().toImage()
    place = at(view, 22, 33)
    rows = range(place.y() - 30, place.y() + 30)
    seen = {image.pixelColor(place.x(), y).getRgb()[:3] for y in rows}
    assert len(seen - {bare}) >= 2  # a light line on a dark one
    area.tool.clear()
    assert (area.tool.marks, area.tool.selected) == ((), 0)


def test_another_scene_takes_marks_and_map_away(area):
    area.tool.show_map(tool_map())
    area.tool.show_marks((SHIP,))
    area.show_scene(make_scene(extra=False))
    assert area.tool.shown() == ()


def test_a_number_at_the_right_edge_stands_left_of_its_mark():
    layer, extent = MarkLayer(), Extent(N, N, 2 * N, 2 * N)
    painted = []
    for right in (N, N - 30):
        layer.set_marks([Mark(8, top=50, left=right - 4, bottom=54, right=right)])
        picture = QImage(2 * N, 2 * N, QImage.Format.Format_RGB32)
        picture.fill(QColor("white"))
        with QPainter(picture) as painter:
            layer.paint(painter, Viewport(N / 2, N / 2, 2.0), extent)
        row = [picture.pixelColor(x, 104) for x in range(2 * N)]
        dark = [x for x, shown in enumerate(row) if shown != QColor("white")]
        painted.append((dark[0] - 2 * (right - 4), dark[-1] - 2 * right))
    (left, _), (_, beyond) = painted
    assert left < -12  # the tag stands there
    assert beyond > 12  # where there is room


def test_a_mark_that_says_nothing_has_no_tag(area):
    view = view_of(area)
    bare = view.grab().toImage()
    area.tool.show_marks([Mark(3, 50, 50, 51, 51, text=" ")])
    marked = view.grab().toImage()
    box = at(view, 50, 51)
    ratio = bare.devicePixelRatio()
    beside = QPoint(round((box.x() + 16) * ratio), round(box.y() * ratio))
    assert marked.pixelColor(beside) == bare.pixelColor(beside)
    area.tool.show_marks([Mark(3, 50, 50, 51, 51)])
    assert view.grab().toImage().pixelColor(beside) != bare.pixelColor(beside)
