"""Three labels are painted with the mouse; the map made of them is read, mended and taken away."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from app.cli.commands.replay import run as replay
from app.ui.map.map_view import MapView
from app.ui.map.tools.brush_pen import BrushPen
from tests.journeys.analyst import WAIT_MS

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
# Rows, first and last columns of strokes over one material each.
LAKE = ((320, 340, 480), (350, 350, 470))
FIELDS = ((146, 68, 100), (440, 125, 158), (132, 260, 286), (83, 449, 472))
TOWN = ((240, 160, 230), (270, 150, 250), (210, 180, 230))


def open_tool(analyst):
    analyst.choose_from_menu("Tools", "ToolPartial")
    page = analyst.control("partialToolPage", QWidget)
    analyst.qtbot.waitUntil(page.isVisible)


def add_label(analyst, name):
    analyst.click(analyst.control("addLabelButton", QToolButton))
    table = analyst.control("labelTable", QTableView)
    (edit,) = table.findChildren(QLineEdit)
    analyst.type_over(edit, name)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    analyst.qtbot.waitUntil(lambda: analyst.column("labelTable", 0)[-1] == name)


def paint(analyst, row, first, last):
    view, pen = analyst.control("compositeView", MapView), analyst.part(BrushPen)
    start, end = analyst.place_of(view, row, first), analyst.place_of(view, row, last)
    with analyst.qtbot.waitSignal(analyst.session.labels.marked, timeout=WAIT_MS):
        QTest.mousePress(pen, LEFT, pos=start)
        QTest.mouseMove(pen, (start + end) / 2)
        QTest.mouseMove(pen, end)
        QTest.mouseRelease(pen, LEFT, pos=end)


def take_brush(analyst):
    button = analyst.control("brushToolButton", QToolButton)
    if not button.isChecked():
        analyst.click(button)


def at_rest(analyst):
    desk = analyst.session.partial
    analyst.qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)


def assert_next_is_gone_to(analyst):
    nexts = analyst.control("whereNextList", QListWidget)
    number = nexts.item(0).data(Qt.ItemDataRole.UserRole)
    found = analyst.session.partial.found
    vote = next(each for each in found.map.votes if each.number == number)
    analyst.click(nexts.viewport(), nexts.visualItemRect(nexts.item(0)).center())
    view = analyst.control("compositeView", MapView)
    assert view.viewport.scale >= 4
    analyst.place_of(view, vote.row, vote.col)  # is seen


@pytest.fixture
def painted(with_sample):
    analyst = with_sample
    open_tool(analyst)
    assert not analyst.control("runPartialButton", QPushButton).isEnabled()
    for name, strokes in (("Water", LAKE), ("Field", FIELDS), ("Town", TOWN)):
        add_label(analyst, name)
        take_brush(analyst)
        for stroke in strokes:
            paint(analyst, *stroke)
    return analyst


def test_labels_are_painted_and_made_a_map_that_is_mended_and_exported(painted, tmp_path):
    analyst, session = painted, painted.session
    assert analyst.column("labelTable", 0) == ["Water", "Field", "Town"]
    counts = analyst.column("labelTable", 1)
    assert min(session.labels.marked_scene.n_px.values()) > 500
    colour = session.labels.choices.labels.classes[0].colour

    def is_marked() -> bool:
        seen = analyst.colour_at("compositeView", 320, 400)
        return max(abs(one - other) for one, other in zip(seen, colour, strict=True)) < 60

    analyst.qtbot.waitUntil(is_marked)

    analyst.press(Qt.Key.Key_Z, CONTROL)  # a stroke is taken back, and painted again
    analyst.qtbot.waitUntil(lambda: analyst.column("labelTable", 1)[2] != counts[2])
    with analyst.qtbot.waitSignal(session.labels.marked, timeout=WAIT_MS):
        analyst.press(Qt.Key.Key_Y, CONTROL)
    assert analyst.column("labelTable", 1) == counts

    analyst.type_number("partialKSpin", 14)
    with analyst.qtbot.waitSignal(session.partial.found_changed, timeout=WAIT_MS):
        analyst.click(analyst.control("runPartialButton", QPushButton))
    at_rest(analyst)
    assert analyst.control("partialShownCombo", QComboBox).currentText() == "Classes"
    told = analyst.control("partialOverall", QLabel).text()
    assert told.startswith("Overall accuracy ")
    assert "95 % interval" in told.replace("\u202f", " ").replace("\xa0", " ")
    states = analyst.column("voteTable", 1)
    assert {state[2:] for state in states} <= {"pure", "conflict", "no label"}

    assert_next_is_gone_to(analyst)

    n_before, classes = len(states), session.partial.found
    mixed = next((row for row, state in enumerate(states) if "conflict" in state), 0)
    analyst.select_row("voteTable", mixed)
    with analyst.qtbot.waitSignal(session.partial.found_changed, timeout=WAIT_MS):
        analyst.click(analyst.control("voteSplitButton", QPushButton))
    at_rest(analyst)
    assert len(analyst.column("voteTable", 0)) == n_before + 1
    analyst.press(Qt.Key.Key_Z, CONTROL)
    assert len(analyst.column("voteTable", 0)) == n_before
    assert session.partial.found is classes
    with analyst.qtbot.waitSignal(session.partial.found_changed, timeout=WAIT_MS):
        analyst.press(Qt.Key.Key_Y, CONTROL)
    at_rest(analyst)

    analyst.click(analyst.control("partialToolExport", QPushButton))
    dialog = analyst.window.findChild(QFileDialog, "resultFolderDialog")
    with analyst.qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        dialog.filesSelected.emit([str(tmp_path)])
        dialog.done(1)
    assert analyst.newest_message().title == "Export finished"
    (record,) = tmp_path.glob("*classes/run.json")
    with (record.parent / "clusters.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == n_before + 1
    assert replay([str(record), "--out", str(tmp_path / "again"), "--quiet"]) == 0
    ours = (record.parent / "classes.tif").read_bytes()
    assert (tmp_path / "again" / "classes.tif").read_bytes() == ours
