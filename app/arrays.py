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

_N_COUNTED = 2**20  # numbers at a time


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


def counted(values: AnyArray, n_numbers: int) -> IntArray:
    """Return how often each number below a bound occurs in whole numbers of any shape.

    `np.bincount` would make eight bytes of each first: half a gigabyte for the labels of a scene
    of full size.

    Parameters
    ----------
    n_numbers
        More than the greatest of the values.
    """
    flat = values.reshape(-1)
    counts = np.zeros(n_numbers, dtype=np.int64)
    for first in range(0, len(flat), _N_COUNTED):
        counts += np.bincount(flat[first : first + _N_COUNTED], minlength=n_numbers)
    return counts
