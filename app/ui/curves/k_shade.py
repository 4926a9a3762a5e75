"""Shade stretches of k behind a curve."""

import pyqtgraph as pg
from PySide6.QtCore import QObject, Slot

from app.ui.parts import theme
from app.ui.parts.plot_canvas import PlotCanvas

_BEHIND = -20  # below grid and curve


class KShade(QObject):
    """Bands behind the k that are defensible, neighbours as one stretch."""

    def __init__(self, canvas: PlotCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._ks: tuple[int, ...] = ()
        self._stretches: list[pg.LinearRegionItem] = []
        theme.current().changed.connect(self._on_theme_changed)

    @property
    def ks(self) -> tuple[int, ...]:
        """What is shaded, rising."""
        return self._ks

    def show(self, ks: tuple[int, ...]) -> None:
        """Shade these and no others."""
        if ks == self._ks:
            return
        self._ks = ks
        for stretch in self._stretches:
            self._canvas.plot.removeItem(stretch)
        self._stretches = [
            pg.LinearRegionItem((low - 0.5, high + 0.5), movable=False, pen=pg.mkPen(None))
            for low, high in runs_of(ks)
        ]
        for stretch in self._stretches:
            stretch.setZValue(_BEHIND)
            self._canvas.plot.addItem(stretch, ignoreBounds=True)
        self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        for stretch in self._stretches:
            stretch.setBrush(pg.mkBrush(theme.token("accent_quiet")))


def runs_of(ks: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the ends of each row of neighbours among rising k."""
    runs: list[tuple[int, int]] = []
    for k in ks:
        if runs and runs[-1][1] == k - 1:
            runs[-1] = (runs[-1][0], k)
        else:
            runs.append((k, k))
    return runs
