"""Ships of the sample are found, one is rejected with a reason and taken back, all are exported."""

import csv
import json
import sqlite3
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QPushButton

from app.messages import Level
from app.session.desks.tools.anomaly_desk import AnomalyDesk
from app.ui.map.map_area import MapArea
from app.ui.tools.anomalies.piece_list import PieceList
from tests.journeys.analyst import WAIT_MS

N_SHIPS = 9


def search(analyst) -> PieceList:
    """Open the tool and search; return the list, with every picture in it."""
    desk: AnomalyDesk = analyst.session.anomalies
    analyst.choose_from_menu("Tools", "ToolAnomalies")
    analyst.click(analyst.control("anomalySearch", QPushButton))
    analyst.qtbot.waitUntil(lambda: desk.found is not None and not desk.is_busy, timeout=WAIT_MS)
    return analyst.part(PieceList)


def count(analyst) -> str:
    return analyst.control("anomalyCount", QLabel).text()


def export(analyst, folder):
    analyst.click(analyst.control("anomaliesToolExport", QPushButton))
    dialog = analyst.control("resultFolderDialog", QFileDialog)
    with analyst.qtbot.waitSignal(analyst.session.message_raised, timeout=WAIT_MS):
        dialog.filesSelected.emit([str(folder)])
        dialog.close()
    return analyst.newest_message()


def test_ships_are_found_judged_and_taken_away(with_sample, tmp_path):
    analyst = with_sample
    pieces = search(analyst)
    assert count(analyst) == f"{N_SHIPS} unusual pieces: 0 kept, 0 rejected"
    rows = pieces.pieces.rows
    assert all(pieces.pieces.picture_of(row.piece.number) is not None for row in rows)

    # A click goes there; R rejects with the reason that is chosen, K keeps, Undo takes back.
    area = analyst.part(MapArea)
    place = pieces.visualRect(pieces.pieces.place_of(3)).center()
    analyst.click(pieces.viewport(), place)
    assert (pieces.number, area.tool.selected) == (3, 3)
    third = rows[2].piece
    assert area.place[:2] == pytest.approx((third.col, third.row), abs=1)
    analyst.control("anomalyReason", QComboBox).setCurrentText("Islet or rock")
    analyst.press(Qt.Key.Key_R)
    analyst.press(Qt.Key.Key_Space)
    analyst.press(Qt.Key.Key_K)
    assert count(analyst) == f"{N_SHIPS} unusual pieces: 1 kept, 1 rejected"
    analyst.action("Undo").trigger()
    assert count(analyst) == f"{N_SHIPS} unusual pieces: 0 kept, 1 rejected"
    assert [mark.number for mark in area.tool.marks if mark.is_faint] == [3]

    # What was decided stands in every file.
    message = export(analyst, tmp_path)
    assert message.level is Level.SUCCESS, message
    written = message.folder
    with closing(sqlite3.connect(written / "anomalies.gpkg")) as file:
        told = file.execute("SELECT number, decision, reason FROM positions").fetchall()
    assert [row for row in told if row[1]] == [(3, "rejected", "Islet or rock")]
    assert len(told) == N_SHIPS
    with (written / "anomalies.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    assert [row["reason"] for row in listed if row["decision"]] == ["Islet or rock"]
    assert (written / "anomalies.pdf").read_bytes().startswith(b"%PDF")
    record = json.loads((written / "run.json").read_text(encoding="utf-8"))
    assert record["command"][:2] == ["bandsweep", "anomalies"]
    (rejected,) = (word for word in record["command"] if word.startswith("--reject="))
    assert rejected.endswith(":Islet or rock")

    # Esc closes the tool; it opens again as it was, at once.
    QTest.keyClick(pieces, Qt.Key.Key_Escape)
    assert not pieces.isVisible()
    assert area.tool.marks == ()
    analyst.choose_from_menu("Tools", "ToolAnomalies")
    assert not analyst.session.anomalies.is_busy
    assert len(area.tool.marks) == N_SHIPS
    analyst.session.editing.undo()  # the decision
    analyst.session.editing.undo()  # the search
    assert not analyst.control("anomalyCount", QLabel).isVisible()
