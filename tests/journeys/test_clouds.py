"""Clouds are found by a clear scene, held against the quality band, left out, and swept without."""

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QListView, QPushButton, QSlider

from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.ui.map.map_area import MapArea

import rasterio  # isort: skip

GROUNDS = np.array([[600, 900, 800, 3000], [1500, 1700, 2200, 2600], [700, 800, 600, 300]])
CLOUD = np.array([6200, 6300, 6400, 7000])
CLEAR_QA, CLOUD_QA = 21824, 22280  # as Landsat Collection 2 writes QA_PIXEL
SHAPE = (60, 90)
THICK, THIN, MISSED = np.s_[20:35, 30:55], np.s_[40:50, 30:40], np.s_[5:12, 70:80]


def write(folder, date, planes):
    folder.mkdir()
    for name, plane in planes.items():
        path = folder / f"LC08_L2SP_042024_{date}_20200113_02_T1_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=SHAPE[1], height=SHAPE[0], count=1, dtype="uint16",
            crs="EPSG:32611", transform=rasterio.Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(plane.clip(1).astype(np.uint16), 1)
    return folder


@pytest.fixture
def scenes(tmp_path):
    """A clear scene and a later one; its quality band misses the thin cloud and invents one."""
    rng = np.random.default_rng(1)
    material = rng.integers(3, size=(6, 9)).repeat(10, 0).repeat(10, 1)
    ground = GROUNDS[material].transpose(2, 0, 1) * (1 + 0.04 * rng.standard_normal((4, *SHAPE)))
    later = 0.95 * ground + rng.normal(0, 15, ground.shape)
    for place, opacity in ((THICK, 1.0), (THIN, 0.3)):
        under = later[(slice(None), *place)]
        later[(slice(None), *place)] = (1 - opacity) * under + opacity * CLOUD[:, None, None]
    quality = np.full(SHAPE, CLEAR_QA)
    quality[THICK] = quality[MISSED] = CLOUD_QA
    names = ("SR_B2", "SR_B3", "SR_B4", "SR_B5")
    clear = write(tmp_path / "clear", "20200101", dict(zip(names, ground, strict=True)))
    planes = dict(zip(names, later, strict=True)) | {"QA_PIXEL": quality}
    return clear, write(tmp_path / "later", "20200201", planes)


def choose_folder(analyst, name, path):
    analyst.qtbot.waitUntil(lambda: bool(analyst.window.findChildren(QFileDialog)))
    dialog = analyst.part(QFileDialog)
    assert name in dialog.windowTitle() or dialog.objectName() == name
    analyst.qtbot.waitUntil(dialog.isVisible)
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    dialog.findChild(QListView, "listView").clearSelection()  # as typing does
    edit.setText(str(path))
    QTest.keyClick(edit, Qt.Key.Key_Return)
    analyst.qtbot.waitUntil(lambda: not analyst.window.findChildren(QFileDialog))


def test_clouds_are_found_checked_left_out_and_written(analyst, scenes, tmp_path):
    clear, later = scenes
    analyst.open(later)
    analyst.set_range(2, 3)
    analyst.choose_from_menu("Tools", "ToolClouds")
    analyst.click(analyst.control("cloudFolderButton", QPushButton))
    choose_folder(analyst, "clear scene", clear)
    desk = analyst.session.clouds
    analyst.qtbot.waitUntil(lambda: desk.view is not None, timeout=30_000)
    assert (desk.view.decision.labels[THICK] == 2).mean() > 0.98
    assert not (desk.view.decision.labels[THIN] == 2).any()

    # the band says cloud where there is none
    analyst.click(analyst.control("cloudNextPlace", QPushButton))
    told = analyst.control("cloudPlaceLabel", QLabel)
    assert told.text() == "1 of 1: the band says cloud, found clear (70 px)"
    (mark,) = analyst.part(MapArea).tool.marks
    assert mark.middle == (8.5, 75)

    # the thin cloud counts once it is stricter, by the keyboard
    slider = analyst.control("cloudStrictnessSlider", QSlider)
    slider.setFocus()
    for _ in range(3):
        QTest.keyClick(slider, Qt.Key.Key_PageUp)
    analyst.qtbot.waitUntil(lambda: desk.search.wishes.strictness == 0.8)
    analyst.qtbot.waitUntil(lambda: desk.view is not None, timeout=30_000)
    assert (desk.view.decision.labels[THIN] == 2).mean() > 0.9

    analyst.click(analyst.control("cloudLeaveOutButton", QPushButton))
    analyst.qtbot.waitUntil(analyst.control("cloudSweepButton", QPushButton).isEnabled)
    out = tmp_path / "out"
    out.mkdir()
    analyst.click(analyst.control("cloudsToolExport", QPushButton))
    choose_folder(analyst, "resultFolderDialog", out)
    analyst.qtbot.waitUntil(lambda: any(out.glob("*/run.json")), timeout=30_000)
    (record,) = out.glob("*/run.json")
    assert json.loads(record.read_text(encoding="utf-8"))["settings"]["strictness"] == 0.8

    analyst.click(analyst.control("cloudSweepButton", QPushButton))
    analyst.qtbot.waitUntil(lambda: analyst.session.sweeps.sweep is not None, timeout=60_000)
    analyst.rest()
    labels = analyst.session.sweeps.result.full.labels
    assert (labels[THICK] == 0).mean() > 0.98
    assert (labels[THIN] == 0).mean() > 0.9
