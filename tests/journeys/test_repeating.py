"""What the window exported comes again, byte for byte, from the record beside it."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QPushButton

from tests.journeys.analyst import WAIT_MS, Analyst

ROOT = Path(__file__).parents[2]
MAP, RECORD = "clusters_k04.tif", "run_k04.json"


def export(analyst: Analyst, folder: Path) -> None:
    """Write the shown map with its record, and nothing else."""
    analyst.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = analyst.control("exportDialog", QDialog)
    analyst.qtbot.waitUntil(dialog.isVisible)
    for box in dialog.findChildren(QCheckBox):
        if box.objectName() in ("exportMapsCheck", "exportReportCheck") and not box.isChecked():
            box.setFocus()
            QTest.keyClick(box, Qt.Key.Key_Space)
    analyst.type_over(dialog.findChild(QLineEdit, "exportFolderEdit"), str(folder))
    with analyst.qtbot.waitSignal(analyst.session.jobs.exported, timeout=WAIT_MS):
        analyst.click(dialog.findChild(QPushButton, "exportButton"))


def test_replay_of_what_the_window_exported_gives_the_same_bytes(with_sample, tmp_path):
    analyst = with_sample
    analyst.run(4, 4)
    key = analyst.session.sweeps.key(4)
    legend = analyst.session.editing.legend(key, 4)
    analyst.session.editing.set_legend(key, legend.merged([1, 2]).renamed(1, "Both"), "merging")
    analyst.rest()
    export(analyst, tmp_path / "away")
    again = tmp_path / "again"
    told = subprocess.run(
        [
            sys.executable,
            "-m",
            "app",
            "replay",
            str(tmp_path / "away" / RECORD),
            "--out",
            str(again),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WAIT_MS / 1000,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert (again / MAP).read_bytes() == (tmp_path / "away" / MAP).read_bytes()
