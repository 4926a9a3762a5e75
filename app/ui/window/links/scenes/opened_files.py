"""Hear which files the platform asks the program to open, as macOS does for a double click."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QFileOpenEvent
from typing_extensions import override


class OpenedFiles(QObject):
    """Watches for such events, which reach the application one for each file.

    Signals
    -------
    asked : (tuple[Path, ...],)
        Files that were asked for together.
    """

    asked = Signal(tuple)

    def __init__(self, application: QObject) -> None:
        super().__init__(application)
        self._paths: list[Path] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._tell)
        application.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QFileOpenEvent):
            return False
        if event.file():
            self._paths.append(Path(event.file()))
            self._soon.start(0)
        return True

    @Slot()
    def _tell(self) -> None:
        paths, self._paths = tuple(self._paths), []
        self.asked.emit(paths)
