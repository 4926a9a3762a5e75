"""Catch what nothing else caught: write it to a log, and say one plain sentence."""

import io
import logging
import logging.handlers
import os
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QStandardPaths, Signal
from typing_extensions import override

from app.errors import AppError
from app.log_lines import LogFormatter
from app.machine.own_files import open_own_to_append
from app.messages import Level, Message

logger = logging.getLogger("app")

_LOG_BYTES = 1_000_000


class LastResort(QObject):
    """The exception hook of the program, for every thread.

    Signals
    -------
    message_raised
        What a person is told.
    """

    message_raised = Signal(object)

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log

    def install(self) -> None:
        """Catch from now on."""
        sys.excepthook = self.catch
        threading.excepthook = self._catch_in_thread

    def uninstall(self) -> None:
        """Leave it to Python again."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def catch(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Log an exception with all that is known and tell the person in short."""
        if issubclass(kind, KeyboardInterrupt):
            return
        if isinstance(error, AppError):
            logger.warning("%s: %s", error.title, error.detail)
            self.message_raised.emit(Message.of_error(error))
            return
        logger.critical("not caught", exc_info=(kind, error, trace))
        self.message_raised.emit(
            Message(
                Level.ERROR,
                "Something went wrong",
                "The last action could not be finished because of a fault in the program.",
                f'Try again, or save your work and restart. Details stand in "{self._log.name}".',
                folder=self._log.parent,
                key="last resort",
            )
        )

    def _catch_in_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            self.catch(caught.exc_type, caught.exc_value, caught.exc_traceback)


class _OwnLog(logging.handlers.RotatingFileHandler):
    """A log that only the person can read, in a file and a folder that nobody else can exchange."""

    @override
    def _open(self) -> io.TextIOWrapper:
        handle = open_own_to_append(Path(self.baseFilename))
        return io.TextIOWrapper(os.fdopen(handle, "ab"), self.encoding, line_buffering=True)


def log_path() -> Path:
    """Return where the log stands, in the person's own folder."""
    place = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(place)) / "bandsweep.log"


def start_log() -> Path:
    """Write what happens to the log from now on; return its path."""
    path = log_path()
    handler: logging.Handler
    try:
        handler = _OwnLog(path, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8")
    except OSError:  # a full, read-only or foreign home is no reason not to start
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogFormatter())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    return path
