"""A job runner runs one job at a time and is deaf to those it has replaced."""

import os
import random
import sys
import threading
import time
from enum import StrEnum

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer

from app.errors import SceneError
from app.jobs import job_runner
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.jobs.job_thread import JobThread
from app.machine import allocator

WAIT_MS = 10_000


class Kind(StrEnum):
    """What jobs of these tests are for."""

    OPEN = "open"
    SWEEP = "sweep"
    FIRST = "first"
    SECOND = "second"


class Heard:
    """Everything a runner says, in order."""

    def __init__(self, runner: JobRunner) -> None:
        self.news: list[tuple[object, ...]] = []
        runner.yielded.connect(self.on_yielded)
        runner.returned.connect(self.on_returned)
        runner.failed.connect(self.on_failed)
        runner.stopped.connect(self.on_stopped)
        runner.busy_changed.connect(self.on_busy)

    def on_yielded(self, job, step):
        self.news.append(("yielded", str(job.kind), step))

    def on_returned(self, job, value):
        self.news.append(("returned", str(job.kind), value))

    def on_failed(self, job, error):
        self.news.append(("failed", str(job.kind), error.title))

    def on_stopped(self, job):
        self.news.append(("stopped", str(job.kind)))

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


def threads(runner):
    return runner.findChildren(JobThread)


def idle(qtbot, runner):
    qtbot.waitUntil(lambda: not runner.is_busy and not threads(runner), timeout=WAIT_MS)


def test_job_is_told_from_its_start_to_its_end(qtbot, runner, heard):
    def work():
        yield "step"
        return "value"

    runner.start(Kind.OPEN, work)
    assert runner.is_busy
    assert runner.job.kind is Kind.OPEN
    idle(qtbot, runner)
    assert runner.job is None
    assert heard.news == [
        ("busy", True), ("yielded", "open", "step"), ("returned", "open", "value"),
        ("busy", False),
    ]  # fmt: skip


def test_failed_job_leaves_the_runner_idle(qtbot, runner, heard):
    def work():
        yield "step"
        raise SceneError("Band is gone", "detail")

    runner.start(Kind.OPEN, work)
    idle(qtbot, runner)
    assert heard.news[-2:] == [("failed", "open", "Band is gone"), ("busy", False)]


def test_stopped_job_says_so_and_not_that_it_returned(qtbot, runner, heard, gate):
    def work():
        yield "step"
        assert gate.wait(10)
        yield "late"

    with qtbot.waitSignal(runner.yielded, timeout=WAIT_MS):
        runner.start(Kind.SWEEP, work)
    runner.stop()
    gate.set()
    idle(qtbot, runner)
    assert heard.news[-2:] == [("stopped", "sweep"), ("busy", False)]


def test_replaced_job_is_told_to_have_stopped_and_heard_no_more(qtbot, runner, heard, gate):
    def old():
        yield "old first"
        assert gate.wait(10)
        yield "old late"
        return "old value"

    def new():
        yield "new first"
        return "new value"

    with qtbot.waitSignal(runner.yielded, timeout=WAIT_MS):
        runner.start(Kind.SWEEP, old)
    runner.start(Kind.OPEN, new)
    gate.set()
    idle(qtbot, runner)
    assert heard.news == [
        ("busy", True), ("yielded", "sweep", "old first"), ("stopped", "sweep"),
        ("yielded", "open", "new first"), ("returned", "open", "new value"), ("busy", False),
    ]  # fmt: skip


def test_steps_already_queued_by_a_replaced_job_are_dropped(qtbot, runner, heard):
    # The old thread has emitted, Qt holds the events, and only then the new job starts.
    def old():
        yield "old"
        return "old value"

    def new():
        yield "new"
        return "new value"

    runner.start(Kind.OPEN, old)
    assert threads(runner)[0].wait(WAIT_MS)
    runner.start(Kind.OPEN, new)
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
        runner.start(Kind.OPEN, old)
    runner.start(Kind.OPEN, new)
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

    def go_on(job, _value):
        if job.kind is Kind.FIRST:
            runner.start(Kind.SECOND, second)

    runner.returned.connect(go_on)
    runner.start(Kind.FIRST, first)
    idle(qtbot, runner)
    assert heard.news.count(("busy", False)) == 1
    assert heard.news[-2:] == [("returned", "second", 2), ("busy", False)]


def test_shut_down_waits_for_every_thread_and_says_nothing_more(qtbot, runner, heard):
    def work():
        yield "step"
        while True:  # until it is stopped
            yield None

    with qtbot.waitSignal(runner.yielded, timeout=WAIT_MS):
        runner.start(Kind.SWEEP, work)
    (thread,) = threads(runner)
    n_before = len(heard.news)
    runner.shut_down()
    assert thread.isFinished()
    qtbot.waitUntil(lambda: not threads(runner), timeout=WAIT_MS)
    assert heard.news[n_before:] == []


def test_thread_is_whole_as_long_as_it_says_that_it_has_finished(qtbot, runner):
    # Qt calls it finished before it says so: what is destroyed meanwhile ends the process.
    was_whole, listens = [], threading.Event()

    def work():
        listens.wait(WAIT_MS / 1000)  # it may end before anyone listens, else
        yield "step"

    runner.start(Kind.SWEEP, work)
    (thread,) = threads(runner)

    def slowly():
        time.sleep(0.2)
        was_whole.append(shiboken6.isValid(thread))

    thread.finished.connect(slowly, Qt.ConnectionType.DirectConnection)
    listens.set()
    idle(qtbot, runner)
    assert was_whole == [True]


def test_nothing_is_begun_once_everything_was_shut_down(runner, heard):
    begun = []

    def work():
        begun.append("work")
        yield None

    runner.shut_down()
    runner.start(Kind.SWEEP, work, begin=lambda: begun.append("room"))
    assert not threads(runner)
    assert not runner.is_busy
    assert begun == []
    assert heard.news == []


def test_window_gets_a_turn_between_steps_that_come_together(qtbot, runner):
    told = []
    runner.yielded.connect(lambda _job, step: told.append(step))
    runner.returned.connect(lambda _job, value: told.append(value))
    beat = QTimer()
    beat.timeout.connect(lambda: told.append("beat"))

    def work():
        yield from ("first", "second", "third")
        return "value"

    runner.start(Kind.SWEEP, work)
    threads(runner)[0].wait(WAIT_MS)  # all is queued before the window listens
    beat.start(0)
    qtbot.waitUntil(lambda: "value" in told, timeout=WAIT_MS)
    assert [step for step in told if step != "beat"] == ["first", "second", "third", "value"]
    assert all(told[told.index(step) - 1] == "beat" for step in ("second", "third", "value"))


def test_job_that_has_ended_can_be_stopped_before_its_end_is_told(qtbot, runner, heard):
    def work():
        yield "step"
        return "value"

    runner.start(Kind.SWEEP, work)
    threads(runner)[0].wait(WAIT_MS)
    QCoreApplication.sendPostedEvents()  # its news are queued, its thread is known to have ended
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    runner.stop()
    idle(qtbot, runner)
    assert ("returned", "sweep", "value") in heard.news


class Ends:
    """Which jobs were told to have ended, how, and who ran meanwhile."""

    def __init__(self, runner: JobRunner) -> None:
        self._runner = runner
        self.told: list[tuple[Job, str]] = []
        self.late: list[object] = []
        runner.yielded.connect(self.on_yielded)
        runner.returned.connect(lambda job, _value: self.note(job, "returned"))
        runner.failed.connect(lambda job, _error: self.note(job, "failed"))
        runner.stopped.connect(lambda job: self.note(job, "stopped"))

    @property
    def jobs(self) -> list[Job]:
        return [job for job, _ in self.told]

    def on_yielded(self, job, _step):
        if job in self.jobs or job != self._runner.job:
            self.late.append(job)

    def note(self, job, how):
        self.told.append((job, how))


@pytest.mark.parametrize("seed", range(12))
def test_every_job_is_told_to_end_once_whatever_happens(qtbot, runner, seed):
    chance, ends = random.Random(seed), Ends(runner)  # noqa: S311 - no secret
    gates, started = [], []

    def work_of(gate, *, fails):
        def work():
            yield "first"
            assert gate.wait(10)
            yield "second"
            if fails:
                raise SceneError("Band is gone", "detail")
            return "value"

        return work

    def start():
        gates.append(threading.Event())
        work = work_of(gates[-1], fails=chance.random() < 0.3)
        kind, waits = chance.choice(list(Kind)), chance.random() < 0.3
        job = runner.start(kind, work, waits_for_end=waits)
        assert ends.jobs == started  # the one it replaced has ended, and it has not
        started.append(job)

    acts = [start, start, runner.stop, lambda: chance.choice(gates).set(), lambda: qtbot.wait(5),
            lambda: qtbot.wait(chance.choice((1, 20, 230)))]  # fmt: skip
    start()
    for _ in range(30):
        chance.choice(acts)()
    for gate in gates:
        gate.set()
    idle(qtbot, runner)
    assert ends.jobs == started
    assert ends.late == []


def test_room_is_made_between_the_end_of_the_last_job_and_the_news_of_the_next(
    qtbot, runner, heard, gate
):
    def work():
        yield "step"
        assert gate.wait(10)

    for kind in (Kind.FIRST, Kind.SECOND):
        runner.start(kind, work, begin=lambda kind=kind: heard.news.append(f"begin {kind}"))
    gate.set()
    idle(qtbot, runner)
    assert heard.news[:5] == [
        "begin first", ("busy", True), ("stopped", "first"), "begin second",
        ("yielded", "second", "step"),
    ]  # fmt: skip


def test_job_that_is_stopped_when_it_replaces_another_stops(qtbot, runner, heard, gate):
    def work():
        yield "step"
        while not gate.is_set():
            yield None
        return "value"

    runner.start(Kind.OPEN, work)
    runner.stopped.connect(lambda job: runner.stop() if job.kind is Kind.OPEN else None)
    runner.start(Kind.SWEEP, work)
    idle(qtbot, runner)
    gate.set()
    assert [news for news in heard.news if news[0] in ("stopped", "returned")] == [
        ("stopped", "open"), ("stopped", "sweep"),
    ]  # fmt: skip


def test_job_started_by_the_last_news_of_another_is_not_stopped_with_it(qtbot, runner, heard, gate):
    def first():
        yield "first"
        return 1

    def second():
        yield "second"
        assert gate.wait(10)
        return 2

    runner.returned.connect(lambda _job, value: value == 1 and runner.start(Kind.SECOND, second))
    runner.start(Kind.FIRST, first)
    assert threads(runner)[0].wait(WAIT_MS)
    QCoreApplication.sendPostedEvents()  # all of the first is ready to be told
    runner.stop()
    time.sleep(0.3)  # the window is held up until patience with it is lost
    qtbot.waitUntil(lambda: runner.job is not None and runner.job.kind is Kind.SECOND)
    gate.set()
    idle(qtbot, runner)
    assert heard.news[-2:] == [("returned", "second", 2), ("busy", False)]


def test_jobs_that_follow_fast_wait_for_those_that_wind_down(qtbot, runner, heard):
    """A step that takes long cannot be stopped; as many at once would hold as many scenes."""
    gate, lock, at_work, most = threading.Event(), threading.Lock(), [0], [0]

    def work(number):
        with lock:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
        gate.wait(WAIT_MS / 1000)
        with lock:
            at_work[0] -= 1
        yield number
        return number

    for number in range(12):
        runner.start(Kind.FIRST, lambda number=number: work(number))
        QCoreApplication.processEvents()
    assert len([thread for thread in threads(runner) if thread.isRunning()]) <= 2
    gate.set()
    idle(qtbot, runner)
    assert most[0] <= 2
    assert heard.news.count(("stopped", "first")) == 11
    assert heard.news[-2:] == [("returned", "first", 11), ("busy", False)]


def test_a_job_that_waits_for_others_can_be_stopped(qtbot, runner, heard):
    gate, begun = threading.Event(), []

    def work(number):
        begun.append(number)
        gate.wait(WAIT_MS / 1000)
        yield number

    for number in range(4):
        runner.start(Kind.FIRST, lambda number=number: work(number))
    runner.stop()
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy, timeout=WAIT_MS)
    assert heard.news[-2:] == [("stopped", "first"), ("busy", False)]
    gate.set()
    idle(qtbot, runner)
    assert 3 not in begun


def test_threads_that_hang_do_not_hold_up_others_for_ever(qtbot, runner, monkeypatch):
    monkeypatch.setattr(job_runner, "HELD_S", 0.05)
    gate, begun = threading.Event(), threading.Event()

    def hang():
        gate.wait(WAIT_MS / 1000)
        yield None

    def work():
        begun.set()
        yield None

    for _ in range(2):
        with qtbot.waitSignal(runner.busy_changed, timeout=300, raising=False):
            runner.start(Kind.OPEN, hang)
    runner.start(Kind.OPEN, work)
    qtbot.waitUntil(begun.is_set, timeout=WAIT_MS)
    gate.set()
    idle(qtbot, runner)


@pytest.mark.skipif(sys.platform != "linux", reason="threads elsewhere have no priority")
def test_memory_goes_back_by_a_thread_that_does_not_hold_the_window_up(qtbot, runner, monkeypatch):
    told = []

    def give():
        told.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    monkeypatch.setattr(allocator, "give_memory_back", give)
    here = os.getpriority(os.PRIO_PROCESS, 0)

    def work():
        yield "step"

    runner.start(Kind.SWEEP, work)
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    assert told == [here]


def test_memory_of_jobs_that_follow_one_another_goes_back_at_once(qtbot, runner, monkeypatch):
    told = []
    monkeypatch.setattr(allocator, "give_memory_back", lambda: told.append(runner.is_busy))

    def work():
        yield "step"

    runner._giving_back.setInterval(WAIT_MS)  # however long three jobs take
    for _ in range(3):
        runner.start(Kind.SWEEP, work)
        idle(qtbot, runner)
    assert told == []
    runner._giving_back.start(0)
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    qtbot.wait(50)
    assert told == [False]


def test_a_job_ends_also_where_no_thread_is_left_to_give_memory_back(
    qtbot, runner, heard, monkeypatch
):
    refused = []

    def refuse(thread):
        refused.append(thread.name)
        raise RuntimeError("can't start new thread")

    def work():
        yield "step"
        raise MemoryError

    monkeypatch.setattr(threading.Thread, "start", refuse)
    runner.start(Kind.SWEEP, work)
    idle(qtbot, runner)
    assert heard.news[-2:] == [("failed", "sweep", "Not enough memory"), ("busy", False)]
    qtbot.waitUntil(lambda: bool(refused), timeout=WAIT_MS)
