"""Draw, save and count the places that are to assess the map that is shown.

The libraries come with the work: the window knows this module before they are loaded.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from app.clustering.accuracy.assessment import Assessment, tally
from app.clustering.accuracy.looked_places import LookedPlaces
from app.engine.tools.assessing.shown_map import ShownMap, as_any_map
from app.errors import SettingsError
from app.scene.grids.grid import Grid
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.arrays import BoolArray, IntArray
    from app.products.maps.any_map import AnyMap


def draw_places(
    shown: ShownMap, n_places: int, *, least: int, seed: int
) -> Steps[Progress, LookedPlaces]:
    """Draw places at random within each class; numbers for each as the command draws them.

    Raises
    ------
    SettingsError
        Not every pixel is labelled yet.
    """
    from app.engine.tools.accuracy import draw_on

    found = yield from as_any_map(shown)
    drawn = yield from draw_on(found, n_places, least=least, seed=seed)
    values = [one.value for one in found.classes]
    return LookedPlaces(
        shown.key,
        found.classes,
        tuple(drawn.rows.tolist()),
        tuple(drawn.cols.tolist()),
        tuple(values[at - 1] for at in drawn.strata.tolist()),
        bytes(len(drawn.rows)),
        seed,
    )


def save_places(
    path: Path,
    places: LookedPlaces,
    grid: Grid,
    columns: Mapping[str, str] = MappingProxyType({}),
) -> Steps[Progress, Path]:
    """Write places as a table, GeoJSON or GeoPackage, by the ending.

    Parameters
    ----------
    columns
        When the scene was taken and its CRS, by what columns are called.

    Raises
    ------
    OutputError
        The file cannot be written; what stood there still stands.
    """
    from app.products.accuracy.place_files import write_places

    yield Progress(f"Writing {path.name}")
    write_places(path, places, grid, columns)
    return path


def count_places(shown: ShownMap, places: LookedPlaces) -> Steps[Progress, Assessment]:
    """Say what answers tell of the map as its classes are now.

    Raises
    ------
    SettingsError
        No place has a class on the map, or not every pixel is labelled yet.
    """
    from app.engine.tools.accuracy import met, sizes_of
    from app.products.maps.map_figures import figures_of

    found = yield from as_any_map(shown)
    yield Progress("Counting places")
    rows, cols, reference, names = answers_on(found, places, is_same=shown.key == places.key)
    lies = _lies_on(found, rows, cols)
    each, n_contradicted = _once(np.stack([rows[lies], cols[lies], reference[lies]]))
    counted, n_no_data = met(found, *each)
    if not counted.shape[1]:
        raise SettingsError(
            "No place has a class",
            f"None of {places.n:,} places on {shown.title} was given a class where the map has "
            "one.",
            "Label some places first.",
        )
    figures = figures_of(found.map.map.labels, shown.grid, len(found.classes))
    return Assessment(
        title=shown.title,
        classes=found.classes,
        n_px=figures.n_px,
        area_m2=figures.area_m2,
        names=names,
        accuracy=tally(len(found.classes), len(names), counted, sizes_of(figures)),
        source=_source(places),
        places=counted,
        n_no_data=n_no_data,
        n_outside=int(np.count_nonzero(~lies)),
        n_contradicted=n_contradicted,
        n_untold=places.n - places.n_told,
        is_drawn_otherwise=_is_drawn_otherwise(found, places, is_same=shown.key == places.key),
        when_and_where=found.when_and_where,
    )


def answers_on(
    found: "AnyMap", places: LookedPlaces, *, is_same: bool
) -> "tuple[IntArray, IntArray, IntArray, tuple[str, ...]]":
    """Return row, column and class of the places that were given one, and what classes are called.

    Classes are columns, from 0; those behind the classes of the map are not of it. On the map
    that places were drawn on a class is known by its number, whatever it is called now; on another,
    and where that has no such number any more, by its name.
    """
    names = [one.name for one in found.classes]
    by_value = {one.value: at for at, one in enumerate(found.classes)} if is_same else {}
    by_name = {one.name.casefold(): at for at, one in enumerate(found.classes)}
    columns = {}
    for number, one in enumerate(places.classes, start=1):
        if number not in places.answers:
            continue
        key = one.name.casefold()
        at = by_value.get(one.value, by_name.get(key, len(names)))
        if at == len(names):
            by_name[key] = at
            names.append(one.name)
        columns[number] = at
    told = [(at, columns[answer]) for at, answer in enumerate(places.answers) if answer in columns]
    order = [at for at, _ in told]
    rows = np.array(places.rows, dtype=np.int64)[order]
    cols = np.array(places.cols, dtype=np.int64)[order]
    return rows, cols, np.array([column for _, column in told], dtype=np.int64), tuple(names)


def _is_drawn_otherwise(found: "AnyMap", places: LookedPlaces, *, is_same: bool) -> bool:
    """Whether places were drawn within classes, and any is in another class of the map by now."""
    if not places.is_drawn:
        return False
    rows, cols = np.array(places.rows), np.array(places.cols)
    if not is_same or not _lies_on(found, rows, cols).all():
        return True
    labels = found.map.map.labels[rows, cols]
    values = np.array([0, *(one.value for one in found.classes)])
    return bool((values[labels] != np.array(places.strata)).any())


def _once(told: "IntArray") -> "tuple[IntArray, int]":
    """Return what is said of each pixel once, and of how many two different things are.

    Parameters
    ----------
    told
        Shape (3, n_places): row, column and class.
    """
    each = np.unique(told, axis=1)
    _, at, n_classes = np.unique(each[:2], axis=1, return_inverse=True, return_counts=True)
    is_alone = n_classes[at.ravel()] == 1
    return each[:, is_alone], int(np.count_nonzero(n_classes > 1))


def _lies_on(found: "AnyMap", rows: "IntArray", cols: "IntArray") -> "BoolArray":
    """Return which places are pixels of the map; those of a project may be of a larger scene."""
    n_rows, n_cols = found.map.map.labels.shape
    inside: BoolArray = (rows < n_rows) & (cols < n_cols)
    return inside


def _source(places: LookedPlaces) -> str:
    from app.engine.tools.accuracy import AT_RANDOM, drawn_source

    if places.seed is None:
        told = f"{places.n:,} places come from a file; {places.n_told:,} of them have a class."
        return f"{told} {AT_RANDOM}"
    return drawn_source(places.n, places.n_told, places.seed)
