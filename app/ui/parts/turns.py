"""Draw parts of the window one after the other, so that the person gets a word in between."""

from collections import deque
from functools import cache

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QObject, QTimer, Signal, Slot
from shiboken6 import isValid

_REST_MS = 25  # a part takes up to as long; two at once made the window stutter


class Turn(QObject):
    """The turn of one part; ends with its parent.

    Parameters
    ----------
    pace_ms
        How long what was drawn stands still at least: what comes meanwhile is drawn together.

    Signals
    -------
    come
        It is time to draw.
    """

    come = Signal()

    def __init__(self, parent: QObject, pace_ms: int = 0) -> None:
        super().__init__(parent)
        self._pace_ms = pace_ms
        self._since_drawn = QElapsedTimer()
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.timeout.connect(self.hurry)

    @property
    def is_waiting(self) -> bool:
        """Whether it was asked for and has not come."""
        return self._still.isActive() or self in _line().waiting

    @property
    def is_resting(self) -> bool:
        """Whether what was drawn has to stand still for a while."""
        return self._rest_ms() > 0

    def ask(self) -> None:
        """Get in line as soon as the pace allows; who waits already goes on waiting."""
        if self.is_waiting:
            return
        if rest_ms := self._rest_ms():
            self._still.start(rest_ms)
        else:
            _line().join(self)

    @Slot()
    def hurry(self) -> None:
        """Get in line now."""
        self._still.stop()
        _line().join(self)

    def drawn(self) -> None:
        """Leave the line, in turn or not; the pace counts from now on."""
        self.leave()
        self._since_drawn.start()

    def leave(self) -> None:
        """Leave the line: there is nothing to draw any more."""
        self._still.stop()
        _line().waiting.discard(self)

    def _rest_ms(self) -> int:
        if not self._since_drawn.isValid():
            return 0
        return max(0, self._pace_ms - self._since_drawn.elapsed())


class _Line(QObject):
    """All parts that wait for their turn.

    Attributes
    ----------
    waiting
        Those of them that have not left the line again.
    """

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self.waiting: set[Turn] = set()
        self._order: deque[Turn] = deque()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._on_rested)

    def join(self, turn: Turn) -> None:
        """Put a part at the end of the line."""
        if turn not in self.waiting:
            self.waiting.add(turn)
            self._order.append(turn)
        if not self._rest.isActive():
            self._rest.start(0)

    @Slot()
    def _on_rested(self) -> None:
        while self._order:
            turn = self._order.popleft()
            if turn in self.waiting:
                self.waiting.discard(turn)
                if isValid(turn):
                    self._rest.start(_REST_MS)
                    turn.come.emit()
                    return


@cache
def _line() -> _Line:
    return _Line(QCoreApplication.instance())
