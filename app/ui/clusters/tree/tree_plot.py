"""Draw the tree of the classes, and move the line below which they would merge."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.clustering.legends.dendrogram import Dendrogram
from app.clustering.naming.cluster_look import ClusterLook
from app.ui.parts import plain, theme

_ROW_PX, _LEAST_ROW_PX = 22, 17
_SWATCH_PX = 10
_MARGIN_PX = 8
_NAMES_SHARE = 0.42  # of the width, at most
_GRASP_PX = 6  # how far a press may miss the line

Groups = tuple[tuple[int, ...], ...]


class TreePlot(QWidget):
    """Leaves with names at the left, branches to the right of them, the line across.

    Signals
    -------
    clicked, added
        The number of a class; added where Ctrl was held.
    line_moved
        Other classes would merge.
    """

    clicked = Signal(int)
    added = Signal(int)
    line_moved = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "dendrogramPlot", "Tree of the classes by the distance of their spectra")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._tree: Dendrogram | None = None
        self._look = ClusterLook(0, (), ())
        self._selected: tuple[int, ...] = ()
        self._height = 0.0  # of the line, as distances are measured
        self._groups: Groups = ()  # of rows of the look
        self._is_dragging = False
        theme.current().changed.connect(self._on_theme_changed)

    @property
    def groups(self) -> Groups:
        """Numbers of the classes that have come together below the line, group by group."""
        numbers = self._look.numbers
        return tuple(tuple(numbers[row] for row in group) for group in self._groups)

    def show_tree(self, tree: Dendrogram | None, look: ClusterLook) -> None:
        """Show another tree, or its classes by other names; the line stays where it can."""
        is_same = self._tree is not None and tree is not None and self._look.numbers == look.numbers
        self._tree, self._look = tree, look
        self.updateGeometry()
        self._set_height(self._height if is_same else 0.0)

    def select(self, numbers: tuple[int, ...]) -> None:
        """Bring some classes forward."""
        self._selected = numbers
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(280, self._n_rows * _ROW_PX + 2 * _MARGIN_PX)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._n_rows * _LEAST_ROW_PX + 2 * _MARGIN_PX)

    @property
    def _n_rows(self) -> int:
        return self._tree.n_classes if self._tree is not None else 0

    # Where things are

    def _row_px(self) -> float:
        room = (self.height() - 2 * _MARGIN_PX) / max(1, self._n_rows)
        return min(float(_ROW_PX), room)

    def _y(self, place: float) -> float:
        return _MARGIN_PX + (place + 0.5) * self._row_px()

    def _names_px(self) -> float:
        rows = range(self._look.n_classes)
        widths = [self.fontMetrics().horizontalAdvance(self._title(row)) for row in rows]
        wanted = max(widths, default=0) + _SWATCH_PX + 2 * _MARGIN_PX
        return min(float(wanted), _NAMES_SHARE * self.width())

    def _highest(self) -> float:
        tree = self._tree
        return float(tree.heights[-1]) if tree is not None and len(tree.heights) else 0.0

    def _span(self) -> tuple[float, float]:
        """Return where distances of nothing and of the last merge are drawn."""
        left = _MARGIN_PX + self._names_px() + _MARGIN_PX
        return left, max(left + 1.0, self.width() - 3.0 * _MARGIN_PX)

    def _x(self, height: float) -> float:
        left, right = self._span()
        return left + (right - left) * height / (self._highest() or 1.0)

    def _title(self, row: int) -> str:
        return plain.line(self._look.title_of(self._look.numbers[row]))

    def _number_at(self, y: float) -> int:
        """Return the class of the leaf at a height of the widget; 0 beside all."""
        place = int((y - _MARGIN_PX) // self._row_px()) if self._n_rows else -1
        if self._tree is None or not 0 <= place < self._n_rows:
            return 0
        return self._look.numbers[int(self._tree.leaf_order[place])]

    # The line

    def _set_height(self, height: float) -> None:
        self._height = min(max(height, 0.0), 1.02 * self._highest())
        before = self._groups
        self._groups = self._tree.groups_below(self._height) if self._tree is not None else ()
        if before != self._groups:
            self.line_moved.emit()
        self.update()

    def _step(self, step: int) -> None:
        """Let one pair more come together, or one less."""
        if self._tree is not None:
            n_groups = min(max(len(self._groups) - step, 1), self._n_rows)
            self._set_height(self._tree.height_for(n_groups))

    # Gestures

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self._tree is None:
            return
        x, y = event.position().x(), event.position().y()
        if x > self._span()[0] + _GRASP_PX or abs(x - self._x(self._height)) <= _GRASP_PX:
            self._is_dragging = True
            self._drag(x)
        elif number := self._number_at(y):
            is_added = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            (self.added if is_added else self.clicked).emit(number)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._is_dragging:
            self._drag(x)
        is_on_tree = self._tree is not None and x > self._span()[0] - _GRASP_PX
        self.setCursor(Qt.CursorShape.SplitHCursor if is_on_tree else Qt.CursorShape.ArrowCursor)
        self.setToolTip(plain.tip(self._look.name_of(self._number_at(event.position().y()))))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._is_dragging = False

    def _drag(self, x: float) -> None:
        left, right = self._span()
        self._set_height((x - left) / (right - left) * self._highest())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Home:
            self._set_height(0.0)
        else:
            super().keyPressEvent(event)

    def _go(self, step: int) -> None:
        """Select the leaf below or above the selected one."""
        if self._tree is None:
            return
        shown = [self._look.numbers[int(row)] for row in self._tree.leaf_order]
        last = self._selected[-1] if self._selected else 0
        place = shown.index(last) + step if last in shown else 0
        self.clicked.emit(shown[min(max(place, 0), len(shown) - 1)])

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.token("plot_background"))
        if self._tree is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_leaves(painter, self._tree.leaf_order.tolist())
        self._paint_branches(painter, self._tree)
        if len(self._tree.heights):
            self._paint_line(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.token("accent"), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_leaves(self, painter: QPainter, order: Sequence[int]) -> None:
        row_px, names_px = self._row_px(), self._names_px()
        room_px = int(names_px - _SWATCH_PX - _MARGIN_PX)
        for place, row in enumerate(order):
            y = self._y(place)
            if self._look.numbers[row] in self._selected:
                band = QRectF(0, y - row_px / 2, _MARGIN_PX + names_px, row_px)
                painter.fillRect(band, theme.token("accent_quiet"))
            swatch = QRectF(_MARGIN_PX, y - _SWATCH_PX / 2, _SWATCH_PX, _SWATCH_PX)
            painter.fillRect(swatch, QColor(*self._look.colours[row]))
            painter.setPen(theme.token("text"))
            name = self.fontMetrics().elidedText(
                self._title(row), Qt.TextElideMode.ElideRight, room_px
            )
            at = QRectF(_SWATCH_PX + 2.0 * _MARGIN_PX, y - row_px / 2, room_px, row_px)
            painter.drawText(at, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_branches(self, painter: QPainter, tree: Dendrogram) -> None:
        quiet, strong = QPen(theme.token("plot_axis"), 1.2), QPen(theme.token("accent"), 2.4)
        for at, ((x0, y0), (x1, y1)) in enumerate(tree.segments().tolist()):
            is_below = float(tree.heights[at // 3]) < self._height
            painter.setPen(strong if is_below else quiet)
            start = QPointF(self._x(x0), self._y(y0))
            painter.drawLine(start, QPointF(self._x(x1), self._y(y1)))

    def _paint_line(self, painter: QPainter) -> None:
        x = self._x(self._height)
        painter.setPen(QPen(theme.token("text"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 2), QPointF(x, self.height() - 2))
        painter.setPen(QPen(theme.token("text"), 1.5))
        painter.setBrush(theme.token("panel"))
        painter.drawEllipse(QPointF(x, self._y(self._n_rows / 2 - 0.5)), 4.5, 4.5)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()
