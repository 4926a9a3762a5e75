"""Name the array types that cross module borders, and where in them a part lies."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

AnyArray: TypeAlias = NDArray[Any]
BoolArray: TypeAlias = NDArray[np.bool_]
ByteArray: TypeAlias = NDArray[np.uint8]
IntArray: TypeAlias = NDArray[np.int64]
SingleArray: TypeAlias = NDArray[np.float32]
DoubleArray: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of pixels: first row and column, rows and columns."""

    row: int
    col: int
    height: int
    width: int

    def place(self, shape: tuple[int, int] | None = None) -> "Place":
        """Return where its pixels lie; with a shape, those of them that a thinned-out block has."""
        n_rows, n_cols = shape or (self.height, self.width)
        rows = self.row + (2 * np.arange(n_rows) + 1) * self.height // (2 * n_rows)
        cols = self.col + (2 * np.arange(n_cols) + 1) * self.width // (2 * n_cols)
        return Place(rows[:, np.newaxis], cols[np.newaxis])


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where pixels lie: full-size rows and columns, which broadcast to the shape of the pixels."""

    rows: IntArray
    cols: IntArray


def read_only(array: AnyArray) -> AnyArray:
    """Return the same array, closed for writing."""
    array.setflags(write=False)
    return array
