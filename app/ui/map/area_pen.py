"""Draw an outline over a map view with the mouse: a rectangle or a polygon."""

from PySide6.QtCore import Qt, Signal, Slot
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

from app.scene.leaving_out.drawn import Shape
from app.ui.map.map_view import MapView
from app.ui.map.tools.pen_sheet import PenSheet
from app.ui.map.viewport import Point
from app.ui.parts import theme

_HINTS = {
    Shape.RECTANGLE: "Drag from corner to corner. Escape ends.",
    Shape.POLYGON: "Click adds a point, Backspace takes it back. Double-click or Enter closes, "
    "Escape ends.",
}
_N_LEAST = 3  # corners that enclose anything
_DOT_PX = 3.0
_FILLING = 40  # of 255
_CLOSING = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class AreaPen(PenSheet):
    """Lies over a map view while an outline is drawn on it; is hidden otherwise.

    Signals
    -------
    drawn(Shape, tuple)
        An outline is finished: its corners as (column, row), in pixel-corner coordinates.
    """

    drawn = Signal(object, tuple)

    def __init__(
        self, view: MapView, name: str = "areaPen", title: str = "Drawing an area of interest"
    ) -> None:
        super().__init__(view, name, title, "drawingHint")
        self._shape = Shape.RECTANGLE
        self._corners: list[Point] = []
        self._tip: Point | None = None  # where the mouse is

    @property
    def is_drawing(self) -> bool:
        """Whether the mouse draws now."""
        return not self.isHidden()

    @Slot(object)
    def begin(self, shape: Shape) -> None:
        """Let the mouse draw; an outline begun before is given up."""
        self._shape = shape
        self.forget()
        self._lie_down(_HINTS[shape])

    @override
    def forget(self) -> None:
        """Forget the corners so far."""
        self._corners, self._tip = [], None

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            place = self._place_of(event.position())
            if self._shape is Shape.RECTANGLE:
                self._corners = [place]
            elif place not in self._corners[-1:]:
                self._corners.append(place)
            self._tip = place
            self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._tip = self._place_of(event.position())
        self.update()
        event.ignore()  # the view tells what lies under the mouse, as always

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and self._shape is Shape.RECTANGLE and self._corners:
            self._tip = self._place_of(event.position())
            self._finish()
            self._corners = []

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._shape is Shape.POLYGON:
            self._finish()
        else:
            self.mousePressEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.cancel()
        elif key in _CLOSING and self._shape is Shape.POLYGON:
            self._finish()
        elif key == Qt.Key.Key_Backspace:
            self._corners = self._corners[:-1]
            self.update()
        else:
            event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        outline = QPolygonF([self._on_screen(corner) for corner in self._outline(self._tip)])
        accent = theme.token("accent")
        filling = QColor(accent)
        filling.setAlpha(_FILLING)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(filling)
        for colour, width in ((QColor("white"), 4.0), (accent, 2.0)):  # seen on any picture
            painter.setPen(QPen(colour, width))
            painter.drawPolygon(outline)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._shape is Shape.POLYGON:
            painter.setBrush(QColor("white"))
            for corner in self._corners:
                painter.drawEllipse(self._on_screen(corner), _DOT_PX, _DOT_PX)

    def _finish(self) -> None:
        """Hand over what encloses anything; go on drawing otherwise."""
        corners = self._outline(None if self._shape is Shape.POLYGON else self._tip)
        if len(set(corners)) >= _N_LEAST:
            self.cancel()
            self.drawn.emit(self._shape, corners)

    def _outline(self, tip: Point | None) -> tuple[Point, ...]:
        """Return the corners so far, with where the mouse is as the next one."""
        if not self._corners:
            return ()
        ends = [*self._corners] if tip is None else [*self._corners, tip]
        if self._shape is Shape.POLYGON:
            return tuple(ends)
        # Whole pixels take part: what is seen is what comes of it.
        left, right = sorted(round(col) for col, _ in ends)
        top, bottom = sorted(round(row) for _, row in ends)
        return ((left, top), (right, top), (right, bottom), (left, bottom))
