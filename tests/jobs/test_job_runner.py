"""A job runner runs one job at a time and is deaf to those it has replaced."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer

from app.errors import SceneError
from app.jobs.job_runner import JobRunner

WAIT_MS = 10_000


class Heard:
    """Everything a runner says, in order."""

    def __init__(self, runner: JobRunner) -> None:
        self.news: list[tuple[object, ...]] = []
        runner.yielded.connect(self.on_yielded)
        runner.returned.connect(self.on_returned)
        runner.failed.connect(self.on_failed)
        runner.stopped.connect(self.on_stopped)
        runner.busy_changed.connect(self.on_busy)

    def on_yielded(self, kind, step):
        self.news.append(("yielded", kind, step))

    def on_returned(self, kind, value):
        self.news.append(("returned", kind, value))

    def on_failed(self, kind, error):
        self.news.append(("failed", kind, error.title))

    def on_stopped(self, kind):
        self.news.append(("stopped", kind))

    def on_busy(self, is_busy):
        self.news.append(("busy", is_busy))


@pytest.fixture
def runner(owner):
    made = JobRunner(owner)
    yield made
    made.shut_down()


@pytest.fixture
def heard(runner):
    return Heard(runner)


def idle(qtbot, runner):
    qtbot.waitUntil(lambda: not runner.is_busy and not runner._threads, timeout=WAIT_MS)


def test_job_is_told_from_its_start_to_its_end(qtbot, runner, heard):
    def work():
        yield "step"
        return "value"

    runner.start("open", work)
    assert runner.is_busy
    assert runner.kind == "open"
    idle(qtbot, runner)
    assert runner.kind == ""
    assert heard.news == [
        ("busy", True), ("yielded", "open", "step"), ("returned", "open", "value"),
        ("busy", False),
    ]  # fmt: skip


def test_failed_job_leaves_the_runner_idle(qtbot, runner, heard):
    def work():
        yield "step"
        raise SceneError("Band is gone", "detail")

    runner.start("open", work)
    idle(qtbot, runner)
    assert heard.news[-2:] == [("failed", "open", "Band is gone"), ("busy", False)]


def test_stopped_job_says_so_and_not_that_it_returned(qtbot, runner, heard, gate):
    def work():
        yield "step"
        assert gate.wait(10)
        yield "late"

    with qtbot.waitSignal(runner.yielded, timeout=WAIT_MS):
        runner.start("sweep", work)
    runner.stop()
    gate.set()
    idle(qtbot, runner)
    assert heard.news[-2:] == [("stopped", "sweep"), ("busy", False)]


def test_replaced_job_is_heard_no_more(qtbot, runner, heard, gate):
    def old():
        yield "old first"
        assert gate.wait(10)
        yield "old late"
        return "old value"

    def new():
        yield "new first"
        return "new value"

    with qtbot.waitSignal(runner.yielded, timeout=WAIT_MS):
        runner.start("sweep", old)
    runner.start("open", new)
    gate.set()
    idle(qtbot, runner)
    assert heard.news == [
        ("busy", True), ("yielded", "sweep", "old first"), ("yielded", "open", "new first"),
        ("returned", "open", "new value"), ("busy", False),
    ]  # fmt: skip


def test_steps_already_queued_by_a_replaced_job_are_dropped(qtbot, runner, heard):
    # The old thread has emitted, Qt holds the events, and only then the new job starts.
    def old():
        yield "old"
        return "old value"

    def new():
        yield "new"
        return "new value"

    runner.start("open", old)
    assert runner._threads[0].wait(WAIT_MS)
    runner.start("open", new)
    idle(qtbot, runner)
    assert ("yielded", "open", "old") not in heard.news
    assert ("returned", "open", "old value") not in heard.news
    assert heard.news[-2:] == [("returned", "open", "new value"), ("busy", False)]


def test_replaced_job_that_fails_late_is_not_reported(qtbot, runner, heard, gate):
    def old():
        yield "old"
        assert gate.wait(10)
        raise SceneError("Band is gone", "detail")

    def new():
        yield "new"

    with qtbot.waitSignal(runner.yielded, timeout=WAIT_MS):
        runner.start("open", old)
    runner.start("open", new)
    gate.set()
    idle(qtbot, runner)
    assert not [news for news in heard.news if news[0] == "failed"]


def test_runner_is_not_idle_between_a_job_and_the_one_it_starts(qtbot, runner, heard):
    def first():
        yield "first"
        return 1

    def second():
        yield "second"
        return 2

    def go_on(kind, _value):
        if kind == "first":
            runner.start("second", second)

    runner.returned.connect(go_on)
    runner.start("first", first)
    idle(qtbot, runner)
    assert heard.news.count(("busy", False)) == 1
    assert heard.news[-2:] == [("returned", "second", 2), ("busy", False)]


def test_shut_down_waits_for_every_thread_and_says_nothing_more(qtbot, runner, heard):
    def work():
        yield "step"
        while True:  # until it is stopped
            yield None

    with qtbot.waitSignal(runner.yielded, timeout=WAIT_MS):
        runner.start("sweep", work)
    (thread,) = runner._threads
    n_before = len(heard.news)
    runner.shut_down()
    assert thread.isFinished()
    qtbot.waitUntil(lambda: not runner._threads, timeout=WAIT_MS)
    assert heard.news[n_before:] == []


def test_window_gets_a_turn_between_steps_that_come_together(qtbot, runner):
    told = []
    runner.yielded.connect(lambda _kind, step: told.append(step))
    runner.returned.connect(lambda _kind, value: told.append(value))
    beat = QTimer()
    beat.timeout.connect(lambda: told.append("beat"))

    def work():
        yield from ("first", "second", "third")
        return "value"

    runner.start("sweep", work)
    runner._threads[0].wait(WAIT_MS)  # all is queued before the window listens
    beat.start(0)
    qtbot.waitUntil(lambda: "value" in told, timeout=WAIT_MS)
    assert [step for step in told if step != "beat"] == ["first", "second", "third", "value"]
    assert all(told[told.index(step) - 1] == "beat" for step in ("second", "third", "value"))


def test_job_that_has_ended_can_be_stopped_before_its_end_is_told(qtbot, runner, heard):
    def work():
        yield "step"
        return "value"

    runner.start("sweep", work)
    runner._threads[0].wait(WAIT_MS)
    QCoreApplication.sendPostedEvents()  # its news are queued, its thread is known to have ended
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    runner.stop()
    idle(qtbot, runner)
    assert ("returned", "sweep", "value") in heard.news
