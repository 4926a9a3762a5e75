"""Say on a map how long things are, and how much it is magnified."""

import math
from collections.abc import Callable

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.ui.map.map_view import MapView
from app.ui.parts import number_format, theme
from app.ui.parts.numbers import number_style

_LONGEST_PX = 120  # of the bar
_PAD_PX = theme.STEP_PX
_TICK_PX = 5
_RADIUS_PX = 4
_NICE = (5.0, 2.0, 1.0)
_KM = 1_000.0


def nice_length(longest: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20 .. that is no longer."""
    power = 10.0 ** math.floor(math.log10(longest))
    return next(step * power for step in _NICE if step * power <= longest * (1 + 1e-9))


def length_text(length_m: float) -> str:
    """Return "500 m" or "2 km"."""
    text = f"{length_m / _KM:g} km" if length_m >= _KM else f"{length_m:g} m"
    return text.replace(".", number_format.decimal_sign())


def zoom_text(zoom: float) -> str:
    """Return how many pixels of the screen one of the scene takes, "1:1 (100 %)".

    Parameters
    ----------
    zoom
        Pixels of the screen per pixel of the scene, along one side.
    """
    percent = f"{100 * zoom:.0f} %" if zoom >= 0.1 else f"{100 * zoom:.2g} %"
    ratio = f"{_short(zoom)}:1" if zoom >= 1 else f"1:{_short(1 / zoom)}"
    return f"{ratio} ({percent})".replace(".", number_format.decimal_sign())


def _short(ratio: float) -> str:
    return f"{ratio:.1f}".removesuffix(".0") if ratio < 10 else f"{ratio:.0f}"


class ScaleBar(QWidget):
    """A small card in the lower left corner of a view, true where the view looks at.

    Parameters
    ----------
    view
        Which view it stands on.
    pixel_m
        Returns how wide a pixel is on the ground, by row and column, in metres; None where that is
        not known. The bar counts pixels then.
    """

    def __init__(self, view: MapView, pixel_m: Callable[[float, float], float | None]) -> None:
        super().__init__(view)
        self.setObjectName("scaleBar")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # the map lies below
        self._view = view
        self._pixel_m = pixel_m
        view.resized.connect(self.place)
        theme.current().changed.connect(self.update)
        number_style.current().changed.connect(self.update)

    def place(self) -> None:
        """Go where it belongs."""
        size = self.sizeHint()
        self.setGeometry(_PAD_PX, self._view.height() - size.height() - _PAD_PX, *size.toTuple())

    @property
    def told(self) -> tuple[str, str, float]:
        """The length of the bar in words, the zoom in words, and the length in screen pixels."""
        viewport = self._view.viewport
        pixel_m = self._pixel_m(viewport.row, viewport.col)
        length = nice_length(_LONGEST_PX / viewport.scale * (pixel_m or 1.0))
        if pixel_m is None:
            length = max(length, 1.0)
        text = length_text(length) if pixel_m else f"{length:g} px"
        length_px = length / (pixel_m or 1.0) * viewport.scale
        return text, zoom_text(viewport.scale * self.devicePixelRatioF()), length_px

    @override
    def sizeHint(self) -> QSize:
        widest = self.fontMetrics().horizontalAdvance("1:9999 (0.0001 %)")
        height = self.fontMetrics().height() + _PAD_PX
        return QSize(_LONGEST_PX + widest + 6 * _PAD_PX, height)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._view.has_scene:
            return
        text, zoom, length_px = self.told
        metrics = self.fontMetrics()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        zoom_px = metrics.horizontalAdvance(zoom)
        text_px = metrics.horizontalAdvance(text)
        width = length_px + text_px + zoom_px + 5 * _PAD_PX
        ground = theme.token("panel")
        ground.setAlphaF(0.92)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(0, 0, width, self.height()), _RADIUS_PX, _RADIUS_PX)
        middle = self.height() / 2
        left, right = float(_PAD_PX), _PAD_PX + length_px
        painter.setPen(QPen(theme.token("text"), 1.5))
        painter.drawLine(QLineF(left, middle + 2, right, middle + 2))
        for end in (left, right):
            painter.drawLine(QLineF(end, middle + 2, end, middle + 2 - _TICK_PX))
        painter.drawText(_row(right + _PAD_PX, text_px, self.height()), 0, text)
        painter.setPen(theme.token("text_quiet"))
        painter.drawText(_row(right + text_px + 3 * _PAD_PX, zoom_px, self.height()), 0, zoom)
        painter.end()


def _row(left: float, width: float, height: int) -> QRectF:
    return QRectF(left, _PAD_PX / 2, width + _PAD_PX, height)
