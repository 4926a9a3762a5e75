"""Offer what can be done with the class under the pointer, in a menu of the map."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QIcon, QPixmap
from PySide6.QtWidgets import QMenu

from app.clustering.naming.cluster_look import ClusterLook
from app.ui.map.map_area import MapArea
from app.ui.map.map_view import MapView
from app.ui.parts import plain

_SWATCH_PX = 12


class MapMenu(QObject):
    """The menu of the maps; the class it opens on is selected first, unless it is already.

    Signals
    -------
    patch_given : (int, int, int)
        Row and column of a pixel, and the class that its patch is to belong to.
    """

    patch_given = Signal(int, int, int)

    def __init__(self, area: MapArea) -> None:
        super().__init__(area)
        self._area = area
        self._groups: list[Sequence[QAction]] = []
        self._selected: tuple[int, ...] = ()
        self._look = ClusterLook(0, (), ())
        area.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        area.customContextMenuRequested.connect(self._on_requested)

    def offer(self, actions: Sequence[QAction]) -> None:
        """Offer a group of actions more, at the top."""
        self._groups.insert(0, actions)

    @Slot(object)
    def set_selected(self, numbers: tuple[int, ...]) -> None:
        """Take note of the classes that are selected."""
        self._selected = numbers

    def set_look(self, look: ClusterLook) -> None:
        """Take note of the classes there are."""
        self._look = look

    @Slot(QPoint)
    def _on_requested(self, place: QPoint) -> None:
        found = self._found_at(place)
        number = 0 if found is None else found[2]
        if number and number not in self._selected:
            self._area.cluster_clicked.emit(number)
        if not self._selected:
            return
        menu = QMenu(self._area)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for group in self._groups:
            menu.addActions(list(group))
            menu.addSeparator()
        if found is not None and self._look.n_classes > 1:
            menu.addMenu(self._receivers(menu, *found))
        menu.popup(self._area.mapToGlobal(place))

    def _receivers(self, menu: QMenu, row: int, col: int, number: int) -> QMenu:
        """Return a menu of the classes that the patch at a place can be given to."""
        receivers = QMenu("Give this &patch to", menu)
        receivers.setObjectName("patchMenu")
        look = self._look
        for other, rgb in zip(look.numbers, look.colours, strict=True):
            if other != number:
                swatch = QPixmap(_SWATCH_PX, _SWATCH_PX)
                swatch.fill(QColor(*rgb))
                action = receivers.addAction(QIcon(swatch), plain.entry(look.title_of(other)))
                action.setData((row, col, other))
        receivers.triggered.connect(self._on_given)
        return receivers

    @Slot(QAction)
    def _on_given(self, action: QAction) -> None:
        self.patch_given.emit(*action.data())

    def _found_at(self, place: QPoint) -> tuple[int, int, int] | None:
        """Return row, column and class at a place of the area; None where there is no class."""
        view = self._area.childAt(place)
        if not isinstance(view, MapView) or not view.has_scene:
            return None
        at = view.mapFrom(self._area, place)
        col, row = view.viewport.to_scene(at.x(), at.y(), view.extent)
        number = self._area.number_at(row, col)
        return (int(row), int(col), number) if number else None
