"""Lay labelled points and polygons onto the pixels of a grid."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.arrays import AnyArray, BoolArray, IntArray, Window
from app.errors import SettingsError
from app.scene.areas.geojson import LON_LAT
from app.scene.areas.labelled.label_file import LabelFile
from app.scene.areas.labelled.painted import Rgb
from app.scene.areas.on_grid import burnt, closed
from app.scene.areas.way_to_grid import WayToGrid
from app.scene.areas.wkb import Point
from app.scene.grids.grid import Grid

N_LABELS_MAX = 254
_LEAST_CORNERS = 3
_LON_MAX, _LAT_MAX = 180.0, 90.0


@dataclass(frozen=True, slots=True, eq=False)
class LabelPlane:
    """What is said of each pixel of a grid.

    Attributes
    ----------
    labels
        Shape (height, width), uint8: places in `names` counted from 1; 0 where nothing is said,
        or where two different things are.
    places
        Shape (height, width), whole numbers: which place of the file a pixel belongs to, from 1;
        0 where nothing is said.
    names
        The classes.
    n_contradicted_px
        Pixels of which two different things are said.
    n_outside
        Points and polygons that lie on none of the pixels.
    title
        What a person calls where they come from.
    colours
        Of the classes, as the file says; None where it says none.
    """

    labels: AnyArray
    places: AnyArray
    names: tuple[str, ...]
    n_contradicted_px: int
    n_outside: int
    title: str = ""
    colours: tuple[Rgb | None, ...] = ()


def lay_out(file: LabelFile, grid: Grid, title: str) -> LabelPlane:
    """Lay all places of a file onto a grid: a polygon onto pixels whose centres it holds.

    Parameters
    ----------
    title
        What a person calls the scene or the map of the grid.

    Raises
    ------
    SettingsError
        The CRS is not known, there are too many classes, or all places lie elsewhere.
    """
    names = file.labels
    if len(names) > N_LABELS_MAX:
        raise SettingsError(
            "Too many classes",
            f'The field "{file.field}" of "{file.name}" names {len(names):,} classes; '
            f"{N_LABELS_MAX} are the most.",
            "Choose the field that names the class.",
            command="Choose the field that names the class: --field NAME",
        )
    way = WayToGrid(file.name, file.crs or crs_by_size(file, grid), grid, title)
    labels = np.zeros((grid.height, grid.width), dtype=np.uint8)
    places = np.zeros((grid.height, grid.width), dtype=np.min_scalar_type(len(file.places)))
    is_contradicted = np.zeros((grid.height, grid.width), dtype=bool)
    n_outside = 0
    for number, place in enumerate(file.places, start=1):
        own = names.index(place.label) + 1
        for shape in place.shapes:
            at = pixels_of(shape, way, grid)
            if at is None or not at[0].size:
                n_outside += 1
                continue
            known = labels[at]
            is_contradicted[at] |= (known > 0) & (known != own)
            labels[at] = own
            places[at] = number
    n_contradicted = int(np.count_nonzero(is_contradicted))
    labels[is_contradicted] = 0
    places[is_contradicted] = 0
    if not labels.any():
        raise SettingsError(
            "Labels lie elsewhere",
            f'None of {len(file.places):,} places of "{file.name}" lies on a pixel of "{title}"'
            + (
                f"; {n_contradicted:,} pixels are said to be two things." if n_contradicted else "."
            ),
            "Choose labels of this place, in the coordinates that their file says.",
        )
    colours = tuple(file.colours.get(name) for name in names)
    return LabelPlane(labels, places, names, n_contradicted, n_outside, file.name, colours)


def pixels_of_points(file: LabelFile, grid: Grid, title: str) -> tuple[IntArray, BoolArray]:
    """Return row and column of each point of a file, and which of them lie on the grid.

    Returns
    -------
    Shapes (n_points, 2) and (n_points,), in the order of the file.

    Raises
    ------
    SettingsError
        The CRS is not known.
    """
    way = WayToGrid(file.name, file.crs or crs_by_size(file, grid), grid, title)
    points = [shape for place in file.places for shape in place.shapes]
    found = way.points(np.array(points, dtype=np.float64))[:, ::-1]
    inside = np.all((found >= 0) & (found < (grid.height, grid.width)), axis=1)
    at = np.where(np.column_stack([inside, inside]), found, 0.0)
    return np.floor(at).astype(np.int64), inside


def crs_by_size(file: LabelFile, grid: Grid) -> str:
    """Return longitude and latitude where x and y can be nothing else, else the CRS of the grid."""
    points = [shape for place in file.places for shape in place.shapes if isinstance(shape, Point)]
    is_small = all(abs(x) <= _LON_MAX and abs(y) <= _LAT_MAX for x, y in points)
    return LON_LAT if points and is_small and grid.is_projected else ""


def pixels_of(shape: Any, way: WayToGrid, grid: Grid) -> tuple[AnyArray, AnyArray] | None:  # noqa: ANN401
    """Return rows and columns of the pixels of a shape; None where it lies elsewhere."""
    if isinstance(shape, Point):
        col, row = way.points(np.array([shape], dtype=np.float64))[0].tolist()
        if not (0 <= row < grid.height and 0 <= col < grid.width):
            return None
        return np.array([int(row)]), np.array([int(col)])
    rings = [ring for ring in map(way.ring, shape) if len(ring) >= _LEAST_CORNERS]
    if not rings:
        return None
    corners = np.concatenate(rings)
    low = np.floor(corners.min(axis=0)).clip(0)
    high = np.ceil(corners.max(axis=0))
    first_col, first_row = int(low[0]), int(low[1])
    end_col, end_row = min(int(high[0]), grid.width), min(int(high[1]), grid.height)
    if end_col <= first_col or end_row <= first_row:
        return None
    window = Window(first_row, first_col, end_row - first_row, end_col - first_col)
    rows, cols = np.nonzero(_burnt(rings, window))
    return rows + window.row, cols + window.col


def _burnt(rings: list[AnyArray], window: Window) -> AnyArray:
    polygon = {"type": "Polygon", "coordinates": [closed(ring) for ring in rings]}
    return burnt([polygon], window)
