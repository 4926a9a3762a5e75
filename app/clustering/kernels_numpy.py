"""Label and count pixels with scikit-learn and numpy, where numba is missing.

Same functions and same results as the compiled kernels, several times slower.
"""

from itertools import pairwise

import numpy as np
from sklearn.metrics import pairwise_distances_argmin_min

from app.arrays import ByteArray, DoubleArray, IntArray, SingleArray


def nearest(
    values: SingleArray,
    centres: SingleArray,
    starts: IntArray,
    labels: ByteArray,
    inertia: DoubleArray,
    counts: IntArray,
) -> None:
    """Give every pixel its nearest centre for each group of centres."""
    # float64: scikit-learn expands the square, which loses digits in float32.
    pixels = np.ascontiguousarray(values.T, dtype=np.float64)
    for group, (first, end) in enumerate(pairwise(starts)):
        where, squares = pairwise_distances_argmin_min(
            pixels, centres[first:end].astype(np.float64), metric="sqeuclidean"
        )
        labels[group] = where + 1
        inertia[group] += squares.sum()
        counts[first:end] += np.bincount(where, minlength=end - first)


def move_sums(
    values: SingleArray,
    before: ByteArray,
    after: ByteArray,
    sums: DoubleArray,
    counts: IntArray,
) -> int:
    """Carry pixels whose label changed from one cluster's sums to another's."""
    moved = np.flatnonzero(before != after)
    k = len(counts)
    for labels, sign in ((after[moved], 1), (before[moved], -1)):
        counts += sign * np.bincount(labels, minlength=k + 1)[1:]
        for band, plane in enumerate(values):
            sums[:, band] += sign * np.bincount(labels, plane[moved], minlength=k + 1)[1:]
    return len(moved)


def count_values(values: IntArray, lowest: int, labels: ByteArray, table: IntArray) -> None:
    """Count each value under each label; values outside the table are left out."""
    n_labels, n_values = table.shape
    positions = values.astype(np.int64) - lowest
    inside = (positions >= 0) & (positions < n_values)
    flat = labels[inside].astype(np.int64) * n_values + positions[inside]
    table += np.bincount(flat, minlength=n_labels * n_values).reshape(table.shape).astype(np.uint32)


def add_moments(values: DoubleArray, labels: ByteArray, moments: DoubleArray) -> None:
    """Add sum, sum of squares, minimum and maximum under each label."""
    n_labels = len(moments)
    moments[:, 0] += np.bincount(labels, values, minlength=n_labels)
    moments[:, 1] += np.bincount(labels, values * values, minlength=n_labels)
    np.minimum.at(moments[:, 2], labels, values)
    np.maximum.at(moments[:, 3], labels, values)
