"""Let the legend of a map be dragged out of the way, and folded to its title."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QToolTip
from typing_extensions import override

from app.ui.map.furniture.legend_box import LegendBox, LegendRow
from app.ui.map.map_view import MapView
from app.ui.parts import icons, plain, theme

_PAD_PX = theme.STEP_PX
_MARK_PX = 12
_TITLE = "Legend"
_TIP = "Drag it elsewhere; click its title to fold or unfold it."
UPPER_RIGHT = (1.0, 0.0)


class MapLegend(LegendBox):
    """A legend under a title, in the upper right corner until it is dragged elsewhere.

    Signals
    -------
    moved : (float, float)
        Where it was dragged to, as shares of the ways from left to right and from top to bottom.
    folded : (bool,)
        It is to be folded, or unfolded.
    """

    moved = Signal(float, float)
    folded = Signal(bool)

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on=False)
        self._corner = UPPER_RIGHT
        self._is_folded = False
        self._held_at: QPoint | None = None  # by the mouse
        self._is_dragged = False

    @property
    def is_folded(self) -> bool:
        """Whether no more than its title is seen."""
        return self._is_folded

    def stand(self, corner: tuple[float, float], *, is_folded: bool) -> None:
        """Stand at these shares of the ways from left to right and top to bottom, or folded."""
        self._corner, self._is_folded = corner, is_folded
        self.place()
        self.update()

    @override
    def place(self) -> None:
        size = self.sizeHint()
        across, down = self._free_px(size)
        left, top = round(self._corner[0] * across), round(self._corner[1] * down)
        self.setGeometry(_PAD_PX + left, _PAD_PX + top, size.width(), size.height())

    @override
    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        if self._is_folded:
            size.setWidth(self.fontMetrics().horizontalAdvance(_TITLE) + _MARK_PX + 3 * _PAD_PX)
        return size

    @override
    def lines(self) -> tuple[LegendRow, ...]:
        return () if self._is_folded else super().lines()

    @property
    def _above_px(self) -> int:
        return self.line_px

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        top = _PAD_PX / 2
        name = "chevron_right" if self._is_folded else "chevron_down"
        ink = theme.token("text_quiet")
        mark = icons.pixmap(name, ink, self.devicePixelRatioF(), _MARK_PX)
        painter.drawPixmap(QPointF(_PAD_PX, top + (self.line_px - _MARK_PX) / 2), mark)
        painter.setPen(ink)
        place = QRectF(2 * _PAD_PX + _MARK_PX, top, self.width(), self.line_px)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, _TITLE)
        painter.end()

    @override
    def event(self, event: QEvent) -> bool:
        """Tell a name that is cut."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            at = int((event.pos().y() - _PAD_PX / 2) // self.line_px) - 1
            lines = self.lines()
            told = lines[at].name if 0 <= at < len(lines) else _TIP
            QToolTip.showText(event.globalPos(), plain.tip(told), self)
            return True
        return super().event(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._held_at, self._is_dragged = event.position().toPoint(), False

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held_at is None:
            return
        step = event.position().toPoint() - self._held_at
        if not self._is_dragged and step.manhattanLength() < QApplication.startDragDistance():
            return
        self._is_dragged = True
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        across, down = self._free_px(self.size())
        corner = self.pos() + step - QPoint(_PAD_PX, _PAD_PX)
        self._corner = _share(corner.x(), across), _share(corner.y(), down)
        self.place()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held_at is None:
            return
        is_on_title = self._held_at.y() <= self.line_px + _PAD_PX / 2
        self._held_at = None
        self.unsetCursor()
        if self._is_dragged:
            self.moved.emit(*self._corner)
        elif is_on_title:
            self.folded.emit(not self._is_folded)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # two clicks, and no wish of the map below

    def _free_px(self, size: QSize) -> tuple[int, int]:
        """Return how far it can be moved."""
        room = self._view.size() - size
        return max(0, room.width() - 2 * _PAD_PX), max(0, room.height() - 2 * _PAD_PX)


def _share(px: int, free_px: int) -> float:
    """Return a place as a share of the way there is."""
    return min(1.0, max(0.0, px / free_px)) if free_px else 0.0
