"""Bring a band of another CRS onto the grid of the scene, by nearest pixels.

Where a pixel of the scene lies in the file is computed exactly at the nodes of a lattice that is
tied to the scene's grid, and interpolated between them. The value of a pixel thus depends on its
place alone, and errs by a hundredth of a pixel where GDAL's own warper errs by an eighth.

Of a file that is finer than the scene, the mean is taken over points spread over each pixel of the
scene, as close as the file's own pixels are.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from app.arrays import AnyArray, DoubleArray, IntArray, Window
from app.scene.band import NOT_MEASURED, Band
from app.scene.files.georeference import move_points
from app.scene.files.placing.resampling import LEAST_WEIGHT, fill_of, known_pixels, store
from app.scene.files.placing.thinned import Thinned, take
from app.scene.grids.grid import Grid

_STEPS = (64, 32, 16, 8, 4)  # pixels of the scene between nodes, the first that is exact enough
_ERROR_PX = 0.01  # of the file, half-way between nodes
_N_ROWS = 64  # that are brought at a time
_ROUND_DOWN = 0.25  # a pixel hardly larger than the file's is the nearest one
_N_POINTS_MAX = 8  # along a side; of a file finer still not every pixel has a say
_N_LOOKED = 33  # points along each side by which coverage is judged

OwnWindow = tuple[int, int, int, int]
"""First row, end, first column, end, in pixels of a file."""


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """How a file of another CRS gives the pixels of the scene's grid.

    Attributes
    ----------
    step
        Pixels of the scene between two nodes.
    row, col
        Where the centre of the scene's pixel (i step, j step) lies in the file, in pixel-corner
        coordinates, at [i, j]; infinite or NaN where it lies nowhere.
    own_shape
        Rows and columns of the file.
    scales
        Pixels of the file for each of the scene, along rows and along columns; the mean.
    """

    step: int
    row: DoubleArray
    col: DoubleArray
    own_shape: tuple[int, int]
    scales: tuple[float, float]

    @property
    def n_own_per_px(self) -> float:
        """Pixels of the file for each of the scene."""
        down, across = self.scales
        return down * across

    @property
    def n_points(self) -> tuple[int, int]:
        """Points of a pixel of the scene whose values are averaged, along rows and columns."""
        down, across = (math.ceil(scale - _ROUND_DOWN) for scale in self.scales)
        return min(max(1, down), _N_POINTS_MAX), min(max(1, across), _N_POINTS_MAX)

    def needed(self, window: Window) -> OwnWindow:
        """Return the pixels of the file that a window may be made of."""
        ends = window.row + window.height - 1, window.col + window.width - 1
        rows = slice(window.row // self.step, ends[0] // self.step + 2)
        cols = slice(window.col // self.step, ends[1] // self.step + 2)
        beyond = 0 if self.n_points == (1, 1) else math.ceil(sum(self.scales))  # half would do
        top, bottom = _span(self.row[rows, cols], self.own_shape[0], beyond)
        left, right = _span(self.col[rows, cols], self.own_shape[1], beyond)
        return top, bottom, left, right

    def bring(self, own: AnyArray, window: Window, band: Band, out: AnyArray) -> None:
        """Write one band of a window; `own` holds what it needs."""
        top, _, left, _ = self.needed(window)
        cols = np.arange(window.col, window.col + window.width)
        n_points = (1, 1) if band.kind in NOT_MEASURED else self.n_points
        down, across = map(_offsets, n_points)
        for start in range(0, window.height, _N_ROWS):
            end = min(start + _N_ROWS, window.height)
            rows = np.arange(window.row + start, window.row + end)
            points = [self._places(rows + i, cols + j) for i in down for j in across]
            places = [(row - top, col - left) for row, col in points]
            if len(places) == 1:
                take(own, places[0], band, out[start:end])
            else:
                _average(own, places, band, out[start:end])

    def thinned(self, window: Window, shape: tuple[int, int]) -> Thinned:
        """Look for the nearest own pixel of each that is shown of a window."""
        place = window.place(shape)
        row, col = self._places(place.rows.ravel(), place.cols.ravel())
        is_inside = (row >= 0) & (col >= 0)
        if not is_inside.any():
            return Thinned((0, 0, 0, 0), (0, 0), row, col)
        top, bottom, rows, n_rows = _thin(row, is_inside, shape[0])
        left, right, cols, n_cols = _thin(col, is_inside, shape[1])
        return Thinned((top, bottom, left, right), (n_rows, n_cols), rows, cols)

    def _places(self, rows: AnyArray, cols: AnyArray) -> tuple[IntArray, IntArray]:
        """Return own rows and columns of the scene's, shape (n_rows, n_cols); -1 beside the file.

        Always by the same sums, whatever else is asked for.
        """
        row = np.floor(_between(self.row, rows, cols, self.step))
        col = np.floor(_between(self.col, rows, cols, self.step))
        with np.errstate(invalid="ignore"):
            is_inside = (row >= 0) & (row < self.own_shape[0])
            is_inside &= (col >= 0) & (col < self.own_shape[1])
        inside = np.where(is_inside, row, -1), np.where(is_inside, col, -1)
        return inside[0].astype(np.int64), inside[1].astype(np.int64)


@lru_cache(maxsize=32)
def make_warp(own: Grid, target: Grid) -> Warp | None:
    """Find where each pixel of a target grid lies in a file of another CRS.

    None where one of the two is not tied to the ground, or the one CRS does not lead to the other.
    Nodes are as close as it takes for an error below a hundredth of a pixel between them, down to
    four pixels.
    """
    if not own.crs_wkt or not target.crs_wkt:
        return None
    for step in _STEPS:
        rows = np.arange(-(-target.height // step) + 1) * step
        cols = np.arange(-(-target.width // step) + 1) * step
        nodes = _own_places(own, target, rows, cols)
        if nodes is None:
            return None
        warp = Warp(step, *nodes, (own.height, own.width), _scales(*nodes, step))
        if step == _STEPS[-1] or _is_exact(warp, own, target, rows, cols):
            return warp
    return None


def covered_share(warp: Warp, target: Grid) -> float:
    """Return which share of the target a file covers, by points spread over it."""
    rows = np.linspace(0, target.height - 1, _N_LOOKED).astype(np.int64)
    cols = np.linspace(0, target.width - 1, _N_LOOKED).astype(np.int64)
    place = warp.thinned(Window(0, 0, target.height, target.width), (len(rows), len(cols)))
    return float(np.mean(place.rows >= 0))


def _is_exact(warp: Warp, own: Grid, target: Grid, rows: IntArray, cols: IntArray) -> bool:
    half = warp.step // 2
    exact = _own_places(own, target, rows[:-1] + half, cols[:-1] + half)
    if exact is None:
        return False
    errors = [
        np.abs(_between(nodes, rows[:-1] + half, cols[:-1] + half, warp.step) - at)
        for nodes, at in zip((warp.row, warp.col), exact, strict=True)
    ]
    return all(bool((error[np.isfinite(error)] <= _ERROR_PX).all()) for error in errors)


def _own_places(
    own: Grid, target: Grid, rows: IntArray, cols: IntArray
) -> tuple[DoubleArray, DoubleArray] | None:
    """Compute where centres of target pixels lie in a file; None where nobody can tell."""
    row, col = np.meshgrid(rows + 0.5, cols + 0.5, indexing="ij")
    moved = move_points(target, own, row, col)
    if moved is None:
        return None
    a, b, c, d, e, f = own.transform
    area = a * e - b * d
    x, y = moved[0] - c, moved[1] - f
    with np.errstate(invalid="ignore"):
        return (a * y - d * x) / area, (e * x - b * y) / area


def _between(nodes: DoubleArray, rows: AnyArray, cols: AnyArray, step: int) -> DoubleArray:
    """Interpolate between nodes, along columns first."""
    row, down = _node_before(rows, step, nodes.shape[0])
    col, across = _node_before(cols, step, nodes.shape[1])
    down = down[:, np.newaxis]
    with np.errstate(invalid="ignore"):
        lines = nodes[:, col] * (1 - across) + nodes[:, col + 1] * across
        return np.asarray(lines[row] * (1 - down) + lines[row + 1] * down)


def _node_before(at: AnyArray, step: int, n_nodes: int) -> tuple[IntArray, DoubleArray]:
    """Return the node before each place, and how far it lies from there to the next, 0..1.

    Half a pixel before the first node the next two tell, as they do behind it.
    """
    node = np.clip(np.floor(at / step).astype(np.int64), 0, n_nodes - 2)
    return node, np.asarray(at / step - node)


def _offsets(n_points: int) -> list[float]:
    """Return where points lie along a side of a pixel, as seen from its centre; 0 is exact."""
    return [(2 * i + 1 - n_points) / (2 * n_points) for i in range(n_points)]


def _average(
    own: AnyArray, places: list[tuple[IntArray, IntArray]], band: Band, out: AnyArray
) -> None:
    """Average over points that hold a value; there is none where these are less than half."""
    fill = fill_of(np.dtype(band.dtype)) if band.nodata is None else band.nodata
    if not own.size:
        out[...] = fill
        return
    known = known_pixels(own, band).ravel()
    values = np.where(known, own.ravel(), 0)
    sums, counts = np.zeros(out.shape), np.zeros(out.shape, dtype=np.int64)
    for row, col in places:
        is_beside = (row < 0) | (col < 0)
        index = np.where(is_beside, 0, row * own.shape[1] + col)
        has_value = known.take(index, mode="clip") & ~is_beside
        sums += values.take(index, mode="clip") * has_value
        counts += has_value
    store(sums / np.maximum(counts, 1), counts >= LEAST_WEIGHT * len(places), band, fill, out)


def _span(nodes: DoubleArray, n: int, beyond: int) -> tuple[int, int]:
    known = nodes[np.isfinite(nodes)]
    if not known.size:
        return 0, 0
    # One more on either side: sums between nodes are rounded.
    low = min(max(0, math.floor(known.min()) - 1 - beyond), n)
    return low, max(low, min(n, math.floor(known.max()) + 2 + beyond))


def _thin(own: IntArray, is_inside: AnyArray, n_shown: int) -> tuple[int, int, IntArray, int]:
    first, end = int(own[is_inside].min()), int(own[is_inside].max()) + 1
    n = min(end - first, n_shown)
    return first, end, np.where(is_inside, (own - first) * n // (end - first), -1), n


def _scales(row: DoubleArray, col: DoubleArray, step: int) -> tuple[float, float]:
    """Return own pixels for each of the scene between nodes, along rows and along columns."""
    with np.errstate(invalid="ignore"):
        down, across = ((np.diff(row, axis=axis), np.diff(col, axis=axis)) for axis in (0, 1))
    return _mean_length(*down) / step, _mean_length(*across) / step


def _mean_length(rows: DoubleArray, cols: DoubleArray) -> float:
    with np.errstate(invalid="ignore"):
        lengths = np.hypot(rows, cols)
    known = lengths[np.isfinite(lengths)]
    return float(known.mean()) if known.size else 1.0
