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


def read_only(array: AnyArray) -> AnyArray:
    """Return the same array, closed for writing."""
    array.setflags(write=False)
    return array
