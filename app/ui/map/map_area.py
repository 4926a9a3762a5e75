"""Show two or three pictures at the same place: side by side, swiped, overlaid, or in turns."""

from enum import StrEnum

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.clustering.naming.cluster_look import ClusterLook, LabelPicture
from app.scene.picture.composite import Picture
from app.scene.scene import Scene
from app.ui.map.area.blink import Blink
from app.ui.map.area.map_frame import MapFrame
from app.ui.map.area.map_pair import N_SIDES, MapSide
from app.ui.map.map_view import Shown


class MapMode(StrEnum):
    """How the two pictures, composite and clusters as a rule, stand to each other."""

    SIDE_BY_SIDE = "side_by_side"
    SWIPE = "swipe"
    OVERLAY = "overlay"


class MapArea(MapFrame):
    """The pictures of a scene, two or three of them against each other.

    Signals
    -------
    cluster_clicked, cluster_added
        A class, 0 where there is none; added where Ctrl was held.
    blink_changed : (bool,)
        Whether the pictures are shown in turns.
    """

    cluster_clicked = Signal(int)
    cluster_added = Signal(int)
    blink_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composite, self._clusters = self._pair.composite, self._pair.clusters
        self._blink = Blink(self)
        self._mode = MapMode.SIDE_BY_SIDE
        self._opacity = 0.6
        self._had_map = False  # of this scene: until then its picture has all the room
        self._titles = ("", "")
        self._look = ClusterLook(0, (), ())
        self._selected: tuple[int, ...] = ()
        self._hides_map = False
        for pane in self._panes:
            pane.view.clicked.connect(self._on_clicked)
            pane.view.added.connect(self._on_added)
        self._divider.moved.connect(self._on_divider_moved)
        self._blink.turned.connect(self._on_turned)
        self.tool.changed.connect(self._stack)
        self._pair.fade.stepped.connect(self._stack)
        self.clear()

    @property
    def mode(self) -> MapMode:
        """How the pictures stand to each other."""
        return self._mode

    def number_at(self, row: float, col: float) -> int:
        """Return the class at a point of the scene; 0 where there is none, or is shown none."""
        return 0 if self._hides_map else self._look.number_at(self._clusters.label_at(row, col))

    def hide_map(self, *, is_hidden: bool) -> None:
        """Show the picture alone, so that no map leads the eye; or both again."""
        self._hides_map = is_hidden
        self._blink.stop()
        self._arrange()

    @Slot(Scene)
    def show_scene(self, scene: Scene) -> None:
        """Make room for a scene; its picture follows."""
        self._forget()
        self._link.open(scene.grid.height, scene.grid.width)
        self.furniture.show_scene(scene)
        self._arrange()

    @Slot(Picture)
    def show_composite(self, picture: Picture) -> None:
        """Show the whole scene."""
        self._composite.set_base(picture)
        self._first.view.set_hatched(is_hatched=True)
        self._cards.hide_waiting()
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
        self._had_map = True
        self._pair.show_clusters(picture)
        if was_empty:
            self._arrange()
        self._redraw()
        self._link.announce()

    @Slot(LabelPicture)
    def show_label_detail(self, picture: LabelPicture) -> None:
        """Show the clusters of a part as finely as the screen can."""
        self._pair.show_cluster_detail(picture)
        self._redraw()

    @Slot(ClusterLook)
    def set_look(self, look: ClusterLook) -> None:
        """Colour the classes."""
        self._look = look
        self._clusters.set_table(look.table())
        self.select_classes(self._selected)

    @Slot()
    def fade(self) -> None:
        """Let the next map come over the one that is shown, and not in its place at once."""
        self._pair.fade.begin()

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
        self._pair.select(self._look.labels_of(*numbers))
        self._stack()

    @Slot(str)
    def set_mode(self, mode: str) -> None:
        """Show the pictures side by side, swiped or overlaid; no longer in turns."""
        self._mode = MapMode(mode)
        self._blink.stop()
        self._arrange()

    @Slot(object)
    def compare(self, sides: tuple[MapSide, ...] | None) -> None:
        """Set maps or pictures against each other, three only side by side; None as at first."""
        self._pair.compare(sides)
        self._arrange()
        self._redraw()
        self._link.announce()

    @Slot(object)
    def show_veil(self, picture: LabelPicture | None) -> None:
        """Dim the pixels that are not 0, in both views; None dims none."""
        self._pair.set_veil(picture)
        self._stack()
        self._link.announce()

    @Slot()
    def blink(self) -> None:
        """Show the other of the two pictures alone."""
        if self._has_second:
            self._blink.turn()

    @Slot(bool)
    def set_blinking(self, is_on: bool) -> None:  # noqa: FBT001 -- a slot of toggled(bool)
        """Show the pictures in turns, or both again."""
        if is_on != (self._blink.alone is not None):
            self._blink.turn() if is_on else self._blink.stop()

    @Slot(bool)
    def blink_by_itself(self, is_on: bool) -> None:  # noqa: FBT001 -- a slot of toggled(bool)
        """Turn without being asked."""
        self._blink.go_by_itself(is_on=is_on and self._has_second)

    @Slot(int)
    def set_opacity(self, percent: int) -> None:
        """Let the composite shine through the clusters of the overlay."""
        self._opacity = percent / 100
        self._stack()

    @Slot()
    def clear_labels(self) -> None:
        """Show no clusters."""
        self._clusters.clear()
        self._pair.compare(None)
        self._blink.stop()
        self.select_classes(())
        self._titles = (self._titles[0], "")
        self._arrange()

    @Slot()
    def clear(self) -> None:
        """Show nothing but how to begin."""
        self._forget()
        self._link.open(0, 0)
        self.furniture.show_scene(None)
        self._arrange()

    def _forget(self) -> None:
        for pen in (self._pen, self.label_pen, self.brush):
            pen.cancel()
        self._blink.stop()
        self._had_map = False
        self._pair.clear()
        self.tool.clear()
        self.select_classes(())
        self._titles = ("", "")
        self.colour_bar.show_scale(None)

    def _arrange(self) -> None:
        """Give each view its place in this mode, and show cards where there is no picture."""
        has_scene = self._first.view.has_scene
        has_clusters = self._has_second
        self._second.setVisible(has_scene and self._is_apart and not self._hides_map)
        has_third = self._second.isVisibleTo(self) and len(self._pair.titles) == N_SIDES
        self._show_third(is_shown=has_third)
        self._cards.arrange(
            has_scene=has_scene,
            has_picture=not self._composite.is_empty,
            has_clusters=has_clusters,
        )
        is_swiped = not self._is_apart and self._mode is MapMode.SWIPE
        is_swiped &= self._blink.alone is None
        self._divider.setVisible(is_swiped and has_clusters)
        self._divider.place()
        self.furniture.stand_on(
            int(self._is_apart),
            has_map=has_clusters and not self._hides_map,
            alone=self._blink.alone,
            is_compared=self._pair.is_compared,
        )
        self._first.view.set_hatched(is_hatched=not self._composite.is_empty)
        for pane in (self._second, self._third):
            pane.view.set_hatched(is_hatched=has_clusters)
        self._stack()
        self._caption()

    @property
    def _has_second(self) -> bool:
        """Whether there is anything that stands against the first picture."""
        return not self._clusters.is_empty or self._pair.is_compared

    @property
    def _is_apart(self) -> bool:
        """Whether each picture has a view of its own."""
        if self._hides_map:
            return True
        if not self._has_second:
            return self._had_map
        return self._mode is MapMode.SIDE_BY_SIDE and self._blink.alone is None

    @Slot()
    def _stack(self) -> None:
        """Put the layers into the views."""
        layers, alone = self._pair.layers(), self._blink.alone
        if self._hides_map:
            layers = (self._composite, *layers[1:])
        first, second, *more = (Shown(layer) for layer in layers)
        over = self.tool.shown()
        is_map = self._has_second
        self._second.view.set_shown(*self._pair.veiled(second), *(over if is_map else ()))
        self._third.view.set_shown(*self._pair.veiled(*more), *over)
        if self._is_apart or not self._has_second:
            shown: tuple[Shown, ...] = (first,)
        elif alone is not None:
            shown = (Shown(layers[alone]),)
        elif self._mode is MapMode.SWIPE:
            share = self._divider.share
            shown = Shown(layers[0], right=share), Shown(layers[1], left=share)
        else:
            shown = first, Shown(layers[1], opacity=self._opacity)
        self._first.view.set_shown(*self._pair.veiled(*shown), *over)

    def _caption(self) -> None:
        one, other, *more = (() if self._hides_map else self._pair.titles) or self._titles
        if self._is_apart or not self._has_second:
            self._first.set_captions(one)
        elif self._blink.alone is not None:
            self._first.set_captions((one, other)[self._blink.alone])
        else:
            self._first.set_captions(one, other)
        self._second.set_captions(other or "Clusters")
        self._third.set_captions(*more)
        self.colour_bar.set_apt(is_apt=not self._pair.titles and self._blink.alone != 1)
        has_third = not self._third.isHidden()
        scale = self._pair.scale(1 + has_third)
        self._scales.show_scale(scale, int(self._is_apart) + has_third)
        self._scales.set_apt(is_apt=self._blink.alone != 0)

    @Slot()
    def _on_turned(self) -> None:
        self._arrange()
        self.blink_changed.emit(self._blink.alone is not None)

    @Slot(float, float)
    def _on_clicked(self, row: float, col: float) -> None:
        if self.tool.take_click(row, col, self._first.view.viewport.scale):
            return
        if self._pair.has_map:
            self.cluster_clicked.emit(self.number_at(row, col))

    @Slot(float, float)
    def _on_added(self, row: float, col: float) -> None:
        if self._pair.has_map and (number := self.number_at(row, col)):
            self.cluster_added.emit(number)

    @Slot(float)
    def _on_divider_moved(self, _share: float) -> None:
        self._stack()
