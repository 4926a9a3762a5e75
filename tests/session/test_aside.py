"""Work is kept aside while it is done, and found again after a crash."""

import json
import os

import pytest

from app.engine.projects.aside import left_work
from app.machine import own_files
from app.products.projects.project_reading import read_project
from app.products.writing.folder_lock import let_go
from app.products.writing.owner import Owner
from app.steps import drain
from tests.session.test_projects import (
    WAIT_MS,
    idle,
    opened,
    reopened,
    saved,
    swept,
    write_scene,
)

pytestmark = pytest.mark.gui


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setattr("app.engine.projects.aside.state_folder", lambda: tmp_path / "state")
    return tmp_path / "state" / "aside"


@pytest.fixture
def folder(tmp_path):
    write_scene(tmp_path / "work" / "scene")
    return tmp_path / "work" / "scene"


def kept(qtbot, session):
    """Wait until all that was done is kept aside; return the file."""
    qtbot.waitUntil(
        lambda: not session.aside.is_busy and session.aside.place is not None, timeout=WAIT_MS
    )
    return next(session.aside.place.glob("*.bandsweep"))


def crash(place) -> None:
    """Let work look as if its program had ended: no process has its owner's number and start."""
    about = json.loads((place / "about.json").read_text())
    about["owner"]["started"] = 1.0
    (place / "about.json").write_text(json.dumps(about))


def found(qtbot, session):
    with qtbot.waitSignal(session.aside.left_found, timeout=WAIT_MS) as told:
        session.aside.look_for_left()
    return told.args[0]


def named(qtbot, session, folder):
    opened(qtbot, session, folder)
    swept(qtbot, session)
    session.sweeps.select_k(3)
    session.classes.rename(2, "Forest")


def test_each_edit_is_kept_aside_and_closing_removes_it(qtbot, session, folder, state):
    named(qtbot, session, folder)
    path = kept(qtbot, session)
    assert "Forest" in path.read_text()
    session.classes.rename(2, "Wood")
    assert kept(qtbot, session) == path
    assert read_project(path).legends == session.editing.now.legends
    session.aside.forget()
    session.shut_down()
    assert list(state.iterdir()) == []


def test_a_program_that_is_ended_from_outside_leaves_its_work(qtbot, session, folder, state):
    opened(qtbot, session, folder)
    session.editing.set_channels(("B5", "B4", "B3"))
    session.shut_down()  # as after an interrupt: at once, and without a question
    (path,) = state.glob("*/work.bandsweep")
    assert read_project(path).channels == ("B5", "B4", "B3")


def test_nothing_is_kept_of_what_a_file_holds(qtbot, session, folder, state, tmp_path):
    opened(qtbot, session, folder)
    assert session.aside.place is None
    session.editing.set_channels(("B5", "B4", "B3"))
    kept(qtbot, session)
    saved(qtbot, session, tmp_path / "a.bandsweep")
    qtbot.waitUntil(lambda: not list(state.iterdir()), timeout=WAIT_MS)


def test_work_that_is_kept_aside_anew_after_saving_has_its_picture(
    qtbot, session, folder, tmp_path
):
    opened(qtbot, session, folder)
    session.editing.set_channels(("B5", "B4", "B3"))
    kept(qtbot, session)
    saved(qtbot, session, tmp_path / "a.bandsweep")
    qtbot.waitUntil(lambda: session.aside.place is None, timeout=WAIT_MS)
    session.editing.set_ticked(("B2", "B3"))
    crash(kept(qtbot, session).parent)
    assert found(qtbot, session).rgba is not None


def test_work_of_a_program_that_runs_is_left_alone(qtbot, session, folder):
    named(qtbot, session, folder)
    kept(qtbot, session)
    steps, _ = drain(left_work())
    assert [step for step in steps if hasattr(step, "file")] == []


def test_what_a_crash_left_is_gone_on_with_and_saved_where_it_belongs(
    qtbot, new_session, folder, tmp_path
):
    first, target = new_session(), tmp_path / "mine.bandsweep"
    named(qtbot, first, folder)
    saved(qtbot, first, target)
    first.classes.rename(1, "Lake")
    crash(kept(qtbot, first).parent)

    second, files = new_session(), []
    second.projects.file_changed.connect(files.append)
    left = found(qtbot, second)
    assert (left.title, left.project) == (first.scenes.scene.title, target)
    assert left.rgba is not None
    second.aside.adopt(left.key)
    second.projects.recovered = left
    second.jobs.open_project(left.file)
    idle(qtbot, second)
    assert second.editing.now == first.editing.now
    assert files == [target]
    assert second.work.is_modified
    qtbot.waitUntil(lambda: not left.file.exists(), timeout=WAIT_MS)
    again = kept(qtbot, second)
    assert "Lake" in again.read_text()
    assert "Lake" not in target.read_text()
    saved(qtbot, second, target)
    assert "Lake" in target.read_text()
    qtbot.waitUntil(lambda: not again.exists(), timeout=WAIT_MS)


def left_by_crash(qtbot, new_session, folder, target):
    """Leave work of a project that does not hold its last name."""
    first = new_session()
    named(qtbot, first, folder)
    saved(qtbot, first, target)
    first.classes.rename(1, "Lake")
    crash(kept(qtbot, first).parent)


def go_on(qtbot, session, left):
    session.aside.adopt(left.key)
    session.projects.recovered = left
    session.jobs.open_project(left.file)
    idle(qtbot, session)


def test_what_another_window_saved_since_the_crash_is_told_and_not_lost_without_a_word(
    qtbot, new_session, folder, tmp_path
):
    target = tmp_path / "mine.bandsweep"
    left_by_crash(qtbot, new_session, folder, target)
    other = new_session()
    reopened(qtbot, other, target)
    other.classes.rename(1, "Pond")
    saved(qtbot, other, target)
    before = target.read_bytes()

    second = new_session()
    left = found(qtbot, second)
    assert left.saved_since is not None
    assert left.saved_since > left.written
    go_on(qtbot, second, left)
    assert saved(qtbot, second, target).title == "Project was changed elsewhere"
    assert target.read_bytes() == before
    again = kept(qtbot, second)  # a second crash does not forget it
    crash(again.parent)
    third = new_session()
    left = found(qtbot, third)
    assert left.saved_since is not None
    go_on(qtbot, third, left)
    assert saved(qtbot, third, target).title == "Project was changed elsewhere"
    third.projects.overwrite()
    qtbot.waitUntil(lambda: "Lake" in target.read_text(), timeout=WAIT_MS)


def test_work_of_a_project_that_nobody_saved_since_is_saved_without_a_question(
    qtbot, new_session, folder, tmp_path
):
    target = tmp_path / "mine.bandsweep"
    left_by_crash(qtbot, new_session, folder, target)
    second = new_session()
    left = found(qtbot, second)
    assert left.saved_since is None
    go_on(qtbot, second, left)
    assert saved(qtbot, second, target).title == "Project saved"
    assert "Lake" in target.read_text()


def test_work_that_cannot_be_opened_stays_where_it_was_left(qtbot, new_session, folder, tmp_path):
    first = new_session()
    named(qtbot, first, folder)
    crash(kept(qtbot, first).parent)
    folder.rename(tmp_path / "moved")
    second = new_session()
    left = found(qtbot, second)
    second.aside.adopt(left.key)
    second.projects.recovered = left
    second.jobs.open_project(left.file)
    idle(qtbot, second)
    assert second.heard[-1].title == "Scene not found"
    opened(qtbot, second, tmp_path / "moved")
    second.editing.set_channels(("B5", "B4", "B3"))
    kept(qtbot, second)
    assert left.file.exists()
    second.jobs.open_project(left.file, tmp_path / "moved")
    idle(qtbot, second)
    assert second.sweeps.k == 3


def test_what_is_offered_in_one_window_is_not_offered_in_another(qtbot, new_session, folder):
    first = new_session()
    named(qtbot, first, folder)
    crash(kept(qtbot, first).parent)
    second = new_session()
    left = found(qtbot, second)
    steps, _ = drain(left_work())
    assert [step for step in steps if hasattr(step, "file")] == []
    second.aside.discard(left.key)
    qtbot.waitUntil(lambda: not left.file.parent.exists(), timeout=WAIT_MS)


def test_work_without_room_is_told_once_and_kept_when_there_is_room(
    qtbot, session, folder, monkeypatch
):
    opened(qtbot, session, folder)
    real, full = os.fsync, [True]

    def fsync(handle):
        if full[0]:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(own_files.os, "fsync", fsync)
    for channels in (("B5", "B4", "B3"), ("B4", "B3", "B2")):
        session.editing.set_channels(channels)
        qtbot.waitUntil(lambda: not session.aside.is_busy, timeout=WAIT_MS)
    assert [message.title for message in session.heard] == ["Work is not kept aside"]
    full[0] = False
    session.editing.set_channels(("B5", "B3", "B2"))
    assert read_project(kept(qtbot, session)).channels == ("B5", "B3", "B2")


def test_rubbish_among_what_was_left_is_passed_over(state):
    for name, content in (("a", "{"), ("b", '{"owner": {}, "title": 1}'), ("c", "")):
        (state / name).mkdir(parents=True)
        (state / name / "about.json").write_text(content)
        (state / name / "work.bandsweep").write_text("{}")
    gone = Owner.this_process().fields() | {"started": 1.0}
    (state / "d").mkdir()
    told = {"owner": gone, "title": "x", "project": None, "written": "2026-01-01T00:00:00+00:00"}
    (state / "d" / "about.json").write_text(json.dumps(told))
    for place in state.iterdir():
        place.chmod(0o700)
    steps, _ = drain(left_work())
    left = [step for step in steps if hasattr(step, "file")]
    for one in left:
        let_go(one.lock)
    assert left == []
