"""Show one of two pictures at a time, in turns."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

TURN_MS = 700


class Blink(QObject):
    """Which of two pictures is shown alone: none, the first, or the second.

    Signals
    -------
    turned
        Another one is, or none any more.
    """

    turned = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._alone: int | None = None
        self._goes_by_itself = False
        self._timer = QTimer(self)
        self._timer.setInterval(TURN_MS)
        self._timer.timeout.connect(self.turn)

    @property
    def alone(self) -> int | None:
        """Place of the picture that is shown alone, 0 or 1; None while both are."""
        return self._alone

    @Slot()
    def turn(self) -> None:
        """Show the other one; begin with the second."""
        self._alone = 0 if self._alone == 1 else 1
        if self._goes_by_itself and not self._timer.isActive():
            self._timer.start()
        self.turned.emit()

    @Slot()
    def stop(self) -> None:
        """Show both again."""
        self._timer.stop()
        if self._alone is not None:
            self._alone = None
            self.turned.emit()

    def go_by_itself(self, *, is_on: bool) -> None:
        """Turn without being asked, and begin at once; or only when asked."""
        self._goes_by_itself = is_on
        if not is_on:
            self._timer.stop()
        elif self._alone is None:
            self.turn()
        else:
            self._timer.start()
