"""Show one view of a scene: layers, crosshair, and the gestures that move them."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QBrush,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget
from typing_extensions import override

from app.ui.map.furniture.hatch import no_data_brush
from app.ui.map.viewport import Extent, Point, Viewport, fitted
from app.ui.parts import theme

_WHEEL_FACTOR = 1.25
_KEY_PAN_PX = 64
_CROSS_ARM_PX = 12.0
_CROSS_GAP_PX = 4.0


class Layer(Protocol):
    """Something that draws itself where a viewport shows it."""

    def paint(self, painter: QPainter, viewport: Viewport, extent: Extent) -> None:
        """Draw what is seen."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a view shows a layer.

    Attributes
    ----------
    opacity
        0..1.
    left, right
        Shares of the view's width between which it is drawn.
    """

    layer: Layer
    opacity: float = 1.0
    left: float = 0.0
    right: float = 1.0


class MapView(QWidget):
    """One view of a scene.

    Signals
    -------
    viewport_chosen
        A `Viewport` that a gesture asks for; it is shown once it comes back by `set_viewport`.
    fit_chosen
        The whole scene is asked for.
    one_to_one_chosen
        One pixel of the scene on one of the screen is asked for.
    clicked, added, hovered
        A row and a column, in pixel-corner coordinates; added where Ctrl was held.
    left
        The mouse is elsewhere.
    resized
        The view has another size.
    """

    viewport_chosen = Signal(Viewport)
    fit_chosen = Signal()
    one_to_one_chosen = Signal()
    clicked = Signal(float, float)
    added = Signal(float, float)
    hovered = Signal(float, float)
    left = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._scene_size = (0, 0)
        self._viewport = Viewport(0.0, 0.0, 1.0)
        self._shown: tuple[Shown, ...] = ()
        self._cross: Point | None = None
        self._is_hatched = False
        self._ground = QBrush(theme.token("canvas"))
        self._pressed_at: QPoint | None = None
        self._dragged_at: QPointF | None = None
        theme.current().changed.connect(self._on_theme_changed)

    @property
    def extent(self) -> Extent:
        """The size of the scene and of this view."""
        n_rows, n_cols = self._scene_size
        return Extent(n_cols, n_rows, float(self.width()), float(self.height()))

    @property
    def viewport(self) -> Viewport:
        """What is shown."""
        return self._viewport

    @property
    def has_scene(self) -> bool:
        """Whether there is a scene to move about in."""
        return self._scene_size != (0, 0)

    def set_scene_size(self, n_rows: int, n_cols: int) -> None:
        """Show a scene of this size; 0, 0 for none."""
        self._scene_size = (n_rows, n_cols)
        self.update()

    def set_viewport(self, viewport: Viewport) -> None:
        """Show this part of the scene."""
        self._viewport = viewport
        self.update()

    def set_shown(self, *shown: Shown) -> None:
        """Show these layers, the last on top."""
        self._shown = shown
        self.update()

    def set_cross(self, place: Point | None) -> None:
        """Mark a column and row with a crosshair; None removes it."""
        if place != self._cross:
            self._cross = place
            self.update()

    def set_hatched(self, *, is_hatched: bool) -> None:
        """Say whether what no layer covers holds no data, or is still to come."""
        self._is_hatched = is_hatched
        self._ground = no_data_brush() if is_hatched else QBrush(theme.token("canvas"))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(480, 400)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self.has_scene:
            painter.fillRect(self.rect(), theme.token("canvas"))
            return
        self._paint_ground(painter)
        for shown in self._shown:
            painter.save()
            painter.setOpacity(shown.opacity)
            painter.setClipRect(
                QRectF(
                    shown.left * self.width(),
                    0,
                    (shown.right - shown.left) * self.width(),
                    self.height(),
                )
            )
            shown.layer.paint(painter, self._viewport, self.extent)
            painter.restore()
        if self._cross is not None:
            self._paint_cross(painter, self._cross)

    def _paint_ground(self, painter: QPainter) -> None:
        """Paint what lies around the scene, and below it what is seen where there is no data."""
        painter.fillRect(self.rect(), theme.token("surround"))
        n_rows, n_cols = self._scene_size
        left, top = self._viewport.to_screen(0, 0, self.extent)
        right, bottom = self._viewport.to_screen(n_cols, n_rows, self.extent)
        scene = QRectF(left, top, right - left, bottom - top).intersected(QRectF(self.rect()))
        painter.fillRect(scene, self._ground)

    def _paint_cross(self, painter: QPainter, place: Point) -> None:
        """Draw four arms, light on dark so that they are seen on any picture."""
        x, y = self._viewport.to_screen(*place, self.extent)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((Qt.GlobalColor.black, 3.0), (Qt.GlobalColor.white, 1.2)):
            painter.setPen(QPen(colour, width))
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(
                    QPointF(x + dx * _CROSS_GAP_PX, y + dy * _CROSS_GAP_PX),
                    QPointF(x + dx * _CROSS_ARM_PX, y + dy * _CROSS_ARM_PX),
                )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps and self.has_scene:
            self._zoom(_WHEEL_FACTOR**steps, event.position())
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.has_scene:
            self._pressed_at = event.position().toPoint()
            self._dragged_at = None

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.has_scene:
            return
        if self._pressed_at is not None:
            self._drag(event.position())
        col, row = self._viewport.to_scene(event.position().x(), event.position().y(), self.extent)
        self.hovered.emit(row, col)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed_at is None:
            return
        was_dragged = self._dragged_at is not None
        self._pressed_at = self._dragged_at = None
        self.unsetCursor()
        if not was_dragged:
            place = event.position()
            col, row = self._viewport.to_scene(place.x(), place.y(), self.extent)
            is_added = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            (self.added if is_added else self.clicked).emit(row, col)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.has_scene:
            self.fit_chosen.emit()

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        if self.has_scene and self._pressed_at is None:
            self.setCursor(Qt.CursorShape.CrossCursor)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.left.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.has_scene or not self._obey(Qt.Key(event.key())):
            super().keyPressEvent(event)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.set_hatched(is_hatched=self._is_hatched)

    def zoom(self, factor: float) -> None:
        """Magnify about the centre of the view."""
        self._zoom(factor, QPointF(self.width() / 2, self.height() / 2))

    def fitted(self) -> Viewport:
        """Return what shows the whole scene in this view."""
        return fitted(self.extent)

    def _obey(self, key: Qt.Key) -> bool:
        """Do what a key asks for; tell whether it asks for anything."""
        pan = _PAN_KEYS.get(key)
        factor = _ZOOM_KEYS.get(key)
        if pan is not None:
            self._choose(self._viewport.panned(pan[0] * _KEY_PAN_PX, pan[1] * _KEY_PAN_PX))
        elif factor is not None:
            self.zoom(factor)
        elif key == Qt.Key.Key_0:
            self.fit_chosen.emit()
        elif key == Qt.Key.Key_1:
            self.one_to_one_chosen.emit()
        else:
            return False
        return True

    def _drag(self, place: QPointF) -> None:
        if self._dragged_at is None and self._pressed_at is not None:
            moved = (place.toPoint() - self._pressed_at).manhattanLength()
            if moved < QApplication.startDragDistance():
                return
            self._dragged_at = QPointF(self._pressed_at)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragged_at is not None:
            step = place - self._dragged_at
            self._dragged_at = place
            self._choose(self._viewport.panned(step.x(), step.y()))

    def _zoom(self, factor: float, about: QPointF) -> None:
        self._choose(self._viewport.zoomed(factor, (about.x(), about.y()), self.extent))

    def _choose(self, viewport: Viewport) -> None:
        self.viewport_chosen.emit(viewport.kept_within(self.extent))


_PAN_KEYS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_ZOOM_KEYS = {
    Qt.Key.Key_Plus: 1.5,
    Qt.Key.Key_Equal: 1.5,
    Qt.Key.Key_Minus: 1 / 1.5,
}
