"""Assess a map by places of a file, or draw places to be looked at."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.arrays import IntArray
from app.clustering.accuracy.drawing import allocate, draw_places
from app.clustering.accuracy.estimates import Accuracy, estimate
from app.products.maps.any_map import AnyMap, read_any_map
from app.products.maps.gis_styles import MapFigures
from app.products.maps.map_figures import figures_of
from app.scene.areas.labelled.label_file import read_labels
from app.scene.areas.labelled.label_plane import lay_out
from app.steps import Progress, Steps


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """What places tell of a map.

    Attributes
    ----------
    figures
        Pixels and areas of the classes of the map.
    names
        Of the classes of the reference: those of the map, then those it does not have.
    field
        That named the class.
    n_no_data
        Places where the map has no class.
    n_outside, n_contradicted
        Places beside the map, and pixels that are said to be two things.
    """

    map: AnyMap
    figures: MapFigures
    names: tuple[str, ...]
    accuracy: Accuracy
    field: str
    n_no_data: int
    n_outside: int
    n_contradicted: int

    @property
    def total_m2(self) -> float | None:
        """The area of the map; None where it is not known."""
        return None if self.figures.area_m2 is None else float(self.figures.area_m2.sum())

    @property
    def unseen(self) -> tuple[str, ...]:
        """Classes of the map without a place."""
        n = self.accuracy.counts.sum(axis=1).tolist()
        return tuple(one.name for one, each in zip(self.map.classes, n, strict=True) if not each)


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
    grid = found.map.grid
    yield Progress("Looking at the places")
    plane = lay_out(told, grid, path.name)
    figures = figures_of(found.map.map.labels, grid, len(found.classes))
    columns, names = _columns(found, plane.names)
    is_told = plane.labels > 0
    mapped = found.map.map.labels[is_told].astype(np.intp)
    reference = columns[plane.labels[is_told].astype(np.intp) - 1]
    counts: IntArray = np.zeros((len(found.classes) + 1, len(names)), dtype=np.int64)
    np.add.at(counts, (mapped, reference), 1)
    return Assessment(
        found,
        figures,
        names,
        estimate(counts[1:], _weights(figures)),
        told.field,
        int(counts[0].sum()),
        plane.n_outside,
        plane.n_contradicted_px,
    )


def _weights(figures: MapFigures) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    sizes = figures.n_px if figures.area_m2 is None else figures.area_m2
    return np.asarray(sizes / sizes.sum(), dtype=np.float64)


def _columns(found: AnyMap, labels: tuple[str, ...]) -> tuple[IntArray, tuple[str, ...]]:
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
    """

    map: AnyMap
    figures: MapFigures
    n_of_class: IntArray
    rows: IntArray
    cols: IntArray


def draw(path: Path, n_places: int, *, least: int, seed: int) -> Steps[Progress, DrawnPlaces]:
    """Draw places at random within each class of a map; see `allocate`.

    Raises
    ------
    SceneError
        The map cannot be read.
    """
    found = yield from read_any_map(path)
    yield Progress("Drawing places")
    labels = found.map.map.labels
    figures = figures_of(labels, found.map.grid, len(found.classes))
    wanted = allocate(_weights(figures), n_places, least=least, n_px=figures.n_px)
    rows, cols, _ = draw_places(labels, wanted, seed)
    return DrawnPlaces(found, figures, wanted, rows, cols)
