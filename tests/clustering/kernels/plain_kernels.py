"""Do what the compiled kernels do with numpy and scikit-learn: a reference, much slower.

As there, what is returned is negative where a label has no row in a table.
"""

from itertools import pairwise

import numpy as np
from sklearn.metrics import pairwise_distances_argmin_min

from app.arrays import AnyArray, BoolArray, ByteArray, DoubleArray, IntArray, SingleArray
from app.clustering.labelling.value_counts import counted_percentiles


def nearest(
    values: AnyArray,
    valid: BoolArray,
    offset: AnyArray,
    gain: AnyArray,
    centres: SingleArray,
    starts: IntArray,
    labels: ByteArray,
    inertia: DoubleArray,
) -> None:
    """Give every valid pixel its nearest centre for each group of centres, and 0 to the others."""
    if len(valid):
        values = values[:, valid]
        labels[:] = 0
    is_given = valid if len(valid) else slice(None)
    if not values.shape[1]:
        return
    # float64: scikit-learn expands the square, which loses digits in float32.
    scaled = (values.T.astype(np.float64) - offset) * gain
    pixels = np.ascontiguousarray(scaled.astype(np.float32), dtype=np.float64)
    for group, (first, end) in enumerate(pairwise(starts)):
        where, squares = pairwise_distances_argmin_min(
            pixels, centres[first:end].astype(np.float64), metric="sqeuclidean"
        )
        labels[group, is_given] = where + 1
        inertia[group] += squares.sum()


def reassign(
    values: AnyArray,
    offset: AnyArray,
    gain: AnyArray,
    centres: SingleArray,
    drift: float,  # noqa: ARG001 - all pixels are looked at
    labels: ByteArray,
    limits: SingleArray,  # noqa: ARG001
    sums: DoubleArray,
    counts: IntArray,
) -> int:
    """Give every pixel its nearest centre, and carry those that moved to its sums."""
    k = len(centres)
    if _has_above(labels, k):
        return -1
    after = np.empty((1, len(labels)), dtype=np.uint8)
    nearest(values, np.empty(0, bool), offset, gain, centres, np.array([0, k]), after, np.zeros(1))
    moved = np.flatnonzero(labels != after[0])
    for numbers, sign in ((after[0, moved], 1), (labels[moved], -1)):
        counts += sign * np.bincount(numbers, minlength=k + 1)[1:]
        for band, plane in enumerate(values):
            sums[:, band] += sign * np.bincount(numbers, plane[moved], minlength=k + 1)[1:]
    labels[:] = after[0]
    return len(moved)


def count_values(values: IntArray, lowest: int, labels: ByteArray, table: IntArray) -> int:
    """Count each value under each label; values outside the table are left out."""
    n_labels, n_values = table.shape
    if _has_above(labels, n_labels - 1):
        return -1
    positions = values.astype(np.int64) - lowest
    inside = (positions >= 0) & (positions < n_values)
    flat = labels[inside].astype(np.int64) * n_values + positions[inside]
    table += np.bincount(flat, minlength=n_labels * n_values).reshape(table.shape).astype(np.uint32)
    return 0


def describe_counts(table: AnyArray, figures: DoubleArray) -> None:
    """Read mean, spread, 5 and 95 %, least and greatest value off the counts of each label."""
    figures[:] = 0
    for row, out in zip(table, figures, strict=True):
        values = np.flatnonzero(row)
        if not len(values):
            continue
        counts = row[values].astype(np.int64)
        base = (values[0] + values[-1]) // 2
        centred, n = values - base, counts.sum()
        mean = (counts * centred).sum() / n
        spread = np.sqrt(max((counts * centred**2).sum() / n - mean**2, 0.0))
        percentiles = counted_percentiles(values, counts, (5.0, 95.0))
        out[:] = base + mean, spread, *percentiles, values[0], values[-1]


def add_moments(values: AnyArray, base: float, labels: AnyArray, moments: DoubleArray) -> int:
    """Add sum, sum of squares, minimum and maximum under each label but 0."""
    if _has_above(labels, len(moments) - 1):
        return -1
    valid = labels > 0
    centred, labels = values[valid].astype(np.float64) - base, labels[valid]
    n_labels = len(moments)
    moments[:, 0] += np.bincount(labels, centred, minlength=n_labels)
    moments[:, 1] += np.bincount(labels, centred * centred, minlength=n_labels)
    np.minimum.at(moments[:, 2], labels, centred)
    np.maximum.at(moments[:, 3], labels, centred)
    return 0


def add_joined(
    values: AnyArray,
    bases: DoubleArray,
    labels: ByteArray,
    first: int,
    slots: AnyArray,
    numbers: AnyArray,
    keys: AnyArray,
    counts: IntArray,
    moments: DoubleArray,
) -> int:
    """Add up per combination of labels, a new number for each; return where numbers ran out."""
    if _has_above(labels, 31) or _has_above(numbers, len(keys) - 1):
        return -1
    packed = np.zeros(labels.shape[1] - first, dtype=np.uint64)
    for row in labels[:, first:]:
        packed = (packed << np.uint64(5)) | row.astype(np.uint64)
    found, where = np.unique(packed, return_index=True)
    order = np.argsort(where)  # numbers are given in the order of first sight
    n_known = int(numbers[len(slots)])
    known = {int(key): number for number, key in enumerate(keys[: n_known + 1]) if number}
    stop = int(labels.shape[1])
    for key, position in zip(found[order].tolist(), where[order].tolist(), strict=True):
        if key and key not in known:
            if len(known) + 1 >= len(keys):
                stop = first + int(position)
                break
            known[key] = len(known) + 1
            keys[known[key]] = key
    numbers[len(slots)] = len(known)
    distinct, inverse = np.unique(packed[: stop - first], return_inverse=True)
    joined = np.array([known.get(key, 0) for key in distinct.tolist()], dtype=np.int64)[inverse]
    counts += np.bincount(joined, minlength=len(counts)) * (np.arange(len(counts)) > 0)
    for band, plane in enumerate(values[:, first:stop]):
        add_moments(plane, float(bases[band]), joined, moments[:, band])
    return stop


def _has_above(labels: AnyArray, last: int) -> bool:
    return bool(labels.size and labels.max() > last)


def add_areas(
    labels: ByteArray,
    row_edges: IntArray,
    col_edges: IntArray,
    m2: DoubleArray,
    areas: DoubleArray,
) -> int:
    """Add up the areas under each label but 0."""
    if _has_above(labels, areas.shape[1] - 1):
        return -1
    each = np.repeat(np.repeat(m2, np.diff(row_edges), axis=0), np.diff(col_edges), axis=1)
    for numbers, own in zip(labels, areas, strict=True):
        for label in range(1, len(own)):
            own[label] += each[numbers == label].sum()
    return 0
