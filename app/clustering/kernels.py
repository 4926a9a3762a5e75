"""Choose the fast kernels where numba is there, the slow ones where it is not.

All take pixels as float32 of shape (n_bands, n_px), C order, centred on the bands' offsets, and
labels as uint8 with 0 = no data.
"""

from typing import TYPE_CHECKING

from app.arrays import AnyArray, ByteArray, DoubleArray, IntArray, SingleArray

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


def nearest(
    values: SingleArray,
    centres: SingleArray,
    starts: IntArray,
    labels: ByteArray,
    inertia: DoubleArray,
    counts: IntArray,
) -> None:
    """Give every pixel its nearest centre, for several groups of centres in one pass.

    Parameters
    ----------
    values
        Shape (n_bands, n_px).
    centres
        Shape (n_centres, n_bands), the groups one after the other.
    starts
        Shape (n_groups + 1,): group g holds the centres starts[g]..starts[g + 1].
    labels
        Written: shape (n_groups, n_px), numbers from 1 within each group. Ties go to the lower.
    inertia
        Added to: shape (n_groups,), the sums of squared distances.
    counts
        Added to: shape (n_centres,), pixels of each centre.
    """
    _kernels.nearest(values, centres, starts, labels, inertia, counts)


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
    return int(_kernels.move_sums(values, before, after, sums, counts))


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
    _kernels.count_values(values, lowest, labels, table)


def add_moments(values: DoubleArray, labels: ByteArray, moments: DoubleArray) -> None:
    """Add up the values under each label.

    Parameters
    ----------
    values, labels
        Shape (n_px,).
    moments
        Changed: shape (n_labels, 4): sum, sum of squares, minimum, maximum.
    """
    _kernels.add_moments(values, labels, moments)
