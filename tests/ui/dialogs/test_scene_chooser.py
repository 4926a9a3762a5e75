"""Several scenes are shown with what tells them apart, and one of them is opened."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableWidget, QWidget

from app.scene.scene_choice import SceneChoice
from app.ui.dialogs.scene_chooser import SceneChooser
from app.ui.parts import number_format

pytestmark = pytest.mark.gui

CHOICES = (
    SceneChoice("LC08_043024_20210715", (Path("a"),), datetime(2021, 7, 15, tzinfo=UTC), "L2",
                7, 0.123, 7621, 7751),
    SceneChoice("plain", (Path("b1"), Path("b2"))),
)  # fmt: skip


@pytest.fixture
def chooser(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    chooser = SceneChooser(window)
    chooser.heard = []
    chooser.chosen.connect(chooser.heard.append)
    chooser.ask(CHOICES)
    yield chooser
    chooser.close()  # a modal dialog left open takes the mouse from the next test
    window.close()


def table(chooser):
    return chooser.findChild(QTableWidget, "sceneTable")


def row_texts(chooser, row):
    return [table(chooser).item(row, c).text() for c in range(table(chooser).columnCount())]


def test_scenes_are_told_apart_by_date_level_bands_and_clouds(chooser):
    assert row_texts(chooser, 0)[:5] == ["LC08_043024_20210715", "2021-07-15", "L2", "7", "12.3"]
    assert row_texts(chooser, 1)[0] == "plain"
    assert set(row_texts(chooser, 1)[1:]) == {number_format.NOTHING}


def test_double_click_opens_the_files_of_that_scene(qtbot, chooser):
    rect = table(chooser).visualItemRect(table(chooser).item(1, 0))
    qtbot.mouseClick(table(chooser).viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    qtbot.mouseDClick(table(chooser).viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert chooser.heard == [(Path("b1"), Path("b2"))]
    assert not chooser.isVisible()


def test_return_opens_the_scene_the_keyboard_stands_on(qtbot, chooser):
    qtbot.keyClick(table(chooser), Qt.Key.Key_Down)
    qtbot.keyClick(table(chooser), Qt.Key.Key_Return)
    assert chooser.heard == [(Path("b1"), Path("b2"))]


def test_cancel_opens_nothing(qtbot, chooser):
    cancel = chooser.findChild(QPushButton, "chooserCancelButton")
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert chooser.heard == []


def test_picture_that_comes_later_takes_its_row(chooser):
    red = np.full((30, 60, 4), (255, 0, 0, 255), dtype=np.uint8)
    chooser.show_picture(1, red)
    chooser.show_picture(7, red)  # of scenes that were shown before
    image = table(chooser).item(1, 0).icon().pixmap(64, 64).toImage()
    colour = image.pixelColor(image.width() // 2, image.height() // 2)
    assert (colour.red(), colour.green()) == (255, 0)
