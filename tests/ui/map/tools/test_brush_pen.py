"""The brush paints where the mouse goes, and leaves the map to move about in."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.ui.map.tools.brush_pen import BrushPen
from tests.ui.map.test_area_pen import area, at  # noqa: F401 - a fixture

pytestmark = pytest.mark.gui
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
RED = (200, 30, 30)


@pytest.fixture
def brush(area):  # noqa: F811
    brush = area.brush
    brush.strokes = []
    brush.painted.connect(brush.strokes.append)
    brush.begin(RED, 5)
    return brush


def drag(pen: BrushPen, button, *places):
    QTest.mousePress(pen, button, pos=at(pen, *places[0]))
    for place in places[1:]:
        QTest.mouseMove(pen, at(pen, *place))
    QTest.mouseRelease(pen, button, pos=at(pen, *places[-1]))


def colour_at(pen, row, col):
    colour = pen.parentWidget().grab().toImage().pixelColor(at(pen, row, col))
    return colour.red(), colour.green(), colour.blue()


def test_a_stroke_tells_columns_and_rows_along_its_way(brush):
    drag(brush, LEFT, (20, 30), (20, 40), (50, 40))
    (stroke,) = brush.strokes
    assert len(stroke) == 3
    for (col, row), (wanted_row, wanted_col) in zip(stroke, ((20, 30), (20, 40), (50, 40)),
                                                    strict=True):  # fmt: skip
        assert abs(col - wanted_col) < 0.5
        assert abs(row - wanted_row) < 0.5


def test_a_stroke_is_seen_until_the_map_shows_it(brush):
    before = colour_at(brush, 60, 60)
    drag(brush, LEFT, (60, 50), (60, 70))
    during = colour_at(brush, 60, 60)
    assert during[0] > before[0] or during[1] < before[1]
    brush.settle()
    assert colour_at(brush, 60, 60) == before


def test_the_hint_goes_with_the_first_stroke_and_comes_with_the_brush(brush):
    hint = brush.findChild(QLabel, "paintingHint")
    assert hint.isVisible()
    drag(brush, LEFT, (10, 10), (10, 20))
    assert not hint.isVisible()
    brush.cancel()
    brush.begin(RED, 5)
    assert hint.isVisible()


def test_strokes_follow_each_other_until_escape(brush, qtbot):
    drag(brush, LEFT, (10, 10), (10, 20))
    drag(brush, LEFT, (30, 10), (30, 20))
    assert len(brush.strokes) == 2
    with qtbot.waitSignal(brush.ended):
        QTest.keyClick(brush, Qt.Key.Key_Escape)
    assert not brush.is_painting


def test_nothing_is_painted_beyond_the_scene(brush):
    view = brush.parentWidget()
    QTest.mousePress(brush, LEFT, pos=QPoint(1, 1))
    QTest.mouseRelease(brush, LEFT, pos=QPoint(view.width() - 2, view.height() - 2))
    assert all(0 <= value <= 100 for place in brush.strokes[0] for value in place)


def test_the_right_button_moves_the_map_and_paints_nothing(brush, area):  # noqa: F811
    area.zoom_in()
    area.zoom_in()
    before = brush.parentWidget().viewport
    drag(brush, RIGHT, (50, 50), (50, 60))
    after = brush.parentWidget().viewport
    assert after.col < before.col
    assert after.scale == before.scale
    assert brush.strokes == []


def test_brackets_ask_for_another_size_within_bounds(brush, qtbot):
    with qtbot.waitSignal(brush.size_chosen) as chosen:
        QTest.keyClick(brush, Qt.Key.Key_BracketRight)
    assert chosen.args == [6]
    brush.set_size(1)
    with qtbot.waitSignal(brush.size_chosen) as chosen:
        QTest.keyClick(brush, Qt.Key.Key_BracketLeft)
    assert chosen.args == [1]


def test_another_scene_ends_painting(brush, area):  # noqa: F811
    area.clear()
    assert not brush.is_painting
