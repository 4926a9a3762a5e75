"""Run one job at a time; ignore what an old one still says."""

from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal, Slot

from app.errors import AppError
from app.jobs.job_thread import JobThread
from app.jobs.thread_end import wait_or_leave
from app.steps import Steps

_PATIENCE_MS = 200  # a job that has not stopped by then winds down unheard
SHUT_DOWN_MS = 20_000  # longer than any single step; a thread is never terminated


class JobRunner(QObject):
    """Start jobs, each in a thread of its own; a new one replaces the one that runs.

    Signals
    -------
    yielded : (str, object)
        Kind of the job and its step.
    returned : (str, object)
        Kind of the job and its value.
    failed : (str, AppError)
        The job cannot be done.
    stopped : (str,)
        The job was asked to stop, and has or will soon: no more is heard of it.
    busy_changed : (bool,)
        Whether a job runs now.
    """

    yielded = Signal(str, object)
    returned = Signal(str, object)
    failed = Signal(str, object)
    stopped = Signal(str)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._threads: list[JobThread] = []
        self._current: JobThread | None = None
        self._kind = ""
        self._waits_for_end = False
        self._n_started = 0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_lost)
        # Qt delivers all that threads have queued before it looks at a timer or the mouse again:
        # eight maps that are ready together would hold up the window eight times as long.
        self._news: deque[tuple[int, Callable[[Any], None], Any]] = deque()
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._tell_next)

    @property
    def kind(self) -> str:
        """What the running job is for; empty when nothing runs."""
        return self._kind if self._current else ""

    @property
    def is_busy(self) -> bool:
        """Whether a job runs."""
        return self._current is not None

    def start(
        self, kind: str, start_work: Callable[[], Steps[Any, Any]], *, waits_for_end: bool = False
    ) -> None:
        """Run a job; one that still runs is asked to stop and is heard no more.

        Parameters
        ----------
        waits_for_end
            Whether the job counts as stopped only once it has ended: its last step may have been
            the one that put files in place.
        """
        self.stop()
        self._patience.stop()
        self._n_started += 1
        thread = JobThread(self._n_started, start_work, self)
        thread.yielded.connect(self._on_yielded)
        thread.returned.connect(self._on_returned)
        thread.failed.connect(self._on_failed)
        thread.stopped.connect(self._on_stopped)
        thread.finished.connect(self._on_finished)
        self._threads.append(thread)
        was_busy = self.is_busy
        self._current, self._kind = thread, kind
        self._waits_for_end = waits_for_end
        if not was_busy:
            self.busy_changed.emit(self.is_busy)
        thread.start()

    def stop(self) -> None:
        """Ask the running job to stop."""
        if self._current:
            self._current.requestInterruption()
            if not self._waits_for_end:
                self._patience.start()

    def let_end(self, deadline: QDeadlineTimer) -> None:
        """Wait until what runs has run to its end."""
        for thread in self._threads:
            thread.wait(deadline)

    def shut_down(self, deadline: QDeadlineTimer | None = None) -> None:
        """Stop all jobs and wait until their threads have ended; one that does not is left alone.

        Parameters
        ----------
        deadline
            How long to wait; without one, longer than any single step takes.
        """
        self._release()
        for thread in self._threads:
            thread.ask_to_end()
        running = [thread for thread in self._threads if thread.isRunning()]
        wait_or_leave(running, deadline or QDeadlineTimer(SHUT_DOWN_MS))
        self._threads = [thread for thread in self._threads if thread.isFinished()]

    @Slot(int, object)
    def _on_yielded(self, number: int, step: object) -> None:
        self._queue(number, self._tell_step, step)

    @Slot(int, object)
    def _on_returned(self, number: int, value: object) -> None:
        self._queue(number, self._tell_returned, value)

    @Slot(int, object)
    def _on_failed(self, number: int, error: AppError) -> None:
        self._queue(number, self._tell_failed, error)

    @Slot(int)
    def _on_stopped(self, number: int) -> None:
        self._queue(number, self._tell_stopped, None)

    @Slot()
    def _on_patience_lost(self) -> None:
        while self._news:  # what was ready before counts as finished
            self._tell_next()
        if self._current is not None:
            self._tell_stopped(None)

    def _queue(self, number: int, tell: Callable[[Any], None], what: object) -> None:
        self._news.append((number, tell, what))
        self._turn.start()

    @Slot()
    def _tell_next(self) -> None:
        """Tell one piece of news; paint and listen to the person before the next."""
        if not self._news:
            self._turn.stop()
            return
        number, tell, what = self._news.popleft()
        if self._is_current(number):
            tell(what)

    def _tell_step(self, step: object) -> None:
        self.yielded.emit(self._kind, step)

    def _tell_returned(self, value: object) -> None:
        kind = self._release()
        self.returned.emit(kind, value)
        self._tell_if_idle()

    def _tell_failed(self, error: AppError) -> None:
        kind = self._release()
        self.failed.emit(kind, error)
        self._tell_if_idle()

    def _tell_stopped(self, _nothing: None) -> None:
        kind = self._release()
        self.stopped.emit(kind)
        self._tell_if_idle()

    @Slot()
    def _on_finished(self) -> None:
        for thread in [thread for thread in self._threads if thread.isFinished()]:
            if thread is not self._current:  # its last news may still wait to be told
                self._threads.remove(thread)
                thread.deleteLater()

    def _is_current(self, number: int) -> bool:
        # The last step of a replaced job may arrive after its successor has started: Qt delivers
        # what was queued. Compare numbers, not states.
        return self._current is not None and self._current.number == number

    def _release(self) -> str:
        self._current = None
        self._patience.stop()
        self._on_finished()
        return self._kind

    def _tell_if_idle(self) -> None:
        # A slot may have started the next job at once.
        if self._current is None:
            self.busy_changed.emit(self.is_busy)
