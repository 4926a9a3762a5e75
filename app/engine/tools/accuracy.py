"""Assess a map by places of a file, or draw places to be looked at."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.arrays import DoubleArray, IntArray
from app.clustering.accuracy.assessment import Assessment, tally
from app.clustering.accuracy.drawing import allocate, draw_places
from app.products.maps.any_map import AnyMap, read_any_map
from app.products.maps.gis_styles import MapFigures
from app.products.maps.map_figures import figures_of
from app.scene.areas.labelled.label_file import LabelFile, read_labels
from app.scene.areas.labelled.label_plane import lay_out
from app.steps import Progress, Steps

AT_RANDOM = "Intervals hold where they were drawn at random within each class of the map."


def assess(path: Path, points: Path, field: str = "") -> Steps[Progress, Assessment]:
    """Compare a map with what a file says of places; each pixel of a polygon is a place.

    Parameters
    ----------
    field
        That names the class, by the value of the map or by its name; empty for the usual ones.

    Raises
    ------
    SceneError
        The map cannot be read.
    SettingsError
        The places cannot be read, or lie elsewhere.
    """
    yield Progress(f"Reading {points.name}")
    told = read_labels(points, field)
    found = yield from read_any_map(path)
    return (yield from assess_by_file(found, told))


def assess_by_file(found: AnyMap, told: LabelFile) -> Steps[Progress, Assessment]:
    """Compare a map with what was read of places; see `assess`.

    Raises
    ------
    SettingsError
        The places lie elsewhere.
    """
    yield Progress("Looking at the places")
    plane = lay_out(told, found.map.grid, found.path.name)
    rows, cols = np.nonzero(plane.labels)
    columns, names = columns_of(found, plane.names)
    reference = columns[plane.labels[rows, cols].astype(np.intp) - 1]
    places, n_no_data = met(found, rows, cols, reference)
    figures = figures_of(found.map.map.labels, found.map.grid, len(found.classes))
    return Assessment(
        title=found.path.name,
        classes=found.classes,
        n_px=figures.n_px,
        area_m2=figures.area_m2,
        names=names,
        accuracy=tally(len(found.classes), len(names), places, sizes_of(figures)),
        source=f'Places and their classes come from the file "{told.name}". {AT_RANDOM}',
        label_field=told.field,
        n_no_data=n_no_data,
        n_outside=plane.n_outside,
        n_contradicted=plane.n_contradicted_px,
        places=places,
    )


def met(found: AnyMap, rows: IntArray, cols: IntArray, reference: IntArray) -> tuple[IntArray, int]:
    """Return places as an `Assessment` holds them, and how many lie where the map has no data."""
    mapped = found.map.map.labels[rows, cols].astype(np.int64)
    has = mapped > 0
    places = np.stack([rows, cols, mapped - 1, reference])[:, has]
    return np.asarray(places, dtype=np.int64), int(np.count_nonzero(~has))


def sizes_of(figures: MapFigures) -> DoubleArray | IntArray:
    """Return areas of classes, or their pixels where areas are not known."""
    return figures.n_px if figures.area_m2 is None else figures.area_m2


def columns_of(found: AnyMap, labels: tuple[str, ...]) -> tuple[IntArray, tuple[str, ...]]:
    """Return the column of each class of a file, and what all columns are called.

    A class is known by its name, else by its value in the map.
    """
    names = [one.name for one in found.classes]
    known = {str(one.value): at for at, one in enumerate(found.classes)}
    known |= {one.name.casefold(): at for at, one in enumerate(found.classes)}
    columns = []
    for label in labels:
        key = label.casefold()
        if key not in known:
            known[key] = len(names)
            names.append(label)
        columns.append(known[key])
    return np.array(columns, dtype=np.int64), tuple(names)


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPlaces:
    """Places to be looked at.

    Attributes
    ----------
    n_of_class
        How many lie in each class of the map.
    rows, cols
        Shape (n_places,), in an order that tells nothing of the class.
    strata
        Shape (n_places,): the class of the map that each was drawn in, from 1.
    """

    map: AnyMap
    figures: MapFigures
    n_of_class: IntArray
    rows: IntArray
    cols: IntArray
    strata: IntArray


def draw(path: Path, n_places: int, *, least: int, seed: int) -> Steps[Progress, DrawnPlaces]:
    """Draw places at random within each class of a map; see `allocate`.

    Raises
    ------
    SceneError
        The map cannot be read.
    """
    found = yield from read_any_map(path)
    return (yield from draw_on(found, n_places, least=least, seed=seed))


def draw_on(found: AnyMap, n_places: int, *, least: int, seed: int) -> Steps[Progress, DrawnPlaces]:
    """Draw places at random within each class of a map that is there; see `allocate`."""
    yield Progress("Drawing places")
    labels = found.map.map.labels
    figures = figures_of(labels, found.map.grid, len(found.classes))
    sizes = sizes_of(figures)
    shares = np.asarray(sizes / sizes.sum(), dtype=np.float64)
    wanted = allocate(shares, n_places, least=least, n_px=figures.n_px)
    rows, cols, strata = draw_places(labels, wanted, seed)
    return DrawnPlaces(found, figures, wanted, rows, cols, strata)
