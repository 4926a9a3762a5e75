"""A file that says nothing of its bands is taught once, and known from then on."""

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
    QTableView,
    QWidget,
)
from rasterio import Affine

from app.session import Session
from app.ui.window.main_window import MainWindow
from tests.journeys.analyst import Analyst

WAIT_MS = 90_000
# Water, soil, forest, concrete under blue, green, red and three infrared bands.
SPECTRA = np.array([[900, 700, 500, 300, 200, 100], [1200, 1500, 2000, 2500, 3000, 2600],
                    [300, 1900, 600, 4000, 1800, 800],
                    [2500, 2600, 2700, 2900, 3000, 2900]])  # fmt: skip


@pytest.fixture
def plain_file(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return write_plain(tmp_path / "plain.tif", seed=1)


def write_plain(path, *, seed):
    materials = np.repeat(np.arange(4), 20)[:, None] * np.ones(90, dtype=int)
    noise = np.random.default_rng(seed).normal(0, 20, (6, 80, 90))
    values = (SPECTRA[materials].transpose(2, 0, 1) + noise).clip(1).astype(np.uint16)
    with rasterio.open(
        path, "w", driver="GTiff", width=90, height=80, count=6, dtype="uint16",
        crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
    ) as file:  # fmt: skip
        file.write(values)
    return path


def choose(analyst, combo_name, text):
    combo = analyst.control(combo_name, QComboBox)
    place = combo.findText(text, Qt.MatchFlag.MatchStartsWith)
    assert place >= 0, [combo.itemText(i) for i in range(combo.count())]
    combo.setCurrentIndex(place)


def shown_dialog(analyst, name):
    dialog = analyst.window.findChild(QDialog, name)
    analyst.qtbot.waitUntil(dialog.isVisible)
    return dialog


def assign(analyst, sensor, *, own=""):
    analyst.click(analyst.control("assignSensorButton", QWidget))
    shown_dialog(analyst, "sensorDialog")
    choose(analyst, "sensorCombo", sensor)
    if own:
        analyst.click(analyst.control("keepSensorCheck", QCheckBox), None)
        analyst.control("keepSensorCheck", QCheckBox).setChecked(True)
        analyst.type_over(analyst.control("ownSensorEdit", QLineEdit), own)
    analyst.click(analyst.control("assignButton", QPushButton))


def test_sensor_is_taught_shown_saved_and_known_again(analyst, plain_file, tmp_path, qtbot, state):
    analyst.open(plain_file)
    assert analyst.column("bandTable", 0) == [f"Band {n}" for n in range(1, 7)]
    analyst.run(2, 4)
    with qtbot.waitSignal(analyst.session.scenes.composite_changed, timeout=WAIT_MS):
        assign(analyst, "Landsat 4-5 TM")
    titles = ["B1 blue", "B2 green", "B3 red", "B4 nir", "B5 swir1", "B7 swir2"]
    assert analyst.column("bandTable", 0) == titles
    assert analyst.control("compositeCombo", QComboBox).currentText() == "Natural colour (3-2-1)"
    assert analyst.session.editing.now.channels == ("3", "2", "1")

    def is_natural() -> None:
        soil, forest = (analyst.colour_at("compositeView", row, 45) for row in (30, 50))
        assert soil[0] > soil[2]  # red soil
        assert forest[1] > forest[0]  # green forest

    qtbot.waitUntil(is_natural)
    project = tmp_path / "work.bandsweep"
    with qtbot.waitSignal(analyst.session.projects.saved, timeout=WAIT_MS):
        analyst.session.projects.save(project)
    maps = [result.full.labels for result in analyst.session.sweeps.sweep.results]

    session = Session()
    window = MainWindow(session, state)
    window.show()
    later = Analyst(qtbot, window, session)
    later.open(project)
    assert later.column("bandTable", 0) == titles
    assert later.control("compositeCombo", QComboBox).currentText() == "Natural colour (3-2-1)"
    for old, new in zip(maps, session.sweeps.sweep.results, strict=True):
        np.testing.assert_array_equal(new.full.labels, old)
    window.end()
    window.deleteLater()
    session.deleteLater()


def test_the_sensor_that_a_file_is_named_by_is_offered_first(analyst, tmp_path):
    analyst.open(write_plain(tmp_path / "L7_stack.tif", seed=1))
    analyst.click(analyst.control("assignSensorButton", QWidget))
    dialog = shown_dialog(analyst, "sensorDialog")
    assert analyst.control("sensorCombo", QComboBox).currentText() == "Landsat 7 ETM+"
    analyst.click(analyst.control("assignButton", QPushButton))
    analyst.qtbot.waitUntil(lambda: not dialog.isVisible())
    assert analyst.column("bandTable", 0)[-1] == "B7 swir2"


def test_band_is_described_from_the_keyboard_and_taken_back(analyst, plain_file):
    analyst.open(plain_file)
    analyst.run(2, 3)
    analyst.click_cluster_at(10, 10)  # now F2 would name a cluster, were the list not in focus
    table = analyst.select_row("bandTable", 3)
    QTest.keyClick(table, Qt.Key.Key_F2)
    dialog = shown_dialog(analyst, "bandDialog")
    analyst.type_over(analyst.control("bandNameEdit", QLineEdit), "2")
    analyst.click(analyst.control("bandApplyButton", QPushButton))
    assert dialog.isVisible()  # another is called so
    analyst.type_over(analyst.control("bandNameEdit", QLineEdit), "heat")
    choose(analyst, "bandRoleCombo", "thermal1")
    analyst.click(analyst.control("bandApplyButton", QPushButton))
    analyst.qtbot.waitUntil(lambda: not dialog.isVisible())
    assert "heat thermal1" in analyst.column("bandTable", 0)
    assert analyst.session.editing.now.ticked == ("1", "2", "3", "5", "6")
    assert "heat thermal1" in headers(analyst, "clusterTable")
    analyst.action("Undo").trigger()
    assert "Band 4" in analyst.column("bandTable", 0)
    assert "Band 4" in headers(analyst, "clusterTable")
    assert analyst.session.editing.now.ticked == ("1", "2", "3", "4", "5", "6")


def headers(analyst, table_name):
    model = analyst.control(table_name, QTableView).model()
    return [str(model.headerData(c, Qt.Orientation.Horizontal)) for c in range(model.columnCount())]


def test_own_sensor_is_offered_for_the_next_file_of_that_shape(analyst, plain_file, tmp_path):
    analyst.open(plain_file)
    with analyst.qtbot.waitSignal(analyst.session.sensors.message_raised, timeout=WAIT_MS):
        assign(analyst, "Landsat 4-5 TM", own="Mosaic of the county")
    with analyst.qtbot.waitSignal(analyst.session.sensors.message_raised, timeout=WAIT_MS):
        analyst.open(write_plain(tmp_path / "next.tif", seed=2))
    message = next(m for m in analyst.messages() if m.title == "Bands are not known")
    assert '"Mosaic of the county"' in message.detail
    analyst.click(analyst.control("remedyButton_assign_sensor", QPushButton))
    shown_dialog(analyst, "sensorDialog")
    shown = analyst.control("sensorCombo", QComboBox).currentText()
    assert shown == "Mosaic of the county (your own)"
    analyst.click(analyst.control("assignButton", QPushButton))
    assert analyst.column("bandTable", 0)[0] == "B1 blue"
    assert analyst.session.scenes.scene.sensor == "Mosaic of the county"
