"""Scenes are listed; only those that are selected go off the list."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QTableView, QWidget

from app.engine.transfer.many import SceneNews, SceneStage
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


def said(dialog, name="applyState"):
    return dialog.findChild(QLabel, name).text()


def test_what_is_missing_before_scenes_can_be_done_is_said(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ApplyDialog(parent)
    assert said(dialog) == "Choose a model first."
    assert not button(dialog, "applyAddScenes").isEnabled()
    dialog.show_model(Path("forest.bandsweep-model"))
    assert said(dialog) == "No scene is on the list. Add folders of scenes."
    dialog.show_scenes(SCENES)
    assert said(dialog) == "Choose the folder for the results."
    assert not button(dialog, "applyStart").isEnabled()
    dialog.show_folder(Path("out"))
    assert said(dialog) == "0 of 2 scenes done."
    assert button(dialog, "applyStart").isEnabled()


def test_why_a_scene_failed_is_told_whole_without_pointing_at_it(dialog):
    dialog.show_scenes(SCENES)
    dialog.show_folder(Path("out"))
    told = dialog.findChild(QLabel, "applyTold")
    assert told.isHidden()
    whys = [f"Model does not fit: {name} & more. Pixels differ." for name in "ab"]
    for place in (1, 0):
        dialog.show_news(SceneNews(place, SceneStage.FAILED, message=whys[place]))
        assert said(dialog, "applyTold") == whys[place]
    dialog.findChild(QTableView, "applyTable").selectRow(1)
    assert said(dialog, "applyTold") == whys[1]
    model = dialog.findChild(QTableView, "applyTable").model()
    assert model.index(1, 3).data() == whys[1]


def test_a_model_is_applied_where_it_does_not_fit_only_where_that_is_said(dialog):
    assert not dialog.is_anyway
    dialog.findChild(QCheckBox, "applyAnyway").click()
    assert dialog.is_anyway
