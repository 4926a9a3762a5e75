"""Draw how the values of a class are spread, band by band, in front of all classes together."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from app.arrays import DoubleArray, IntArray
from app.clustering.naming.cluster_look import Rgb
from app.clustering.reading.band_histogram import BandHistogram
from app.clustering.shown_values import ValuesAs, band_as
from app.scene.band import Band
from app.ui.parts import number_format, plain, theme

_CELL_PX, _CELL_HEIGHT_PX, _GAP_PX, _LINE_PX = 92, 72, 10, 14
# In a low card: one row without ends, of as many bands as there is room for.
_LOW_CELL_PX, _LOW_HEIGHT_PX, _LOW_GAP_PX = 10, 54, 3
_ALPHA = 190


class BandHistograms(QWidget):
    """One small plot per band: shares of the class' pixels in colour, of all pixels in grey."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "classHistograms", "Histogram of the class per band")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._histograms: tuple[BandHistogram, ...] = ()
        self._row, self._colour = 0, QColor()
        self._told = ValuesAs.UNITS
        self._pixel: DoubleArray | None = None
        self._is_low = False
        theme.current().changed.connect(self.update)

    @property
    def histograms(self) -> tuple[BandHistogram, ...]:
        """Those that are drawn."""
        return self._histograms

    def show_class(
        self, histograms: tuple[BandHistogram, ...], row: int, colour: Rgb, told: ValuesAs
    ) -> None:
        """Show the class of a row; ends are told in units, or in stored numbers."""
        n_before = len(self._histograms)
        self._histograms, self._row, self._told = histograms, row, told
        self._colour = QColor(*colour)
        if n_before != len(histograms):
            self._pixel = None
            self._fit()
        self.update()

    def show_low(self, *, is_low: bool) -> None:
        """Take little height, or as much as ends below each plot need."""
        if is_low != self._is_low:
            self._is_low = is_low
            self._fit()
            self.update()

    @property
    def drawn(self) -> tuple[int, ...]:
        """The places of the bands that are drawn: all, or some of them evenly chosen."""
        n = len(self._histograms)
        room = self._n_columns(self.width())
        if not self._is_low or n <= room:
            return tuple(range(n))
        return tuple(int(at) for at in np.linspace(0, n - 1, room).round())

    def show_pixel(self, values: DoubleArray | None) -> None:
        """Mark the values of one pixel, one per band, as they are told; None marks none."""
        if values is None and self._pixel is None:
            return
        self._pixel = values
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(3 * _CELL_PX, self.minimumHeight())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the rows take at this width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        n = len(self.drawn)
        rows = -(-n // self._n_columns(self.width())) if n else 0
        if self._is_low:
            self.setFixedHeight(_LOW_HEIGHT_PX if n else 0)
        else:
            self.setFixedHeight(rows * (_CELL_HEIGHT_PX + _GAP_PX))

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            for at, number in enumerate(self.drawn):
                if self._cell(at).contains(QPointF(event.pos())):
                    QToolTip.showText(event.globalPos(), plain.tip(self._tell(number)), self)
                    return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.small_font(theme.tabular_font(self.font())))
        step = self._title_step(painter)
        for at, number in enumerate(self.drawn):
            cell = self._cell(at)
            if cell.intersects(QRectF(event.rect())):
                histogram = self._histograms[number]
                if at % step == 0:
                    self._paint_title(painter, cell, step, histogram.band)
                self._paint_cell(painter, cell, number, histogram)
        painter.end()

    def _n_columns(self, width: int) -> int:
        cell, gap = (_LOW_CELL_PX, _LOW_GAP_PX) if self._is_low else (_CELL_PX, _GAP_PX)
        return max(1, (width + gap) // (cell + gap))

    def _cell(self, at: int) -> QRectF:
        columns, gap = self._n_columns(self.width()), _GAP_PX
        height = _CELL_HEIGHT_PX
        if self._is_low:
            columns, gap, height = min(columns, len(self.drawn)), _LOW_GAP_PX, _LOW_HEIGHT_PX
        width = (self.width() - (columns - 1) * gap) / columns
        row, column = divmod(at, columns)
        return QRectF(column * (width + gap), row * (height + gap), width, height)

    def _title_step(self, painter: QPainter) -> int:
        """Return that every so many plots have room for the name of their band."""
        if not self._is_low or not self.drawn:
            return 1
        names = [plain.line(self._histograms[number].band.called) for number in self.drawn]
        widest = max(map(painter.fontMetrics().horizontalAdvance, names)) + _LOW_GAP_PX
        return max(1, math.ceil(widest / (self._cell(0).width() + _LOW_GAP_PX)))

    def _paint_title(self, painter: QPainter, cell: QRectF, step: int, band: Band) -> None:
        width = cell.width() if not self._is_low else step * (cell.width() + _LOW_GAP_PX)
        width = min(width, self.width() - cell.left())
        title = plain.line(band.called if self._is_low else band.title)
        cut = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(width))
        painter.setPen(theme.token("text"))
        head = QRectF(cell.left(), cell.top(), width, _LINE_PX)
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft, cut)

    def _paint_cell(
        self, painter: QPainter, cell: QRectF, number: int, histogram: BandHistogram
    ) -> None:
        area = cell.adjusted(0, _LINE_PX + 2, 0, 0 if self._is_low else -_LINE_PX - 1)
        own, everything = self._shares(histogram)
        top = max(float(own.max()), float(everything.max())) or 1.0
        painter.setPen(QPen(theme.token("plot_axis"), 1.0))
        painter.setBrush(theme.token("plot_grid"))
        painter.drawPolygon(_steps(area, everything / top))
        fill = QColor(self._colour)
        fill.setAlpha(_ALPHA)
        painter.setPen(QPen(self._colour, 1.0))
        painter.setBrush(fill)
        painter.drawPolygon(_steps(area, own / top))
        self._paint_mark(painter, area, number, histogram)
        if self._is_low:
            return
        low, high = self._ends(histogram)
        foot = QRectF(cell.left(), area.bottom() + 1, cell.width(), _LINE_PX)
        painter.setPen(theme.token("plot_axis"))
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, low)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, high)

    def _paint_mark(
        self, painter: QPainter, area: QRectF, number: int, histogram: BandHistogram
    ) -> None:
        if self._pixel is None or number >= len(self._pixel):
            return
        low, high = self._told_ends(histogram)
        share = (float(self._pixel[number]) - low) / (high - low) if high != low else 0.5
        if np.isfinite(share):
            x = area.left() + min(max(share, 0.0), 1.0) * area.width()
            painter.setPen(QPen(theme.token("accent"), 2.0))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _shares(self, histogram: BandHistogram) -> tuple[DoubleArray, DoubleArray]:
        own = histogram.class_counts[self._row]
        return _share(own), _share(histogram.all_counts)

    def _told_ends(self, histogram: BandHistogram) -> tuple[float, float]:
        calibration = histogram.band.calibration
        ends = np.array([histogram.low, histogram.high])
        if self._told is ValuesAs.STORED:
            return float(ends[0]), float(ends[1])
        low, high = calibration.values(ends).tolist()
        return float(low), float(high)

    def _ends(self, histogram: BandHistogram) -> tuple[str, str]:
        low, high = self._told_ends(histogram)
        digits = number_format.decimals_for((high - low,), 2)
        return number_format.fixed(low, digits), number_format.fixed(high, digits)

    def _tell(self, number: int) -> str:
        histogram = self._histograms[number]
        low, high = self._ends(histogram)
        unit = band_as(histogram.band, self._told).calibration.unit
        own, everything = histogram.class_counts[self._row].sum(), histogram.all_counts.sum()
        counted = (
            f"{number_format.count(int(own))} pixels of {number_format.count(int(everything))}"
        )
        rest = ", a sample" if histogram.is_of_sample else ""
        n_drawn, n = len(self.drawn), len(self._histograms)
        some = (
            f"\n{n_drawn} of {n} bands are drawn: a higher card draws all." if n_drawn < n else ""
        )
        return (
            f"{histogram.band.title}, {low} to {high}{f' {unit}' if unit else ''}\n"
            f"Coloured: {counted}{rest}; grey: all classes.\n"
            f"The first and the last bin hold what lies beyond.{some}"
        )


def _share(counts: IntArray) -> DoubleArray:
    return np.asarray(counts / max(1, int(counts.sum())))


def _steps(area: QRectF, heights: DoubleArray) -> QPolygonF:
    """Return the outline of bars side by side."""
    width = area.width() / len(heights)
    outline = [QPointF(area.left(), area.bottom())]
    for number, height in enumerate(heights.tolist()):
        y = area.bottom() - height * area.height()
        outline.append(QPointF(area.left() + number * width, y))
        outline.append(QPointF(area.left() + (number + 1) * width, y))
    outline.append(QPointF(area.right(), area.bottom()))
    return QPolygonF(outline)
