"""Make little squares of a cluster's colour."""

from PySide6.QtGui import QColor, QIcon, QPixmap

from app.clustering.naming.cluster_look import Rgb

_SIDE_PX = 14
_LIGHT = 140  # above this luma, black text stands out better than white


def swatch_icon(rgb: Rgb) -> QIcon:
    """Return a square that keeps its colour in a selected row too."""
    square = QPixmap(_SIDE_PX, _SIDE_PX)
    square.fill(QColor(*rgb))
    made = QIcon(square)
    made.addPixmap(square, QIcon.Mode.Selected)
    return made


def ink_on(rgb: Rgb) -> QColor:
    """Return black or white, whichever reads better on a colour."""
    red, green, blue = rgb
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return QColor("black" if luma > _LIGHT else "white")
