"""Show where classes of two maps differ, each change in its colour."""

from dataclasses import dataclass

import numpy as np

from app.arrays import ByteArray, Window
from app.clustering.legends.change_codes import UNCHANGED, code_table
from app.clustering.legends.changes.change_look import change_look
from app.clustering.legends.changes.differences import Differences
from app.clustering.naming.cluster_look import ClusterLook, LabelPicture
from app.engine.comparing import Compared
from app.engine.pictures import make_label_detail
from app.scene.grids.grid import Grid


@dataclass(frozen=True, slots=True, eq=False)
class ChangeKey:
    """What tells the number of a change from the labels of two maps.

    Attributes
    ----------
    table
        Shape (256, 256): the number of each pair of labels; 0 for no change and for no data.
    look
        Names and colours of the numbers.
    """

    first: Compared
    second: Compared
    table: ByteArray
    look: ClusterLook


def change_key(
    maps: tuple[Compared, Compared], looks: tuple[ClusterLook, ClusterLook], told: Differences
) -> ChangeKey:
    """Return what tells changes of two maps that were counted."""
    codes = code_table(told.changes, told.same, len(told.classes[0]), len(told.classes[1]))
    codes = np.where(codes == UNCHANGED, 0, codes)
    rows = [_places(one.classes, look) for one, look in zip(maps, looks, strict=True)]
    table = np.ascontiguousarray(codes[np.ix_(*rows)]).astype(np.uint8)
    return ChangeKey(*maps, table, change_look(told.changes, told.classes))


def _places(classes: ByteArray, look: ClusterLook) -> ByteArray:
    """Return the place of the class of each label among all, from 1; 0 for none."""
    places = np.zeros(256, dtype=np.uint8)
    for at, number in enumerate(look.numbers, start=1):
        places[number] = at
    return np.asarray(places[classes])


def change_picture(key: ChangeKey, grid: Grid) -> LabelPicture:
    """Show the whole scene, as finely as previews are."""
    labels = key.first.result.preview.labels, key.second.result.preview.labels
    return LabelPicture(key.table[labels], Window(0, 0, grid.height, grid.width))


def change_detail(key: ChangeKey, window: Window, shape: tuple[int, int]) -> LabelPicture | None:
    """Show a part as finely as the screen does; None while maps are estimates."""
    maps = key.first.result.full, key.second.result.full
    if maps[0] is None or maps[1] is None:
        return None
    first, second = (make_label_detail(one, window, shape) for one in maps if one is not None)
    return LabelPicture(key.table[first.labels, second.labels], window)
