"""Outlines are drawn on the composite with the mouse, and can be given up."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.scene.grids.grid import Grid
from app.scene.leaving_out.drawn import Shape
from app.ui.map.map_area import MapArea
from app.ui.map.map_view import MapView
from app.ui.parts import theme
from tests.ui.conftest import make_scene
from tests.ui.map.test_map_area import LOOK, labels, picture, turn_wheel

pytestmark = pytest.mark.gui
LEFT = Qt.MouseButton.LeftButton
N = 100


@pytest.fixture
def area(qtbot):
    widget = MapArea()
    qtbot.addWidget(widget)
    widget.resize(1100, 560)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    widget.show_scene(replace(make_scene(extra=False), grid=Grid(N, N, (30, 0, 0, 0, -30, 0))))
    widget.show_composite(picture())
    widget.set_look(LOOK)
    widget.show_labels(labels())
    return widget


@pytest.fixture
def pen(area):
    return area.pen


def at(pen, row, col):
    view = pen.parentWidget()
    x, y = view.viewport.to_screen(col, row, view.extent)
    return QPoint(round(x), round(y))


def drag(pen, start, end):
    QTest.mousePress(pen, LEFT, pos=at(pen, *start))
    QTest.mouseMove(pen, at(pen, *end))
    QTest.mouseRelease(pen, LEFT, pos=at(pen, *end))


def click(pen, *places):
    for place in places:
        QTest.mouseClick(pen, LEFT, pos=at(pen, *place))


def rounded(corners):
    return [(round(col), round(row)) for col, row in corners]


@pytest.mark.parametrize("start_end", [((20, 30), (60, 80)), ((60, 80), (20, 30))])
def test_a_drag_draws_a_rectangle_of_whole_pixels(qtbot, pen, start_end):
    pen.begin(Shape.RECTANGLE)
    with qtbot.waitSignal(pen.drawn) as told, qtbot.waitSignal(pen.ended):
        drag(pen, *start_end)
    shape, corners = told.args
    assert shape is Shape.RECTANGLE
    assert corners == ((30, 20), (80, 20), (80, 60), (30, 60))
    assert not pen.is_drawing


def test_a_rectangle_ends_at_the_edge_of_the_scene(qtbot, pen):
    pen.begin(Shape.RECTANGLE)
    with qtbot.waitSignal(pen.drawn) as told:
        drag(pen, (90, 90), (101, 101))
    assert told.args[1] == ((90, 90), (100, 90), (100, 100), (90, 100))


def test_a_click_draws_no_rectangle_and_the_next_drag_does(qtbot, pen):
    pen.begin(Shape.RECTANGLE)
    with qtbot.assertNotEmitted(pen.drawn):
        click(pen, (20, 20))
    assert pen.is_drawing
    with qtbot.waitSignal(pen.drawn):
        drag(pen, (20, 20), (40, 40))


@pytest.mark.parametrize("close", ["double click", "enter"])
def test_clicks_draw_a_polygon(qtbot, pen, close):
    pen.begin(Shape.POLYGON)
    click(pen, (20, 20), (20, 70), (75, 70))
    with qtbot.waitSignal(pen.drawn) as told:
        click(pen, (80, 30))
        if close == "enter":
            QTest.keyClick(pen, Qt.Key.Key_Return)
        else:
            QTest.mouseDClick(pen, LEFT, pos=at(pen, 80, 30))
    assert told.args[0] is Shape.POLYGON
    assert rounded(told.args[1]) == [(20, 20), (70, 20), (70, 75), (30, 80)]


def test_backspace_takes_the_last_point_back(qtbot, pen):
    pen.begin(Shape.POLYGON)
    click(pen, (20, 20), (20, 70), (75, 70), (10, 10))
    QTest.keyClick(pen, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(pen.drawn) as told:
        QTest.keyClick(pen, Qt.Key.Key_Enter)
    assert rounded(told.args[1]) == [(20, 20), (70, 20), (70, 75)]


def test_two_points_enclose_nothing(qtbot, pen):
    pen.begin(Shape.POLYGON)
    click(pen, (20, 20), (20, 70))
    with qtbot.assertNotEmitted(pen.drawn):
        QTest.keyClick(pen, Qt.Key.Key_Return)
    assert pen.is_drawing


def test_escape_gives_up_and_the_view_has_the_keyboard_again(qtbot, area, pen):
    pen.begin(Shape.POLYGON)
    assert pen.hasFocus()
    click(pen, (20, 20), (20, 70), (75, 70))
    with qtbot.assertNotEmitted(pen.drawn), qtbot.waitSignal(pen.ended):
        QTest.keyClick(pen, Qt.Key.Key_Escape)
    assert pen.isHidden()
    assert area.findChild(MapView, "compositeView").hasFocus()


def test_another_scene_ends_drawing(qtbot, area, pen):
    pen.begin(Shape.RECTANGLE)
    with qtbot.waitSignal(pen.ended):
        area.show_scene(make_scene())
    assert not pen.is_drawing


def test_without_a_scene_nothing_is_drawn(qtbot, area, pen):
    area.clear()
    with qtbot.waitSignal(pen.ended):
        pen.begin(Shape.RECTANGLE)
    assert not pen.is_drawing


def test_clusters_are_not_chosen_and_the_map_stands_still_while_drawing(qtbot, area, pen):
    before = area.link.viewport
    pen.begin(Shape.POLYGON)
    with qtbot.assertNotEmitted(area.cluster_clicked):
        click(pen, (20, 20))
    drag(pen, (40, 40), (60, 60))
    assert area.link.viewport == before


def test_the_wheel_magnifies_while_corners_keep_their_places(qtbot, area, pen):
    pen.begin(Shape.POLYGON)
    click(pen, (40, 40), (40, 60))
    before = area.link.viewport.scale
    turn_wheel(pen, at(pen, 50, 50), 2)
    assert area.link.viewport.scale > before
    click(pen, (60, 60))
    with qtbot.waitSignal(pen.drawn) as told:
        QTest.keyClick(pen, Qt.Key.Key_Return)
    assert rounded(told.args[1]) == [(40, 40), (60, 40), (60, 60)]


def test_places_are_read_out_while_drawing(qtbot, area, pen):
    pen.begin(Shape.RECTANGLE)
    with qtbot.waitSignal(area.hovered) as told:
        QTest.mouseMove(pen, at(pen, 30, 40))
    assert [round(value) for value in told.args] == [30, 40]


def test_a_line_in_the_accent_colour_and_a_hint_are_seen(area, pen):
    pen.begin(Shape.RECTANGLE)
    hint = pen.findChild(QLabel, "drawingHint")
    assert hint.isVisible()
    assert "Escape" in hint.text()
    assert pen.rect().contains(hint.geometry())
    QTest.mousePress(pen, LEFT, pos=at(pen, 20, 20))
    QTest.mouseMove(pen, at(pen, 60, 60))
    image = area.findChild(MapView, "compositeView").grab().toImage()
    on_line = [image.pixelColor(at(pen, 20, 40) + QPoint(0, dy)) for dy in (-1, 0, 1)]
    assert theme.token("accent").name() in [colour.name() for colour in on_line]


def test_the_hint_fits_a_narrow_view(area, pen):
    area.resize(420, 400)
    pen.begin(Shape.POLYGON)
    hint = pen.findChild(QLabel, "drawingHint")
    assert pen.rect().contains(hint.geometry())
    assert hint.height() >= hint.heightForWidth(hint.width())
