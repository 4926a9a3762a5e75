"""Choose the fast kernels where numba is there, the slow ones where it is not.

All take pixels as float32 of shape (n_bands, n_px), C order, centred on the bands' offsets, and
labels as uint8 with 0 = no data.
"""

from typing import TYPE_CHECKING

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, DoubleArray, IntArray, SingleArray
from app.clustering.results import BandScaling

if TYPE_CHECKING:
    from app.clustering import kernels_numpy as _kernels

    IS_COMPILED = True
else:
    try:
        from app.clustering import kernels_numba as _kernels

        IS_COMPILED = True
    except ImportError:
        from app.clustering import kernels_numpy as _kernels

        IS_COMPILED = False

_ALL = np.empty(0, dtype=bool)
_ALL.setflags(write=False)

NOT_COMPILED = (
    "Running without numba",
    "Results are the same, but a sweep takes several times as long.",
    "Install the package numba to make it fast.",
)


def nearest(
    values: AnyArray,
    centres: SingleArray,
    starts: IntArray,
    labels: ByteArray,
    inertia: DoubleArray,
    scaling: BandScaling | None = None,
    valid: BoolArray | None = None,
) -> None:
    """Give every pixel its nearest centre, for several groups of centres in one pass.

    Parameters
    ----------
    values
        Shape (n_bands, n_px), C order: in scene units and of any type with `scaling`, in scaled
        units and float32 without.
    centres
        Shape (n_centres, n_bands), scaled units, the groups one after the other.
    starts
        Shape (n_groups + 1,): group g holds the centres starts[g]..starts[g + 1].
    labels
        Written: shape (n_groups, n_px), numbers from 1 within each group. Ties go to the lower.
    inertia
        Added to: shape (n_groups,), the sums of squared distances.
    scaling
        How values are scaled on the way; None where they are.
    valid
        Shape (n_px,): the others, whatever they hold, are labelled 0 and left out of the inertia.
        None where all pixels are valid.
    """
    # Float64 where the values are wider than float32 holds, or digits would go before the offset.
    kind = np.float32 if np.can_cast(values.dtype, np.float32) else np.float64
    n_bands = len(values)
    offset = np.zeros(n_bands, kind) if scaling is None else scaling.offset.astype(kind)
    gain = np.ones(n_bands, kind) if scaling is None else (1 / scaling.scale).astype(kind)
    _kernels.nearest(
        _closed(values),
        _ALL if valid is None else _closed(valid),
        offset,
        gain,
        _closed(centres),
        starts,
        labels,
        inertia,
    )


def move_sums(
    values: SingleArray,
    before: ByteArray,
    after: ByteArray,
    sums: DoubleArray,
    counts: IntArray,
) -> int:
    """Carry pixels whose label changed from one cluster's sums to another's.

    Parameters
    ----------
    values
        Shape (n_bands, n_px).
    before, after
        Shape (n_px,). 0 before: the pixel is counted for the first time.
    sums, counts
        Added to: shapes (k, n_bands) and (k,).

    Returns
    -------
    How many pixels moved.
    """
    moved = _kernels.move_sums(_closed(values), _closed(before), _closed(after), sums, counts)
    return int(moved)


def count_values(values: AnyArray, lowest: int, labels: ByteArray, table: AnyArray) -> None:
    """Count each value under each label.

    Parameters
    ----------
    values
        Shape (n_px,), integers of at most 32 bits, C order.
    lowest
        The value of the table's first column. What lies outside the table is left out.
    labels
        Shape (n_px,).
    table
        Added to: shape (n_labels, n_values), uint32.
    """
    _kernels.count_values(_closed(values), lowest, _closed(labels), table)


def add_moments(values: AnyArray, base: float, labels: AnyArray, moments: DoubleArray) -> None:
    """Add up the values under each label but 0.

    Parameters
    ----------
    values
        Shape (n_px,), uint8, int16, uint16, float32 or float64, C order.
    base
        Is subtracted from each value, so that the squares keep their digits.
    labels
        Shape (n_px,), uint8 or uint16.
    moments
        Changed: shape (n_labels, 4): sum, sum of squares, minimum, maximum.
    """
    _kernels.add_moments(_closed(values), base, _closed(labels), moments)


def join_labels(
    labels: ByteArray,
    first: int,
    slots: AnyArray,
    numbers: AnyArray,
    keys: AnyArray,
    joined: AnyArray,
) -> int:
    """Give a number to each combination of labels that pixels have over several maps.

    Parameters
    ----------
    labels
        Shape (n_maps, n_px), at most 12 maps of at most 31 labels: five bits each.
    first
        The pixel to begin with.
    slots, numbers
        A hash table: uint64 of a power of two in length, and uint16 of one more, whose last
        entry holds how many numbers are given.
    keys
        uint64; written: the packed labels of each number, from 1. Its length is the limit.
    joined
        Written from `first` on: shape (n_px,), uint16; 0 where all labels are 0.

    Returns
    -------
    n_px, or the pixel that would have needed a number beyond the limit.
    """
    return int(_kernels.join_labels(_closed(labels), first, slots, numbers, keys, joined))


def warm_up_first() -> None:
    """Compile or load the kernel that is needed first; numba prepares itself on the way."""
    pixel, labels = np.ones((1, 1), np.float32), np.ones((1, 1), dtype=np.uint8)
    nearest(pixel, pixel, np.array([0, 1]), labels, np.zeros(1))


def warm_up() -> None:
    """Compile the kernels for the common types, or load what an earlier run has compiled."""
    labels, wide = np.ones((1, 1), dtype=np.uint8), np.ones(1, dtype=np.uint16)
    pixel, sums, counts = np.ones((1, 1), np.float32), np.zeros((1, 1)), np.zeros(1, np.int64)
    for dtype in (np.float32, np.uint8, np.uint16):
        nearest(pixel.astype(dtype), pixel, np.array([0, 1]), labels, np.zeros(1))
        move_sums(pixel.astype(dtype), labels[0], labels[0], sums, counts)
    slots, keys = np.zeros(4, dtype=np.uint64), np.zeros(3, dtype=np.uint64)
    join_labels(labels, 0, slots, np.zeros(5, dtype=np.uint16), keys, wide.copy())
    for dtype in (np.uint8, np.uint16):
        count_values(np.ones(1, dtype), 0, labels[0], np.zeros((2, 2), dtype=np.uint32))
        add_moments(np.ones(1, dtype), 0.0, wide, np.zeros((2, 4)))


def _closed(array: AnyArray) -> AnyArray:
    """Return a view closed for writing: the kernels then meet one type, not two."""
    view = array.view()
    view.setflags(write=False)
    return view
