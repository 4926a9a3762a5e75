"""Say on the picture which values the colours of an index stand for."""

import math

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.scene.picture.index_picture import IndexScale
from app.ui.map.shown.gradient import gradient
from app.ui.parts import number_format, plain, theme

_BAR_PX = 168, 10  # width and height of the colours
_PAD_PX = theme.STEP_PX
_RADIUS_PX = 4
_N_DIGITS = 3


class ColourBar(QWidget):
    """A small card in the upper left corner of its parent; hidden where no index is shown."""

    def __init__(self, parent: QWidget, name: str = "colourBar") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # the map lies below
        self._scale: IndexScale | None = None
        self._is_apt = True
        self.hide()
        theme.current().changed.connect(self.update)

    @Slot(object)
    def show_scale(self, scale: IndexScale | None) -> None:
        """Show what colours stand for; nothing where they show no index, or one without a value."""
        has_values = scale is not None and math.isfinite(scale.low)
        self._scale = scale if has_values else None
        self.setAccessibleName(plain.line(self.told))
        self.resize(self.sizeHint())
        self.move(_PAD_PX, _PAD_PX)
        self.raise_()
        self.update()
        self.set_apt(is_apt=self._is_apt)

    def set_apt(self, *, is_apt: bool) -> None:
        """Say whether the picture is seen at all where the bar stands."""
        self._is_apt = is_apt
        self.setVisible(is_apt and self._scale is not None)

    @property
    def told(self) -> str:
        """What is shown, in words."""
        scale = self._scale
        if scale is None:
            return ""
        low, middle, high = self._labels(scale)
        return f"{scale.name} from {low} over {middle} to {high}"

    @override
    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        width, height = _BAR_PX
        return QSize(width + 2 * _PAD_PX, height + 2 * line + 2 * _PAD_PX)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        scale = self._scale
        if scale is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme.token("panel")
        ground.setAlphaF(0.92)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), _RADIUS_PX, _RADIUS_PX)
        line = self.fontMetrics().height()
        width, height = _BAR_PX
        left, top = _PAD_PX, _PAD_PX + line
        painter.fillRect(QRectF(left, top, width, height), gradient(scale.ramp, left, left + width))
        painter.setPen(theme.token("text"))
        row = QRectF(left, _PAD_PX / 2, width, line)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, plain.line(scale.name))
        painter.setFont(theme.tabular_font(self.font()))
        row = QRectF(left, top + height + 2, width, line)
        sides = (
            Qt.AlignmentFlag.AlignLeft,
            Qt.AlignmentFlag.AlignHCenter,
            Qt.AlignmentFlag.AlignRight,
        )
        for side, text in zip(sides, self._labels(scale), strict=True):
            painter.drawText(row, side, text)
        painter.end()

    def _labels(self, scale: IndexScale) -> tuple[str, str, str]:
        middle = (scale.low + scale.high) / 2
        decimals = number_format.decimals_for((scale.low, scale.high), _N_DIGITS)
        low, mid, high = (
            number_format.fixed(value, decimals if value else 0)
            for value in (scale.low, middle, scale.high)
        )
        return low, mid, high
