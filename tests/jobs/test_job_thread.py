"""A job thread tells each step, one ending, and nothing after it."""

import logging
import os
import sys
import threading

import pytest
from PySide6.QtCore import QThread

from app.errors import SceneError
from app.jobs.job_thread import JobThread
from app.machine.threads import BEHIND_ALL, BEHIND_WINDOW, thread_pool
from app.steps import Progress

WAIT_MS = 10_000


class Heard:
    """Everything a thread says, in the order it arrives."""

    def __init__(self, thread: JobThread) -> None:
        self.news: list[tuple[object, ...]] = []
        self._thread = thread
        thread.yielded.connect(self.on_yielded)
        thread.returned.connect(self.on_returned)
        thread.failed.connect(self.on_failed)
        thread.stopped.connect(self.on_stopped)

    def on_yielded(self, number, step):
        self.news.append(("yielded", number, step))

    def on_returned(self, number, value):
        self.news.append(("returned", number, value))

    def on_failed(self, number, error):
        self.news.append(("failed", number, error))

    def on_stopped(self, number):
        self.news.append(("stopped", number))


@pytest.fixture
def run(qtbot, owner):
    """Run work to its end and return what was heard."""

    def walk(work, number=7):
        thread = JobThread(number, work, owner)
        heard = Heard(thread)
        with qtbot.waitSignal(thread.finished, timeout=WAIT_MS):
            thread.start()
        assert thread.wait(WAIT_MS)
        return heard.news

    return walk


def test_steps_arrive_in_order_and_the_value_last(run):
    def work():
        yield "first"
        yield "second"
        return "value"

    assert run(work) == [
        ("yielded", 7, "first"), ("yielded", 7, "second"), ("returned", 7, "value"),
    ]  # fmt: skip


def test_work_runs_on_a_thread_of_its_own(run):
    def work():
        yield QThread.currentThread() is here
        return None

    here = QThread.currentThread()
    assert run(work)[0] == ("yielded", 7, False)


def test_stop_points_without_news_are_not_told(run):
    def work():
        yield None
        return "value"

    assert run(work) == [("returned", 7, "value")]


def test_progress_is_thinned_out_and_results_are_not(run):
    def work():
        for done in range(500):
            yield Progress("Working", done / 500)
            if done % 100 == 0:
                yield done
        return None

    news = run(work)
    results = [step for kind, _, step in news if kind == "yielded" and isinstance(step, int)]
    assert results == [0, 100, 200, 300, 400]
    assert sum(isinstance(step, Progress) for kind, _, step in news if kind == "yielded") < 100


def test_foreseen_error_is_passed_on_as_it_is(run):
    error = SceneError("Band is gone", '"B4.TIF" is not there.', "Open the scene again.")

    def work():
        yield "first"
        raise error

    assert run(work) == [("yielded", 7, "first"), ("failed", 7, error)]


def test_unforeseen_error_is_put_in_words_and_logged(run, caplog):
    def work():
        yield "first"
        raise ValueError("3 is not 4")

    with caplog.at_level(logging.ERROR, "app.jobs.job_thread"):
        _, (kind, _, error) = run(work)
    assert kind == "failed"
    assert (error.title, error.detail) == ("Something went wrong", "ValueError: 3 is not 4")
    assert error.hint
    assert "Traceback" in caplog.text


def test_error_before_the_first_step_is_told(run):
    def work():
        raise ValueError("at once")

    ((kind, _, error),) = run(work)
    assert kind == "failed"
    assert "at once" in error.detail


def test_lack_of_memory_has_words_of_its_own(run):
    def work():
        yield "first"
        raise MemoryError("8 GB")

    _, (kind, _, error) = run(work)
    assert kind == "failed"
    assert error.title == "Not enough memory"
    assert "8 GB" in error.detail


def test_stop_is_obeyed_between_steps_and_closes_the_work(qtbot, owner, gate):
    closed, inside = [], threading.Event()

    def work():
        try:
            yield "first"
            inside.set()
            assert gate.wait(10)
            yield "second"
            yield "never"
        finally:
            closed.append(QThread.currentThread() is not here)

    here = QThread.currentThread()
    thread = JobThread(1, work, owner)
    heard = Heard(thread)
    thread.start()
    qtbot.waitUntil(inside.is_set, timeout=WAIT_MS)
    thread.requestInterruption()
    with qtbot.waitSignal(thread.finished, timeout=WAIT_MS):
        gate.set()
    assert heard.news == [("yielded", 1, "first"), ("yielded", 1, "second"), ("stopped", 1)]
    assert closed == [True]


def test_stop_after_the_last_step_still_brings_the_value(qtbot, owner, gate):
    # The work is over by then: throwing its result away would help nobody.
    def work():
        yield "first"
        assert gate.wait(10)
        return "value"

    thread = JobThread(1, work, owner)
    heard = Heard(thread)
    with qtbot.waitSignal(thread.yielded, timeout=WAIT_MS):
        thread.start()
    with qtbot.waitSignal(thread.finished, timeout=WAIT_MS):
        thread.requestInterruption()
        gate.set()
    assert heard.news[-1] in (("returned", 1, "value"), ("stopped", 1))
    assert len(heard.news) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a priority is that of the program")
@pytest.mark.parametrize(("is_awaited", "nice"), [(True, BEHIND_WINDOW), (False, BEHIND_ALL)])
def test_awaited_work_goes_before_what_only_gets_ready_for_later(qtbot, owner, is_awaited, nice):
    def priority():
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def work():
        with thread_pool() as pool:
            of_pool = pool.submit(priority)
            yield Progress("Half", 0.5)
            return priority(), of_pool.result()

    thread = JobThread(1, work, owner, is_awaited=is_awaited)
    with qtbot.waitSignal(thread.returned) as told:
        thread.start()
    thread.wait()
    assert told.args[1] == (nice, nice)
