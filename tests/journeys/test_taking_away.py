"""All that a person can take away, chosen in one dialog and written together."""

import json
import sqlite3
import zipfile
from contextlib import closing

import numpy as np
import pytest
import rasterio
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
)

from app.products.registry import PRODUCTS
from tests.journeys.analyst import WAIT_MS

pytestmark = [pytest.mark.journey, pytest.mark.gui]


@pytest.mark.usefixtures("with_sample")
def test_everything_of_two_k_is_taken_away_with_names_that_begin_alike(analyst, tmp_path):
    folder = tmp_path / "away"
    analyst.run(3, 5)
    analyst.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = analyst.control("exportDialog", QDialog)
    analyst.qtbot.waitUntil(dialog.isVisible)
    for box in dialog.findChildren(QCheckBox):
        if not box.isChecked():
            box.setFocus()
            QTest.keyClick(box, Qt.Key.Key_Space)
    dialog.findChild(QComboBox, "exportKCombo").setCurrentText("Several k…")
    for k in (3, 4, 5):
        one = dialog.findChild(QToolButton, f"exportK{k}Button")
        if one.isChecked() is (k == 5):
            analyst.click(one)
    analyst.type_over(dialog.findChild(QLineEdit, "exportPrefixEdit"), "north_")
    analyst.type_over(dialog.findChild(QLineEdit, "exportFolderEdit"), str(folder))
    with analyst.qtbot.waitSignal(analyst.session.jobs.exported, timeout=WAIT_MS):
        analyst.click(dialog.findChild(QPushButton, "exportButton"))

    named = {f"north_{name}" for product in PRODUCTS for k in (3, 4) for name in product.files(k)}
    assert {path.name for path in folder.iterdir()} == named
    (result,) = (one for one in analyst.session.sweeps.sweep.results if one.k == 4)
    with rasterio.open(folder / "north_clusters_k04.tif") as file:
        assert np.array_equal(file.read(1), result.full.labels)
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
    with closing(sqlite3.connect(folder / "north_classes_k04.gpkg")) as file:
        counted = [n for (n,) in file.execute("SELECT n_px FROM classes ORDER BY class")]
    assert counted == result.signatures.n_px.tolist()
    item = json.loads((folder / "north_clusters_k04.stac.json").read_text())
    assert (folder / item["assets"]["map"]["href"]).is_file()
    assert (folder / "north_sheet_k04.pdf").read_bytes().startswith(b"%PDF")
    assert "data:image/png" in (folder / "north_report_k04.html").read_text(encoding="utf-8")
    assert zipfile.is_zipfile(folder / "north_tables_k04.xlsx")


@pytest.mark.usefixtures("with_sample")
def test_all_runs_are_taken_away_at_once_a_folder_for_each(analyst, tmp_path):
    analyst.run(3, 4)
    analyst.control("seedSpin", QSpinBox).setValue(7)
    analyst.run(3, 4)
    analyst.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = analyst.control("exportDialog", QDialog)
    analyst.qtbot.waitUntil(dialog.isVisible)
    dialog.findChild(QComboBox, "exportRunCombo").setCurrentIndex(1)
    analyst.type_over(dialog.findChild(QLineEdit, "exportFolderEdit"), str(tmp_path / "runs"))
    with analyst.qtbot.waitSignal(analyst.session.jobs.exported, timeout=WAIT_MS):
        analyst.click(dialog.findChild(QPushButton, "exportButton"))
    k = analyst.session.sweeps.k
    seeds = {
        folder.name: json.loads((folder / f"run_k{k:02d}.json").read_text())["settings"]["seed"]
        for folder in (tmp_path / "runs").iterdir()
    }
    assert seeds == {"Run 1": 0, "Run 2": 7}
