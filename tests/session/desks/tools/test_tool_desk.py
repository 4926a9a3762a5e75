"""Work of a tool is told while its scene is open, and no longer."""

import weakref
from functools import partial
from threading import Event

import pytest

from app.clustering.anomalies.wishes import AnomalySearch, AnomalyWishes
from app.errors import OutputError
from app.messages import Level
from app.products.projects.tools.tool_edits import ToolEdits
from app.products.requests import ExportReport
from app.session import Session, remedies
from app.session.desks.tools import tool_desk
from app.session.desks.tools.tool_desk import ToolDesk
from app.steps import Progress
from tests.ui.conftest import make_scene

WAIT_MS = 10_000


@pytest.fixture
def session(qapp):  # noqa: ARG001 - threads need the application
    session = Session()
    session.scenes.begin(make_scene())
    yield session
    session.shut_down()


@pytest.fixture
def desk(session):
    desk = ToolDesk(session.editing, session.scenes, session)
    desk.heard, desk.seen = [], []
    desk.message_raised.connect(desk.heard.append)
    desk.progressed.connect(desk.seen.append)
    yield desk
    desk.shut_down(None)


def work(value):
    yield Progress("Half", 0.5)
    return value


def stopped_meanwhile(desk, begin):
    """Begin work that goes on only once it was asked to stop."""
    goes_on = Event()

    def held():
        yield Progress("Half", 0.5)
        goes_on.wait(WAIT_MS / 1000)
        yield Progress("Nearly", 0.9)

    begin(held)
    desk.stop()
    goes_on.set()


def refused():
    yield Progress("Half", 0.5)
    raise OutputError("Folder not writable", '"x" is read-only.', "Choose another.")


def test_a_value_comes_with_its_progress(desk, qtbot):
    got = []
    desk.start(lambda: work(7), got.append)
    qtbot.waitUntil(lambda: got == [7] and not desk.is_busy, timeout=WAIT_MS)
    assert Progress("Half", 0.5) in desk.seen
    assert desk.seen[-1] is None


def test_what_comes_of_another_scene_is_not_heard(session, desk, qtbot):
    got = []
    desk.start(lambda: work(7), got.append)
    session.scenes.begin(make_scene(extra=False))
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    assert got == []


def test_work_that_another_replaced_is_not_heard(desk, qtbot):
    got = []
    desk.start(lambda: work(7), got.append)
    desk.start(lambda: work(8), got.append)
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    assert got == [8]


def test_files_that_were_written_are_told_with_their_folder(desk, qtbot, tmp_path):
    desk.write(lambda: work(ExportReport(tmp_path, (tmp_path / "a", tmp_path / "b"))))
    qtbot.waitUntil(lambda: bool(desk.heard), timeout=WAIT_MS)
    (message,) = desk.heard
    assert (message.level, message.folder) == (Level.SUCCESS, tmp_path)
    assert message.detail.startswith("2 files were written")


def test_files_are_written_to_their_end_beside_other_work_and_another_scene(
    session, desk, qtbot, tmp_path
):
    goes_on, got = Event(), []

    def held():
        yield Progress("Writing", 0.5)
        goes_on.wait(WAIT_MS / 1000)
        return ExportReport(tmp_path, (tmp_path / "a",))

    desk.write(held)
    desk.start(lambda: work(7), got.append)
    qtbot.waitUntil(lambda: got == [7], timeout=WAIT_MS)
    assert desk.is_busy
    desk.rest()
    session.scenes.begin(make_scene(extra=False))
    goes_on.set()
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    assert [message.title for message in desk.heard] == ["Export finished"]
    assert desk.seen[-1] is None


def test_an_export_that_is_stopped_is_told(desk, qtbot):
    stopped_meanwhile(desk, desk.write)
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    assert [message.title for message in desk.heard] == ["Export stopped"]


def test_work_that_was_stopped_ends_unsaid_and_lets_go_of_what_it_was_for(desk, qtbot):
    class Large:
        def take(self, value):
            raise AssertionError(value)

    large = Large()
    gone = weakref.ref(large)
    stopped_meanwhile(desk, partial(desk.start, take=large.take))
    del large
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    assert gone() is None
    assert desk.heard == []


def test_files_that_cannot_be_written_can_go_elsewhere(desk, qtbot):
    desk.write(refused)
    qtbot.waitUntil(lambda: bool(desk.heard), timeout=WAIT_MS)
    (message,) = desk.heard
    assert message.title == "Folder not writable"
    assert [way.key for way in message.remedies] == [remedies.EXPORT_TOOL]


def test_what_is_chosen_in_a_tool_is_an_edit_that_can_be_undone(session):
    told = []
    session.editing.tools_changed.connect(told.append)
    used = ToolEdits(anomalies=AnomalySearch(AnomalyWishes(k=9)))
    session.editing.set_tools(used, "search")
    session.editing.undo()
    session.editing.redo()
    assert told == [used, ToolEdits(), used]
    assert session.editing.history.to_undo == "search"


def test_results_of_a_large_scene_go_a_while_after_the_tool_is_closed(qtbot, desk, monkeypatch):
    went = []
    monkeypatch.setattr(tool_desk, "_LIGHT_PX", 10)
    desk._unused.timeout.connect(lambda: went.append(True))
    desk._unused.setInterval(0)
    desk.hold(is_open=False)
    desk.hold(is_open=True)  # opened again meanwhile
    qtbot.wait(20)
    assert not went
    desk.hold(is_open=False)
    qtbot.waitUntil(lambda: went == [True], timeout=WAIT_MS)


def test_results_of_a_small_scene_stay(desk):
    desk.hold(is_open=False)
    assert not desk._unused.isActive()
