"""Hold the rectangle of the scatter plot, drawn by the mouse or moved and sized by keys."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from app.ui.parts import theme

Corners = tuple[tuple[float, float], tuple[float, float]]

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}
_STEPS, _FINE_STEPS = 40, 400  # of the visible stretch of an axis, for a key press; with Ctrl
_AT_FIRST = 0.3  # of the plot, on each side
_SETTLED_MS = 80  # a key that is held down asks for one map, not for thirty


class ScatterRectangle(QObject):
    """Corners as the axes tell them, and the line around them.

    Enter begins one in the middle of the plot; arrows move it, with Shift they move its upper right
    corner; Escape takes it away.

    Signals
    -------
    settled
        Keys have brought it where it is now.
    dropped
        It was taken away by a key.
    """

    settled = Signal()
    dropped = Signal()

    def __init__(self, plot: pg.PlotItem, watched: QObject, parent: QObject) -> None:
        super().__init__(parent)
        self._plot = plot
        self._line = pg.PlotCurveItem()
        self._line.setZValue(30)
        self._line.setVisible(False)
        plot.addItem(self._line, ignoreBounds=True)
        self._corners: Corners | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLED_MS)
        self._timer.timeout.connect(self.settled)
        watched.installEventFilter(self)
        theme.current().changed.connect(self._draw)

    @property
    def corners(self) -> Corners | None:
        """Two corners; None where there is no rectangle."""
        return self._corners

    def show(self, corners: Corners) -> None:
        """Have it between two corners."""
        self._corners = corners
        self._draw()

    def clear(self) -> None:
        """Have none any more."""
        self._timer.stop()
        self._corners = None
        self._line.setData([], [])
        self._line.setVisible(False)

    @Slot()
    def _draw(self) -> None:
        if self._corners is None:
            return
        (left, bottom), (right, top) = self._corners
        self._line.setData([left, right, right, left, left], [bottom, bottom, top, top, bottom])
        self._line.setPen(pg.mkPen(theme.token("accent"), width=2))
        self._line.setVisible(True)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that are meant for it, before the plot does."""
        is_press = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        return is_press and isinstance(event, QKeyEvent) and self._take(event)

    def _take(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if self._corners is None:
            if key not in _ENTER:
                return False
            self.show(self._at_first())
            self._timer.start()
            return True
        if key is Qt.Key.Key_Escape:
            self.clear()
            self.dropped.emit()
            return True
        if key not in _ARROWS:
            return False
        held = event.modifiers()
        is_fine = bool(held & Qt.KeyboardModifier.ControlModifier)
        self.show(self._moved(_ARROWS[key], held & Qt.KeyboardModifier.ShiftModifier, is_fine))
        self._timer.start()
        return True

    def _at_first(self) -> Corners:
        (left, right), (bottom, top) = self._plot.viewRange()
        width, height = right - left, top - bottom
        return (
            (left + _AT_FIRST * width, bottom + _AT_FIRST * height),
            (right - _AT_FIRST * width, top - _AT_FIRST * height),
        )

    def _moved(self, way: tuple[int, int], is_sized: object, is_fine: bool) -> Corners:  # noqa: FBT001
        """Return where it comes to; it stays within the plot, and keeps its size or its corner."""
        low, high = self._sorted()
        moved: list[tuple[float, float]] = []
        for axis, (first, last) in enumerate(self._plot.viewRange()):
            step = way[axis] * (last - first) / (_FINE_STEPS if is_fine else _STEPS)
            if is_sized:
                least = low[axis] + (last - first) / _FINE_STEPS
                moved.append((low[axis], max(least, min(high[axis] + step, last))))
            else:
                step = max(first - low[axis], min(step, last - high[axis]))
                moved.append((low[axis] + step, high[axis] + step))
        (left, right), (bottom, top) = moved
        return (left, bottom), (right, top)

    def _sorted(self) -> Corners:
        """Return the lower left and the upper right corner, wherever the mouse began."""
        one, other = self._corners or self._at_first()
        return (
            (min(one[0], other[0]), min(one[1], other[1])),
            (max(one[0], other[0]), max(one[1], other[1])),
        )
