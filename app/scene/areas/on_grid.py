"""Find the pixels of a scene that lie in areas of interest."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.arrays import BoolArray, DoubleArray, Window
from app.errors import SettingsError
from app.scene.files import gdal_env  # noqa: F401  # locks GDAL down before rasterio is imported
from app.scene.files.raster_file import READ_ERRORS
from app.scene.grids.grid import Grid
from app.scene.leaving_out.leave_out import Area, LeaveOut
from app.scene.scene import Scene

from rasterio.crs import CRS  # isort: skip

# A straight line is bent by another CRS. Cut in pieces of 50 pixels it is followed to a hundredth
# of one: 1,500 m of a great circle leave the straight line by 5 cm.
_PIECE_PX = 50.0
_N_PIECES_MAX = 4_000  # of one line
_CODE = re.compile(r"EPSG:[0-9]{1,7}|OGC:CRS84", re.ASCII)


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
            left_out |= ~_burnt(self.inside, strip)
        if self.outside:
            left_out |= _burnt(self.outside, strip)
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


def refuse_elsewhere(area: Area, scene: Scene) -> None:
    """Make sure that an area lies on a scene, at least in part.

    Raises
    ------
    SettingsError
        It lies elsewhere, or its CRS is not known.
    """
    _on_grid(area, scene)


def _on_grid(area: Area, scene: Scene) -> list[dict[str, Any]]:
    to_grid = _Way(area, scene)
    shapes = []
    for polygon in area.polygons:
        rings = [to_grid.ring(ring) for ring in polygon]
        rings = [ring for ring in rings if len(ring) >= 3]
        if rings:
            shapes.append({"type": "Polygon", "coordinates": [_closed(ring) for ring in rings]})
    if area.is_inside and not any(_touches(ring, scene.grid) for ring in _rings(shapes)):
        raise _elsewhere(area, scene, list(_rings(shapes)))
    return shapes


class _Way:
    """The way from an area's coordinates to columns and rows of a scene."""

    def __init__(self, area: Area, scene: Scene) -> None:
        self._area, self._scene = area, scene
        a, b, c, d, e, f = scene.grid.transform
        self._origin = np.array([c, f])
        self._back = np.linalg.inv(np.array([[a, b], [d, e]]))
        self._from = _crs(area.crs, area) if area.crs else None
        if self._from is not None and not scene.grid.crs_wkt:
            raise SettingsError(
                "Area cannot be placed",
                f'"{area.name}" has a coordinate reference system, "{scene.title}" has none.',
                "Choose the area by rows and columns, or draw it on the map.",
                command="Choose the area by rows and columns: --window ROW,COL,HEIGHT,WIDTH",
            )
        self._to = _crs(scene.grid.crs_wkt, area) if self._from is not None else None
        if self._from == self._to:
            self._from = None

    def ring(self, flat: Sequence[float]) -> DoubleArray:
        """Return columns and rows, shape (n_points, 2), with points between where lines bend."""
        points = np.asarray(flat, dtype=np.float64).reshape(-1, 2)
        if self._from is None or len(points) < 2:
            return self._pixels(points)
        closed = np.concatenate([points, points[:1]])
        lengths = np.hypot(*np.diff(self._pixels(self._moved(closed)), axis=0).T)
        lengths = np.where(np.isfinite(lengths), lengths, 0)
        n_pieces = np.clip(np.ceil(lengths / _PIECE_PX), 1, _N_PIECES_MAX).astype(int)
        between = [
            start + (end - start) * (np.arange(n) / n)[:, np.newaxis]
            for start, end, n in zip(closed[:-1], closed[1:], n_pieces, strict=True)
        ]
        moved = self._pixels(self._moved(np.concatenate(between)))
        return moved[np.isfinite(moved).all(axis=1)]

    def _pixels(self, xy: DoubleArray) -> DoubleArray:
        return np.asarray((xy - self._origin) @ self._back.T)

    def _moved(self, xy: DoubleArray) -> DoubleArray:
        from rasterio.warp import transform

        try:
            xs, ys = transform(self._from, self._to, xy[:, 0], xy[:, 1])
        except READ_ERRORS as error:
            raise _no_crs(self._area, str(error)) from error
        return np.column_stack([xs, ys])


def _burnt(shapes: Sequence[dict[str, Any]], strip: Window) -> BoolArray:
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


def _closed(ring: DoubleArray) -> list[tuple[float, float]]:
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


def _crs(text: str, area: Area) -> Any:  # noqa: ANN401
    try:
        # Never anything else: other texts name files and addresses that would be read.
        return CRS.from_string(text) if _CODE.fullmatch(text) else CRS.from_wkt(text)
    except READ_ERRORS as error:
        raise _no_crs(area, str(error)) from error


def _no_crs(area: Area, why: str) -> SettingsError:
    return SettingsError(
        "Area cannot be placed",
        f'The coordinate reference system of "{area.name}" cannot be used: {why}.',
        "Save the area in longitude and latitude (EPSG:4326).",
    )


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
    return f"x {left:,.6g} to {right:,.6g}, y {bottom:,.6g} to {top:,.6g}"


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
