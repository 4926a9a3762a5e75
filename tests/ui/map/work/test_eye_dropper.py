"""The next click on a map chooses a colour, and nothing else."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.ui.map.map_view import MapView
from app.ui.map.work.eye_dropper import EyeDropper
from tests.ui.map.test_area_pen import area  # noqa: F401 - a fixture
from tests.ui.map.test_map_area import LOOK

pytestmark = pytest.mark.gui
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dropper(area):  # noqa: F811
    return EyeDropper(area)


def view(area, name):  # noqa: F811
    return area.findChild(MapView, name)


def place(shown, row, col):
    x, y = shown.viewport.to_screen(col, row, shown.extent)
    return QPoint(round(x), round(y))


def test_click_on_the_classes_picks_the_colour_of_one_and_selects_none(qtbot, area, dropper):  # noqa: F811
    clusters, selected = view(area, "clusterView"), []
    area.cluster_clicked.connect(selected.append)
    dropper.begin()
    assert dropper.is_picking
    with qtbot.waitSignal(dropper.picked, timeout=1000) as picked:
        QTest.mouseClick(clusters, LEFT, pos=place(clusters, 50, 10))
    assert tuple(picked.args[0]) == LOOK.colours[LOOK.row_of(area.number_at(50, 10))]
    assert selected == []
    assert not dropper.is_picking
    QTest.mouseClick(clusters, LEFT, pos=place(clusters, 50, 10))
    assert selected == [area.number_at(50, 10)]


def test_escape_gives_up(qtbot, area, dropper):  # noqa: F811
    dropper.begin()
    with qtbot.waitSignal(dropper.ended, timeout=1000):
        QTest.keyClick(view(area, "compositeView"), Qt.Key.Key_Escape)
    with qtbot.assertNotEmitted(dropper.picked, wait=50):
        QTest.mouseClick(view(area, "compositeView"), LEFT, pos=QPoint(100, 100))
