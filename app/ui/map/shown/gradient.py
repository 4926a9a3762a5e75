"""Draw a ramp of colour as a gradient: straight between the same anchors as in pictures."""

from PySide6.QtGui import QColor, QLinearGradient

from app.scene.picture.ramps import ANCHORS, Ramp


def gradient(ramp: Ramp, left: float, right: float) -> QLinearGradient:
    """Return the colours of a ramp from left to right."""
    colours = QLinearGradient(left, 0, right, 0)
    anchors = ANCHORS[ramp]
    for number, colour in enumerate(anchors):
        colours.setColorAt(number / (len(anchors) - 1), QColor(*colour))
    return colours
