"""Prepare pictures one after the other, always the newest wish of each kind."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from app.errors import AppError
from app.job_thread import unexpected

logger = logging.getLogger(__name__)


class PictureThread(QThread):
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

    def end(self) -> None:
        """Finish the picture in hand, then leave; wait for it."""
        with self._changed:
            self._is_ending = True
            self._wishes.clear()
            self._changed.notify()
        self.wait()

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
