"""Find the pixels of a scene that lie in areas of interest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.arrays import BoolArray, DoubleArray, Window
from app.errors import SettingsError
from app.scene.areas.way_to_grid import WayToGrid
from app.scene.files import gdal_env  # noqa: F401  # locks GDAL down before rasterio is imported
from app.scene.grids.grid import Grid
from app.scene.leaving_out.leave_out import Area, LeaveOut
from app.scene.scene import Scene

_DEGREES_MOST = 360.0


@dataclass(frozen=True, slots=True, eq=False)
class AreasOnGrid:
    """Areas of interest in pixels of a scene.

    Attributes
    ----------
    inside, outside
        Polygons as GeoJSON wants them, x = column and y = row, of pixel corners; pixels take part
        whose centres are in one of the first (in any place without one) and in none of the second.
    window
        The rows and columns that take part.
    """

    inside: tuple[dict[str, Any], ...]
    outside: tuple[dict[str, Any], ...]
    window: Window

    def leave_out(self, strip: Window) -> BoolArray:
        """Tell which pixels of a window are left out, shape (height, width)."""
        left_out = np.ones((strip.height, strip.width), dtype=bool)
        rows = slice(*_overlap(strip.row, strip.height, self.window.row, self.window.height))
        cols = slice(*_overlap(strip.col, strip.width, self.window.col, self.window.width))
        left_out[rows, cols] = False
        if self.inside:
            left_out |= ~burnt(self.inside, strip)
        if self.outside:
            left_out |= burnt(self.outside, strip)
        return left_out


def areas_on_grid(scene: Scene, leave_out: LeaveOut) -> AreasOnGrid | None:
    """Bring areas of interest onto the grid of a scene; None where there are none.

    Raises
    ------
    SettingsError
        An area to be inside of lies elsewhere, or its CRS is not known, or the window lies
        outside of the scene.
    """
    if not leave_out.areas and leave_out.window is None:
        return None
    grid = scene.grid
    window = leave_out.window or Window(0, 0, grid.height, grid.width)
    _refuse_window(window, scene)
    placed = [(area, _on_grid(area, scene)) for area in leave_out.areas]
    return AreasOnGrid(
        inside=tuple(shape for area, shapes in placed if area.is_inside for shape in shapes),
        outside=tuple(shape for area, shapes in placed if not area.is_inside for shape in shapes),
        window=window,
    )


def _on_grid(area: Area, scene: Scene) -> list[dict[str, Any]]:
    to_grid = WayToGrid(area.name, area.crs, scene.grid, scene.title)
    shapes = []
    for polygon in area.polygons:
        rings = [to_grid.ring(ring) for ring in polygon]
        rings = [ring for ring in rings if len(ring) >= 3]
        if rings:
            shapes.append({"type": "Polygon", "coordinates": [closed(ring) for ring in rings]})
    if area.is_inside and not any(_touches(ring, scene.grid) for ring in _rings(shapes)):
        raise _elsewhere(area, scene, list(_rings(shapes)))
    return shapes


def burnt(shapes: Sequence[dict[str, Any]], strip: Window) -> BoolArray:
    """Tell which pixel centres of a window lie in one of the shapes."""
    from rasterio.features import rasterize
    from rasterio.transform import Affine

    plane = rasterize(
        shapes,
        out_shape=(strip.height, strip.width),
        transform=Affine(1, 0, strip.col, 0, 1, strip.row),
        dtype=np.uint8,
    )
    return np.asarray(plane, dtype=np.uint8).view(np.bool_)


def closed(ring: DoubleArray) -> list[tuple[float, float]]:
    """Return the points of a ring with the first once more at the end."""
    points: list[tuple[float, float]] = [(float(x), float(y)) for x, y in ring]
    return points if points[0] == points[-1] else [*points, points[0]]


def _rings(shapes: Sequence[dict[str, Any]]) -> Iterator[DoubleArray]:
    for shape in shapes:
        yield from map(np.asarray, shape["coordinates"])


def _touches(ring: DoubleArray, grid: Grid) -> bool:
    low, high = ring.min(axis=0), ring.max(axis=0)
    return bool((high > 0).all() and low[0] < grid.width and low[1] < grid.height)


def _overlap(first: int, n: int, other: int, n_other: int) -> tuple[int, int]:
    """Return where a second range lies within a first, from its start; empty where it does not."""
    begin = min(max(other - first, 0), n)
    return begin, max(begin, min(other + n_other - first, n))


def _elsewhere(area: Area, scene: Scene, rings: Sequence[DoubleArray]) -> SettingsError:
    grid = scene.grid
    corners = [grid.xy(row, col) for row in (0, grid.height) for col in (0, grid.width)]
    here = _extent(np.array(corners))
    if not rings:
        detail = f'"{area.name}" encloses nothing that can be placed on "{scene.title}".'
    else:
        points = [grid.xy(float(row), float(col)) for ring in rings for col, row in ring]
        detail = (
            f'"{area.name}" reaches over {_extent(np.array(points))}, "{scene.title}" over {here}'
            + (f" ({grid.crs_name})." if grid.crs_name else ".")
        )
    return SettingsError(
        "Area lies elsewhere", detail, "Choose an area that lies within the scene."
    )


def _extent(points: DoubleArray) -> str:
    (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
    # Metres without decimals; degrees need some.
    decimals = 0 if np.abs(points).max() > _DEGREES_MOST else 4
    sides = (f"{side:,.{decimals}f}" for side in (left, right, bottom, top))
    return "x {} to {}, y {} to {}".format(*sides)


def _refuse_window(window: Window, scene: Scene) -> None:
    grid = scene.grid
    is_inside = (
        min(window.row, window.col) >= 0
        and min(window.height, window.width) >= 1
        and window.row < grid.height
        and window.col < grid.width
    )
    if not is_inside:
        raise SettingsError(
            "Window lies elsewhere",
            f"The window of {window.height} x {window.width} pixels from row {window.row}, column "
            f'{window.col} is not in "{scene.title}" of {grid.height} rows and {grid.width} '
            "columns.",
            "Rows and columns are counted from 0, at the upper left.",
        )
