"""Say in a scatter plot which class an ellipse is of, without hiding what lies below."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from app.clustering.naming.cluster_look import ClusterLook
from app.ui.parts import plain

_SHARE = 0.16  # of the plot's width may be covered by one name
_SELECTED_SHARE = 0.4
_SHORT_PX = 90  # of a name that hides little in any plot


def chip_text(
    look: ClusterLook, number: int, metrics: QFontMetrics, width_px: float, *, is_selected: bool
) -> str:
    """Return number and name where they are short; the number alone of others that are not.

    Parameters
    ----------
    width_px
        Of the plot.
    """
    title = plain.line(look.title_of(number))
    if not title.startswith(str(number)):
        return str(number)  # it was given no name
    if metrics.horizontalAdvance(title) <= max(_SHORT_PX, _SHARE * width_px):
        return title
    if not is_selected:
        return str(number)
    room_px = max(_SHORT_PX, int(_SELECTED_SHARE * width_px))
    return metrics.elidedText(title, Qt.TextElideMode.ElideRight, room_px)
