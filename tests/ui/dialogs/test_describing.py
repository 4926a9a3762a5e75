"""What bands are is asked for in plain fields; what cannot be is said beside them."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QWidget,
)

from app.errors import SettingsError
from app.scene.band import Band, BandKind
from app.scene.band_teaching import TaughtBand
from app.scene.recognition.sensor_presets import known_presets, preset_called, preset_of
from app.ui.dialogs.describing.band_dialog import BandDialog
from app.ui.dialogs.describing.sensor_dialog import SensorDialog

pytestmark = pytest.mark.gui


def plain_bands(n):
    return tuple(
        Band(Path("plain.tif"), i, str(i), "", BandKind.OPTICAL, None, 30.0, "uint16", None)
        for i in range(1, n + 1)
    )


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def band_dialog(window):
    dialog = BandDialog(window)
    dialog.heard = []
    dialog.described.connect(dialog.heard.append)
    yield dialog
    dialog.close()  # a modal dialog left open takes the mouse from the next test


def field(dialog, name, kind=QLineEdit):
    return dialog.findChild(kind, name)


def click(qtbot, dialog, name):
    qtbot.mouseClick(dialog.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def refusal(dialog):
    line = dialog.findChild(QLabel, "refusalLine")
    return line.text() if line.isVisible() else ""


def test_band_is_described_by_name_role_and_wavelength(qtbot, band_dialog):
    band_dialog.ask(plain_bands(1)[0], is_measured=True)
    field(band_dialog, "bandNameEdit").setText("B10")
    roles = field(band_dialog, "bandRoleCombo", QComboBox)
    roles.setCurrentIndex(roles.findData("thermal1"))
    field(band_dialog, "bandWavelengthEdit").setText("10895,5")
    click(qtbot, band_dialog, "bandApplyButton")
    assert band_dialog.heard == [TaughtBand("1", "B10", "thermal1", BandKind.THERMAL, 10895.5)]


def test_role_that_nobody_changed_leaves_the_kind_alone(qtbot, band_dialog):
    band = Band(Path("x.tif"), 1, "B9", "", BandKind.CIRRUS, 1373.0, 30.0, "uint16", None)
    band_dialog.ask(band, is_measured=True)
    click(qtbot, band_dialog, "bandApplyButton")
    assert band_dialog.heard == [TaughtBand.of(band)]


def test_wavelength_that_is_no_number_is_refused_in_words(qtbot, band_dialog):
    band_dialog.ask(plain_bands(1)[0], is_measured=True)
    field(band_dialog, "bandWavelengthEdit").setText("red")
    click(qtbot, band_dialog, "bandApplyButton")
    assert band_dialog.heard == []
    assert refusal(band_dialog) == '"red" is no number. Write nanometres, such as 655, or nothing.'


def test_of_a_band_of_flags_only_the_name_can_be_changed(band_dialog):
    flags = Band(Path("x.tif"), 1, "QA", "", BandKind.QUALITY, None, 30.0, "uint8", None)
    band_dialog.ask(flags, is_measured=False)
    assert field(band_dialog, "bandNameEdit").isEnabled()
    assert not field(band_dialog, "bandRoleCombo", QComboBox).isEnabled()


@pytest.fixture
def sensor_dialog(window):
    dialog = SensorDialog(window)
    dialog.heard = []
    dialog.assigned.connect(dialog.heard.append)
    yield dialog
    dialog.close()


def mapping(dialog):
    table = dialog.findChild(QTableWidget, "mappingTable")
    return [
        (table.item(row, 0).text(), table.cellWidget(row, 1).currentText())
        for row in range(table.rowCount())
    ]


def choose_sensor(dialog, title):
    sensors = field(dialog, "sensorCombo", QComboBox)
    sensors.setCurrentIndex(sensors.findText(title))


def test_mapping_is_shown_band_by_band_before_it_is_applied(qtbot, sensor_dialog):
    sensor_dialog.ask(plain_bands(5), known_presets())
    assert field(sensor_dialog, "sensorCombo", QComboBox).currentText() == known_presets()[0].title
    choose_sensor(sensor_dialog, "NAIP")
    assert mapping(sensor_dialog) == [
        ("Band 1", "red, 635 nm"),
        ("Band 2", "green, 555 nm"),
        ("Band 3", "blue, 465 nm"),
        ("Band 4", "nir, 845 nm"),
        ("Band 5", "as it is now"),
    ]
    assert sensor_dialog.heard == []
    click(qtbot, sensor_dialog, "assignButton")
    (asked,) = sensor_dialog.heard
    assert asked.preset.title == "NAIP"
    assert [band.role if band else "" for band in asked.mapped] == [
        "red",
        "green",
        "blue",
        "nir",
        "",
    ]


def test_mapping_can_be_changed_band_by_band(qtbot, sensor_dialog):
    sensor_dialog.ask(plain_bands(4), known_presets(), "NAIP")
    first = field(sensor_dialog, "mappingCombo0", QComboBox)
    first.setCurrentIndex(first.findText("nir, 845 nm"))
    last = field(sensor_dialog, "mappingCombo3", QComboBox)
    last.setCurrentIndex(0)
    click(qtbot, sensor_dialog, "assignButton")
    assert [band.role if band else "" for band in sensor_dialog.heard[0].mapped] == [
        "nir", "green", "blue", "",
    ]  # fmt: skip


def test_wheel_over_the_mapping_changes_nothing(sensor_dialog):
    sensor_dialog.ask(plain_bands(4), known_presets(), "NAIP")
    before = mapping(sensor_dialog)
    choice = field(sensor_dialog, "mappingCombo1", QComboBox)
    middle = QPointF(choice.rect().center())
    turned = QWheelEvent(
        middle, choice.mapToGlobal(middle), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(choice, turned)
    assert mapping(sensor_dialog) == before


def test_own_sensor_stands_first_and_says_that_it_is_own(sensor_dialog):
    own = preset_of("Drone", plain_bands(4))
    sensor_dialog.ask(plain_bands(4), (own, *known_presets()), "Drone")
    assert field(sensor_dialog, "sensorCombo", QComboBox).currentText() == "Drone (your own)"


def test_sensor_to_be_remembered_needs_a_name(qtbot, sensor_dialog):
    sensor_dialog.ask(plain_bands(4), known_presets())
    field(sensor_dialog, "keepSensorCheck", QCheckBox).setChecked(True)
    click(qtbot, sensor_dialog, "assignButton")
    assert sensor_dialog.heard == []
    assert "needs a name" in refusal(sensor_dialog)
    field(sensor_dialog, "ownSensorEdit").setText("Drone")
    click(qtbot, sensor_dialog, "assignButton")
    assert sensor_dialog.heard[0].own_title == "Drone"


def test_refusal_of_an_assignment_is_taken_back_with_another_sensor(sensor_dialog):
    sensor_dialog.ask(plain_bands(4), known_presets())
    sensor_dialog.refuse(SettingsError("Name is taken", "Another band is called B1.", "Change it."))
    assert refusal(sensor_dialog) == "Another band is called B1. Change it."
    choose_sensor(sensor_dialog, preset_called("spot", known_presets()).title)
    assert refusal(sensor_dialog) == ""
