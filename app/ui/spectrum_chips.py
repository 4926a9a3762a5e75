"""Number the curves of a spectrum at their right ends without covering each other."""

import pyqtgraph as pg
from PySide6.QtGui import QColor

from app.clustering.look import ClusterLook
from app.ui import theme
from app.ui.plot_canvas import PlotCanvas
from app.ui.swatch import ink_on

_CHIP_PX = 17  # height of one number with its margin
_COLUMN_PX = 20
_GAP_PX = 8


class SpectrumChips:
    """Numbers on the clusters' colours, stacked beside the ends of the curves."""

    def __init__(self, canvas: PlotCanvas) -> None:
        self._canvas = canvas
        self._chips: list[pg.TextItem] = []
        self._ends: tuple[tuple[float, float], ...] = ()

    def show(self, look: ClusterLook, ends: tuple[tuple[float, float], ...]) -> None:
        """Show a number for each cluster at these ends of their curves."""
        self.clear()
        self._ends = ends
        for cluster, rgb in enumerate(look.colours, start=1):
            chip = pg.TextItem(str(cluster), color=ink_on(rgb), fill=pg.mkBrush(QColor(*rgb)))
            chip.textItem.document().setDocumentMargin(1.0)
            chip.setFont(theme.small_font(self._canvas.widget.font()))
            chip.setZValue(20)
            self._chips.append(chip)
            self._canvas.plot.addItem(chip, ignoreBounds=True)
        self.place()

    def clear(self) -> None:
        """Remove all numbers."""
        for chip in self._chips:
            self._canvas.plot.removeItem(chip)
        self._chips = []
        self._ends = ()

    def columns(self) -> int:
        """Return how many stand side by side so that all fit the height."""
        fit = max(1, int(self._canvas.widget.height()) // _CHIP_PX - 2)
        return max(1, -(-len(self._chips) // fit))

    def room_px(self) -> int:
        """Return the width they take."""
        return _GAP_PX + self.columns() * _COLUMN_PX if self._chips else 0

    def place(self) -> None:
        """Put each beside its end, pushed apart where they would touch."""
        columns = self.columns()
        rising = sorted(range(len(self._chips)), key=lambda c: self._ends[c][1])
        for column in range(columns):
            self._stack(rising[column::columns], _GAP_PX + column * _COLUMN_PX)

    def _stack(self, members: list[int], offset_px: int) -> None:
        wanted = [self._canvas.to_widget(*self._ends[c]) for c in members]
        heights = spread([float(point.y()) for point in wanted], _CHIP_PX)
        for cluster, point, y in zip(members, wanted, heights, strict=True):
            point.setX(point.x() + offset_px)
            point.setY(round(y))
            place = self._canvas.to_axes(point.toPointF())
            self._chips[cluster].setAnchor((0.0, 0.5))
            self._chips[cluster].setPos(place)


def spread(falling: list[float], gap: float) -> list[float]:
    """Push falling heights apart to at least the gap, moving all as little as is simple.

    Returns
    -------
    The new heights in the same order, centred on the old ones.
    """
    pushed: list[float] = []
    for height in falling:
        pushed.append(min(height, pushed[-1] - gap) if pushed else height)
    drift = sum(old - new for old, new in zip(falling, pushed, strict=True))
    shift = drift / len(pushed) if pushed else 0.0
    return [height + shift for height in pushed]
