"""Classes are not lost, and not carried over, without a word."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QListView, QMessageBox, QPushButton

from app.engine.projects import saving
from tests.journeys.analyst import WAIT_MS, Analyst
from tests.journeys.test_main_job import export, rename_by_keyboard

NAME = "Lake"


@pytest.fixture
def named(with_part: Analyst) -> Analyst:
    """Have one cluster of two k named."""
    with_part.run(3, 4)
    with_part.select_row("clusterTable", 0)
    rename_by_keyboard(with_part, NAME)
    return with_part


def question(analyst: Analyst) -> QMessageBox:
    (box,) = analyst.window.findChildren(QMessageBox, "unsavedQuestion")
    analyst.qtbot.waitUntil(box.isVisible)
    return box


def answer(analyst: Analyst, name: str) -> None:
    analyst.click(analyst.control(name, QPushButton))


def save_as(analyst: Analyst, path: Path) -> None:
    analyst.qtbot.waitUntil(lambda: bool(analyst.window.findChildren(QFileDialog)))
    dialog = analyst.part(QFileDialog)
    analyst.qtbot.waitUntil(dialog.isVisible)
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    dialog.findChild(QListView, "listView").clearSelection()  # as typing does
    edit.setText(str(path))
    QTest.keyClick(edit, Qt.Key.Key_Return)


def is_marked(analyst: Analyst) -> bool:
    return analyst.window.isWindowModified()


def test_closing_asks_and_can_be_refused(named):
    assert is_marked(named)
    named.window.close()
    named.window.close()
    assert "closing" in question(named).informativeText()
    answer(named, "stayButton")
    assert named.window.isVisible()
    named.qtbot.waitUntil(lambda: not named.window.findChildren(QMessageBox))
    named.window.close()
    answer(named, "discardButton")
    named.qtbot.waitUntil(lambda: not named.window.isVisible(), timeout=WAIT_MS)


def test_project_is_saved_before_the_window_closes(named, tmp_path):
    target = tmp_path / "kept.bandsweep"
    named.window.close()
    question(named)
    answer(named, "saveFirstButton")
    save_as(named, target)
    named.qtbot.waitUntil(lambda: not named.window.isVisible(), timeout=WAIT_MS)
    assert NAME in target.read_text("utf-8")


def test_other_scene_is_opened_after_the_project_is_saved(named, tmp_path, sample_copy):
    named.drop(sample_copy)
    assert "opening" in question(named).informativeText()
    assert named.session.scenes.scene.sources != (sample_copy,)
    answer(named, "saveFirstButton")
    with named.qtbot.waitSignal(named.session.scenes.surveyed, timeout=WAIT_MS):
        save_as(named, tmp_path / "kept.bandsweep")
    named.rest()
    assert named.session.scenes.scene.sources == (sample_copy,)
    assert NAME in (tmp_path / "kept.bandsweep").read_text("utf-8")
    assert not is_marked(named)


def test_saving_that_is_given_up_leaves_everything(named, tmp_path, sample_copy):
    named.drop(sample_copy)
    answer(named, "saveFirstButton")
    dialog = named.part(QFileDialog)
    named.qtbot.waitUntil(dialog.isVisible)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    named.qtbot.waitUntil(lambda: not named.window.findChildren(QFileDialog))
    # What was given up is not done at the next save either.
    named.window.activateWindow()
    named.qtbot.waitUntil(named.window.isActiveWindow, timeout=WAIT_MS)
    named.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    with named.qtbot.waitSignal(named.session.projects.saved, timeout=WAIT_MS):
        save_as(named, tmp_path / "kept.bandsweep")
    named.rest()
    assert named.session.scenes.scene.sources != (sample_copy,)
    assert not is_marked(named)
    named.window.close()
    assert not named.window.isVisible()


def test_saving_that_fails_leaves_everything(named, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    named.window.close()
    answer(named, "saveFirstButton")
    with named.qtbot.waitSignal(named.session.projects.saved, timeout=WAIT_MS) as told:
        save_as(named, in_the_way / "kept.bandsweep")
    assert told.args == [None]
    assert named.window.isVisible()
    assert is_marked(named)


def test_exported_map_keeps_names_and_nothing_is_asked(named, tmp_path):
    export(named, tmp_path / "taken away")
    assert not is_marked(named)
    named.window.close()
    assert not named.window.isVisible()


def test_name_that_was_taken_back_is_not_asked_about(named):
    named.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not is_marked(named)
    named.window.close()
    assert not named.window.isVisible()


def test_name_stays_with_its_k_and_its_run(named):
    sweeps = named.session.sweeps
    k, first = sweeps.k, sweeps.run.id
    named.run(3, 5)
    assert sweeps.run.id == first
    for other in {3, 4, 5} - {k}:
        named.show_k(other)
        assert NAME not in sweeps.look().names
        assert NAME not in named.column("clusterTable", 1)
    named.show_k(k)
    assert NAME in named.column("clusterTable", 1)
    named.toggle_band(0)
    named.run(3, 4)
    assert [run.id for run in sweeps.runs] == [first, sweeps.run.id]
    named.show_k(k)
    assert NAME not in named.column("clusterTable", 1)
    sweeps.switch_to(first)
    assert sweeps.k == k
    assert NAME in named.column("clusterTable", 1)
    assert is_marked(named)


@pytest.fixture
def held_save(monkeypatch) -> Iterator[Event]:
    """Keep the file from being written until the event is set, as a slow disk does."""
    may_write, write = Event(), saving.save_project

    def held(path, project, known):
        assert may_write.wait(WAIT_MS / 1000)
        return (yield from write(path, project, known))

    monkeypatch.setattr(saving, "save_project", held)
    yield may_write
    may_write.set()


def rename_to(analyst: Analyst, name: str) -> None:
    analyst.window.activateWindow()
    analyst.qtbot.waitUntil(analyst.window.isActiveWindow, timeout=WAIT_MS)
    rename_by_keyboard(analyst, name)


def test_name_given_while_the_file_is_written_is_asked_about_again(named, tmp_path, held_save):
    named.window.close()
    answer(named, "saveFirstButton")
    save_as(named, tmp_path / "kept.bandsweep")
    named.qtbot.waitUntil(lambda: not named.window.findChildren(QFileDialog))
    rename_to(named, "River")
    held_save.set()
    named.qtbot.waitUntil(lambda: bool(named.window.findChildren(QMessageBox)))
    assert named.window.isVisible()
    answer(named, "stayButton")
    assert is_marked(named)


def test_earlier_save_does_not_count(named, tmp_path, held_save):
    named.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    save_as(named, tmp_path / "early.bandsweep")
    named.qtbot.waitUntil(lambda: not named.window.findChildren(QFileDialog))
    rename_to(named, "River")
    named.window.close()
    answer(named, "saveFirstButton")
    with named.qtbot.waitSignal(named.session.projects.saved, timeout=WAIT_MS):
        held_save.set()
    assert named.window.isVisible()
    save_as(named, tmp_path / "late.bandsweep")
    named.qtbot.waitUntil(lambda: not named.window.isVisible(), timeout=WAIT_MS)
    assert "River" in (tmp_path / "late.bandsweep").read_text("utf-8")


def test_second_wish_waits_for_the_answer_to_the_first(named, sample_copy):
    named.drop(sample_copy)
    named.window.close()
    assert "opening" in question(named).informativeText()
    with named.qtbot.waitSignal(named.session.scenes.surveyed, timeout=WAIT_MS):
        answer(named, "discardButton")
    named.rest()
    assert named.window.isVisible()
    assert named.session.scenes.scene.sources == (sample_copy,)


def test_project_that_has_a_file_is_saved_to_it_without_a_question(named, tmp_path, sample_copy):
    target = tmp_path / "kept.bandsweep"
    named.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    with named.qtbot.waitSignal(named.session.projects.saved, timeout=WAIT_MS):
        save_as(named, target)
    named.qtbot.waitUntil(lambda: not named.window.findChildren(QFileDialog))
    assert named.action("SaveProject").text() == "Sa&ve project"
    rename_to(named, "River")
    assert is_marked(named)
    with named.qtbot.waitSignal(named.session.projects.saved, timeout=WAIT_MS):
        named.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not named.window.findChildren(QFileDialog)
    assert "River" in target.read_text("utf-8")
    assert not is_marked(named)
    # Another scene has no file yet: the project of the first must not be written over.
    with named.qtbot.waitSignal(named.session.scenes.surveyed, timeout=WAIT_MS):
        named.drop(sample_copy)
    named.rest()
    assert named.action("SaveProject").text() == "Sa&ve project…"
    named.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    named.qtbot.waitUntil(named.part(QFileDialog).isVisible)
    QTest.keyClick(named.part(QFileDialog), Qt.Key.Key_Escape)
    assert "River" in target.read_text("utf-8")


def test_project_is_saved_to_another_file_when_asked(named, tmp_path):
    shift = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
    for name in ("one", "two"):
        named.press(Qt.Key.Key_S, shift)
        with named.qtbot.waitSignal(named.session.projects.saved, timeout=WAIT_MS):
            save_as(named, tmp_path / f"{name}.bandsweep")
        named.qtbot.waitUntil(lambda: not named.window.findChildren(QFileDialog))
        named.window.activateWindow()
        named.qtbot.waitUntil(named.window.isActiveWindow, timeout=WAIT_MS)
    assert sorted(path.name for path in tmp_path.glob("*.bandsweep")) == [
        "one.bandsweep",
        "two.bandsweep",
    ]
    rename_to(named, "River")
    with named.qtbot.waitSignal(named.session.projects.saved, timeout=WAIT_MS):
        named.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "River" in (tmp_path / "two.bandsweep").read_text("utf-8")
    assert "River" not in (tmp_path / "one.bandsweep").read_text("utf-8")


def test_a_project_that_others_changed_is_written_over_only_when_told(named, tmp_path):
    target = tmp_path / "shared.bandsweep"
    named.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    with named.qtbot.waitSignal(named.session.projects.saved, timeout=WAIT_MS):
        save_as(named, target)
    theirs = target.read_text("utf-8").replace(NAME, "Pond")
    target.write_text(theirs, "utf-8")
    rename_to(named, "River")
    with named.qtbot.waitSignal(named.session.projects.saved, timeout=WAIT_MS) as told:
        named.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [None]
    assert target.read_text("utf-8") == theirs
    assert is_marked(named)
    with named.qtbot.waitSignal(named.session.projects.saved, timeout=WAIT_MS) as told:
        named.click(named.control("remedyButton_overwrite_project", QPushButton))
    assert told.args == [target]
    assert "River" in target.read_text("utf-8")
    assert not is_marked(named)
