"""Draw an outline over a map view with the mouse: a rectangle or a polygon."""

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.scene.leaving_out.drawn import Shape
from app.ui.map.map_view import MapView
from app.ui.map.viewport import Point
from app.ui.parts import plain, theme

_HINTS = {
    Shape.RECTANGLE: "Drag from corner to corner. Escape ends.",
    Shape.POLYGON: "Click adds a point, Backspace takes it back. Double-click or Enter closes, "
    "Escape ends.",
}
_N_LEAST = 3  # corners that enclose anything
_DOT_PX = 3.0
_FILLING = 40  # of 255
_CLOSING = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class AreaPen(QWidget):
    """Lies over a map view while an outline is drawn on it; is hidden otherwise.

    What it has no use for goes on to the view: the wheel magnifies, arrow keys move.

    Signals
    -------
    drawn(Shape, tuple)
        An outline is finished: its corners as (column, row), in pixel-corner coordinates.
    ended()
        Nothing is drawn any more, whether or not anything came of it.
    """

    drawn = Signal(object, tuple)
    ended = Signal()

    def __init__(
        self, view: MapView, name: str = "areaPen", title: str = "Drawing an area of interest"
    ) -> None:
        super().__init__(view)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._view = view
        self._shape = Shape.RECTANGLE
        self._corners: list[Point] = []
        self._tip: Point | None = None  # where the mouse is
        self._hint = plain.label("", self)
        self._hint.setObjectName("drawingHint")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        view.resized.connect(self._on_resized)
        theme.current().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def is_drawing(self) -> bool:
        """Whether the mouse draws now."""
        return not self.isHidden()

    @Slot(object)
    def begin(self, shape: Shape) -> None:
        """Let the mouse draw; an outline begun before is given up."""
        if not self._view.has_scene:
            self.ended.emit()
            return
        self._shape = shape
        self._forget()
        self._hint.setText(_HINTS[shape])
        self._on_resized()
        self.show()
        self.raise_()
        self.setFocus()

    @Slot()
    def cancel(self) -> None:
        """Give up what is being drawn."""
        if self.is_drawing:
            had_focus = self.hasFocus()
            self._forget()
            self.hide()
            if had_focus:
                self._view.setFocus()
            self.ended.emit()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            place = self._place_of(event)
            if self._shape is Shape.RECTANGLE:
                self._corners = [place]
            elif place not in self._corners[-1:]:
                self._corners.append(place)
            self._tip = place
            self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._tip = self._place_of(event)
        self.update()
        event.ignore()  # the view tells what lies under the mouse, as always

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and self._shape is Shape.RECTANGLE and self._corners:
            self._tip = self._place_of(event)
            self._finish()
            self._corners = []

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._shape is Shape.POLYGON:
            self._finish()
        else:
            self.mousePressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self._view.wheelEvent(event)  # lies at the same place

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

    def _place_of(self, event: QMouseEvent) -> Point:
        """Return column and row under the mouse, the nearest on the scene."""
        place, extent = event.position(), self._view.extent
        col, row = self._view.viewport.to_scene(place.x(), place.y(), extent)
        return min(max(col, 0.0), extent.n_cols), min(max(row, 0.0), extent.n_rows)

    def _on_screen(self, place: Point) -> QPointF:
        return QPointF(*self._view.viewport.to_screen(*place, self._view.extent))

    def _forget(self) -> None:
        self._corners, self._tip = [], None

    @Slot()
    def _on_resized(self) -> None:
        """Cover the view; the hint lies at its lower edge, where no message is."""
        self.setGeometry(self._view.rect())
        room = max(1, self.width() - 4 * theme.STEP_PX)
        text = self._hint.fontMetrics().horizontalAdvance(self._hint.text())
        width = min(room, text + 4 * theme.STEP_PX)
        height = self._hint.heightForWidth(width)
        top = self.height() - height - 2 * theme.STEP_PX
        self._hint.setGeometry((self.width() - width) // 2, top, width, height)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._hint.setStyleSheet(
            f"#drawingHint {{ color: {theme.token('text').name()}; border-radius: 4px;"
            f" background: {theme.token('panel').name()}; padding: 4px 8px;"
            f" border: 1px solid {theme.token('accent').name()}; }}"
        )
