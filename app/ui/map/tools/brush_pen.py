"""Paint labels over a map view with the mouse: strokes of a round brush."""

from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from typing_extensions import override

from app.ui.map.map_view import MapView
from app.ui.map.tools.pen_sheet import PenSheet
from app.ui.map.viewport import Point
from app.ui.parts import theme

SIZE_MAX_PX = 200
_HINT = "Drag to paint. The right button moves the map, [ and ] change the size, Escape ends."
_STEP_PX = 0.25  # of the scene: nearer places add nothing to a stroke
_ALPHA = 150  # of 255: what lies below is seen while it is painted
_LEAST_SCREEN_PX = 3.0  # a stroke that is thinner on the screen is not seen
_SMALLER, _LARGER = Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight


class BrushPen(PenSheet):
    """Lies over a map view while labels are painted on it; is hidden otherwise.

    What was painted is drawn here until `settle` says that the map shows it.

    Signals
    -------
    painted(tuple)
        A stroke is finished: its places as (column, row), in pixel-corner coordinates.
    size_chosen(int)
        Another size of the brush, in pixels of the scene.
    """

    painted = Signal(tuple)
    size_chosen = Signal(int)

    def __init__(self, view: MapView) -> None:
        super().__init__(view, "brushPen", "Painting labels", "paintingHint")
        self._colour: QColor | None = None  # None erases
        self._size_px = 1
        self._stroke: list[Point] = []
        self._pending: list[tuple[list[Point], QColor | None, int]] = []
        self._tip: QPointF | None = None
        self._pans_from: QPointF | None = None

    @property
    def is_painting(self) -> bool:
        """Whether the mouse paints now."""
        return not self.isHidden()

    def begin(self, colour: tuple[int, int, int] | None, size_px: int) -> None:
        """Let the mouse paint in a colour, so many pixels of the scene wide; None erases."""
        self._colour = None if colour is None else QColor(*colour)
        self._size_px = size_px
        self._stroke = []
        self._lie_down(_HINT)

    def set_colour(self, colour: tuple[int, int, int]) -> None:
        """Paint in another colour from now on."""
        self._colour = QColor(*colour)
        self.update()

    def set_size(self, size_px: int) -> None:
        """Paint so many pixels wide from now on."""
        self._size_px = size_px
        self.update()

    @Slot()
    def settle(self) -> None:
        """Draw nothing any more that the map shows by now."""
        self._pending = []
        self.update()

    @override
    def forget(self) -> None:
        """Forget every stroke, where the mouse was, and what it was about to move."""
        self._stroke, self._pending, self._tip, self._pans_from = [], [], None, None
        self.setCursor(Qt.CursorShape.CrossCursor)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._stroke = [self._place_of(event.position())]
            self._hint.hide()  # it is known by now, and lies over scale and legend
            self.update()
        else:
            self._pans_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._tip = event.position()
        if self._pans_from is not None:
            step = event.position() - self._pans_from
            self._pans_from = event.position()
            viewport = self._view.viewport.panned(step.x(), step.y())
            self._view.viewport_chosen.emit(viewport.kept_within(self._view.extent))
        elif self._stroke:
            self._go_on(self._place_of(event.position()))
        self.update()
        event.ignore()  # the view tells what lies under the mouse, as always

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            self._pans_from = None
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif self._stroke:
            self._go_on(self._place_of(event.position()))
            stroke, self._stroke = self._stroke, []
            self._pending.append((stroke, self._colour, self._size_px))
            self.update()
            self.painted.emit(tuple(stroke))

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._tip = None
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.cancel()
        elif key in (_SMALLER, _LARGER):
            step = max(1, self._size_px // 4) * (1 if key == _LARGER else -1)
            self.size_chosen.emit(min(max(self._size_px + step, 1), SIZE_MAX_PX))
        else:
            event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for stroke, colour, size_px in self._pending:
            self._paint_stroke(painter, stroke, colour, size_px)
        self._paint_stroke(painter, self._stroke, self._colour, self._size_px)
        if self._tip is not None and self._pans_from is None:
            radius = max(_LEAST_SCREEN_PX, self._size_px * self._view.viewport.scale) / 2
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for own, width in ((QColor("white"), 3.0), (self._colour or QColor("black"), 1.5)):
                painter.setPen(QPen(own, width))
                painter.drawEllipse(self._tip, radius, radius)

    def _paint_stroke(
        self, painter: QPainter, stroke: list[Point], colour: QColor | None, size_px: int
    ) -> None:
        if not stroke:
            return
        own = QColor(theme.token("canvas") if colour is None else colour)
        own.setAlpha(_ALPHA)
        width = max(_LEAST_SCREEN_PX, size_px * self._view.viewport.scale)
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(own, width, Qt.PenStyle.SolidLine, cap, join))
        line = [self._on_screen(place) for place in stroke]
        if len(line) == 1:
            painter.drawPoint(line[0])
        else:
            painter.drawPolyline(QPolygonF(line))

    def _go_on(self, place: Point) -> None:
        last = self._stroke[-1]
        if max(abs(place[0] - last[0]), abs(place[1] - last[1])) >= _STEP_PX:
            self._stroke.append(place)
