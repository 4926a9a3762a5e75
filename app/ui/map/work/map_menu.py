"""Offer what can be done with the class under the pointer, in a menu of the map."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.ui.map.map_area import MapArea
from app.ui.map.map_view import MapView


class MapMenu(QObject):
    """The menu of the maps; the class it opens on is selected first, unless it is already."""

    def __init__(self, area: MapArea) -> None:
        super().__init__(area)
        self._area = area
        self._groups: list[Sequence[QAction]] = []
        self._selected: tuple[int, ...] = ()
        area.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        area.customContextMenuRequested.connect(self._on_requested)

    def offer(self, actions: Sequence[QAction]) -> None:
        """Offer a group of actions more, at the top."""
        self._groups.insert(0, actions)

    @Slot(object)
    def set_selected(self, numbers: tuple[int, ...]) -> None:
        """Take note of the classes that are selected."""
        self._selected = numbers

    @Slot(QPoint)
    def _on_requested(self, place: QPoint) -> None:
        number = self._number_at(place)
        if number and number not in self._selected:
            self._area.cluster_clicked.emit(number)
        if not self._selected:
            return
        menu = QMenu(self._area)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for group in self._groups:
            menu.addActions(list(group))
            menu.addSeparator()
        menu.popup(self._area.mapToGlobal(place))

    def _number_at(self, place: QPoint) -> int:
        """Return the class at a place of the area; 0 where none is."""
        view = self._area.childAt(place)
        if not isinstance(view, MapView) or not view.has_scene:
            return 0
        at = view.mapFrom(self._area, place)
        col, row = view.viewport.to_scene(at.x(), at.y(), view.extent)
        return self._area.number_at(row, col)
