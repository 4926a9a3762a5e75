"""Hold the pictures that are compared: composite and clusters, two maps, or three pictures."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from PySide6.QtCore import QObject

from app.arrays import ByteArray
from app.clustering.naming.cluster_look import ClusterLook, LabelPicture
from app.scene.picture.composite import Picture
from app.scene.picture.index_picture import IndexScale
from app.ui.map.area.cover import SHADE, Cover
from app.ui.map.area.fade import Fade
from app.ui.map.map_layers import LabelLayer, PictureLayer
from app.ui.map.map_view import Shown

N_SIDES = 3  # at most, and never more than two maps


class SideKind(StrEnum):
    """What one side of a comparison shows."""

    PICTURE = "picture"
    SHOWN_MAP = "shown map"  # the k that all other views show
    OTHER_MAP = "other map"
    OTHER_PICTURE = "other picture"


@dataclass(frozen=True, slots=True, eq=False)
class MapSide:
    """One side of a comparison.

    Attributes
    ----------
    picture, look
        Labels of the whole scene and their colours, of another map only.
    image, scale
        The whole scene, of another picture only, and which values its colours stand for; None
        where they are no scale.
    """

    kind: SideKind
    title: str
    picture: LabelPicture | None = None
    look: ClusterLook | None = None
    image: Picture | None = None
    scale: IndexScale | None = None


class MapPair:
    """The layers of a scene, and which two or three of them stand against each other.

    Attributes
    ----------
    composite, clusters
        The picture, and the map of the k that is shown.
    fade
        How the next map comes over the one that is shown.
    """

    def __init__(self, parent: QObject) -> None:
        self.composite = PictureLayer()
        self.clusters = LabelLayer()
        self.fade = Fade(self.clusters, parent)
        self._others = tuple(LabelLayer() for _ in range(N_SIDES))
        self._images = tuple(PictureLayer() for _ in range(N_SIDES))
        self._sides: tuple[MapSide, ...] = ()
        self._veil = Cover()
        self._meant: tuple[int, ...] = ()  # labels of the map that is shown
        self._shade = Cover()  # over the other map, where the one that is shown is dimmed

    @property
    def is_compared(self) -> bool:
        """Whether other layers than composite and clusters may stand against each other."""
        return bool(self._sides)

    @property
    def titles(self) -> tuple[str, ...]:
        """Of all sides of a comparison; none where there is none."""
        return tuple(side.title for side in self._sides)

    def scale(self, place: int) -> IndexScale | None:
        """Return what colours of a side stand for; None where they are no scale."""
        return self._sides[place].scale if place < len(self._sides) else None

    @property
    def has_map(self) -> bool:
        """Whether there are classes that can be clicked."""
        kinds = [side.kind for side in self._sides]
        return not self.clusters.is_empty and SideKind.OTHER_PICTURE not in kinds

    def clear(self) -> None:
        """Show nothing."""
        self.composite.clear()
        self.clusters.clear()
        self.fade.end()
        self.compare(None)

    def show_clusters(self, picture: LabelPicture) -> None:
        """Show the labels of the whole scene."""
        self.clusters.set_base(picture)
        self._cast_shade()

    def show_cluster_detail(self, picture: LabelPicture) -> None:
        """Show labels of a part as finely as the screen can."""
        self.clusters.set_detail(picture)
        self._cast_shade()

    def select(self, labels: tuple[int, ...]) -> None:
        """Dim all but these labels of the map that is shown, and the same place in the other."""
        self.clusters.select(labels)
        if labels != self._meant:
            self._meant = labels
            self._cast_shade()

    def compare(self, sides: tuple[MapSide, ...] | None) -> None:
        """Set two or three sides against each other; None for composite and clusters."""
        none = (None,) * N_SIDES
        before, now = (*self._sides, *none), (*(sides or ()), *none)
        self._sides = sides or ()
        for place, layer in enumerate(self._others):
            side, former = now[place], before[place]
            if side is None or side.picture is None or side.look is None:
                layer.clear()
                continue
            layer.set_table(side.look.table())
            if former is None or former.picture is None or not _is_same(former, side):
                layer.set_base(side.picture)
        for place, image in enumerate(self._images):
            side, former = now[place], before[place]
            if side is None or side.image is None:
                image.clear()
            elif former is None or former.image is not side.image:
                image.set_base(side.image)
        if sides is None:
            self._veil.clear()
        self._cast_shade()

    def set_detail(self, place: int, picture: LabelPicture) -> None:
        """Show part of another map as finely as the screen can."""
        self._others[place].set_detail(picture)

    def set_image_detail(self, place: int, picture: Picture) -> None:
        """Show part of another picture as finely as the screen can."""
        if not self._images[place].is_empty:
            self._images[place].set_detail(picture)

    def set_veil(self, picture: LabelPicture | None) -> None:
        """Cover all but some pixels: those that are not 0; None covers none."""
        if picture is None:
            self._veil.clear()
        else:
            self._veil.set_base(picture)

    def set_veil_detail(self, picture: LabelPicture) -> None:
        """Cover part of the scene as finely as the screen can."""
        self._veil.set_detail(picture)

    def layers(self) -> tuple[PictureLayer | LabelLayer, ...]:
        """Return what stands against each other, two or three."""
        if not self._sides:
            return self.composite, self.clusters
        return tuple(self._layer(place, side) for place, side in enumerate(self._sides))

    def veiled(self, *shown: Shown) -> tuple[Shown, ...]:
        """Return what a view is to show, with shade and veil where there are any."""
        below: list[Shown] = []
        for each in self.fade.over(*shown):
            below.append(each)
            if each.layer in self._others and not self._shade.is_empty:
                below.append(replace(each, layer=self._shade))
        return tuple(below) if self._veil.is_empty else (*below, Shown(self._veil))

    def _cast_shade(self) -> None:
        """Let the other map be seen only where the class lies that is selected in the shown one."""
        kinds = {side.kind for side in self._sides}
        self._shade.clear()
        if self._meant and kinds == {SideKind.SHOWN_MAP, SideKind.OTHER_MAP}:
            self._shade.set_table(_shade_of(self._meant))
            whole, *details = self.clusters.pictures or (None,)
            if whole is not None:
                self._shade.set_base(whole)
            for detail in details:
                self._shade.set_detail(detail)

    def _layer(self, place: int, side: MapSide) -> PictureLayer | LabelLayer:
        if side.kind is SideKind.OTHER_MAP:
            return self._others[place]
        if side.kind is SideKind.OTHER_PICTURE:
            return self._images[place]
        return self.clusters if side.kind is SideKind.SHOWN_MAP else self.composite


def _shade_of(meant: tuple[int, ...]) -> ByteArray:
    """Return grey for every label but some, RGBA of shape (256, 4); nothing for no data."""
    table = np.empty((256, 4), dtype=np.uint8)
    table[:] = SHADE
    table[[0, *meant]] = 0
    return table


def _is_same(one: MapSide, other: MapSide) -> bool:
    """Whether both show the same labels, be their colours others."""
    first, second = one.picture, other.picture
    return first is not None and second is not None and first.labels is second.labels
