"""Make little squares of a cluster's colour."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from app.clustering.naming.cluster_look import Rgb

_SIDE_PX = 14
_BEHIND_PX = 4  # how far the second square stands out behind the first
_LIGHT = 140  # above this luma, black text stands out better than white


def swatch_icon(rgb: Rgb, *, is_joined: bool = False) -> QIcon:
    """Return a square that keeps its colour in a selected row too; two where several are one."""
    square = QPixmap(_SIDE_PX, _SIDE_PX)
    square.fill(QColor(*rgb))
    if is_joined:
        square.fill(Qt.GlobalColor.transparent)
        painter = QPainter(square)
        small_px = _SIDE_PX - _BEHIND_PX
        painter.fillRect(_BEHIND_PX, _BEHIND_PX, small_px, small_px, QColor(*rgb))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(0, 0, small_px + 1, small_px + 1, Qt.GlobalColor.transparent)
        painter.fillRect(0, 0, small_px, small_px, QColor(*rgb))
        painter.end()
    made = QIcon(square)
    made.addPixmap(square, QIcon.Mode.Selected)
    return made


def ink_on(rgb: Rgb) -> QColor:
    """Return black or white, whichever reads better on a colour."""
    red, green, blue = rgb
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return QColor("black" if luma > _LIGHT else "white")
