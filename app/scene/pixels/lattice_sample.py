"""Draw pixels at random, one from each cell of a lattice, so that they lie evenly."""

import math
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, IntArray, Window, read_only
from app.scene.grids.grid import Grid


@dataclass(frozen=True, slots=True, eq=False)
class LatticeSample:
    """Places of the drawn pixels, cell by cell from top to bottom.

    Attributes
    ----------
    rows, cols
        Shape (n_pixels,).
    band_edges
        First rows of the lattice's bands of cells, and the grid's height.
    n_across
        Cells in one such band.
    """

    rows: IntArray
    cols: IntArray
    band_edges: IntArray
    n_across: int

    def within(self, window: Window) -> IntArray:
        """Return the numbers of the pixels that lie in a window."""
        end_row, end_col = window.row + window.height, window.col + window.width
        first = np.searchsorted(self.band_edges, window.row, side="right") - 1
        last = np.searchsorted(self.band_edges, end_row, side="left")
        cells = slice(int(first) * self.n_across, int(last) * self.n_across)
        rows, cols = self.rows[cells], self.cols[cells]
        inside = (rows >= window.row) & (rows < end_row)
        inside &= (cols >= window.col) & (cols < end_col)
        which: IntArray = np.flatnonzero(inside) + cells.start
        return which

    def pick(self, window: Window, values: AnyArray) -> tuple[IntArray, AnyArray]:
        """Return the pixels' numbers and values, shape (n_pixels, n_bands), within a window."""
        which = self.within(window)
        rows, cols = self.rows[which] - window.row, self.cols[which] - window.col
        return which, values[:, rows, cols].T


def draw_lattice(grid: Grid, n_px: int, *, seed: int) -> LatticeSample:
    """Draw at most `n_px` pixels; all of them where the grid has no more."""
    if n_px >= grid.n_pixels:
        down, across = grid.height, grid.width
    else:
        down = min(grid.height, max(1, math.isqrt(n_px * grid.height // grid.width)))
        across = min(grid.width, max(1, n_px // down))
        down = min(grid.height, max(1, n_px // across))
    random = np.random.default_rng(seed)
    row_edges, col_edges = _edges(grid.height, down), _edges(grid.width, across)
    rows = _one_in_each(random, row_edges, (down, across), axis=0)
    cols = _one_in_each(random, col_edges, (down, across), axis=1)
    return LatticeSample(
        rows=read_only(rows), cols=read_only(cols), band_edges=row_edges, n_across=across
    )


def _edges(length: int, n_cells: int) -> IntArray:
    return np.arange(n_cells + 1, dtype=np.int64) * length // n_cells


def _one_in_each(
    random: np.random.Generator, edges: IntArray, shape: tuple[int, int], *, axis: int
) -> IntArray:
    """Draw a coordinate along one axis within each cell."""
    along = (-1, 1) if axis == 0 else (1, -1)
    low, high = edges[:-1].reshape(along), edges[1:].reshape(along)
    # A scaled random number is many times faster than an integer with its own bounds.
    drawn = (random.random(shape) * (high - low)).astype(np.int64)
    return np.asarray(np.minimum(drawn + low, high - 1)).ravel()
