"""What describes a scene stands in one column that scrolls, and nothing within it does."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QScrollArea,
    QStackedWidget,
    QTableView,
    QToolButton,
    QWidget,
)

from app.scene.blocks import SceneCheck
from app.session import Session
from app.ui.setup.bands.band_panel import BandPanel
from app.ui.setup.leave_out_panel import LeaveOutPanel
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
from tests.ui.conftest import make_scene

pytestmark = pytest.mark.gui
CHECKS = (
    SceneCheck("saturated", "Many pixels of B4 red are saturated. " * 3, "Declare it.", 65535.0),
    SceneCheck("fill_value", "Many pixels are zero in every band. " * 3, "Untick it."),
)


@pytest.fixture
def window(qtbot, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    made = MainWindow(Session(), WindowState(settings))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.findChild(QStackedWidget, "pages").setCurrentIndex(1)  # as with a scene
    scene = make_scene()
    scene = replace(scene, pixel_sizes=(10.0, 20.0, 30.0))
    bands = made.findChild(BandPanel)
    bands.show_scene(scene)
    bands.show_checks(CHECKS)
    made.findChild(LeaveOutPanel).show_scene(scene)
    QApplication.processEvents()
    yield made
    made.end()


def column_of(window):
    return window.findChild(QScrollArea, "leftColumn")


def unfold_all(window):
    for name in ("leaveOutFold", "checkDetails_saturated", "checkDetails_fill_value"):
        window.findChild(QToolButton, name).click()
    QApplication.processEvents()


def top_of(window, name):
    content = column_of(window).widget()
    return window.findChild(QWidget, name).mapTo(content, QPoint(0, 0)).y()


def test_checks_stand_above_facts_and_bands_and_are_seen_at_once(window):
    names = ("check_saturated", "moreFactsButton", "bandTable", "leaveOutPanel")
    tops = [top_of(window, name) for name in names]
    assert tops == sorted(tops)
    assert tops[0] < 100


def test_nothing_in_it_scrolls_by_itself_and_nothing_sideways(window):
    unfold_all(window)
    column = column_of(window)
    assert column.verticalScrollBar().maximum() > 0
    assert column.horizontalScrollBar().maximum() == 0
    assert column.widget().width() <= column.viewport().width()
    inner = [each for each in column.widget().findChildren(QAbstractScrollArea) if each.isVisible()]
    assert window.findChild(QTableView, "bandTable") in inner
    for each in inner:
        assert each.verticalScrollBar().maximum() == 0, each.objectName()
        assert each.horizontalScrollBar().maximum() == 0, each.objectName()


def test_whoever_walks_through_the_bands_by_keyboard_sees_them(window):
    unfold_all(window)
    column, table = column_of(window), window.findChild(QTableView, "bandTable")
    column.verticalScrollBar().setValue(0)
    window.activateWindow()
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    for _ in range(table.model().rowCount()):
        QTest.keyClick(table, Qt.Key.Key_Down)
    row = table.visualRect(table.currentIndex())
    top = table.viewport().mapTo(column.viewport(), row.topLeft()).y()
    assert 0 <= top <= column.viewport().height() - row.height()


def test_the_wheel_scrolls_the_column_and_chooses_nothing(window):
    unfold_all(window)
    column, combo = column_of(window), window.findChild(QComboBox, "workAtCombo")
    column.verticalScrollBar().setValue(0)
    before = combo.currentIndex()
    down = QPoint(0, -120)
    turned = QWheelEvent(
        QPointF(5, 5), QPointF(combo.mapToGlobal(QPoint(5, 5))), down, down,
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(combo, turned)
    assert combo.currentIndex() == before
    assert column.verticalScrollBar().value() > 0
