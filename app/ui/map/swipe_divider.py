"""Let a person draw one picture over another like a curtain."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.ui.parts import plain, theme

_WIDTH_PX = 28
_KEY_STEP = 0.02
_KEEP_IN = 0.02  # the handle can always be grasped again


class SwipeDivider(QWidget):
    """A line with a handle over its parent, from top to bottom.

    Signals
    -------
    moved
        Its place as a share of the parent's width.
    """

    moved = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "swipeDivider", "Divider between composite and clusters")
        self.setToolTip("Drag to compare; arrow keys move it too")
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._share = 0.5
        self._ground = parent

    @property
    def share(self) -> float:
        """Its place as a share of the parent's width."""
        return self._share

    def place(self) -> None:
        """Stand where it belongs after the parent was resized."""
        centre = round(self._share * self._ground.width())
        self.setGeometry(centre - _WIDTH_PX // 2, 0, _WIDTH_PX, self._ground.height())

    def move_to(self, share: float) -> None:
        """Go to this share of the parent's width."""
        self._share = min(1 - _KEEP_IN, max(_KEEP_IN, share))
        self.place()
        self.moved.emit(self._share)

    @override
    def sizeHint(self) -> QSize:
        return QSize(_WIDTH_PX, 100)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            place = self.mapToParent(event.position())
            self.move_to(place.x() / max(1, self._ground.width()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.move_to(0.5)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Left:
            self.move_to(self._share - _KEY_STEP)
        elif event.key() == Qt.Key.Key_Right:
            self.move_to(self._share + _KEY_STEP)
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        for colour, width in ((QColor(0, 0, 0, 140), 4.0), (QColor("white"), 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), self.height()))
        edge = theme.token("accent") if self.hasFocus() else QColor(0, 0, 0, 140)
        painter.setPen(QPen(edge, 2.0 if self.hasFocus() else 1.0))
        painter.setBrush(QColor("white"))
        painter.drawEllipse(middle, 12, 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#30353c"))
        for side in (-1, 1):
            painter.drawPolygon(
                QPolygonF(
                    [
                        middle + QPointF(side * 8, 0),
                        middle + QPointF(side * 3, -4),
                        middle + QPointF(side * 3, 4),
                    ]
                )
            )
