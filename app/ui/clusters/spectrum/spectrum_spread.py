"""Draw what lies behind and over the curves: spread of a class, the scene's mean, one pixel."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.arrays import DoubleArray
from app.clustering.naming.cluster_look import Rgb
from app.ui.parts import theme
from app.ui.parts.plot_canvas import PlotCanvas

_STD_ALPHA, _RANGE_ALPHA = 90, 45
_CASING_PX = 5


class SpectrumSpread:
    """Items are kept, since making them is slow."""

    def __init__(self, canvas: PlotCanvas) -> None:
        self._ends = [pg.PlotCurveItem() for _ in range(4)]
        for end in self._ends:
            end.setPen(pg.mkPen(None))
        self._range = pg.FillBetweenItem(self._ends[0], self._ends[1])
        self._std = pg.FillBetweenItem(self._ends[2], self._ends[3])
        self._casing, self._scene, self._pixel = (pg.PlotCurveItem() for _ in range(3))
        items = (self._range, self._std, self._casing, self._scene)
        for z, item in enumerate(items, start=1):
            item.setZValue(z)
            canvas.plot.addItem(item, ignoreBounds=True)
        self._pixel.setZValue(4.5)  # below the curves, which it is held against
        canvas.plot.addItem(self._pixel, ignoreBounds=True)
        self._of_class = items
        self.hide()
        self.show_pixel(np.empty(0), None)

    @property
    def shows_pixel(self) -> bool:
        """Whether the spectrum of a pixel is drawn."""
        return bool(self._pixel.isVisible())

    def hide(self) -> None:
        """Draw no class with its spread."""
        for item in self._of_class:
            item.setVisible(False)

    def show(
        self,
        places: DoubleArray,
        *,
        mean: DoubleArray,
        std: DoubleArray,
        ends: tuple[DoubleArray, DoubleArray],
        scene: DoubleArray,
        colour: Rgb,
    ) -> None:
        """Draw the spread of one class, and the mean of all pixels, dashed.

        Parameters
        ----------
        mean, std, scene
            Shape (n_bands,), in the order and the unit of the axes.
        ends
            Those of the range of 5 to 95 %; NaN where they are not known.
        """
        low, high = (np.where(np.isfinite(end), end, mean) for end in ends)
        bounds = (low, high, mean - std, mean + std)
        for end, values in zip(self._ends, bounds, strict=True):
            end.setData(places, values)
        self._range.setBrush(_fill(colour, _RANGE_ALPHA))
        self._std.setBrush(_fill(colour, _STD_ALPHA))
        self._casing.setData(places, mean)
        self._casing.setPen(pg.mkPen(theme.token("plot_line"), width=_CASING_PX))
        self._scene.setData(places, scene)
        dashed = pg.mkPen(theme.token("plot_axis"), width=1.5, style=Qt.PenStyle.DashLine)
        self._scene.setPen(dashed)
        for item in self._of_class:
            item.setVisible(True)

    def show_pixel(self, places: DoubleArray, values: DoubleArray | None) -> None:
        """Draw one pixel's spectrum over all; None draws none."""
        self._pixel.setVisible(values is not None)
        if values is not None:
            self._pixel.setPen(pg.mkPen(theme.token("accent"), width=2))
            self._pixel.setData(places, values)


def _fill(rgb: Rgb, alpha: int) -> QColor:
    colour = QColor(*rgb)
    colour.setAlpha(alpha)
    return colour
