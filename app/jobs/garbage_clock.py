"""Look for garbage in the thread of the window only, as what belongs to Qt has to end there."""

from PySide6.QtCore import QObject, QTimer, Slot

from app.machine.garbage import look_if_due, look_only_when_told

_EVERY_MS = 500


class GarbageClock(QObject):
    """From now on look for garbage every now and then, in the thread that makes this."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        look_only_when_told()
        self._clock = QTimer(self)
        self._clock.setInterval(_EVERY_MS)
        self._clock.timeout.connect(self._look)
        self._clock.start()

    @Slot()
    def _look(self) -> None:
        look_if_due()
