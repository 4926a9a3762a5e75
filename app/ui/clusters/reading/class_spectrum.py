"""Draw the spectrum of one class against all others, the scene and the pixel under the mouse."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.arrays import DoubleArray
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import Signatures
from app.ui.clusters.spectrum.known_spectra import mean_of_all
from app.ui.clusters.spectrum.spectrum_axis import unit_of
from app.ui.clusters.spectrum.spreading import spread
from app.ui.parts import number_format, plain, theme

_HEIGHT_PX, _LEAST_HEIGHT_PX = 106, 80
_LEFT_PX, _TOP_PX, _BOTTOM_PX, _GAP_PX = 52, 18, 20, 6
_NAMED_PX = 270  # from this width on, names stand beside the curves
_MOST_NAME_PX, _LINE_PX = 110, 14
_STD_ALPHA, _OTHERS_ALPHA = 60, 150
_SCENE, _PIXEL = "All pixels", "Under the mouse"
_IN_SHORT = {_SCENE: "- - All", _PIXEL: "Mouse"}
_N_TICKS = 4


@dataclass(frozen=True, slots=True, eq=False)
class _End:
    """The right end of a curve, and what stands beside it."""

    y: float
    text: str
    colour: QColor
    is_strong: bool = False


class ClassSpectrum(QWidget):
    """Bands stand evenly spaced, by their names; others are grey, the scene's mean is dashed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("classSpectrum")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._spectra: Signatures | None = None
        self._look = ClusterLook(0, (), ())
        self._row = 0
        self._pixel: DoubleArray | None = None
        self._range = (0.0, 1.0)
        self._scene: DoubleArray = np.empty(0)
        theme.current().changed.connect(self.update)

    def show_class(self, spectra: Signatures, look: ClusterLook, row: int) -> None:
        """Show the class of a row of the spectra, which are told in units or stored numbers."""
        if self._spectra is None or spectra.bands != self._spectra.bands:
            self._pixel = None
        self._spectra, self._look, self._row = spectra, look, row
        known = np.isfinite(spectra.mean).all(axis=1)
        self._scene = mean_of_all(spectra)
        shown = [spectra.mean[known], spectra.p05[row], spectra.p95[row]]
        figures = np.concatenate([np.ravel(one) for one in shown])
        figures = figures[np.isfinite(figures)]
        low, high = (float(figures.min()), float(figures.max())) if len(figures) else (0.0, 1.0)
        margin = 0.06 * (high - low) or 0.5
        self._range = low - margin, high + margin
        self._describe()
        self.update()

    def show_pixel(self, values: DoubleArray | None) -> None:
        """Show the values of one pixel, one per band; None shows none."""
        if values is None and self._pixel is None:
            return
        self._pixel = values
        self.update()

    @property
    def pixel(self) -> DoubleArray | None:
        """The values of the pixel that is shown."""
        return self._pixel

    @override
    def sizeHint(self) -> QSize:
        return QSize(300, _HEIGHT_PX)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, _LEAST_HEIGHT_PX)

    def _describe(self) -> None:
        if self._spectra is None:
            return
        title = self._look.title_of(self._look.numbers[self._row])
        self.setAccessibleName(plain.line(f"Spectrum of {title} against all other classes"))
        means = zip(self._spectra.bands, self._spectra.mean[self._row].tolist(), strict=True)
        lines = [
            f"{band.title}: {number_format.measured(mean, band.calibration.decimals)}"
            for band, mean in means
        ]
        self.setToolTip(plain.tip("\n".join((f"Mean of {title}", *lines[:_MOST_LINES]))))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.small_font(theme.tabular_font(self.font())))
        if self._spectra is not None and np.isfinite(self._spectra.mean[self._row]).all():
            area = self._area(painter)
            self._paint_axes(painter, area)
            painter.save()
            painter.setClipRect(area.adjusted(-2, 0, 2, 0))
            ends = self._paint_curves(painter, area)
            painter.restore()
            self._paint_names(painter, area, ends)
        painter.end()

    def _area(self, painter: QPainter) -> QRectF:
        metrics = painter.fontMetrics()
        low, high = self._range
        ticks, decimals = _round_ticks(low, high)
        told = [number_format.fixed(value, decimals) for value in ticks]
        left = min(_LEFT_PX, max(map(metrics.horizontalAdvance, told), default=0) + 2 * _GAP_PX)
        title = self._look.title_of(self._look.numbers[self._row])
        texts = (title, _SCENE, _PIXEL) if self._is_named else ()
        widest = max(map(metrics.horizontalAdvance, texts), default=0)
        right = min(_MOST_NAME_PX, widest) + 2 * _GAP_PX if texts else _GAP_PX
        width = max(40, self.width() - left - right)
        return QRectF(left, _TOP_PX, width, self.height() - _TOP_PX - _BOTTOM_PX)

    @property
    def _is_named(self) -> bool:
        return self.width() >= _NAMED_PX

    def _place(self, area: QRectF, band: int, value: float) -> QPointF:
        n_bands = len(self._scene)
        low, high = self._range
        share = (band + 0.5) / n_bands
        y = area.bottom() - (value - low) / (high - low) * area.height()
        return QPointF(area.left() + share * area.width(), y)

    def _curve(self, area: QRectF, values: DoubleArray) -> QPolygonF:
        return QPolygonF([self._place(area, band, value) for band, value in enumerate(values)])

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        if self._spectra is None:
            return
        metrics = painter.fontMetrics()
        low, high = self._range
        ticks, decimals = _round_ticks(low, high)
        unit = unit_of(self._spectra.bands)
        painter.setPen(theme.token("plot_axis"))
        if self._is_named:
            painter.drawText(QPointF(_GAP_PX / 2, metrics.ascent()), unit)
        for value in ticks:
            y = self._place(area, 0, value).y()
            painter.setPen(QPen(theme.token("plot_grid"), 1.0))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.token("plot_axis"))
            place = QRectF(0, y - _LINE_PX / 2, area.left() - _GAP_PX, _LINE_PX)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, side, number_format.fixed(value, decimals))
        names = [plain.line(band.called) for band in self._spectra.bands]
        widest = max(metrics.horizontalAdvance(name) for name in names) + _GAP_PX
        step = max(1, int(np.ceil(widest * len(names) / area.width())))
        for band in range(0, len(names), step):
            half = metrics.horizontalAdvance(names[band]) / 2.0
            x = self._place(area, band, low).x()
            x = max(half, min(x, self.width() - half))  # all of it is seen at either end, too
            place = QRectF(x - widest, area.bottom() + 3, 2 * widest, _LINE_PX)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, names[band])

    def _paint_curves(self, painter: QPainter, area: QRectF) -> list[_End]:
        if self._spectra is None:
            return []
        spectra, row = self._spectra, self._row
        others = theme.token("line_strong")
        others.setAlpha(_OTHERS_ALPHA)
        painter.setPen(QPen(others, 1.0))
        for other, mean in enumerate(spectra.mean):
            if other != row and np.isfinite(mean).all():
                painter.drawPolyline(self._curve(area, mean))
        colour = QColor(*self._look.colours[row])
        mean, std = spectra.mean[row], np.nan_to_num(spectra.std[row])
        above, below = (self._curve(area, end) for end in (mean + std, mean - std))
        around = QPolygonF([*above.toList(), *reversed(below.toList())])
        fill = QColor(colour)
        fill.setAlpha(_STD_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(around)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        axis = theme.token("plot_axis")
        painter.setPen(QPen(axis, 1.5, Qt.PenStyle.DashLine))
        painter.drawPolyline(self._curve(area, self._scene))
        painter.setPen(QPen(theme.token("plot_line"), 4.5))
        own = self._curve(area, mean)
        painter.drawPolyline(own)
        painter.setPen(QPen(colour, 2.5))
        painter.drawPolyline(own)
        title = self._look.title_of(self._look.numbers[row])
        ends = [
            _End(own.last().y(), title, theme.token("text"), is_strong=True),
            _End(self._place(area, 0, float(self._scene[-1])).y(), _SCENE, axis),
        ]
        if self._pixel is not None and np.isfinite(self._pixel).all():
            accent = theme.token("accent")
            curve = self._curve(area, self._pixel)
            painter.setPen(QPen(accent, 1.5))
            painter.drawPolyline(curve)
            ends.append(_End(curve.last().y(), _PIXEL, accent))
        return ends

    def _paint_names(self, painter: QPainter, area: QRectF, ends: list[_End]) -> None:
        if not self._is_named:
            self._paint_key(painter, area, ends)
            return
        falling = sorted(ends, key=lambda end: -end.y)
        room = (area.top() + _LINE_PX / 2, area.bottom() - _LINE_PX / 2)
        heights = spread([end.y for end in falling], _LINE_PX, room)
        left = area.right() + _GAP_PX
        width = max(20.0, self.width() - left - 2)
        small = painter.font()
        for end, y in zip(falling, heights, strict=True):
            painter.setFont(theme.heading_font(small) if end.is_strong else small)
            text = painter.fontMetrics().elidedText(
                plain.line(end.text), Qt.TextElideMode.ElideRight, int(width)
            )
            painter.setPen(end.colour)
            place = QRectF(left, y - _LINE_PX / 2, width, _LINE_PX)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_key(self, painter: QPainter, area: QRectF, ends: list[_End]) -> None:
        """Say above the curves what they are, but for that of the class, which the card names."""
        right = area.right()
        for end in ends:
            if not end.is_strong:
                text = _IN_SHORT[end.text]
                width = painter.fontMetrics().horizontalAdvance(text)
                painter.setPen(end.colour)
                painter.drawText(QPointF(right - width, painter.fontMetrics().ascent()), text)
                right -= width + 2 * _GAP_PX


def _round_ticks(low: float, high: float) -> tuple[list[float], int]:
    """Return a few round numbers between two ends, and the decimals they take."""
    step = 10.0 ** np.floor(np.log10((high - low) / _N_TICKS))
    step *= next(by for by in (1, 2, 5, 10) if by * step * _N_TICKS >= high - low)
    first = int(np.ceil(low / step))
    ticks = [at * step for at in range(first, int(np.floor(high / step)) + 1)]
    return ticks, max(0, -int(np.floor(np.log10(step))))


_MOST_LINES = 20  # of the tool tip
