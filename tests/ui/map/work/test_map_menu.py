"""The menu of a map is there with and without classes, by mouse and by key."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.arrays import Window
from app.scene.picture.composite import Picture
from app.ui.map.map_area import MapArea
from app.ui.map.work.map_menu import Copied, MapMenu
from tests.ui.conftest import make_scene


@pytest.fixture
def area(qtbot):
    widget = MapArea()
    qtbot.addWidget(widget)
    widget.resize(900, 500)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


@pytest.fixture
def menu(area):
    scene = make_scene(extra=False)
    window = Window(0, 0, scene.grid.height, scene.grid.width)
    area.show_scene(scene)
    area.show_composite(Picture(np.full((*window_shape(window), 4), 255, np.uint8), window))
    return MapMenu(area)


def window_shape(window):
    return window.height, window.width


def texts(area):
    (shown,) = area.findChildren(QMenu, "mapMenu")
    return [action.text() for action in shown.actions() if not action.isSeparator()]


def test_a_scene_without_classes_offers_what_asks_for_none(area, menu):
    menu.offer([QAction("Merge", area)])
    menu.offer_view([QAction("Whole scene", area), QAction("Legend", area)])
    area.customContextMenuRequested.emit(QPoint(100, 200))
    assert texts(area) == [
        "Copy &coordinates", "Copy latitude and lon&gitude", "Copy &values",
        "Whole scene", "Legend",
    ]  # fmt: skip


def test_what_is_copied_is_the_pixel_under_the_pointer(qtbot, area, menu):
    view = area._first.view
    area.show_place(20.0, 20.0, 16.0)
    col, row = 13.5, 12.5
    x, y = view.viewport.to_screen(col, row, view.extent)
    area.customContextMenuRequested.emit(view.mapTo(area, QPoint(round(x), round(y))))
    action = area.findChild(QAction, "actionCopy_values")
    with qtbot.waitSignal(menu.copy_requested) as asked:
        action.trigger()
    assert asked.args == [Copied.VALUES, 12, 13]


def test_a_key_opens_it_amid_the_view_with_the_focus(qtbot, area, menu):
    view = area._first.view
    area.show_place(20.5, 20.5, 32.0)
    view.setFocus()
    area.customContextMenuRequested.emit(QPoint(449, -5))  # on no view
    action = area.findChild(QAction, "actionCopy_place")
    with qtbot.waitSignal(menu.copy_requested) as asked:
        action.trigger()
    assert asked.args[1:] == [20, 20]


def test_no_scene_has_no_menu(area):
    menu = MapMenu(area)
    area.customContextMenuRequested.emit(QPoint(100, 200))
    assert menu is not None
    assert not area.findChildren(QMenu, "mapMenu")
