"""Places that take part are drawn, loaded or typed, listed, turned around and removed."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QListWidget, QSpinBox, QToolButton

from app.arrays import Window
from app.scene.leaving_out.drawn import Shape
from app.scene.leaving_out.leave_out import EVERY_PIXEL, Area, LeaveOut, Meaning
from app.scene.leaving_out.pixel_set import pixels_of
from app.ui.setup.places.places_panel import PlacesPanel

pytestmark = pytest.mark.gui
RING = ((0.0, 0.0, 1.0, 0.0, 1.0, 1.0),)
CLUSTER = pixels_of(np.ones((4, 8), dtype=np.uint8), (1,), name="Lake", is_inside=False)
PLACES = LeaveOut(
    (Meaning.CLOUD,),
    areas=(Area("Rectangle 1", "", (RING,)), Area("town.kml", "", (RING,), is_inside=False)),
    clusters=(CLUSTER,),
)


@pytest.fixture
def panel(qtbot):
    panel = PlacesPanel()
    qtbot.addWidget(panel)
    panel.set_scene_size(400, 600)
    panel.resize(320, 400)
    panel.show()
    return panel


def click(panel, name):
    QTest.mouseClick(panel.findChild(QToolButton, name), Qt.MouseButton.LeftButton)


def listed(panel):
    entries = panel.findChild(QListWidget, "placeList")
    return [entries.item(number).text() for number in range(entries.count())]


def choose(panel, number):
    panel.findChild(QListWidget, "placeList").setCurrentRow(number)


def test_every_place_is_listed(panel):
    assert panel.findChild(QLabel, "areasLabel").isVisible()
    panel.show_places(PLACES)
    assert listed(panel) == ["inside Rectangle 1", "outside town.kml", "without Lake"]
    assert not panel.findChild(QLabel, "areasLabel").isVisible()
    panel.show_places(EVERY_PIXEL)
    assert listed(panel) == []
    assert panel.findChild(QListWidget, "placeList").isHidden()


def test_one_place_is_removed(qtbot, panel):
    panel.show_places(PLACES)
    with qtbot.waitSignal(panel.chosen) as asked:
        click(panel, "removePlaceButton")  # the newest is at hand
    assert asked.args == [replace(PLACES, clusters=())]
    choose(panel, 0)
    with qtbot.waitSignal(panel.chosen) as asked:
        QTest.keyClick(panel.findChild(QListWidget, "placeList"), Qt.Key.Key_Delete)
    assert asked.args == [replace(PLACES, areas=PLACES.areas[1:])]


def test_one_place_is_turned_around(qtbot, panel):
    panel.show_places(PLACES)
    with qtbot.waitSignal(panel.chosen) as asked:
        click(panel, "turnPlaceButton")
    assert asked.args == [replace(PLACES, clusters=(replace(CLUSTER, is_inside=True),))]
    choose(panel, 1)
    with qtbot.waitSignal(panel.chosen) as asked:
        click(panel, "turnPlaceButton")
    inside = replace(PLACES.areas[1], is_inside=True)
    assert asked.args == [replace(PLACES, areas=(PLACES.areas[0], inside))]


def test_one_tool_draws_at_a_time(qtbot, panel):
    rectangle = panel.findChild(QToolButton, "drawRectangleButton")
    polygon = panel.findChild(QToolButton, "drawPolygonButton")
    for button, shape in ((rectangle, Shape.RECTANGLE), (polygon, Shape.POLYGON)):
        with (
            qtbot.waitSignal(panel.drawing_requested) as asked,
            qtbot.assertNotEmitted(panel.drawing_ended),
        ):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert asked.args == [shape]
    assert polygon.isChecked()
    assert not rectangle.isChecked()
    with qtbot.waitSignal(panel.drawing_ended):
        QTest.mouseClick(polygon, Qt.MouseButton.LeftButton)
    click(panel, "drawPolygonButton")
    with qtbot.assertNotEmitted(panel.drawing_ended):
        panel.end_drawing()
    assert not polygon.isChecked()


def test_a_window_is_typed(qtbot, panel):
    panel.show_places(PLACES)
    spins = {
        name: panel.findChild(QSpinBox, f"window{name}Spin")
        for name in ("Row", "Column", "Height", "Width")
    }
    assert not spins["Row"].isVisible()
    with qtbot.waitSignal(panel.chosen) as asked:
        panel.findChild(QCheckBox, "windowCheck").click()
    assert asked.args == [PLACES]  # all of it, so far
    assert [spin.value() for spin in spins.values()] == [0, 0, 400, 600]
    with qtbot.waitSignal(panel.chosen) as asked:
        spins["Column"].setValue(25)
    assert asked.args == [replace(PLACES, window=Window(0, 25, 400, 600))]
    with qtbot.waitSignal(panel.chosen) as asked:
        panel.findChild(QCheckBox, "windowCheck").click()
    assert asked.args == [PLACES]


def test_a_window_is_shown_and_not_reported(qtbot, panel):
    window = Window(3, 4, 50, 60)
    with qtbot.assertNotEmitted(panel.chosen):
        panel.show_places(replace(EVERY_PIXEL, window=window))
    assert panel.findChild(QCheckBox, "windowCheck").isChecked()
    assert panel.findChild(QSpinBox, "windowHeightSpin").value() == 50
    assert not panel.findChild(QLabel, "areasLabel").isVisible()
    with qtbot.waitSignal(panel.chosen) as asked:
        click(panel, "clearAreasButton")
    assert asked.args == [EVERY_PIXEL]
    panel.show_places(EVERY_PIXEL)
    assert not panel.findChild(QCheckBox, "windowCheck").isChecked()
    assert panel.findChild(QSpinBox, "windowHeightSpin").value() == 400
