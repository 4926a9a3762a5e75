"""Draw how the values of a class are spread, band by band, in front of all classes together."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from app.arrays import DoubleArray, IntArray
from app.clustering.naming.cluster_look import Rgb
from app.clustering.reading.band_histogram import BandHistogram
from app.clustering.shown_values import ValuesAs, band_as
from app.ui.parts import number_format, plain, theme

_CELL_PX, _CELL_HEIGHT_PX, _GAP_PX, _LINE_PX = 92, 72, 10, 14
_ALPHA = 190


class BandHistograms(QWidget):
    """One small plot per band: shares of the class' pixels in colour, of all pixels in grey."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("classHistograms")
        self.setAccessibleName("Histogram of the class per band")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._histograms: tuple[BandHistogram, ...] = ()
        self._row, self._colour = 0, QColor()
        self._told = ValuesAs.UNITS
        self._pixel: DoubleArray | None = None
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
        n = len(self._histograms)
        rows = -(-n // self._n_columns(self.width())) if n else 0
        self.setFixedHeight(rows * (_CELL_HEIGHT_PX + _GAP_PX))

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            for number in range(len(self._histograms)):
                if self._cell(number).contains(QPointF(event.pos())):
                    QToolTip.showText(event.globalPos(), plain.tip(self._tell(number)), self)
                    return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.small_font(theme.tabular_font(self.font())))
        for number, histogram in enumerate(self._histograms):
            cell = self._cell(number)
            if cell.intersects(QRectF(event.rect())):
                self._paint_cell(painter, cell, number, histogram)
        painter.end()

    def _n_columns(self, width: int) -> int:
        return max(1, (width + _GAP_PX) // (_CELL_PX + _GAP_PX))

    def _cell(self, number: int) -> QRectF:
        columns = self._n_columns(self.width())
        width = (self.width() - (columns - 1) * _GAP_PX) / columns
        row, column = divmod(number, columns)
        left, top = column * (width + _GAP_PX), row * (_CELL_HEIGHT_PX + _GAP_PX)
        return QRectF(left, top, width, _CELL_HEIGHT_PX)

    def _paint_cell(
        self, painter: QPainter, cell: QRectF, number: int, histogram: BandHistogram
    ) -> None:
        metrics = painter.fontMetrics()
        head = QRectF(cell.left(), cell.top(), cell.width(), _LINE_PX)
        painter.setPen(theme.token("text"))
        title = plain.line(histogram.band.title)
        cut = metrics.elidedText(title, Qt.TextElideMode.ElideRight, int(cell.width()))
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft, cut)
        area = cell.adjusted(0, _LINE_PX + 2, 0, -_LINE_PX - 1)
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
        return (
            f"{histogram.band.title}, {low} to {high}{f' {unit}' if unit else ''}\n"
            f"Coloured: {counted}{rest}; grey: all classes.\n"
            "The first and the last bin hold what lies beyond."
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
