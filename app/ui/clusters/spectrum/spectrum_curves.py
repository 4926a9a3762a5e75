"""Draw one curve per cluster, bring the selected one forward."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QBrush, QColor

from app.arrays import DoubleArray
from app.clustering.naming.cluster_look import ClusterLook
from app.ui.parts.plot_canvas import PlotCanvas

_DIM_ALPHA = 110
_MOST_DOTTED = 40  # with more bands, dots would hide the curves
_DOT_PX, _BIG_DOT_PX = 4, 7


class SpectrumCurves:
    """Curves and the dots on them; items are kept, since making them is slow."""

    def __init__(self, canvas: PlotCanvas) -> None:
        self._canvas = canvas
        self._places: DoubleArray = np.empty(0)
        self._means: DoubleArray = np.empty((0, 0))
        self.items: list[pg.PlotCurveItem] = []
        self._dots = pg.ScatterPlotItem(pxMode=True, pen=None)
        self._dots.setZValue(11)
        canvas.plot.addItem(self._dots, ignoreBounds=True)

    def show(self, places: DoubleArray, means: DoubleArray) -> None:
        """Show curves of shape (k, n_bands) at these places of the level axis."""
        self._places, self._means = places, means
        while len(self.items) > len(means):
            self._canvas.plot.removeItem(self.items.pop())
        while len(self.items) < len(means):
            item = pg.PlotCurveItem()
            self.items.append(item)
            self._canvas.plot.addItem(item, ignoreBounds=True)
        for item, mean in zip(self.items, means, strict=True):
            known = np.isfinite(mean)  # none of a class whose map is still being made
            item.setVisible(bool(known.any()))  # an empty one cannot be painted
            item.setData(places[known], mean[known])

    def clear(self) -> None:
        """Show no curves."""
        self.show(np.empty(0), np.empty((0, 0)))
        self._dots.setData([], [])

    def emphasise(self, look: ClusterLook, selected: tuple[int, ...]) -> None:
        """Colour the curves; with clusters selected the others step back."""
        brushes: list[QBrush] = []
        thin = 1.0 if self._means.shape[1] > _MOST_DOTTED else 1.5  # wider ones paint slowly
        for cluster, rgb, item in zip(look.numbers, look.colours, self.items, strict=True):
            colour = QColor(*rgb)
            is_selected = cluster in selected
            if selected and not is_selected:
                colour.setAlpha(_DIM_ALPHA)
            item.setPen(pg.mkPen(colour, width=3 if is_selected else thin))
            item.setZValue(10 if is_selected else 5)
            brushes.append(pg.mkBrush(colour))
        self._draw_dots(brushes, [look.row_of(number) for number in selected])

    def _draw_dots(self, brushes: list[QBrush], rows: list[int]) -> None:
        k, n_bands = self._means.shape
        if not brushes or n_bands > _MOST_DOTTED:
            self._dots.setData([], [])
            return
        sizes = np.full(k, _DOT_PX)
        sizes[rows] = _BIG_DOT_PX
        self._dots.setData(
            np.tile(self._places, k),
            self._means.ravel(),
            brush=[brush for brush in brushes for _ in range(n_bands)],
            size=np.repeat(sizes, n_bands),
        )
