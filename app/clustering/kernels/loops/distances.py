"""Measure how far pixels lie from the centre of their own label, in compiled loops.

Written for `Kernel`, as `nearest_centre` is.
"""

import numpy as np

from app.clustering.kernels.loops.dialect import N_LANES, TILE_PX, carray
from app.clustering.kernels.loops.nearest_centre import add_four, begin_pair, end_pair


def mark_far(  # type: ignore[no-untyped-def]  # noqa: ANN201
    values, offset, gain, centres, limits, labels, marks, squares,  # noqa: ANN001
    n_bands, n_px, n_labels,  # noqa: ANN001
):  # fmt: skip
    """Mark labelled pixels with 2 beyond the limit of their label and with 1 within; count those.

    `centres` has a column for each label, `limits` are squared. What has no label is marked 0.
    Returns -1 where a label has no column. `squares` is working space.
    """
    values = carray(values, (n_bands, n_px))
    offset, gain = carray(offset, (n_bands,)), carray(gain, (n_bands,))
    centres, limits = carray(centres, (n_bands, n_labels)), carray(limits, (n_labels,))
    labels, marks = carray(labels, (n_px,)), carray(marks, (n_px,))
    squares = carray(squares, (2, TILE_PX))
    n_far = 0
    for p in range(n_px):
        if labels[p] >= n_labels:
            return -1
    for first in range(0, n_px, TILE_PX):
        n = min(TILE_PX, n_px - first)
        own, total = labels[first : first + n], squares[0]
        total[:n] = 0
        for b in range(n_bands):
            row, centre = values[b, first : first + n], centres[b]
            for t in range(n):
                apart = np.float32((row[t] - offset[b]) * gain[b]) - centre[own[t]]
                total[t] += apart * apart
        out = marks[first : first + n]
        for t in range(n):
            is_far = total[t] > limits[own[t]]
            out[t] = np.uint8(0) if own[t] == 0 else (np.uint8(2) if is_far else np.uint8(1))
            n_far += 1 if own[t] != 0 and is_far else 0
    return n_far


def nearest_marked(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901
    values, valid, offset, gain, padded, limits, labels, marks, n_far,  # noqa: ANN001
    scaled, squares, best, where, lanes,  # noqa: ANN001
    n_bands, n_px, n_given, n_centres,  # noqa: ANN001
):  # fmt: skip
    """Do for one group of centres what `nearest` does, and `mark_far` with the same distances.

    `limits` and `n_far` have an entry for no data and for each centre. `lanes` holds the sums of
    squares in the end. What stands behind `n_far` is working space, as for `nearest`.
    """
    n_rows = max(n_bands, 4)
    n_odd = n_rows % 4
    values = carray(values, (n_bands, n_px))
    valid = carray(valid, (n_given,))
    offset, gain = carray(offset, (n_bands,)), carray(gain, (n_bands,))
    padded = carray(padded, (n_centres + 1, n_rows))
    limits, n_far = carray(limits, (n_centres + 1,)), carray(n_far, (n_centres + 1,))
    labels, marks = carray(labels, (n_px,)), carray(marks, (n_px,))
    scaled, squares = carray(scaled, (n_rows, TILE_PX)), carray(squares, (2, TILE_PX))
    best, where = carray(best, (TILE_PX,)), carray(where, (TILE_PX,))
    lanes = carray(lanes, (N_LANES,))
    lanes[:] = 0
    for first in range(0, n_px, TILE_PX):
        n = min(TILE_PX, n_px - first)
        n_valid = n
        mask = valid[first : first + n]  # empty where all are valid
        if mask.shape[0] > 0:
            n_valid = 0
            for t in range(n):
                n_valid += mask[t]
            if n_valid == 0:
                labels[first : first + n] = 0
                marks[first : first + n] = 0
                continue
        for b in range(n_bands):
            row = values[b, first : first + n]
            for t in range(n):
                scaled[b, t] = np.float32((row[t] - offset[b]) * gain[b])
        best[:n] = np.inf
        best[n:] = 0
        where[:n] = 1
        for c in range(0, n_centres, 2):
            other = min(c + 1, n_centres)
            begin_pair(scaled, n_odd, n, padded, c, other, squares)
            for b in range(n_odd, n_rows - 4, 4):
                add_four(scaled, b, n, padded, c, squares[0])
                add_four(scaled, b, n, padded, other, squares[1])
            end_pair(scaled, n, padded, c, other, squares, np.int32(c + 1), best, where)
        if n_valid < n:
            for t in range(n):
                best[t] = best[t] if mask[t] else np.float32(0)
                where[t] = where[t] if mask[t] else np.int32(0)
        out, marked = labels[first : first + n], marks[first : first + n]
        for t in range(n):
            own = where[t]
            is_far = best[t] > limits[own]  # of no data: nothing is farther than the infinite
            out[t] = own
            marked[t] = np.uint8(0) if own == 0 else (np.uint8(2) if is_far else np.uint8(1))
            if is_far:
                n_far[own] += 1
        for start in range(0, TILE_PX, N_LANES):
            for lane in range(N_LANES):
                lanes[lane] += best[start + lane]
    return 0
