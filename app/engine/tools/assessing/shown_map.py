"""Take a map of a sweep for one of classes, as if it had been read from its file."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.arrays import ByteArray, read_only
from app.clustering.legends.change_codes import MapClass
from app.clustering.legends.legend import LegendKey
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult, LabelMap
from app.errors import SettingsError
from app.scene.grids.grid import Grid
from app.steps import Progress, Steps

if TYPE_CHECKING:  # libraries come with the work, after the window
    from app.products.maps.any_map import AnyMap
    from app.products.writing.safe_write import Staging

_N_ROWS = 1024


@dataclass(frozen=True, slots=True, eq=False)
class ShownMap:
    """One k of a run with its classes.

    Attributes
    ----------
    key
        The run, and k.
    title
        What a person calls it.
    grid
        Of the scene.
    acquired
        When that was taken, as ISO 8601 has it; empty where nobody knows.
    """

    key: LegendKey
    title: str
    result: KResult
    look: ClusterLook
    grid: Grid
    acquired: str = ""

    @property
    def classes(self) -> tuple[MapClass, ...]:
        """Its classes by rising number, as a file of it has them."""
        return tuple(map(MapClass, self.look.numbers, self.look.names))


def as_any_map(shown: ShownMap) -> "Steps[Progress, AnyMap]":
    """Look up the class of every pixel.

    Raises
    ------
    SettingsError
        Not every pixel is labelled yet.
    """
    from app.clustering.legends.meeting import MapOnGrid
    from app.products.maps.any_map import AnyMap

    full = shown.result.full
    if full is None:
        raise SettingsError(
            "Map not ready yet",
            f"The map of {shown.title} is an estimate from a sample so far.",
            "Wait until every pixel is labelled.",
        )
    places = np.zeros(256, dtype=np.uint8)
    for at, number in enumerate(shown.look.numbers, start=1):
        places[number] = at
    table = places[shown.look.class_table()]
    labels: ByteArray = np.empty(full.labels.shape, dtype=np.uint8)
    n_px = np.zeros(256, dtype=np.int64)
    for top in range(0, len(labels), _N_ROWS):
        yield Progress("Looking up classes", top / len(labels))
        strip = labels[top : top + _N_ROWS]
        strip[:] = table[full.labels[top : top + _N_ROWS]]
        n_px += np.bincount(strip.reshape(-1), minlength=256)
    classes, colours = shown.classes, shown.look.colours
    there = [at for at in range(len(classes)) if n_px[at + 1]]
    if len(there) < len(classes):  # a file tells of no class without a pixel
        closed_up = np.zeros(256, dtype=np.uint8)
        closed_up[[at + 1 for at in there]] = np.arange(1, len(there) + 1)
        labels = closed_up[labels]
        classes = tuple(classes[at] for at in there)
        colours = tuple(colours[at] for at in there)
    whole = MapOnGrid(
        LabelMap(read_only(labels), 1), shown.grid, shown.title, n_labels=len(classes)
    )
    return AnyMap(Path(shown.title), whole, classes, colours, shown.acquired)


def stage_any_map(staging: "Staging", name: str, found: "AnyMap") -> Steps[Progress, None]:
    """Write a map as it was looked up, so that `read_any_map` finds it again.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back.
    """
    from app.products.maps.any_map import ACQUIRED
    from app.products.maps.geotiff import stage_class_map
    from app.products.maps.map_figures import figures_of

    values = tuple(one.value for one in found.classes)
    names = tuple(one.name for one in found.classes)
    look = ClusterLook(len(values), names, found.colours, values, values)
    labels, grid = found.map.map, found.map.grid
    figures = figures_of(labels.labels, grid, len(values))
    tags = {ACQUIRED: found.acquired} if found.acquired else {}
    what = staging, name, labels, grid, look, figures
    yield from stage_class_map(*what, title="classes", tags=tags)
