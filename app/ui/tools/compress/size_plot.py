"""Draw what is lost against size: a point for each codebook, as it arrives."""

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.clustering.compression.figures import ALL_BANDS, SizeFigures
from app.ui.parts import boxes, number_format, plain, theme
from app.ui.parts.cut_line import CutLine
from app.ui.parts.plot_canvas import PlotCanvas
from app.ui.tools.compress.measure import Measure, told, unit_of, value_of

_POINT_PX, _RING_PX = 8, 15
_HEIGHT_PX, _LEFT_PX = 140, 52
_NEAR_PX = 40  # of a point, to mean it
_N_TICKS_MAX = 4
_STEPS = (1, 2, 5)


class SizePlot(QWidget):
    """Points with their k beside them; sizes grow to the right by powers of ten.

    Signals
    -------
    k_clicked : (int,)
        A point was clicked, or reached with the arrow keys.
    """

    k_clicked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sizes: tuple[SizeFigures, ...] = ()
        self._band, self._measure, self._selected = ALL_BANDS, Measure.RMSE, 0
        self.canvas = PlotCanvas(self, _LEFT_PX)
        plain.named(self.canvas.widget, "compressPlot", "Error against size, a point for each k")
        self.canvas.widget.setFixedHeight(_HEIGHT_PX)
        self.canvas.number_x()
        self._reading = CutLine(self)
        self._curve = pg.PlotCurveItem()
        self._dots = pg.ScatterPlotItem(size=_POINT_PX, pxMode=True)
        self._ring = pg.ScatterPlotItem(size=_RING_PX, pxMode=True)
        self._names: list[pg.TextItem] = []
        for item in (self._curve, self._dots, self._ring):
            self.canvas.plot.addItem(item, ignoreBounds=True)
        column = boxes.column(self, margin=0, spacing=2)
        column.addWidget(self._reading)
        column.addWidget(self.canvas.widget)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.canvas.clicked.connect(self._on_clicked)
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.left.connect(self._on_left)
        self.canvas.stepped.connect(self._on_stepped)
        theme.current().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def reading(self) -> str:
        """What the pointer, or the selection, reads."""
        return self._reading.text

    @property
    def points(self) -> tuple[tuple[int, int, float], ...]:
        """K, bytes and figure of each point that is drawn."""
        return tuple(
            (each.k, each.n_bytes, value)
            for each in self._sizes
            if math.isfinite(value := value_of(each.of(self._band), self._measure))
        )

    def show_sizes(self, sizes: Sequence[SizeFigures], band: str, measure: Measure) -> None:
        """Show these sizes, by what is lost in a band."""
        self._sizes, self._band, self._measure = tuple(sizes), band, measure
        self._draw()

    def select_k(self, k: int) -> None:
        """Mark the size that is picked; 0 marks none."""
        self._selected = k
        self._draw_selection()
        self._on_left()

    def place_of(self, k: int) -> QPoint:
        """Return where a point stands, in pixels of the widget of the canvas."""
        x, y = next((math.log10(n), value) for each, n, value in self.points if each == k)
        return self.canvas.to_widget(x, y)

    def _draw(self) -> None:
        points = self.points
        xs = [math.log10(n) for _, n, _ in points]
        ys = [value for *_, value in points]
        self._curve.setData(xs, ys)
        self._dots.setData(xs, ys)
        self._name_points(points)
        self.canvas.show_figures(shown=bool(points))
        self.canvas.set_x_ticks(_ticks([n for _, n, _ in points]) if points else ((0.0, ""),))
        unit = unit_of(self._sizes[0].of(self._band), self._measure) if points else ""
        self.canvas.set_y_unit(unit)
        if points:
            x_margin = 0.16 * (max(xs) - min(xs)) or 0.5
            y_margin = 0.24 * (max(ys) - min(ys)) or 0.1 * abs(ys[0]) or 1.0
            self.canvas.show_range(
                x=(min(xs) - x_margin, max(xs) + x_margin),
                y=(min(ys) - y_margin, max(ys) + y_margin),
            )
        self._draw_selection()
        self._on_left()

    def _name_points(self, points: Sequence[tuple[int, int, float]]) -> None:
        for name in self._names:
            self.canvas.plot.removeItem(name)
        is_falling = self._measure is Measure.RMSE
        self._names = []
        for k, n_bytes, value in points:
            name = pg.TextItem(str(k), anchor=(-0.1, 1.05) if is_falling else (-0.1, -0.05))
            name.setFont(theme.small_font(self.font()))
            name.setColor(theme.token("plot_axis"))
            name.setPos(math.log10(n_bytes), value)
            self.canvas.plot.addItem(name, ignoreBounds=True)
            self._names.append(name)

    def _draw_selection(self) -> None:
        chosen = [(n, value) for k, n, value in self.points if k == self._selected]
        self._ring.setData([math.log10(n) for n, _ in chosen], [value for _, value in chosen])

    def _nearest(self, place: QPoint) -> int:
        """Return the k whose point lies next to a place; 0 where none is near."""
        away = {}
        for k, *_ in self.points:
            step = self.place_of(k) - place
            away[k] = math.hypot(step.x(), step.y())
        nearest = min(away, key=lambda k: away[k], default=0)
        return nearest if nearest and away[nearest] <= _NEAR_PX else 0

    def _read(self, k: int) -> str:
        size = next((each for each in self._sizes if each.k == k), None)
        if size is None:
            return ""
        loss = size.of(self._band)
        figure = told(value_of(loss, self._measure))
        unit = " dB" if self._measure is Measure.PSNR else ""
        return f"k = {k}: {self._measure} {figure}{unit}, {number_format.size(size.n_bytes)}"

    @Slot(float, float, QPoint)
    def _on_clicked(self, x: float, y: float, place: QPoint) -> None:  # noqa: ARG002 - near in px
        if k := self._nearest(place):
            self.k_clicked.emit(k)

    @Slot(float, float, QPoint)
    def _on_hovered(self, x: float, y: float, place: QPoint) -> None:  # noqa: ARG002
        self._reading.show_text(self._read(self._nearest(place) or self._selected))

    @Slot()
    def _on_left(self) -> None:
        self._reading.show_text(self._read(self._selected))

    @Slot(int)
    def _on_stepped(self, step: int) -> None:
        ks = [each.k for each in self._sizes]
        if not ks:
            return
        at = ks.index(self._selected) + step if self._selected in ks else 0 if step > 0 else -1
        if at < len(ks) and (at >= 0 or self._selected not in ks):
            self.k_clicked.emit(ks[at])

    @Slot()
    def _on_theme_changed(self) -> None:
        line, accent = theme.token("plot_line"), theme.token("accent")
        self._curve.setPen(pg.mkPen(line, width=1.5))
        self._dots.setPen(pg.mkPen(line, width=1.5))
        self._dots.setBrush(pg.mkBrush(line))
        self._ring.setPen(pg.mkPen(accent, width=2))
        self._ring.setBrush(pg.mkBrush(None))
        self._draw()


def _ticks(sizes: Sequence[int]) -> tuple[tuple[float, str], ...]:
    """Return round numbers of bytes over the range of sizes, few enough to stand side by side."""
    low, high = min(sizes), max(sizes)
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in (_STEPS, _STEPS[:1]):
        found = [step * 10**decade for decade in decades for step in steps]
        found = [n for n in found if 0.8 * low <= n <= 1.25 * high]
        if len(found) <= _N_TICKS_MAX:
            break
    if len(found) < 2:  # within one decade: the ends
        found = sorted({low, high})
    found = found[:: max(1, math.ceil(len(found) / _N_TICKS_MAX))]
    return tuple((math.log10(n), number_format.size(n).replace(".0 ", " ")) for n in found)
