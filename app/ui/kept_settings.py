"""Keep settings in a file without ever waiting for the disk."""

import weakref

from PySide6.QtCore import QObject, QSettings, QThread, Signal, Slot


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
    _ending = Signal()

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._values = {key: settings.value(key) for key in settings.allKeys()}
        self._writer = _Writer(settings.fileName(), settings.format())
        self._thread = QThread()
        self._thread.setObjectName("settings")
        self._writer.moveToThread(self._thread)
        self._changed.connect(self._writer.keep)
        self._ending.connect(self._writer.end)
        # A thread that still runs when it is destroyed takes the program with it.
        weakref.finalize(self, _end, self._thread)

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
        if self._thread.isRunning():
            self._ending.emit()
            self._thread.wait()


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


def _end(thread: QThread) -> None:
    thread.quit()
    thread.wait()
