"""Walk one long piece of work in a thread and report it as signals."""

import logging
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.jobs.job import Job
from app.jobs.thread_end import EndingThread
from app.machine.memory_limit import is_memory_failure
from app.machine.threads import BEHIND_ALL, BEHIND_WINDOW, is_program_ending, step_back
from app.steps import Progress, Steps

logger = logging.getLogger(__name__)

PROGRESS_INTERVAL_S = 0.05  # a person sees no more than twenty changes a second


class JobThread(EndingThread):
    """Run one generator; stop between its steps when asked to.

    Work that a person waits for, hand on the mouse, goes before what only gets ready for later.

    All signals carry the job first: what Qt has queued arrives even after a job was replaced, and
    the receiver compares jobs, not states.

    Signals
    -------
    yielded : (Job, object)
        A step of the work; progress is thinned out to what can be seen.
    returned : (Job, object)
        The value of the work, once it ran to its end.
    failed : (Job, AppError)
        The work cannot be done.
    stopped : (Job,)
        The work was asked to stop and has.
    """

    yielded = Signal(object, object)
    returned = Signal(object, object)
    failed = Signal(object, object)
    stopped = Signal(object)

    def __init__(
        self,
        job: Job,
        start_work: Callable[[], Steps[Any, Any]],
        parent: QObject,
        *,
        is_awaited: bool = False,
    ) -> None:
        super().__init__(parent)
        self.job = job
        self._start_work = start_work
        self._nice = BEHIND_WINDOW if is_awaited else BEHIND_ALL
        self._last_progress_s = 0.0

    def run(self) -> None:
        """Walk the work; Qt calls this on the new thread."""
        step_back(self._nice)  # so do the threads it starts; the window has much to draw meanwhile
        try:
            self._walk()
        except AppError as error:
            logger.warning("%s: %s", error.title, error.detail)
            self.failed.emit(self.job, error)
        except MemoryError as error:
            logger.exception("out of memory")
            self.failed.emit(self.job, _out_of_memory(error))
        except Exception as error:
            if isinstance(error, RuntimeError) and is_program_ending():
                return  # pools were closed under the work, and nobody is there to be told
            # The last line of defence of a thread: nothing may end it silently.
            logger.exception("unexpected")
            in_words = _out_of_memory if is_memory_failure(error) else unexpected
            self.failed.emit(self.job, in_words(error))

    def _walk(self) -> None:
        steps = self._start_work()
        del self._start_work  # what the work was handed goes as soon as the work lets go of it
        while not self.isInterruptionRequested():
            try:
                step = next(steps)
            except StopIteration as stop:
                self.returned.emit(self.job, stop.value)
                return
            if self._is_worth_showing(step):
                self.yielded.emit(self.job, step)
        steps.close()
        self.stopped.emit(self.job)

    def _is_worth_showing(self, step: object) -> bool:
        if not isinstance(step, Progress):
            return step is not None
        now = time.monotonic()
        if now - self._last_progress_s < PROGRESS_INTERVAL_S:
            return False
        self._last_progress_s = now
        return True


def unexpected(error: Exception) -> AppError:
    """Put an error nobody foresaw in words; the traceback goes to the log."""
    return AppError(
        "Something went wrong",
        f"{type(error).__name__}: {error}",
        "What you had is still there. The log in Help > About has the details.",
    )


def _out_of_memory(error: Exception) -> AppError:
    return AppError(
        "Not enough memory",
        f"The computer could not provide the memory this takes ({error}).",
        "Close other programs, tick fewer bands, or sweep a smaller range of k.",
    )
