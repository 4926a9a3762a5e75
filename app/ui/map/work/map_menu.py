"""Offer what can be done with the place and the class under the pointer, in a menu of the map."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QIcon, QPixmap
from PySide6.QtWidgets import QMenu

from app.clustering.naming.cluster_look import ClusterLook
from app.ui.map.map_area import MapArea
from app.ui.map.map_view import MapView
from app.ui.parts import plain

_SWATCH_PX = 12


class Copied(StrEnum):
    """What is copied of a pixel."""

    PLACE = "place"
    LATITUDE = "latitude"
    VALUES = "values"


_COPIES = {
    Copied.PLACE: "Copy &coordinates",
    Copied.LATITUDE: "Copy latitude and lon&gitude",
    Copied.VALUES: "Copy &values",
}


class MapMenu(QObject):
    """The menu of the maps; the class it opens on is selected first, unless it is already.

    Signals
    -------
    patch_given : (int, int, int)
        Row and column of a pixel, and the class that its patch is to belong to.
    copy_requested : (Copied, int, int)
        What is to be copied of the pixel at a row and column.
    """

    patch_given = Signal(int, int, int)
    copy_requested = Signal(object, int, int)

    def __init__(self, area: MapArea) -> None:
        super().__init__(area)
        self._area = area
        self._groups: list[Sequence[QAction]] = []
        self._of_view: list[Sequence[QAction]] = []
        self._selected: tuple[int, ...] = ()
        self._look = ClusterLook(0, (), ())
        area.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        area.customContextMenuRequested.connect(self._on_requested)

    def offer(self, actions: Sequence[QAction]) -> None:
        """Offer a group of actions more, at the top."""
        self._groups.insert(0, actions)

    def offer_view(self, actions: Sequence[QAction]) -> None:
        """Offer a group of actions that ask for no class, at the bottom."""
        self._of_view.append(actions)

    @Slot(object)
    def set_selected(self, numbers: tuple[int, ...]) -> None:
        """Take note of the classes that are selected."""
        self._selected = numbers

    def set_look(self, look: ClusterLook) -> None:
        """Take note of the classes there are."""
        self._look = look

    @Slot(QPoint)
    def _on_requested(self, place: QPoint) -> None:
        pixel = self._pixel_at(place)
        if pixel is None:
            return
        number = self._area.number_at(*pixel)
        if number and number not in self._selected:
            self._area.cluster_clicked.emit(number)
        menu = QMenu(self._area)
        menu.setObjectName("mapMenu")
        menu.setToolTipsVisible(True)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        row, col = map(int, pixel)
        if self._selected:
            for group in self._groups:
                menu.addActions(list(group))
                menu.addSeparator()
            if number and self._look.n_classes > 1:
                menu.addMenu(self._receivers(menu, row, col, number))
                menu.addSeparator()
        self._add_copies(menu, row, col)
        for group in self._of_view:
            menu.addSeparator()
            menu.addActions(list(group))
        menu.popup(self._area.mapToGlobal(place))

    def _add_copies(self, menu: QMenu, row: int, col: int) -> None:
        for what, text in _COPIES.items():
            action = menu.addAction(text)
            action.setObjectName(f"actionCopy_{what}")
            action.setData((what, row, col))
            action.triggered.connect(self._on_copy_triggered)

    @Slot()
    def _on_copy_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.copy_requested.emit(*action.data())

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

    def _pixel_at(self, place: QPoint) -> tuple[float, float] | None:
        """Return row and column at a place of the area; of the view with the focus where none is.

        None where there is no scene. A menu that is asked for by a key opens amid the views.
        """
        under = self._area.childAt(place)
        views = self._area.findChildren(MapView)
        at_place = [one for one in views if under is not None and one.isAncestorOf(under)]
        view = under if isinstance(under, MapView) else next(iter(at_place), None)
        view = view or next((one for one in views if one.hasFocus()), None)
        if view is None or not view.has_scene:
            return None
        at = view.mapFrom(self._area, place)
        at = at if view.rect().contains(at) else view.rect().center()
        col, row = view.viewport.to_scene(at.x(), at.y(), view.extent)
        return row, col
