"""Frame the views of a scene: what links them, what is said while they are empty."""

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.arrays import Window
from app.clustering.naming.cluster_look import LabelPicture
from app.scene.picture.composite import Picture
from app.ui.map.area.cards import MapCards
from app.ui.map.area.map_pair import MapPair
from app.ui.map.area_pen import AreaPen
from app.ui.map.furniture.map_furniture import MapFurniture
from app.ui.map.map_link import MapLink
from app.ui.map.map_pane import MapPane
from app.ui.map.shown.colour_bar import ColourBar
from app.ui.map.swipe_divider import SwipeDivider
from app.ui.map.tools.brush_pen import BrushPen
from app.ui.map.tools.side_scale import SideScale
from app.ui.map.tools.tool_overlay import ToolOverlay
from app.ui.map.viewport import Viewport
from app.ui.parts import boxes

_GAP_PX = 2
_ZOOM_STEP = 1.5


class MapFrame(QWidget):
    """Two views, or three, beside each other that always show the same place.

    Attributes
    ----------
    colour_bar
        What the colours of the picture stand for, where it shows an index.
    furniture
        Scale bars and legend.
    tool
        What the tool that is open lays over the views.

    label_pen, brush
        What draws and paints labels on the picture.

    Signals
    -------
    hovered
        Row and column under the mouse, in pixel-corner coordinates.
    left
        The mouse is elsewhere.
    view_changed
        The `Window` that is seen and the (rows, cols) the screen shows of it.
    run_requested
        The button of the empty view.
    third_shown : (bool,)
        Whether three pictures stand beside each other, which takes room.
    """

    hovered = Signal(float, float)
    left = Signal()
    view_changed = Signal(Window, tuple)
    run_requested = Signal()
    third_shown = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = MapPane("compositeView", "Composite", self)
        self._second = MapPane("clusterView", "Clusters", self)
        self._third = MapPane("thirdView", "Third picture", self)
        self._third.hide()
        self._panes = self._first, self._second, self._third
        views = self._first.view, self._second.view, self._third.view
        self._link = MapLink(views, self)
        self._divider = SwipeDivider(self._first.view)
        self._divider.hide()
        self._pen = AreaPen(self._first.view)
        self.label_pen = AreaPen(self._first.view, "labelPen", "Drawing labels")
        self.brush = BrushPen(self._first.view)
        self.colour_bar = ColourBar(self._first.view)
        self._scales = SideScale(views, self)
        self.furniture = MapFurniture(views, self)
        self.tool = ToolOverlay(self._first.view, self)
        self._pair = MapPair(self)
        self._cards = MapCards(self._first, self._second, self)
        layout = boxes.row(self, margin=0, spacing=_GAP_PX)
        for pane in self._panes:
            layout.addWidget(pane, 1)
        self.setFocusProxy(self._first.view)
        self._cards.run_requested.connect(self.run_requested)
        self._link.view_changed.connect(self.view_changed)
        for pane in self._panes:
            pane.view.hovered.connect(self.hovered)
            pane.view.left.connect(self.left)
        self._first.view.resized.connect(self._divider.place)

    @property
    def link(self) -> MapLink:
        """What keeps all pictures at the same place."""
        return self._link

    @property
    def pen(self) -> AreaPen:
        """What draws outlines on the picture."""
        return self._pen

    def tell(self, texts: Sequence[str]) -> None:
        """Say above each picture what it shows under the mouse, where each has a view of its own.

        Parameters
        ----------
        texts
            Of as many pictures as there are, from the first; none where nothing is to be said.
        """
        if self._second.isHidden():
            return
        for pane, text in zip_longest(self._panes, texts, fillvalue=""):
            if isinstance(pane, MapPane):
                pane.tell(text)

    def paint_now(self) -> None:
        """Paint at once, not in turn with all else that has changed in the window."""
        for pane in self._panes:
            pane.view.repaint()

    @Slot(bool)
    def set_busy(self, is_busy: bool) -> None:  # noqa: FBT001 -- a slot of busy_changed(bool)
        """Say in the empty cluster view whether maps are on their way."""
        self._cards.set_busy(is_busy=is_busy)

    @Slot(str)
    def set_obstacle(self, reason: str) -> None:
        """Say in the empty cluster view why no sweep can be run; nothing if one can."""
        self._cards.set_obstacle(reason)

    @property
    def place(self) -> tuple[float, float, float] | None:
        """What is seen, as `show_place` takes it; None for the whole scene."""
        return self._link.place

    def show_place(self, col: float, row: float, scale: float) -> None:
        """Show this point of the scene amid the views, at so many screen pixels for one of it."""
        self._link.show(Viewport(col, row, scale))

    @Slot()
    def fit(self) -> None:
        """Show the whole scene."""
        self._link.fit()

    @Slot()
    def one_to_one(self) -> None:
        """Show one pixel of the scene on one of the screen."""
        self._link.one_to_one()

    @Slot()
    def zoom_in(self) -> None:
        """Magnify about the centre."""
        self._link.zoom(_ZOOM_STEP)

    @Slot()
    def zoom_out(self) -> None:
        """See more around the centre."""
        self._link.zoom(1 / _ZOOM_STEP)

    @Slot(int, LabelPicture)
    def show_side_detail(self, place: int, picture: LabelPicture) -> None:
        """Show part of one side of a comparison as finely as the screen can."""
        self._pair.set_detail(place, picture)
        self._redraw()

    @Slot(int, Picture)
    def show_image_detail(self, place: int, picture: Picture) -> None:
        """Show part of a picture that is compared as finely as the screen can."""
        self._pair.set_image_detail(place, picture)
        self._redraw()

    @Slot(LabelPicture)
    def show_veil_detail(self, picture: LabelPicture) -> None:
        """Dim part of the scene as finely as the screen can."""
        self._pair.set_veil_detail(picture)
        self._redraw()

    def _show_third(self, *, is_shown: bool) -> None:
        if is_shown == self._third.isHidden():
            self._third.setVisible(is_shown)
            self.third_shown.emit(is_shown)

    def _redraw(self) -> None:
        for pane in self._panes:
            pane.view.update()
