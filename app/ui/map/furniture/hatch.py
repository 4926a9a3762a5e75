"""Hatch what holds no data, on maps and in their legend."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

from app.ui.parts import theme

_PERIOD_PX = 8


def no_data_brush() -> QBrush:
    """Return thin lines over the canvas, neutral and faint: colours beside it are judged."""
    canvas = theme.token("canvas")
    tile = QPixmap(_PERIOD_PX, _PERIOD_PX)
    tile.fill(canvas)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(canvas.lighter(122)), 1.2, Qt.PenStyle.SolidLine))
    for shift in (-_PERIOD_PX, 0, _PERIOD_PX):
        painter.drawLine(shift, _PERIOD_PX, shift + _PERIOD_PX, 0)
    painter.end()
    return QBrush(tile)
