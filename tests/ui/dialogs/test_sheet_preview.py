"""The sheet is drawn while it is chosen, as often as it would look otherwise, and not oftener."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QWidget

from app.products.requests import ExportOptions, ExportRequest, Paper
from app.ui.dialogs.export_dialog import ExportDialog

pytestmark = pytest.mark.gui


def red_page():
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(content.data())


@pytest.fixture
def dialog(qtbot, tmp_path):
    dialog = ExportDialog()
    qtbot.addWidget(dialog)
    dialog.offer((3, 4, 5, 6), 5, tmp_path)
    dialog.show()
    return dialog


@pytest.fixture
def asked(dialog):
    asked = []
    dialog.sheet.wanted.connect(asked.append)
    return asked


def test_sheet_is_asked_for_when_it_is_ticked_and_the_dialog_stays_as_it_is(qtbot, dialog, asked):
    before = dialog.geometry()
    note = dialog.findChild(QLabel, "sheetPreviewNote")
    assert "Tick a map sheet" in note.text()
    with qtbot.waitSignal(dialog.sheet.wanted):
        dialog.choose_kinds(("cluster_map", "sheet"))
    assert [request.ks for request in asked if request] == [(5,)]
    assert note.text() == "The sheet is being drawn…"
    dialog.sheet.show_sheet(red_page())
    assert dialog.geometry() == before
    dialog.choose_kinds(("cluster_map",))
    page = dialog.findChild(QWidget, "sheetPreviewPage")
    assert page.grab().toImage().pixelColor(20, 20) != QColor("red")
    assert "Tick a map sheet" in note.text()
    assert dialog.geometry() == before


def test_the_sheet_has_the_room_that_the_screen_has(dialog):
    room = dialog.screen().availableGeometry().width()
    whole, least = dialog.sizeHint().width(), dialog.minimumSizeHint().width()
    assert dialog.width() == max(least, min(whole, room))
    assert least <= 880  # half of a screen of full HD, at two pixels to a point, is 960


def test_picture_that_comes_is_shown(qtbot, dialog):
    with qtbot.waitSignal(dialog.sheet.wanted):
        dialog.choose_kinds(("sheet",))
    dialog.sheet.show_sheet(red_page())
    page = dialog.findChild(QWidget, "sheetPreviewPage")
    assert page.grab().toImage().pixelColor(20, 20) == QColor("red")
    assert dialog.findChild(QLabel, "sheetPreviewNote").text() == "k = 5"


def test_other_paper_is_drawn_anew_but_a_prefix_is_not(qtbot, dialog, asked):
    with qtbot.waitSignal(dialog.sheet.wanted):
        dialog.choose_kinds(("sheet",))
    dialog.sheet.show_sheet(red_page())
    asked.clear()
    dialog.choose_options(ExportOptions(prefix="north_"))
    qtbot.wait(250)
    assert asked == []
    with qtbot.waitSignal(dialog.sheet.wanted):
        dialog.choose_options(ExportOptions(paper=Paper.A3))
    assert [request.options.paper for request in asked] == [Paper.A3]


def test_sheets_that_are_not_shown_are_counted(qtbot, dialog):
    request = ExportRequest(Path(), (3, 4, 5), ("sheet",))
    with qtbot.waitSignal(dialog.sheet.wanted):
        dialog.sheet.ask(request)
    dialog.sheet.show_sheet(red_page())
    told = dialog.findChild(QLabel, "sheetPreviewNote").text()
    assert told == "k = 3; 2 more sheets are written like it."
    dialog.sheet.ask(replace(request, ks=(3, 4)))
    dialog.sheet.show_sheet(red_page())
    told = dialog.findChild(QLabel, "sheetPreviewNote").text()
    assert told == "k = 3; 1 more sheet is written like it."


def test_reason_for_no_sheet_is_told(qtbot, dialog):
    with qtbot.waitSignal(dialog.sheet.wanted):
        dialog.choose_kinds(("sheet",))
    dialog.sheet.show_failed("Result not final yet. Run the sweep to its end.")
    told = dialog.findChild(QLabel, "sheetPreviewNote").text()
    assert told == "Result not final yet. Run the sweep to its end."
