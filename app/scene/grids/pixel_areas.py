"""Hold how large the pixels of a grid are on the ground."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.arrays import DoubleArray, IntArray, Place, Window

_NO_EDGES: IntArray = np.empty(0, dtype=np.int64)


class AreaKind(StrEnum):
    """What an area is measured on."""

    ELLIPSOID = "ellipsoid WGS 84"
    BY_ROW = "ellipsoid WGS 84, by row"
    BY_COLUMN = "ellipsoid WGS 84, by column"
    BY_ROW_AND_COLUMN = "ellipsoid WGS 84, by row and column"
    MAP_UNITS = "map units"
    NONE = "none"


@dataclass(frozen=True, slots=True, eq=False)
class PixelAreas:
    """The area of a pixel, cell by cell of neighbouring rows and columns.

    Attributes
    ----------
    m2
        Shape (n_down, n_across): the mean area of a pixel in each cell, in square metres. Empty
        where areas are not known.
    row_edges, col_edges
        Rising, shapes (n_down + 1,) and (n_across + 1,): cell (i, j) holds the rows
        row_edges[i] .. row_edges[i + 1] and columns likewise; the first is 0, the last the size.
    on_map_units
        Whether the units of the map tell the area, and no ellipsoid is needed.
    """

    m2: DoubleArray
    row_edges: IntArray
    col_edges: IntArray
    on_map_units: bool = False

    @classmethod
    def constant(cls, m2: float, height: int, width: int, *, on_map_units: bool) -> "PixelAreas":
        """Return one area for all pixels."""
        edges = np.array([0, height]), np.array([0, width])
        return cls(np.array([[m2]], dtype=np.float64), *edges, on_map_units=on_map_units)

    @property
    def is_known(self) -> bool:
        """Whether there are areas at all."""
        return self.m2.size > 0

    @property
    def is_constant(self) -> bool:
        """Whether one area holds for all pixels."""
        return self.m2.size == 1

    @property
    def kind(self) -> AreaKind:
        """What they are measured on."""
        if not self.is_known:
            return AreaKind.NONE
        if self.on_map_units:
            return AreaKind.MAP_UNITS
        n_down, n_across = self.m2.shape
        by_rows = AreaKind.BY_ROW_AND_COLUMN if n_across > 1 else AreaKind.BY_ROW
        by_cols = AreaKind.BY_COLUMN if n_across > 1 else AreaKind.ELLIPSOID
        return by_rows if n_down > 1 else by_cols

    @property
    def mean_m2(self) -> float | None:
        """Mean over all pixels of the grid; None where areas are not known."""
        if not self.is_known:
            return None
        if self.is_constant:
            return float(self.m2[0, 0])
        rows, cols = np.diff(self.row_edges), np.diff(self.col_edges)
        return float(rows @ self.m2 @ cols / (rows.sum() * cols.sum()))

    @property
    def range_m2(self) -> tuple[float, float] | None:
        """The least and the greatest area; None where areas are not known."""
        return (float(self.m2.min()), float(self.m2.max())) if self.is_known else None

    def within(self, window: Window) -> "PixelAreas":
        """Return those of a window, whose own rows and columns are then counted from 0."""
        rows, row_edges = _cut(self.row_edges, window.row, window.height)
        cols, col_edges = _cut(self.col_edges, window.col, window.width)
        m2 = np.ascontiguousarray(self.m2[rows, cols])
        return PixelAreas(m2, row_edges, col_edges, self.on_map_units)

    def thinned(self, place: Place) -> "PixelAreas":
        """Return those of thinned-out pixels; a cell that holds none of them stays, empty.

        Parameters
        ----------
        place
            Rising rows and columns, of shapes (n_rows, 1) and (1, n_cols).
        """
        row_edges = np.searchsorted(place.rows.ravel(), self.row_edges)
        col_edges = np.searchsorted(place.cols.ravel(), self.col_edges)
        return PixelAreas(self.m2, row_edges, col_edges, self.on_map_units)


NO_AREAS = PixelAreas(np.empty((0, 0)), _NO_EDGES, _NO_EDGES)


def _cut(edges: IntArray, first: int, n: int) -> tuple[slice, IntArray]:
    low = int(np.searchsorted(edges, first, side="right")) - 1
    high = int(np.searchsorted(edges, first + n, side="left"))
    return slice(low, high), np.clip(edges[low : high + 1] - first, 0, n)
