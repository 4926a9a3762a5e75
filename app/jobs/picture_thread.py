"""Prepare pictures one after the other, always the newest wish of each kind."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QObject, Signal
from typing_extensions import override

from app.errors import AppError
from app.jobs.job_thread import unexpected
from app.jobs.thread_end import EndingThread, wait_or_leave

logger = logging.getLogger(__name__)

_PATIENCE_MS = 20_000  # a picture takes a tenth of a second


class PictureThread(EndingThread):
    """Run short pieces of work; a newer wish of the same kind replaces one that waits.

    Signals
    -------
    ready : (str, int, object)
        Kind and number of the wish, and what it gave.
    failed : (str, int, AppError)
        The wish cannot be met.
    """

    ready = Signal(str, int, object)
    failed = Signal(str, int, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._changed = threading.Condition()
        self._wishes: dict[str, tuple[int, Callable[[], Any]]] = {}
        self._newest: dict[str, int] = {}
        self._is_ending = False

    def wish(self, kind: str, make: Callable[[], Any]) -> None:
        """Ask for a picture; forget an older wish of this kind."""
        with self._changed:
            number = self._newest.get(kind, 0) + 1
            self._newest[kind] = number
            self._wishes[kind] = (number, make)
            self._changed.notify()

    def forget(self) -> None:
        """Drop all wishes; what is being made will be out of date."""
        with self._changed:
            self._wishes.clear()
            self._newest = {kind: number + 1 for kind, number in self._newest.items()}

    def is_newest(self, kind: str, number: int) -> bool:
        """Whether nothing of this kind was wished for since."""
        with self._changed:
            return self._newest.get(kind) == number

    @override
    def ask_to_end(self) -> None:
        """Ask it to finish the picture in hand, and leave."""
        with self._changed:
            self._is_ending = True
            self._wishes.clear()
            self._changed.notify()

    def end(self, deadline: QDeadlineTimer | None = None) -> None:
        """Finish the picture in hand, then leave; wait for it, without a deadline for a while."""
        self.ask_to_end()
        wait_or_leave((self,), deadline or QDeadlineTimer(_PATIENCE_MS))

    def run(self) -> None:
        """Make pictures until told to end; Qt calls this on the new thread."""
        while True:
            with self._changed:
                while not self._wishes and not self._is_ending:
                    self._changed.wait()
                if self._is_ending:
                    return
                kind, (number, make) = next(iter(self._wishes.items()))
                del self._wishes[kind]
            try:
                made = make()
            except AppError as error:
                self.failed.emit(kind, number, error)
            except Exception as error:
                logger.exception("unexpected while making %s", kind)
                self.failed.emit(kind, number, unexpected(error))
            else:
                self.ready.emit(kind, number, made)
                del made
            del make  # it holds a scene's pixels, and the next wish may be long in coming
