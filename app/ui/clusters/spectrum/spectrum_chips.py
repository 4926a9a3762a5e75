"""Number and name the curves of a spectrum at their right ends, without covering each other."""

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics

from app.clustering.naming.cluster_look import ClusterLook
from app.ui.clusters.spectrum.spreading import spread
from app.ui.parts import plain, theme
from app.ui.parts.plot_canvas import PlotCanvas
from app.ui.parts.tables.swatch import ink_on

_CHIP_PX = 17  # height of one number with its margin
_COLUMN_PX = 20
_GAP_PX = 8
_PAD_PX = 6
_N_DIGITS = 3
_MOST_NAME_PX, _LEAST_NAME_PX, _NAME_SHARE = 140, 70, 0.36


class SpectrumChips:
    """Numbers on the clusters' colours, stacked beside the ends of the curves.

    A class that was given a name has it behind its number, where there is room for names.
    """

    def __init__(self, canvas: PlotCanvas) -> None:
        self._canvas = canvas
        self._chips: list[pg.TextItem] = []
        self._ends: tuple[tuple[float, float], ...] = ()
        self._column_px = _COLUMN_PX

    def show(self, look: ClusterLook, ends: tuple[tuple[float, float], ...]) -> None:
        """Show a number for each cluster at these ends of their curves."""
        self._ends = ends
        while len(self._chips) > len(look.colours):
            self._canvas.plot.removeItem(self._chips.pop())
        while len(self._chips) < len(look.colours):
            self._chips.append(self._make_chip())
        texts = self._texts(look)
        self._column_px = max(
            [_COLUMN_PX, *(self._width(text) + _PAD_PX for text in texts if len(text) > _N_DIGITS)]
        )
        for chip, text, rgb in zip(self._chips, texts, look.colours, strict=True):
            chip.setPlainText(text)
            chip.setColor(ink_on(rgb))
            chip.fill = pg.mkBrush(QColor(*rgb))
            chip.update()
        self.place()

    def _texts(self, look: ClusterLook) -> list[str]:
        """Return numbers, with the names of those that have one as far as there is room."""
        room_px = int(min(_MOST_NAME_PX, _NAME_SHARE * self._canvas.widget.width()))
        numbers = [str(number) for number in look.numbers]
        if room_px < _LEAST_NAME_PX or self.columns() > 1:
            return numbers
        titles = [plain.line(look.title_of(number)) for number in look.numbers]
        cut = QFontMetrics(self._font()).elidedText
        return [
            cut(title, Qt.TextElideMode.ElideRight, room_px) if title.startswith(number) else number
            for title, number in zip(titles, numbers, strict=True)
        ]

    def _font(self) -> QFont:
        return theme.small_font(self._canvas.widget.font())

    def _width(self, text: str) -> int:
        return QFontMetrics(self._font()).horizontalAdvance(text)

    def _make_chip(self) -> pg.TextItem:
        """Make room for a number; it is kept, since making it is slow."""
        chip = pg.TextItem("", anchor=(0.0, 0.5))
        chip.textItem.document().setDocumentMargin(1.0)
        chip.setFont(self._font())
        chip.setZValue(20)
        self._canvas.plot.addItem(chip, ignoreBounds=True)
        return chip

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
        return _GAP_PX + self.columns() * self._column_px if self._chips else 0

    def place(self) -> None:
        """Put each beside its end, pushed apart where they would touch."""
        columns = self.columns()
        rising = sorted(range(len(self._chips)), key=lambda c: self._ends[c][1])
        for column in range(columns):
            self._stack(rising[column::columns], _GAP_PX + column * self._column_px)

    def _stack(self, members: list[int], offset_px: int) -> None:
        wanted = [self._canvas.to_widget(*self._ends[c]) for c in members]
        top, bottom = self._canvas.height_range()
        heights = spread(
            [float(point.y()) for point in wanted],
            _CHIP_PX,
            (top + _CHIP_PX / 2.0, bottom - _CHIP_PX / 2.0),
        )
        for cluster, point, y in zip(members, wanted, heights, strict=True):
            point.setX(point.x() + offset_px)
            point.setY(round(y))
            self._chips[cluster].setPos(self._canvas.to_axes(point.toPointF()))
