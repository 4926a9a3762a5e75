"""A table whose rows are edited elsewhere: by a double click, or by F2."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QStyle, QTableView, QWidget
from typing_extensions import override

_BOX_MARGIN_PX = 8


class RowTable(QTableView):
    """Asks for a row to be edited.

    Signals
    -------
    row_edit_requested : (int,)
        The row that is meant.
    """

    row_edit_requested = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)

    @override
    def event(self, event: QEvent) -> bool:
        # The window's F2 names clusters; here the key means the row the person stands on.
        if event.type() is QEvent.Type.ShortcutOverride and _is_edit_key(event):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_edit_key(event) and self.currentIndex().isValid():
            self.row_edit_requested.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not self._is_on_box(event):
            self.row_edit_requested.emit(index.row())
        else:
            super().mouseDoubleClickEvent(event)

    def _is_on_box(self, event: QMouseEvent) -> bool:
        """Whether a tick box was clicked twice: it is ticked twice, nothing is to be edited."""
        place = event.position().toPoint()
        index = self.indexAt(place)
        if not index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        width = self.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth)
        return place.x() < self.visualRect(index).left() + width + _BOX_MARGIN_PX


def _is_edit_key(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.key() == Qt.Key.Key_F2
        and event.modifiers() == Qt.KeyboardModifier.NoModifier
    )
