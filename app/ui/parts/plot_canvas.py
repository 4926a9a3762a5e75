"""Set up a quiet plot: fixed to its figures, no menus, gestures as signals."""

from collections.abc import Sequence
from itertools import pairwise

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.ui.parts import number_format, theme
from app.ui.parts.numbers import number_style

_MIN_HEIGHT_PX = 70
_LEFT_AXIS_PX = 60  # the same in every plot, so that the same k stand below each other
_ARROWS = {Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1}
_GRID_ALPHA = 0.35
_WIDEST_LABEL_PX, _NARROWEST_LABEL_PX = 72.0, 24.0
_BETWEEN_LABELS_PX = 6.0
_WITHIN_PX = 1.0  # pyqtgraph leaves out labels that reach past either end


class PlotCanvas(QObject):
    """A pyqtgraph plot of our own habits; `widget` goes into a layout.

    Signals
    -------
    pressed(float, float, QPoint)
        The left button went down at x and y of the axes; the point in widget pixels.
    clicked(float, float, QPoint)
        Left click at x and y of the axes; the point in widget pixels.
    hovered(float, float, QPoint)
        The pointer is at x and y of the axes; the point in widget pixels.
    left()
        The pointer is gone.
    resized()
        The plot has another size.
    stepped(int)
        The left (-1) or right (1) arrow was pressed.
    """

    pressed = Signal(float, float, QPoint)
    clicked = Signal(float, float, QPoint)
    hovered = Signal(float, float, QPoint)
    left = Signal()
    resized = Signal()
    stepped = Signal(int)

    def __init__(self, parent: QWidget, left_axis_px: int = _LEFT_AXIS_PX) -> None:
        super().__init__(parent)
        _choose_colours()
        self.widget = pg.PlotWidget(parent, enableMenu=False)  # menus would only be made in vain
        self.plot = self.widget.getPlotItem()
        self._box = self.plot.getViewBox()
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=False, y=False)
        self._box.disableAutoRange()
        self.widget.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        self.widget.setMinimumHeight(_MIN_HEIGHT_PX)
        self.widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.widget.viewport().setMouseTracking(True)
        self.widget.installEventFilter(self)
        self.widget.viewport().installEventFilter(self)
        for name in ("left", "bottom"):
            axis = self.plot.getAxis(name)
            axis.enableAutoSIPrefix(enable=False)
            axis.setStyle(tickLength=4)
            axis.tickStrings = _tick_strings  # pyqtgraph writes a point whatever was chosen
        self.plot.getAxis("left").setWidth(left_axis_px)
        # What was set last: to set it again lays the plot out again.
        self._ks: tuple[int, ...] | None = None
        self._has_figures: bool | None = None
        self._y_unit: str | None = None
        self._x_ticks: tuple[tuple[float, str], ...] = ()
        self._x_labels: tuple[tuple[float, str], ...] = ()  # those of them that stand there now
        self._on_theme_changed()
        self._box.sigResized.connect(self._on_box_resized)
        theme.current().changed.connect(self._on_theme_changed)
        number_style.current().changed.connect(self._on_numbers_changed)

    def to_axes(self, position: QPointF) -> QPointF:
        """Turn a place in the widget into x and y of the axes."""
        scene = self.widget.mapToScene(position.toPoint())
        return QPointF(self._box.mapSceneToView(scene))

    def to_widget(self, x: float, y: float) -> QPoint:
        """Turn x and y of the axes into a place in the widget."""
        return QPoint(self.widget.mapFromScene(self._box.mapViewToScene(QPointF(x, y))))

    def height_range(self) -> tuple[float, float]:
        """Return the top and the bottom of the drawing area in widget pixels."""
        area = self.widget.mapFromScene(self._box.sceneBoundingRect()).boundingRect()
        return float(area.top()), float(area.bottom())

    def width_range(self) -> tuple[float, float]:
        """Return the left and the right of the drawing area in widget pixels."""
        area = self.widget.mapFromScene(self._box.sceneBoundingRect()).boundingRect()
        return float(area.left()), float(area.right())

    def show_figures(self, *, shown: bool) -> None:
        """Show the numbers of the upright axis, or none while nothing is drawn."""
        if shown == self._has_figures:
            return
        self._has_figures = shown
        self.plot.getAxis("left").setStyle(showValues=shown)

    def number_x(self) -> None:
        """Show the numbers of the level axis, not its grid only."""
        self.plot.getAxis("bottom").setStyle(showValues=True, tickLength=4)

    def set_k_axis(self, ks: tuple[int, ...]) -> None:
        """Label whole numbers only, thinned out where they stand close, and leave room beside."""
        if ks == self._ks:
            return
        self._ks = ks
        step = 1 if len(ks) <= 11 else 2 if len(ks) <= 20 else 5
        labelled = [(float(k), str(k)) for k in ks if step == 1 or k % step == 0]
        if ks:  # names the axis without a line of its own
            margin = max(0.75, 0.1 * (ks[-1] - ks[0]))
            self.show_range(x=(ks[0] - margin, ks[-1] + margin))
            labelled.insert(0, (ks[0] - 0.8 * margin, "k"))
        self.plot.getAxis("bottom").setTicks([labelled, [(float(k), "") for k in ks]])

    def show_range(
        self, *, x: tuple[float, float] | None = None, y: tuple[float, float] | None = None
    ) -> None:
        """Show these stretches of the axes; None leaves one as it is."""
        if x is not None:
            self.plot.setXRange(*x, padding=0)
        if y is not None:
            self.plot.setYRange(*y, padding=0)
        # Left to itself, the view moves its items when it is painted, and is painted once more.
        self._box.updateMatrix()
        self._label_x()

    def set_x_ticks(self, ticks: tuple[tuple[float, str], ...]) -> None:
        """Label these places only, as many as have room; none leaves the choice to pyqtgraph."""
        self._x_ticks, self._x_labels = ticks, ()
        if ticks:
            self._label_x()
        else:
            self.plot.getAxis("bottom").setTicks(None)

    def x_labels(self) -> tuple[tuple[float, str], ...]:
        """Return which of the places are labelled as things are, and how.

        Long names are cut; every n-th stands where all would run into each other.
        """
        (low, high), width = self._box.viewRange()[0], self._box.width()
        if not self._x_ticks or high <= low or width <= 0.0:
            return self._x_ticks
        metrics = QFontMetricsF(self.widget.font())
        labelled = []
        for x, text in self._x_ticks:
            at = (x - low) / (high - low) * width
            room = 2.0 * (min(at, width - at) - _WITHIN_PX)
            room = min(room, _WIDEST_LABEL_PX)
            if metrics.horizontalAdvance(text) > room >= _NARROWEST_LABEL_PX:
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)  # noqa: PLW2901
            labelled.append((at, metrics.horizontalAdvance(text), x, text))
        step = next(n for n in range(1, len(labelled) + 1) if _are_apart(labelled[::n]))
        return tuple((x, text) for *_, x, text in labelled[::step])

    def _label_x(self) -> None:
        labels = self.x_labels()
        if self._x_ticks and labels != self._x_labels:
            self._x_labels = labels
            self.plot.getAxis("bottom").setTicks([list(labels)])

    def set_y_unit(self, unit: str) -> None:
        """Name the unit of the upright axis; empty removes it."""
        if unit == self._y_unit:
            return
        self._y_unit = unit
        self._set_label("left", unit)

    def y_unit_fits(self) -> bool:
        """Tell whether all of the unit of the upright axis stands beside the drawing area."""
        top, bottom = self.height_range()
        return bool(self.plot.getAxis("left").label.boundingRect().width() <= bottom - top)

    def set_x_label(self, text: str) -> None:
        """Name the level axis; empty removes it."""
        self._set_label("bottom", text)

    def _set_label(self, name: str, text: str) -> None:
        axis = self.plot.getAxis(name)
        axis.setLabel(text)
        axis.showLabel(show=bool(text))
        axis.resizeEvent()  # else a new text begins where the one before began, and is cut

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn mouse and keys into signals; keep them from pyqtgraph, which would pan and zoom."""
        if watched is self.widget:
            return isinstance(event, QKeyEvent) and self._step(event)
        kind = event.type()
        if kind == QEvent.Type.Leave:
            self.left.emit()
        elif kind == QEvent.Type.Wheel:
            event.ignore()  # a panel around it may scroll
            return True
        elif isinstance(event, QMouseEvent):
            return self._point(event)
        return False

    def _step(self, event: QKeyEvent) -> bool:
        step = _ARROWS.get(event.key())
        if step is None or event.type() != QEvent.Type.KeyPress:
            return False
        self.stepped.emit(step)
        return True

    def _point(self, event: QMouseEvent) -> bool:
        place = self.to_axes(event.position())
        if event.type() == QEvent.Type.MouseMove:
            self.hovered.emit(place.x(), place.y(), event.position().toPoint())
        elif event.button() != Qt.MouseButton.LeftButton:
            return True
        elif event.type() == QEvent.Type.MouseButtonPress:
            self.pressed.emit(place.x(), place.y(), event.position().toPoint())
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self.widget.setFocus(Qt.FocusReason.MouseFocusReason)
            self.clicked.emit(place.x(), place.y(), event.position().toPoint())
        return True

    @Slot()
    def _on_box_resized(self) -> None:
        self._box.updateMatrix()  # as in `show_range`
        self._label_x()
        self.resized.emit()

    @Slot()
    def _on_numbers_changed(self) -> None:
        for name in ("left", "bottom"):
            axis = self.plot.getAxis(name)
            axis.picture = None  # it keeps what it has drawn
            axis.update()
        self.left.emit()  # what is read out beside the plot is written anew, too

    @Slot()
    def _on_theme_changed(self) -> None:
        _choose_colours()  # of items that are added later
        self.widget.setBackground(theme.token("plot_background"))
        for name in ("left", "bottom"):
            axis = self.plot.getAxis(name)
            axis.setPen(pg.mkPen(theme.token("plot_grid")))
            axis.setTextPen(pg.mkPen(theme.token("plot_axis")))
        self.plot.showGrid(x=True, y=True, alpha=_GRID_ALPHA)


def _are_apart(labelled: Sequence[tuple[float, float, float, str]]) -> bool:
    """Whether labels, of places and widths in pixels, leave room between each other."""
    return all(
        other[0] - one[0] >= (one[1] + other[1]) / 2.0 + _BETWEEN_LABELS_PX
        for one, other in pairwise(labelled)
    )


def _choose_colours() -> None:
    """Have pyqtgraph make what it makes in the colours in use, with smooth edges."""
    pg.setConfigOptions(
        background=theme.token("plot_background"),
        foreground=theme.token("plot_axis"),
        antialias=True,
    )


def _tick_strings(values: Sequence[float], scale: float, spacing: float) -> list[str]:
    """Write the numbers of an axis; called by pyqtgraph as its own method of this name."""
    return [number_format.tick(value * scale, spacing * scale) for value in values]
