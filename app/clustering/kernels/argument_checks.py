"""Check what kernels are given, once for each call: they write wherever they are told to.

Compiled loops know the address of an array and the sizes they were told. An array that is smaller,
of another type or laid out in another way would be read and written past its end. So would a table
by labels that have no row in it; the loops themselves see to that.
"""

from collections.abc import Sequence
from itertools import pairwise
from operator import index
from typing import Any, SupportsIndex

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray, IntArray

# Bits of numpy's flags: in C order, at addresses that are multiples of its values' size, open for
# writing. To read all three at once is several times as fast as one by one.
_C_ORDER, _ALIGNED, _WRITABLE = 0x0001, 0x0100, 0x0400
_READ, _WRITTEN = _C_ORDER | _ALIGNED, _C_ORDER | _ALIGNED | _WRITABLE

SINGLE, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
BYTE, SHORT, WORD, LONG = map(np.dtype, (np.uint8, np.uint16, np.uint32, np.uint64))
WHOLE, TRUTH = np.dtype(np.int64), np.dtype(np.bool_)

NUMBERS = frozenset(map(np.dtype, ("u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8")))
SHORT_NUMBERS = frozenset(map(np.dtype, ("u1", "i1", "u2", "i2", "u4", "i4")))
ADDED_NUMBERS = frozenset(map(np.dtype, ("u1", "i2", "u2", "f4", "f8")))

N_CLUSTERS_MAX = np.iinfo(np.uint8).max
N_PACKED = 32  # labels that five bits tell apart
_N_MAPS_MAX = 12
_INT_MAX = 2**62  # beyond, differences of two would wrap round


def check_read(name: str, array: object, dtype: np.dtype[Any], shape: tuple[int, ...]) -> None:
    """Make sure that an array is what a kernel reads.

    Raises
    ------
    TypeError
        It is no array, or holds values of another type.
    ValueError
        It has another shape, or is not in C order.
    """
    if (
        type(array) is not np.ndarray
        or array.dtype is not dtype
        or array.shape != shape
        or array.flags.num & _READ != _READ
    ):
        _check_slowly(name, array, (dtype,), shape, _READ)


def check_written(name: str, array: object, dtype: np.dtype[Any], shape: tuple[int, ...]) -> None:
    """Make sure that an array is what a kernel writes: as `check_read`, and open for writing."""
    if (
        type(array) is not np.ndarray
        or array.dtype is not dtype
        or array.shape != shape
        or array.flags.num & _WRITTEN != _WRITTEN
    ):
        _check_slowly(name, array, (dtype,), shape, _WRITTEN)


def shape_of_values(
    values: AnyArray, dtypes: frozenset[np.dtype[Any]], n_dimensions: int
) -> tuple[int, ...]:
    """Return the shape of values of one of some types; see `check_read`."""
    _check_slowly("values", values, dtypes, None, _READ)
    if values.ndim != n_dimensions:
        msg = f"values have {values.ndim} dimensions, not {n_dimensions}"
        raise ValueError(msg)
    return values.shape


def check_pixels(values: AnyArray) -> tuple[int, int]:
    """Check pixels of shape (n_bands, n_px), at least one band; return that shape."""
    n_bands, n_px = shape_of_values(values, NUMBERS, 2)
    if n_bands < 1:
        msg = "values have no band"
        raise ValueError(msg)
    return n_bands, n_px


def checked_starts(starts: IntArray, n_centres: int) -> tuple[IntArray, int]:
    """Check where groups of centres start, shape (n_groups + 1,).

    Returns
    -------
    A copy that nobody changes any more, and the number of groups.

    Raises
    ------
    ValueError
        There is no group, one is empty or too large for its labels, or there are not so many
        centres.
    """
    n_groups = check_rows("starts", starts) - 1
    check_read("starts", starts, WHOLE, (n_groups + 1,))
    kept = starts.copy()
    places = kept.tolist()
    sizes = [end - first for first, end in pairwise(places)]
    if not sizes or places[0] < 0 or places[-1] > n_centres:
        msg = f"groups start at {places}, and there are {n_centres} centres"
        raise ValueError(msg)
    if min(sizes) < 1 or max(sizes) > N_CLUSTERS_MAX:
        msg = f"groups of {sizes} centres; each has 1 to {N_CLUSTERS_MAX}"
        raise ValueError(msg)
    return kept, n_groups


def checked_edges(name: str, edges: IntArray, size: int) -> IntArray:
    """Check edges that cut an axis from end to end, and return a copy that nobody changes.

    Raises
    ------
    ValueError
        They fall, or go from elsewhere to elsewhere.
    """
    check_read(name, edges, WHOLE, (check_rows(name, edges),))
    kept = edges.copy()
    if len(kept) < 2 or kept[0] != 0 or kept[-1] != size or (np.diff(kept) < 0).any():
        msg = f"{name} do not rise from 0 to {size}"
        raise ValueError(msg)
    return kept


def check_rows(name: str, array: object) -> int:
    """Return the length of an array, which must have some dimension.

    Raises
    ------
    TypeError, ValueError
        It is no array, or a single value.
    """
    if not isinstance(array, np.ndarray):
        msg = f"{name} are no array but {type(array).__name__}"
        raise TypeError(msg)
    if not array.ndim:
        msg = f"{name} are a single value"
        raise ValueError(msg)
    return len(array)


def check_apart(pointing: AnyArray, *written: AnyArray) -> None:
    """Make sure that writing to some arrays does not change one that points into tables."""
    if any(np.may_share_memory(pointing, array) for array in written):
        msg = "what is written lies where labels are read"
        raise ValueError(msg)


def check_combined(labels: ByteArray, n_px: int) -> None:
    """Check labels of shape (n_maps, n_px) that are packed into one number for each pixel."""
    n_maps = check_rows("labels", labels)
    if not 1 <= n_maps <= _N_MAPS_MAX:
        msg = f"labels of {n_maps} maps; 1 to {_N_MAPS_MAX} can be combined"
        raise ValueError(msg)
    check_read("labels", labels, BYTE, (n_maps, n_px))


def check_moments(moments: DoubleArray) -> int:
    """Check moments of shape (n_labels, 4), to be added to; return n_labels."""
    n_labels = check_rows("moments", moments)
    check_written("moments", moments, DOUBLE, (n_labels, 4))
    return n_labels


def whole(name: str, number: SupportsIndex) -> int:
    """Return a whole number, of Python or numpy, as one of Python.

    Raises
    ------
    TypeError
        It is none.
    ValueError
        It is too large.
    """
    value = index(number)
    if not -_INT_MAX < value < _INT_MAX:
        msg = f"{name} is {value}"
        raise ValueError(msg)
    return value


def double(name: str, number: object) -> float:
    """Return a number, of Python or numpy, as a float of Python.

    Raises
    ------
    TypeError
        It is none.
    """
    if not isinstance(number, (int, float, np.integer, np.floating)):
        msg = f"{name} is no number but {type(number).__name__}"
        raise TypeError(msg)
    return float(number)


def check_outcome(outcome: int, n: int) -> int:
    """Return what a kernel returned, which is negative where it met a label above the last.

    Raises
    ------
    ValueError
        It did. Nothing was written outside of any array; what was added up is of no use.
    """
    if outcome < 0:
        msg = f"a label above {n - 1}: there are {n} rows, from 0"
        raise ValueError(msg)
    return outcome


def _check_slowly(
    name: str,
    array: object,
    dtypes: Sequence[np.dtype[Any]] | frozenset[np.dtype[Any]],
    shape: tuple[int, ...] | None,
    flags: int,
) -> None:
    """Check anew, and say what is wrong."""
    if not isinstance(array, np.ndarray):
        msg = f"{name} are no array but {type(array).__name__}"
        raise TypeError(msg)
    if array.dtype not in dtypes:
        msg = f"{name} are {array.dtype.str}, not {' or '.join(sorted(d.str for d in dtypes))}"
        raise TypeError(msg)
    if shape is not None and array.shape != shape:
        msg = f"{name} have the shape {array.shape}, not {shape}"
        raise ValueError(msg)
    missing = flags & ~array.flags.num
    if missing:
        what = "read-only" if missing == _WRITABLE else "not in C order"
        msg = f"{name} of the shape {array.shape} are {what}"
        raise ValueError(msg)
