"""Show the composite and the clusters at the same place: side by side, swiped, or overlaid."""

from enum import StrEnum

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.arrays import Window
from app.clustering.naming.cluster_look import ClusterLook, LabelPicture
from app.scene.picture.composite import Picture
from app.scene.scene import Scene
from app.ui.map.area_pen import AreaPen
from app.ui.map.empty_state import EmptyState
from app.ui.map.map_layers import LabelLayer, PictureLayer
from app.ui.map.map_link import MapLink
from app.ui.map.map_pane import MapPane
from app.ui.map.map_view import Shown
from app.ui.map.swipe_divider import SwipeDivider

_GAP_PX = 2
_ZOOM_STEP = 1.5
_BEGINNING = "Open a folder of bands to begin."
_OPENING = "The scene is being opened."
_INVITATION = "Choose a range of k and run the sweep."
_ON_ITS_WAY = "The first map appears here as soon as it is ready."


class MapMode(StrEnum):
    """How composite and clusters stand to each other."""

    SIDE_BY_SIDE = "side_by_side"
    SWIPE = "swipe"
    OVERLAY = "overlay"


class MapArea(QWidget):
    """The two pictures of a scene.

    Signals
    -------
    cluster_clicked, cluster_added
        A class, 0 where there is none; added where Ctrl was held.
    hovered
        Row and column under the mouse, in pixel-corner coordinates.
    left
        The mouse is elsewhere.
    view_changed
        The `Window` that is seen and the (rows, cols) the screen shows of it.
    open_requested, sample_requested, run_requested
        The buttons of empty views.
    """

    cluster_clicked = Signal(int)
    cluster_added = Signal(int)
    hovered = Signal(float, float)
    left = Signal()
    view_changed = Signal(Window, tuple)
    open_requested = Signal()
    sample_requested = Signal()
    run_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composite = PictureLayer()
        self._clusters = LabelLayer()
        self._mode = MapMode.SIDE_BY_SIDE
        self._opacity = 0.6
        self._titles = ("", "")
        self._look = ClusterLook(0, (), ())
        self._selected: tuple[int, ...] = ()
        self._is_busy = False
        self._obstacle = ""
        self._first = MapPane("compositeView", "Composite", self)
        self._second = MapPane("clusterView", "Clusters", self)
        self._link = MapLink((self._first.view, self._second.view), self)
        self._divider = SwipeDivider(self._first.view)
        self._divider.hide()
        self._pen = AreaPen(self._first.view)
        self._begin = EmptyState(_BEGINNING, self)
        self._begin_open = self._begin.add_button("Open a folder…", "open", is_primary=True)
        self._begin_sample = self._begin.add_button(
            "Open the sample scene", "sample", is_primary=False
        )
        self._ready = EmptyState(_INVITATION, self)
        self._run = self._ready.add_button("Run sweep", "run", is_primary=True)
        self._waiting = EmptyState("The picture is being prepared.", self)
        self._first.put_card(self._begin)
        self._first.put_card(self._waiting)
        self._second.put_card(self._ready)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP_PX)
        layout.addWidget(self._first, 1)
        layout.addWidget(self._second, 1)
        self.setFocusProxy(self._first.view)
        self._connect()
        self.clear()

    def _connect(self) -> None:
        self._begin_open.clicked.connect(self.open_requested)
        self._begin_sample.clicked.connect(self.sample_requested)
        self._run.clicked.connect(self.run_requested)
        self._link.view_changed.connect(self.view_changed)
        for pane in (self._first, self._second):
            pane.view.clicked.connect(self._on_clicked)
            pane.view.added.connect(self._on_added)
            pane.view.hovered.connect(self.hovered)
            pane.view.left.connect(self.left)
        self._first.view.resized.connect(self._divider.place)
        self._divider.moved.connect(self._on_divider_moved)

    @property
    def mode(self) -> MapMode:
        """How the pictures stand to each other."""
        return self._mode

    @property
    def link(self) -> MapLink:
        """What keeps both pictures at the same place."""
        return self._link

    @property
    def pen(self) -> AreaPen:
        """What draws outlines on the picture."""
        return self._pen

    def number_at(self, row: float, col: float) -> int:
        """Return the class at a point of the scene; 0 where there is none."""
        return self._look.number_at(self._clusters.label_at(row, col))

    @Slot(Scene)
    def show_scene(self, scene: Scene) -> None:
        """Make room for a scene; its picture follows."""
        self._forget()
        self._link.open(scene.grid.height, scene.grid.width)
        self._arrange()

    def set_opening(self, *, is_opening: bool) -> None:
        """Say in the empty view whether a scene is on its way."""
        self._begin.say(_OPENING if is_opening else _BEGINNING)
        for button in (self._begin_open, self._begin_sample):
            button.setVisible(not is_opening)

    @Slot(Picture)
    def show_composite(self, picture: Picture) -> None:
        """Show the whole scene."""
        self._composite.set_base(picture)
        self._waiting.hide()
        self._redraw()
        self._link.announce()

    @Slot(Picture)
    def show_composite_detail(self, picture: Picture) -> None:
        """Show part of the scene as finely as the screen can."""
        if not self._composite.is_empty:
            self._composite.set_detail(picture)
            self._redraw()

    @Slot(LabelPicture)
    def show_labels(self, picture: LabelPicture) -> None:
        """Show the clusters of the whole scene."""
        was_empty = self._clusters.is_empty
        self._clusters.set_base(picture)
        if was_empty:
            self._arrange()
        self._redraw()
        self._link.announce()

    @Slot(LabelPicture)
    def show_label_detail(self, picture: LabelPicture) -> None:
        """Show the clusters of a part as finely as the screen can."""
        self._clusters.set_detail(picture)
        self._redraw()

    @Slot(ClusterLook)
    def set_look(self, look: ClusterLook) -> None:
        """Colour the classes."""
        self._look = look
        self._clusters.set_table(look.table())
        self.select_classes(self._selected)

    @Slot(str)
    def set_composite_title(self, title: str) -> None:
        """Say which bands the composite shows."""
        self._titles = (title, self._titles[1])
        self._caption()

    def set_cluster_title(self, title: str, *, is_estimate: bool) -> None:
        """Say which k is shown, and whether every pixel was counted for it."""
        self._titles = (self._titles[0], title + " · estimate" * is_estimate)
        self._caption()

    @Slot(object)
    def select_classes(self, numbers: tuple[int, ...]) -> None:
        """Dim all classes but these; none dims none."""
        self._selected = numbers
        self._clusters.select(self._look.labels_of(*numbers))
        self._redraw()

    @Slot(str)
    def set_mode(self, mode: str) -> None:
        """Show the pictures side by side, swiped or overlaid."""
        self._mode = MapMode(mode)
        self._arrange()

    @Slot(int)
    def set_opacity(self, percent: int) -> None:
        """Let the composite shine through the clusters of the overlay."""
        self._opacity = percent / 100
        self._stack()

    @Slot(bool)
    def set_busy(self, is_busy: bool) -> None:  # noqa: FBT001 -- a slot of busy_changed(bool)
        """Say in the empty cluster view whether maps are on their way."""
        self._is_busy = is_busy
        self._invite()

    @Slot(str)
    def set_obstacle(self, reason: str) -> None:
        """Say in the empty cluster view why no sweep can be run; nothing if one can."""
        self._obstacle = reason
        self._invite()

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

    @Slot()
    def clear_labels(self) -> None:
        """Show no clusters."""
        self._clusters.clear()
        self.select_classes(())
        self._titles = (self._titles[0], "")
        self._arrange()

    @Slot()
    def clear(self) -> None:
        """Show nothing but how to begin."""
        self._forget()
        self._link.open(0, 0)
        self._arrange()

    def _invite(self) -> None:
        self._ready.say(_ON_ITS_WAY if self._is_busy else self._obstacle or _INVITATION)
        self._run.setVisible(not self._is_busy and not self._obstacle)

    def _forget(self) -> None:
        self._pen.cancel()
        self._composite.clear()
        self._clusters.clear()
        self.select_classes(())
        self._titles = ("", "")

    def _arrange(self) -> None:
        """Give each view its place in this mode, and show cards where there is no picture."""
        has_scene = self._first.view.has_scene
        has_clusters = not self._clusters.is_empty
        is_apart = self._mode is MapMode.SIDE_BY_SIDE or not has_clusters
        self._second.setVisible(has_scene and is_apart)
        self._ready.setVisible(not has_clusters)
        self._begin.setVisible(not has_scene)
        self._waiting.setVisible(has_scene and self._composite.is_empty)
        self._divider.setVisible(self._mode is MapMode.SWIPE and has_clusters)
        self._divider.place()
        self._stack()
        self._caption()

    def _stack(self) -> None:
        """Put the layers into the views."""
        composite, clusters = Shown(self._composite), Shown(self._clusters)
        self._second.view.set_shown(clusters)
        if self._clusters.is_empty or self._mode is MapMode.SIDE_BY_SIDE:
            self._first.view.set_shown(composite)
        elif self._mode is MapMode.SWIPE:
            share = self._divider.share
            self._first.view.set_shown(
                Shown(self._composite, right=share), Shown(self._clusters, left=share)
            )
        else:
            self._first.view.set_shown(composite, Shown(self._clusters, opacity=self._opacity))

    def _caption(self) -> None:
        composite, clusters = self._titles
        is_apart = self._mode is MapMode.SIDE_BY_SIDE or self._clusters.is_empty
        self._first.set_captions(composite, "" if is_apart else clusters)
        self._second.set_captions(clusters or "Clusters")

    def _redraw(self) -> None:
        self._first.view.update()
        self._second.view.update()

    @Slot(float, float)
    def _on_clicked(self, row: float, col: float) -> None:
        if not self._clusters.is_empty:
            self.cluster_clicked.emit(self.number_at(row, col))

    @Slot(float, float)
    def _on_added(self, row: float, col: float) -> None:
        if not self._clusters.is_empty and (number := self.number_at(row, col)):
            self.cluster_added.emit(number)

    @Slot(float)
    def _on_divider_moved(self, _share: float) -> None:
        self._stack()
