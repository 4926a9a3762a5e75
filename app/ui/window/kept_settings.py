"""Keep settings in a file without ever waiting for the disk."""

import weakref

import shiboken6
from PySide6.QtCore import (
    QDeadlineTimer,
    QMetaObject,
    QObject,
    QSettings,
    Qt,
    QThread,
    Signal,
    Slot,
)
from typing_extensions import override

from app.jobs.thread_end import EndingThread, wait_or_leave

_FINISH_MS = 5_000  # a disk that takes longer is gone


class KeptSettings(QObject):
    """Holds settings in memory; what changes is written by a thread of its own.

    `QSettings` writes from the event loop of the thread it lives in, and waits until the disk has
    taken it: 0.1 s and more beside a scene that is read from the same disk. Nothing but that
    event loop lets the interpreter go meanwhile; a call of `sync` holds it.

    Parameters
    ----------
    settings
        Where they are kept. Read here, and not touched again.
    """

    _changed = Signal(str, object)

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._values = {key: settings.value(key) for key in settings.allKeys()}
        self._writer = _Writer(settings.fileName(), settings.format())
        self._thread = _WritingThread(self._writer)
        self._writer.moveToThread(self._thread)
        self._changed.connect(self._writer.keep)
        # A thread that still runs when it is destroyed takes the program with it. At the end of
        # the process `thread_end` sees to that, before Qt destroys it.
        weakref.finalize(self, _end, self._thread).atexit = False

    def value(self, key: str, otherwise: object = None) -> object:
        """Return what is kept under a name, or something else where nothing is."""
        return self._values.get(key, otherwise)

    def keep(self, key: str, value: object) -> None:
        """Keep a text or bytes; None to forget what was kept."""
        if self._values.get(key) == value:
            return
        if value is None:
            del self._values[key]
        else:
            self._values[key] = value
        if not self._thread.isRunning():
            self._thread.start()
        self._changed.emit(key, value)

    def finish(self) -> None:
        """Wait until all is in the file, at the end of the program."""
        _end(self._thread)


class _WritingThread(EndingThread):
    """Runs the event loop that a writer lives in."""

    def __init__(self, writer: "_Writer") -> None:
        super().__init__()
        self.setObjectName("settings")
        self.writer = writer  # as long as the thread

    @override
    def ask_to_end(self) -> None:
        """Ask it to end when all that was to be kept until now is in the file."""
        QMetaObject.invokeMethod(self.writer, "end", Qt.ConnectionType.QueuedConnection)


class _Writer(QObject):
    """Writes to the file, in the thread it was moved to."""

    def __init__(self, path: str, form: QSettings.Format) -> None:
        super().__init__()
        self._path, self._form = path, form
        self._settings: QSettings | None = None

    @Slot(str, object)
    def keep(self, key: str, value: object) -> None:
        if self._settings is None:  # made here, so that it lives in this thread
            self._settings = QSettings(self._path, self._form)
        if value is None:
            self._settings.remove(key)
        else:
            self._settings.setValue(key, value)

    @Slot()
    def end(self) -> None:
        if self._settings is not None:
            self._settings.sync()
            self._settings = None
        QThread.currentThread().quit()


def _end(thread: _WritingThread) -> None:
    if shiboken6.isValid(thread) and thread.isRunning():
        thread.ask_to_end()
        wait_or_leave((thread,), QDeadlineTimer(_FINISH_MS))
