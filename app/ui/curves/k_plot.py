"""Draw one figure against k: points as they arrive, their spread, the elbow, the selected k."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.arrays import DoubleArray
from app.ui.curves.k_shade import KShade
from app.ui.parts import boxes, captions, number_format, theme
from app.ui.parts.cut_line import CutLine
from app.ui.parts.plot_canvas import PlotCanvas
from app.ui.parts.turns import Turn

_POINT_PX = 8
_RING_PX = 15
_LEAST_PX = 90  # of the drawing area, to tell one k from the next
_NUMBERS_PX = 20  # of the numbers below it
_PACE_MS = 200  # from one drawing to the next


@dataclass(frozen=True, slots=True)
class KPoint:
    """One figure of one k.

    Attributes
    ----------
    low, high
        Its spread; both equal to the value where there is none.
    is_estimate
        Drawn hollow: not every pixel was counted yet.
    """

    k: int
    value: float
    low: float
    high: float
    is_estimate: bool


class KPlot(QWidget):
    """A curve over k with a title, a reading and the marks that all such curves share.

    Signals
    -------
    k_clicked(int)
        A k with a point was clicked, or reached with the arrow keys.
    """

    k_clicked = Signal(int)

    def __init__(self, title: str, direction: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: dict[int, KPoint] = {}
        self._ks: tuple[int, ...] = ()
        self._selected = 0
        self._elbow: int | None = None
        self._title = title
        self._exponent = 0
        self._is_stale = False
        # Several k may arrive within a twentieth of a second: drawn one by one, two plots of them
        # left the window no time for the person.
        self._turn = Turn(self, _PACE_MS)
        self._turn.come.connect(self._draw)
        self.canvas = PlotCanvas(self)
        self.canvas.number_x()
        self.canvas.widget.setMinimumHeight(_LEAST_PX + _NUMBERS_PX)
        self._shade = KShade(self.canvas)
        self._reading = CutLine(self)
        self._direction = captions.quiet(direction, self)
        self._lay_out()
        self._add_items()
        self._on_theme_changed()
        self.canvas.clicked.connect(self._on_clicked)
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.left.connect(self._on_left)
        self.canvas.stepped.connect(self._on_stepped)
        theme.current().changed.connect(self._on_theme_changed)

    @property
    def points(self) -> dict[int, KPoint]:
        """The points shown, by k."""
        return dict(self._points)

    @property
    def shaded(self) -> tuple[int, ...]:
        """The k that are shaded, rising."""
        return self._shade.ks

    @property
    def is_waiting(self) -> bool:
        """Whether there is something that is not drawn yet."""
        return self._turn.is_waiting

    @property
    def reading(self) -> str:
        """What the pointer, or the selection, reads."""
        return self._reading.text

    def start(self, ks: tuple[int, ...]) -> None:
        """Make room for these k; points that stay come again at once."""
        self._ks = ks
        self._points = {}
        self._turn.ask()

    def set_point(self, point: KPoint) -> None:
        """Show a point, in place of an earlier one of the same k, with others that come now."""
        self._points[point.k] = point
        self._ks = tuple(sorted({*self._ks, point.k}))
        self._turn.ask()

    def select_k(self, k: int) -> None:
        """Mark the selected k; 0 marks none."""
        self._selected = k
        if not self.is_waiting:  # else it is drawn with the points
            if self._turn.is_resting:
                self._turn.ask()
            else:
                self._draw_selection()
                self._turn.drawn()
        self._on_left()

    def mark_elbow(self, k: int | None) -> None:
        """Mark the bend of the curve; None removes the mark."""
        self._elbow = k
        if not self.is_waiting:
            self._draw_elbow()

    def shade(self, ks: tuple[int, ...]) -> None:
        """Shade the k that the curves support."""
        self._shade.show(ks)

    def clear(self) -> None:
        """Show an empty plot."""
        self.shade(())
        self._points = {}
        self._ks = ()
        self._selected = 0
        self._elbow = None
        self._draw()
        self._on_left()

    def _lay_out(self) -> None:
        line = boxes.row(spacing=8)
        line.addWidget(captions.heading(self._title, self))
        line.addWidget(self._direction)
        line.addWidget(self._reading, 1)
        layout = boxes.column(self, margin=0)
        layout.setSpacing(0)  # the plot has a margin of its own
        layout.addLayout(line)
        layout.addWidget(self.canvas.widget, 1)

    def _add_items(self) -> None:
        self._selection = pg.InfiniteLine(angle=90, movable=False)
        self._low = pg.PlotCurveItem()
        self._high = pg.PlotCurveItem()
        self._band = pg.FillBetweenItem(self._low, self._high)
        self._whiskers = pg.ErrorBarItem(beam=0.2)
        self._curve = pg.PlotCurveItem()
        self._dots = pg.ScatterPlotItem(size=_POINT_PX, pxMode=True)
        self._ring = pg.ScatterPlotItem(size=_RING_PX, pxMode=True)
        self._elbow_dot = pg.ScatterPlotItem(size=_RING_PX, pxMode=True, symbol="d")
        self._elbow_text = pg.TextItem("elbow", anchor=(-0.12, 1.15))
        for item in (
            self._selection,
            self._band,
            self._whiskers,
            self._curve,
            self._elbow_dot,
            self._dots,
            self._ring,
            self._elbow_text,
        ):
            self.canvas.plot.addItem(item, ignoreBounds=True)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while the plot was hidden."""
        super().showEvent(event)
        if self._is_stale:
            self._draw()

    @Slot()
    def _draw(self) -> None:
        self._turn.leave()
        was_put_away = self.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        self._is_stale = was_put_away and self.isHidden()
        if self._is_stale:
            return  # nobody looks, and every k of a sweep comes by
        self._turn.drawn()
        points = [self._points[k] for k in sorted(self._points)]
        self._exponent = number_format.thousands_exponent(
            max((abs(point.value) for point in points), default=0.0)
        )
        ks = np.array([point.k for point in points], dtype=float)
        values = self._scaled(point.value for point in points)
        low = self._scaled(point.low for point in points)
        high = self._scaled(point.high for point in points)
        self._curve.setData(ks, values)
        self._low.setData(ks, low)
        self._high.setData(ks, high)
        has_spread = bool(len(ks)) and bool((high > low).any())
        self._band.setVisible(has_spread)
        self._whiskers.setData(x=ks, y=values, top=high - values, bottom=values - low)
        self._whiskers.setVisible(has_spread)
        self._dots.setData(ks, values, brush=[self._brush(point) for point in points])
        self._fit_axes(low, high)
        self._draw_elbow()
        self._draw_selection()

    def _scaled(self, values: Iterable[float]) -> DoubleArray:
        return np.array(list(values), dtype=np.float64) / 10.0**self._exponent

    def _brush(self, point: KPoint) -> QColor:
        return theme.token("plot_background" if point.is_estimate else "plot_line")

    def _fit_axes(self, low: DoubleArray, high: DoubleArray) -> None:
        self.canvas.set_k_axis(self._ks)
        self.canvas.show_figures(shown=bool(self._points))
        self.canvas.set_y_unit(number_format.power_of_ten(self._exponent) if self._exponent else "")
        finite = np.isfinite(low) & np.isfinite(high)
        if finite.any():
            bottom, top = float(low[finite].min()), float(high[finite].max())
            margin = 0.14 * (top - bottom) or 0.1 * abs(top) or 1.0
            self.canvas.show_range(y=(bottom - margin, top + margin))

    def _draw_selection(self) -> None:
        point = self._points.get(self._selected)
        self._selection.setVisible(self._selected in self._ks)
        self._selection.setValue(self._selected)
        if point is None:
            self._ring.setData([], [])
        else:
            self._ring.setData([point.k], [point.value / 10.0**self._exponent])

    def _draw_elbow(self) -> None:
        point = self._points.get(self._elbow) if self._elbow is not None else None
        self._elbow_text.setVisible(point is not None)
        if point is None:
            self._elbow_dot.setData([], [])
            return
        value = point.value / 10.0**self._exponent
        self._elbow_dot.setData([point.k], [value])
        self._elbow_text.setPos(point.k, value)

    def _nearest(self, x: float) -> int:
        """Return the k with a point that lies next to x; 0 without points."""
        if not self._points:
            return 0
        return min(self._points, key=lambda k: abs(k - x))

    def _read(self, k: int) -> str:
        point = self._points.get(k)
        if point is None:
            return ""
        about = "about " if point.is_estimate else ""
        has_spread = math.isfinite(point.low) and point.high > point.low
        text = f"k = {k}: {about}{number_format.number(point.value, 3 if has_spread else 4)}"
        if has_spread:
            low, high = (number_format.number(end, 3) for end in (point.low, point.high))
            text += f" ({low} to {high})"
        return text

    @Slot(float, float, QPoint)
    def _on_clicked(self, x: float, y: float, place: QPoint) -> None:  # noqa: ARG002 - near in k
        if k := self._nearest(x):
            self.k_clicked.emit(k)

    @Slot(float, float, QPoint)
    def _on_hovered(self, x: float, y: float, place: QPoint) -> None:  # noqa: ARG002
        self._show_reading(self._nearest(x))

    @Slot()
    def _on_left(self) -> None:
        self._show_reading(self._selected)

    def _show_reading(self, k: int) -> None:
        text = self._read(k)
        self._reading.show_text(text)
        self._direction.setVisible(not text)

    @Slot(int)
    def _on_stepped(self, step: int) -> None:
        ks = sorted(self._points)
        if not ks:
            return
        if self._selected not in ks:
            self.k_clicked.emit(ks[0 if step > 0 else -1])
            return
        place = ks.index(self._selected) + step
        if 0 <= place < len(ks):
            self.k_clicked.emit(ks[place])

    @Slot()
    def _on_theme_changed(self) -> None:
        line, accent = theme.token("plot_line"), theme.token("accent")
        spread = theme.token("plot_spread")
        fill = QColor(spread)
        fill.setAlpha(90)
        self._curve.setPen(pg.mkPen(line, width=1.5))
        self._low.setPen(pg.mkPen(None))
        self._high.setPen(pg.mkPen(None))
        self._band.setBrush(pg.mkBrush(fill))
        self._whiskers.setData(pen=pg.mkPen(spread, width=1))
        self._dots.setPen(pg.mkPen(line, width=1.5))
        self._selection.setPen(pg.mkPen(accent, width=1.5))
        self._ring.setPen(pg.mkPen(accent, width=2))
        self._ring.setBrush(pg.mkBrush(None))
        self._elbow_dot.setPen(pg.mkPen(theme.token("warning"), width=1.5))
        self._elbow_dot.setBrush(pg.mkBrush(None))
        self._elbow_text.setColor(theme.token("warning"))
        self._draw()
