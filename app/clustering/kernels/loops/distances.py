"""Measure how far pixels lie from the centre of their own label, in compiled loops.

Written for `Kernel`, as `nearest_centre` is.
"""

import numpy as np

from app.clustering.kernels.loops.dialect import TILE_PX, carray


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
