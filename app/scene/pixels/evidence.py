"""Gather from every pixel the little that checks of whole bands need."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from app.arrays import AnyArray, BoolArray, DoubleArray, IntArray, Window, read_only
from app.scene.band import Band
from app.scene.blocks import CellEvidence, Evidence
from app.scene.grids.grid import Grid
from app.scene.pixels.cross_lattice import CrossLattice, cell_edges, mirrored_patches, spread

_N_PROFILE_COLS = 64
_N_PROFILE_COLS_LEAST = 16  # fewer tell nothing of lost rows
_N_PROFILE_BYTES = 16 * 2**20
_N_PATCH_BYTES = 16 * 2**20
_N_CELLS_ACROSS = 40
_N_CELL_POINTS = 8  # along each side of a cell
_N_CELL_BYTES = 48 * 2**20


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceLook:
    """What one window shows: parts of the arrays of `Evidence`, and the values of flat parts."""

    profile: AnyArray
    patches: AnyArray
    points: AnyArray | None
    flat_rows: BoolArray
    row_values: DoubleArray
    flat_cells: BoolArray | None
    cell_values: DoubleArray | None


class EvidenceCollector:
    """Fills the arrays of `Evidence` window by window, in any order.

    Parameters
    ----------
    block_shape
        Rows and columns of the files' blocks.
    """

    def __init__(
        self,
        grid: Grid,
        bands: tuple[Band, ...],
        dtype: np.dtype[Any],
        block_shape: tuple[int, int],
    ) -> None:
        self._bands = bands
        n_bands, px_bytes = len(bands), len(bands) * dtype.itemsize
        n_cols = _N_PROFILE_BYTES // (px_bytes * grid.height)
        n_cols = max(_N_PROFILE_COLS_LEAST, min(_N_PROFILE_COLS, n_cols))
        self._profile = CrossLattice(
            np.arange(grid.height), spread(0, grid.width - 1, min(n_cols, grid.width))
        )
        rows, self._patch_rows = mirrored_patches(grid.height, _N_PATCH_BYTES // px_bytes)
        cols, self._patch_cols = mirrored_patches(grid.width, _N_PATCH_BYTES // px_bytes)
        self._patches = CrossLattice(rows, cols)
        self._profile_values = np.empty((n_bands, *self._profile.shape), dtype=dtype)
        self._patch_values = np.empty((n_bands, *self._patches.shape), dtype=dtype)
        self._flat_rows = np.ones((n_bands, grid.height), dtype=bool)
        self._row_values = np.full((n_bands, grid.height), np.nan)
        self._cells = (
            None if block_shape[1] >= grid.width else _Cells.make(grid, block_shape, px_bytes)
        )
        if self._cells is not None:
            self._points = np.empty((n_bands, *self._cells.lattice.shape), dtype=dtype)
            self._flat_cells = np.ones((n_bands, *self._cells.shape), dtype=bool)
            self._cell_values = np.full((n_bands, *self._cells.shape), np.nan)

    def look(self, window: Window, values: AnyArray) -> EvidenceLook:
        """Draw from one window what is to be kept; may run in several threads at a time."""
        profile = self._profile.pick(window, values)
        rows = [
            _flat_rows(plane, some, band)
            for plane, some, band in zip(values, profile, self._bands, strict=True)
        ]
        points = flat_cells = cell_values = None
        if self._cells is not None:
            points = self._cells.lattice.pick(window, values)
            cells = [self._cells.flat(window, plane) for plane in values]
            flat_cells = np.stack([flat for flat, _ in cells])
            cell_values = np.stack([value for _, value in cells])
        return EvidenceLook(
            profile=profile,
            patches=self._patches.pick(window, values),
            points=points,
            flat_rows=np.stack([flat for flat, _ in rows]),
            row_values=np.stack([value for _, value in rows]),
            flat_cells=flat_cells,
            cell_values=cell_values,
        )

    def keep(self, window: Window, look: EvidenceLook) -> None:
        """Put what one window showed in its place."""
        self._profile.put(window, look.profile, self._profile_values)
        self._patches.put(window, look.patches, self._patch_values)
        rows = (slice(None), slice(window.row, window.row + window.height))
        _join(self._flat_rows[rows], self._row_values[rows], look.flat_rows, look.row_values)
        if self._cells is None or look.points is None:
            return
        self._cells.lattice.put(window, look.points, self._points)
        if look.flat_cells is not None and look.cell_values is not None:
            cells = (slice(None), *self._cells.within(window))
            _join(
                self._flat_cells[cells], self._cell_values[cells], look.flat_cells, look.cell_values
            )

    def finish(self) -> Evidence:
        """Return what was gathered, once every window was kept."""
        cells = None
        if self._cells is not None:
            cells = CellEvidence(
                self._cells.row_edges,
                self._cells.col_edges,
                read_only(self._points),
                read_only(self._flat_cells),
            )
        return Evidence(
            bands=self._bands,
            profile=read_only(self._profile_values),
            is_flat=read_only(self._flat_rows),
            patches=read_only(self._patch_values),
            patch_shape=(self._patch_rows, self._patch_cols),
            cells=cells,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Where blocks lie, or squares of blocks where there are many."""

    row_edges: IntArray
    col_edges: IntArray
    lattice: CrossLattice

    @classmethod
    def make(cls, grid: Grid, block_shape: tuple[int, int], px_bytes: int) -> "_Cells":
        n_fitting = math.isqrt(_N_CELL_BYTES // (px_bytes * _N_CELL_POINTS**2))
        n_most = max(1, min(_N_CELLS_ACROSS, n_fitting))
        rows = cell_edges(grid.height, block_shape[0], n_most)
        cols = cell_edges(grid.width, block_shape[1], n_most)
        return cls(rows, cols, CrossLattice(_points_of(rows), _points_of(cols)))

    @property
    def shape(self) -> tuple[int, int]:
        """Cells down and across."""
        return len(self.row_edges) - 1, len(self.col_edges) - 1

    def within(self, window: Window) -> tuple[slice, slice]:
        """Return which rows and columns of cells a window touches."""
        return (
            _touched(self.row_edges, window.row, window.height),
            _touched(self.col_edges, window.col, window.width),
        )

    def flat(self, window: Window, plane: AnyArray) -> tuple[BoolArray, DoubleArray]:
        """Tell which parts of cells within a window hold one single value, and which."""
        down, across = self.within(window)
        rows = _clip(self.row_edges[down.start : down.stop + 1], window.row, window.height)
        cols = _clip(self.col_edges[across.start : across.stop + 1], window.col, window.width)
        first = plane[np.ix_(rows[:-1], cols[:-1])]
        last = plane[np.ix_(rows[1:] - 1, cols[1:] - 1)]
        middle = plane[np.ix_((rows[:-1] + rows[1:]) // 2, (cols[:-1] + cols[1:]) // 2)]
        is_flat = np.asarray(same(first, last) & same(first, middle))
        for i, j in np.argwhere(is_flat):
            part = plane[rows[i] : rows[i + 1], cols[j] : cols[j + 1]]
            is_flat[i, j] = same(part, first[i, j]).all()
        return is_flat, first.astype(np.float64)


def _points_of(edges: IntArray) -> IntArray:
    """Return places of points in each cell, from edge to edge; some twice in small cells."""
    pairs = pairwise(edges.tolist())
    return np.concatenate([spread(low, high - 1, _N_CELL_POINTS) for low, high in pairs])


def _touched(edges: IntArray, first: int, length: int) -> slice:
    begin = int(np.searchsorted(edges, first, side="right")) - 1
    return slice(begin, int(np.searchsorted(edges, first + length, side="left")))


def _clip(edges: IntArray, first: int, length: int) -> IntArray:
    return np.clip(edges - first, 0, length)


def _flat_rows(plane: AnyArray, some: AnyArray, band: Band) -> tuple[BoolArray, DoubleArray]:
    """Tell which rows hold one value beside no data, and which; NaN where there is only no data.

    `some` are columns of the plane: few rows are the same in these and differ elsewhere.
    """
    if not some.shape[1]:
        some = plane[:, :1]
    missing = is_missing(some, band)
    first = np.argmin(missing, axis=1)
    value = some[np.arange(len(some)), first]
    is_flat = np.asarray((missing | same(some, value[:, None])).all(axis=1))
    values = np.full(len(plane), np.nan)
    for row in np.flatnonzero(is_flat):
        pixels = plane[row]
        missing_here = is_missing(pixels, band)
        known = pixels[~missing_here] if missing_here.any() else pixels
        if not len(known):
            continue
        is_flat[row] = same(known, known[0]).all()
        values[row] = known[0]
    return is_flat, values


def is_missing(values: AnyArray, band: Band) -> BoolArray:
    """Tell which values of a band are declared no data or NaN."""
    missing = np.isnan(values) if values.dtype.kind == "f" else np.zeros(values.shape, dtype=bool)
    if band.nodata is not None and not np.isnan(band.nodata):
        missing |= values == values.dtype.type(band.nodata)
    return missing


def same(values: AnyArray, others: AnyArray) -> BoolArray:
    """Compare; NaN is the same as NaN."""
    alike = np.asarray(values == others)
    if values.dtype.kind == "f":
        alike |= np.isnan(values) & np.isnan(others)
    return alike


def _join(
    is_flat: BoolArray, values: DoubleArray, more_flat: BoolArray, more_values: DoubleArray
) -> None:
    """Join what two windows say of the same rows or cells; changes the first two arrays."""
    known, more_known = ~np.isnan(values), ~np.isnan(more_values)
    is_flat &= more_flat & ~(known & more_known & (values != more_values))
    values[...] = np.where(known, values, more_values)


def runs_of(marks: BoolArray) -> Iterator[tuple[int, int]]:
    """Yield first and end of each run of true marks, shape (n,)."""
    padded = np.concatenate([[False], marks, [False]]).astype(np.int8)
    steps = np.diff(padded)
    yield from zip(
        np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist(), strict=True
    )
