"""Run one job at a time; tell how each ended, and nothing of it that comes later."""

import time
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal, SignalInstance, Slot

from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_thread import JobThread
from app.jobs.thread_end import wait_or_leave
from app.machine.allocator import give_memory_back_soon
from app.steps import Steps

_PATIENCE_MS = 200  # a job that has not stopped by then winds down unheard
_TIDY_MS = 10  # a thread that has finished ends sooner, where a processor is free
_GATHERED_MS = 500  # to give memory back takes as long as a small job, and one may follow another
_N_AT_ONCE = 2  # the job, and one that was replaced and winds down: each may hold a whole scene
HELD_S = 20.0  # one that hangs at a disk which is gone must not hold up all others for ever
SHUT_DOWN_MS = 20_000  # longer than any single step; a thread is never terminated


class JobRunner(QObject):
    """Start jobs, each in a thread of its own; a new one replaces the one that runs.

    Where one that was replaced still winds down, for a single step may take long, and another is
    replaced, the next one waits: a hand is faster than work on a large scene, memory is finite.

    Each job that was started is told to have returned, failed or stopped: one of these, once, and
    nothing of it later. Only what is still running at the end of the program ends unheard.

    Signals
    -------
    yielded : (Job, object)
        A step of the job.
    returned : (Job, object)
        The value of the job.
    failed : (Job, AppError)
        The job cannot be done.
    stopped : (Job,)
        The job was asked to stop or is replaced, and has ended or will soon.
    busy_changed : (bool,)
        Whether a job runs now.
    """

    yielded = Signal(object, object)
    returned = Signal(object, object)
    failed = Signal(object, object)
    stopped = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._threads: list[JobThread] = []
        self._current: JobThread | None = None
        self._held: JobThread | None = None  # the current one, where it has not begun yet
        self._held_at = 0.0
        self._waits_for_end = False
        self._n_started = 0
        self._is_over = False
        # Qt delivers all that threads have queued before it looks at a timer or the mouse again:
        # eight maps that are ready together would hold up the window eight times as long.
        self._news: deque[tuple[Job, Callable[[], None]]] = deque()

    # A session has three dozen runners, and most of them never start anything.

    @cached_property
    def _patience(self) -> QTimer:
        return self._timer(_PATIENCE_MS, self._on_patience_lost)

    @cached_property
    def _tidying(self) -> QTimer:
        return self._timer(_TIDY_MS, self._on_finished)

    @cached_property
    def _giving_back(self) -> QTimer:
        return self._timer(_GATHERED_MS, give_memory_back_soon)

    @cached_property
    def _turn(self) -> QTimer:
        return self._timer(0, self._tell_next, is_single=False)

    def _timer(
        self, interval_ms: int, on_timeout: Callable[[], None], *, is_single: bool = True
    ) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(is_single)
        timer.setInterval(interval_ms)
        timer.timeout.connect(on_timeout)
        return timer

    @property
    def job(self) -> Job | None:
        """The running job; None when nothing runs."""
        return self._current.job if self._current else None

    @property
    def is_busy(self) -> bool:
        """Whether a job runs."""
        return self._current is not None

    def start(
        self,
        kind: StrEnum,
        start_work: Callable[[], Steps[Any, Any]],
        *,
        begin: Callable[[], None] | None = None,
        waits_for_end: bool = False,
        is_awaited: bool = False,
    ) -> Job:
        """Run a job; one that still runs is asked to stop and told to have stopped.

        Once everything was shut down nothing is run any more: what a desk hears of the end of
        others may well be a reason for it to begin something, and nobody would wait for that.

        Whoever is told finds the new one running. Nothing that one does is heard before this
        returns.

        Parameters
        ----------
        begin
            Makes room for what the job will bring: after the one that it replaces has ended, and
            before it is told that one runs.
        waits_for_end
            Whether the job counts as stopped only once it has ended, or is replaced: its last
            step may have been the one that put files in place.
        is_awaited
            Whether a person waits for it and does nothing else: it goes before other jobs.
        """
        self.stop()
        self._patience.stop()
        replaced = self.job
        self._n_started += 1
        if self._is_over:
            return Job(kind, self._n_started)
        job = Job(kind, self._n_started)
        thread = JobThread(job, start_work, self, is_awaited=is_awaited)
        thread.yielded.connect(self._on_yielded)
        thread.returned.connect(self._on_returned)
        thread.failed.connect(self._on_failed)
        thread.stopped.connect(self._on_stopped)
        thread.finished.connect(self._on_finished)
        self._threads.append(thread)
        self._current, self._waits_for_end = thread, waits_for_end
        self._held, self._held_at = thread, time.monotonic()
        self._let_begin()  # before anyone may ask it to stop: Qt forgets what it is asked earlier
        if replaced is not None:
            self.stopped.emit(replaced)
        if begin is not None and self._current is thread:  # a slot may have started another
            begin()
        if replaced is None:
            self.busy_changed.emit(self.is_busy)
        return thread.job

    def stop(self) -> None:
        """Ask the running job to stop; one that has not begun never does."""
        if self._held is not None:
            held, self._held = self._held, None
            self._on_stopped(held.job)
        elif self._current:
            self._current.requestInterruption()
            if not self._waits_for_end:
                self._patience.start()

    def let_end(self, deadline: QDeadlineTimer) -> None:
        """Wait until what runs has run to its end."""
        for thread in self._threads:
            thread.wait(deadline)
        self._let_begin()  # what waited for them
        if self._current is not None:
            self._current.wait(deadline)

    def shut_down(self, deadline: QDeadlineTimer | None = None) -> None:
        """Stop all jobs and wait until their threads have ended; one that does not is left alone.

        Parameters
        ----------
        deadline
            How long to wait; without one, longer than any single step takes.
        """
        self._is_over, self._held = True, None
        if not self._threads:
            return
        self._release()
        for thread in self._threads:
            thread.ask_to_end()
        running = [thread for thread in self._threads if thread.isRunning()]
        wait_or_leave(running, deadline or QDeadlineTimer(SHUT_DOWN_MS))
        self._threads = [thread for thread in self._threads if thread.isFinished()]

    @Slot(object, object)
    def _on_yielded(self, job: Job, step: object) -> None:
        self._queue(job, partial(self.yielded.emit, job, step))

    @Slot(object, object)
    def _on_returned(self, job: Job, value: object) -> None:
        self._queue(job, partial(self._end, self.returned, job, value))

    @Slot(object, object)
    def _on_failed(self, job: Job, error: AppError) -> None:
        self._queue(job, partial(self._end, self.failed, job, error))

    @Slot(object)
    def _on_stopped(self, job: Job) -> None:
        self._queue(job, partial(self._end, self.stopped, job))

    @Slot()
    def _on_patience_lost(self) -> None:
        job = self.job
        while self._news:  # what was ready before counts as finished
            self._tell_next()
        if job is not None and job == self.job:
            self._end(self.stopped, job)

    def _queue(self, job: Job, tell: Callable[[], None]) -> None:
        self._news.append((job, tell))
        self._turn.start()

    @Slot()
    def _tell_next(self) -> None:
        """Tell one piece of news; paint and listen to the person before the next."""
        if not self._news:
            self._turn.stop()
            return
        # The last step of a replaced job may arrive after its successor has started: Qt delivers
        # what was queued. Compare jobs, not states.
        job, tell = self._news.popleft()
        if job == self.job:
            tell()

    def _end(self, ending: SignalInstance, *news: object) -> None:
        self._release()
        ending.emit(*news)
        if self._current is None:  # a slot may have started the next job at once
            self.busy_changed.emit(self.is_busy)

    def _let_begin(self) -> None:
        """Let the job begin that waits for others, where there is room for it."""
        if self._held is None:
            return
        n_running = sum(thread.isRunning() for thread in self._threads)
        if n_running < _N_AT_ONCE or time.monotonic() - self._held_at > HELD_S:
            held, self._held = self._held, None
            held.start()
        else:
            self._tidying.start()

    @Slot()
    def _on_finished(self) -> None:
        for thread in [thread for thread in self._threads if not thread.isRunning()]:
            if thread is not self._current:  # its last news may still wait to be told
                # Qt calls a thread finished while it still says so to others: destroyed then, it
                # says so as half an object, and the process ends.
                if not thread.wait(QDeadlineTimer(0)):
                    self._tidying.start()
                    continue
                self._threads.remove(thread)
                thread.deleteLater()
                if not self._giving_back.isActive():
                    self._giving_back.start()
        self._let_begin()

    def _release(self) -> None:
        self._current = None
        self._patience.stop()
        self._on_finished()
