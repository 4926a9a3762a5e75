"""Scenes are listed; only those that are selected go off the list."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPushButton, QTableView, QWidget

from app.engine.transfer.scenes import SceneToApply
from app.ui.dialogs.models.apply_dialog import ApplyDialog

SCENES = tuple(SceneToApply(title, (Path(title),), title) for title in ("north", "south"))


@pytest.fixture
def dialog(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    made = ApplyDialog(parent)
    made.test_parent = parent
    made.show_model(Path("forest.bandsweep-model"))
    return made


def button(dialog, name):
    return dialog.findChild(QPushButton, name)


def test_nothing_is_removed_where_nothing_is_selected(dialog, qtbot):
    dialog.show_scenes(SCENES)
    assert not button(dialog, "applyRemoveScenes").isEnabled()
    dialog.findChild(QTableView, "applyTable").selectRow(1)
    with qtbot.waitSignal(dialog.remove_requested) as removed:
        qtbot.mouseClick(button(dialog, "applyRemoveScenes"), Qt.MouseButton.LeftButton)
    assert removed.args == [(1,)]


def test_stop_is_offered_while_something_runs_and_apply_stands_last(dialog, qtbot):
    dialog.show_scenes(SCENES)
    dialog.show()
    qtbot.waitExposed(dialog)
    stop, apply = button(dialog, "applyStop"), button(dialog, "applyStart")
    assert not stop.isVisible()
    dialog.set_busy(True)
    assert stop.isVisible()
    assert not apply.isEnabled()
    assert stop.x() < button(dialog, "applyClose").x() < apply.x()


def test_that_earlier_results_may_go_is_said_for_one_folder(dialog):
    box = dialog.findChild(QCheckBox, "applyReplace")
    dialog.show_folder(Path("first"))
    assert not dialog.replaces
    box.click()
    assert dialog.replaces
    dialog.show_folder(Path("first"))
    assert dialog.replaces
    dialog.show_folder(Path("second"))
    assert not dialog.replaces
