"""End threads with the program, and leave alone the one that will not end.

Qt aborts a program that destroys a running thread, and none can be stopped from outside without
harm: one that waits for a disk that is gone, or inside a library, does not end in time. It is then
kept, never destroyed, and the process ends without waiting for it.
"""

import atexit
import logging
import os
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from weakref import WeakSet

import shiboken6
from PySide6.QtCore import QDeadlineTimer, QObject, QThread

logger = logging.getLogger(__name__)

_AT_EXIT_MS = 20_000  # for whoever ends without having closed what runs
_LEAVING_S = 5.0  # for all that is tidied up at the end of a process


class EndingThread(QThread):
    """A thread that can be asked to end, and is at the latest when the process ends."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        _living.add(self)

    def ask_to_end(self) -> None:
        """Ask it to end soon; returns at once."""
        self.requestInterruption()


_living: WeakSet[EndingThread] = WeakSet()
_left: list[QThread] = []  # for ever: what is destroyed takes all along
_status = 0


def wait_or_leave(threads: Iterable[QThread], deadline: QDeadlineTimer) -> None:
    """Wait for threads that were asked to end; keep those that do not, without a parent."""
    for thread in threads:
        if not thread.wait(deadline):
            logger.warning("a thread did not end in time and is left alone")
            thread.setParent(None)
            _left.append(thread)


def is_left_running() -> bool:
    """Whether a thread that was left alone still runs."""
    return any(thread.isRunning() for thread in _left)


def end_with(status: int) -> int:
    """Let the process end with this status whatever still runs; return the status.

    The interpreter waits for its own threads before it ends, and one may wait for the thread that
    was left: then the process is ended from beside.
    """
    global _status  # noqa: PLW0603 - of the process there is one
    _status = status
    if is_left_running():
        threading.Thread(target=_end_later, name="leaving", daemon=True).start()
    return status


def _end_later() -> None:
    time.sleep(_LEAVING_S)
    _end_now()


def _end_now() -> None:
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # closed, or there is none
            stream.flush()
    os._exit(_status)


def _on_exit() -> None:
    """End all threads before Qt destroys them; what else asked to be tidied up has been by now."""
    running = [each for each in _living if shiboken6.isValid(each) and each.isRunning()]
    waited_for = [each for each in running if each not in _left]
    for thread in waited_for:
        thread.ask_to_end()
    wait_or_leave(waited_for, QDeadlineTimer(_AT_EXIT_MS))
    if is_left_running():
        _end_now()


# Registered right after QtCore was imported: what is registered later is called earlier, and Qt's
# own tidying up later.
atexit.register(_on_exit)
