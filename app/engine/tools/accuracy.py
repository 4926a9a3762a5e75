"""Assess a map by places of a file, or draw places to be looked at."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.arrays import DoubleArray, IntArray
from app.clustering.accuracy.assessment import Assessment, tally
from app.clustering.accuracy.drawing import allocate, draw_places
from app.errors import SettingsError
from app.products.maps.any_map import AnyMap, read_any_map
from app.products.maps.gis_styles import MapFigures
from app.products.maps.map_figures import figures_of
from app.scene.areas.labelled.label_file import LabelFile, read_labels
from app.scene.areas.labelled.label_plane import lay_out, pixels_of_points
from app.scene.areas.wkb import Point
from app.steps import Progress, Steps

_N_LISTED = 8
AT_RANDOM = "Intervals hold where they were drawn at random within each class of the map."


def assess(
    path: Path, points: Path, field: str = "", *, title: str = "", seed: int | None = None
) -> Steps[Progress, Assessment]:
    """Compare a map with what a file says of places; each pixel of a polygon is a place.

    Parameters
    ----------
    field
        That names the class, by the value of the map or by its name; empty for the usual ones.
    title
        What the map is called; empty for the name of its file.
    seed
        That places were drawn with within the classes of the map; None where they were not, or
        nobody says so.

    Raises
    ------
    SceneError
        The map cannot be read.
    SettingsError
        The places cannot be read, or lie elsewhere.
    """
    yield Progress(f"Reading {points.name}")
    told = read_labels(points, field, keeps_empty=True)
    told.labelled()  # before the map is read, which may take long
    found = yield from read_any_map(path)
    return (yield from assess_by_file(found, told, title=title, seed=seed))


def assess_by_file(
    found: AnyMap, told: LabelFile, *, title: str = "", seed: int | None = None
) -> Steps[Progress, Assessment]:
    """Compare a map with what was read of places; see `assess`.

    Parameters
    ----------
    told
        With places that have no class, which are counted as such.

    Raises
    ------
    SettingsError
        The places lie elsewhere, none has a class, or none has one of the map's.
    """
    yield Progress("Looking at the places")
    labelled = told.labelled()
    plane = lay_out(labelled, found.map.grid, found.path.name)
    rows, cols = np.nonzero(plane.labels)
    columns, names = columns_of(found, plane.names)
    if columns.size and columns.min() >= len(found.classes):
        raise _strangers(found, told, plane.names)
    reference = columns[plane.labels[rows, cols].astype(np.intp) - 1]
    places, n_no_data = met(found, rows, cols, reference)
    figures = figures_of(found.map.map.labels, found.map.grid, len(found.classes))
    return Assessment(
        title=title or found.path.name,
        classes=found.classes,
        n_px=figures.n_px,
        area_m2=figures.area_m2,
        names=names,
        accuracy=tally(len(found.classes), len(names), places, sizes_of(figures)),
        source=(
            f'Places and their classes come from the file "{told.name}". {AT_RANDOM}'
            if seed is None
            else drawn_source(len(told.places), len(labelled.places), seed)
        ),
        label_field=told.field,
        n_no_data=n_no_data,
        n_outside=plane.n_outside,
        n_contradicted=plane.n_contradicted_px,
        n_untold=labelled.n_untold,
        is_drawn_otherwise=_is_drawn_otherwise(found, told),
        when_and_where=found.when_and_where,
        places=places,
    )


def _strangers(found: AnyMap, told: LabelFile, names: tuple[str, ...]) -> SettingsError:
    own = tuple(
        one.name if str(one.value) in one.name.split() else f"{one.value} ({one.name})"
        for one in found.classes
    )
    return SettingsError(
        "Classes do not meet",
        f'No class of the field "{told.field}" of "{told.name}" is one of "{found.path.name}": '
        f"{_listed(names)}. The map has {_listed(own)}.",
        "Choose a field that holds the numbers or the names of the map's classes: --field NAME.",
    )


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - _N_LISTED
    return ", ".join(names[:_N_LISTED]) + (f" and {more} more" if more > 0 else "")


def drawn_source(n: int, n_told: int, seed: int) -> str:
    """Say how places were come by that were drawn on a map."""
    return (
        f"{n:,} places were drawn at random within each class of the map (seed {seed}); "
        f"{n_told:,} of them were given a class."
    )


def _is_drawn_otherwise(found: AnyMap, told: LabelFile) -> bool:
    """Whether a file says in which class each point was drawn, and the map has it in another."""
    drawn = [place.drawn_in for place in told.places for _ in place.shapes]
    points = all(isinstance(shape, Point) for place in told.places for shape in place.shapes)
    if not points or not all(drawn):
        return False
    at, inside = pixels_of_points(told, found.map.grid, found.path.name)
    labels = found.map.map.labels[at[:, 0], at[:, 1]]
    values = ["", *(str(one.value) for one in found.classes)]
    return any(
        not is_inside or values[label] != one
        for one, label, is_inside in zip(drawn, labels.tolist(), inside.tolist(), strict=True)
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
