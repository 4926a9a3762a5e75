"""Let a person click a colour in a picture of the window."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from typing_extensions import override

from app.ui.map.map_area import MapArea
from app.ui.map.map_view import MapView


class EyeDropper(QObject):
    """Takes the next click on a map for the choice of a colour.

    Signals
    -------
    picked : (tuple[int, int, int],)
        Red, green and blue, as the screen shows them.
    ended
        No click is taken any more, whether a colour was picked or not.
    """

    picked = Signal(object)
    ended = Signal()

    def __init__(self, area: MapArea) -> None:
        super().__init__(area)
        self._area = area
        self._views = area.findChildren(MapView)
        self._is_picking = False

    @property
    def is_picking(self) -> bool:
        """Whether the next click is a choice of colour."""
        return self._is_picking

    @Slot()
    def begin(self) -> None:
        """Take the next click; Esc gives up."""
        if self._is_picking:
            return
        self._is_picking = True
        for view in self._views:
            view.installEventFilter(self)
            view.setCursor(Qt.CursorShape.PointingHandCursor)
        self._area.setFocus()

    @Slot()
    def cancel(self) -> None:
        """Take no click any more."""
        if not self._is_picking:
            return
        self._is_picking = False
        for view in self._views:
            view.removeEventFilter(self)
            view.unsetCursor()
        self.ended.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep clicks and Esc from the view; it moves and zooms as ever."""
        if isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self.cancel()
                return True
            return False
        if event.type() is QEvent.Type.Enter:
            return True  # it would show its own pointer
        if not isinstance(event, QMouseEvent) or event.button() is not Qt.MouseButton.LeftButton:
            return False
        if event.type() is QEvent.Type.MouseButtonRelease and isinstance(watched, MapView):
            self._pick(watched, event.position().toPoint())
        return True

    def _pick(self, view: MapView, place: QPoint) -> None:
        if not view.rect().contains(place):
            return
        # The crosshair leaves a gap at its middle, where the pointer is.
        colour = view.grab(QRect(place, place)).toImage().pixelColor(0, 0)
        self.cancel()
        self.picked.emit((colour.red(), colour.green(), colour.blue()))
