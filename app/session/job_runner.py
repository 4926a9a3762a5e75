"""Run one job at a time; ignore what an old one still says."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.errors import AppError
from app.job_thread import JobThread
from app.steps import Steps

_PATIENCE_MS = 200  # a job that has not stopped by then winds down unheard
_SHUT_DOWN_MS = 20_000  # longer than any single step; a thread is never terminated


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

    def shut_down(self) -> None:
        """Stop all jobs and wait until their threads have ended."""
        self._release()
        for thread in self._threads:
            thread.requestInterruption()
        for thread in self._threads:
            thread.wait(_SHUT_DOWN_MS)

    @Slot(int, object)
    def _on_yielded(self, number: int, step: object) -> None:
        if self._is_current(number):
            self.yielded.emit(self._kind, step)

    @Slot(int, object)
    def _on_returned(self, number: int, value: object) -> None:
        if self._is_current(number):
            kind = self._release()
            self.returned.emit(kind, value)
            self._tell_if_idle()

    @Slot(int, object)
    def _on_failed(self, number: int, error: AppError) -> None:
        if self._is_current(number):
            kind = self._release()
            self.failed.emit(kind, error)
            self._tell_if_idle()

    @Slot(int)
    def _on_stopped(self, number: int) -> None:
        if self._is_current(number):
            kind = self._release()
            self.stopped.emit(kind)
            self._tell_if_idle()

    @Slot()
    def _on_patience_lost(self) -> None:
        if self._current is not None:
            kind = self._release()
            self.stopped.emit(kind)
            self._tell_if_idle()

    @Slot()
    def _on_finished(self) -> None:
        for thread in [thread for thread in self._threads if thread.isFinished()]:
            self._threads.remove(thread)
            thread.deleteLater()

    def _is_current(self, number: int) -> bool:
        # The last step of a replaced job may arrive after its successor has started: Qt delivers
        # what was queued. Compare numbers, not states.
        return self._current is not None and self._current.number == number

    def _release(self) -> str:
        self._current = None
        self._patience.stop()
        return self._kind

    def _tell_if_idle(self) -> None:
        # A slot may have started the next job at once.
        if self._current is None:
            self.busy_changed.emit(self.is_busy)
