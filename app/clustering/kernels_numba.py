"""Label and count pixels in compiled loops.

The innermost loops run over pixels so that the compiler can use vector instructions, in tiles
that stay in the first-level cache. Every kernel releases the interpreter lock: threads that call
them on different pixels run side by side. They are compiled once per machine and cached.
"""

from typing import Any

import numba
import numpy as np
from numba import types

_NEAREST = (
    "void(float32[:, ::1], float32[:, ::1], int64[::1], uint8[:, ::1], float64[::1], int64[::1])"
)
_MOVE_SUMS = "int64(float32[:, ::1], uint8[::1], uint8[::1], float64[:, ::1], int64[::1])"
_COUNT_VALUES = [
    types.void(
        types.Array(dtype, 1, "C", readonly=True),  # pixels of a scene are closed for writing
        types.int64,
        types.Array(types.uint8, 1, "C", readonly=True),
        types.Array(types.uint32, 2, "C"),
    )
    for dtype in (types.uint8, types.int8, types.uint16, types.int16, types.int32)
]
_ADD_MOMENTS = "void(float64[::1], uint8[::1], float64[:, ::1])"


def _compiled(signature: str | list[Any]) -> Any:  # noqa: ANN401 - numba ships no types
    # "contract" allows fused multiply-add; nothing may be reordered, so results repeat exactly.
    return numba.njit(signature, nogil=True, cache=True, fastmath={"contract"})


@_compiled(_NEAREST)
def nearest(values, centres, starts, labels, inertia, counts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, C901
    """Give every pixel its nearest centre for each group of centres."""
    n_bands, n_px = values.shape
    n_groups = starts.shape[0] - 1
    # 512 pixels: 7 bands x 512 x 4 bytes fill half of a 32 KiB first-level cache.
    squares = np.empty(512, np.float32)
    best = np.empty(512, np.float32)
    where = np.empty(512, np.int32)
    for first in range(0, n_px, 512):
        n = min(512, n_px - first)
        for group in range(n_groups):
            lowest = starts[group]
            for c in range(lowest, starts[group + 1]):
                # Slices, not offsets: an index that might be negative stops vectorisation.
                centre = centres[c, 0]
                row = values[0, first : first + n]
                for t in range(n):
                    d = row[t] - centre
                    squares[t] = d * d
                for b in range(1, n_bands):
                    centre = centres[c, b]
                    row = values[b, first : first + n]
                    for t in range(n):
                        d = row[t] - centre
                        squares[t] += d * d
                number = np.int32(c - lowest + 1)
                if c == lowest:
                    for t in range(n):
                        best[t] = squares[t]
                        where[t] = number
                else:
                    for t in range(n):
                        nearer = squares[t] < best[t]
                        best[t] = squares[t] if nearer else best[t]
                        where[t] = number if nearer else where[t]
            total = 0.0
            out = labels[group, first : first + n]
            for t in range(n):
                total += best[t]
                out[t] = where[t]
                counts[lowest + where[t] - 1] += 1
            inertia[group] += total


@_compiled(_MOVE_SUMS)
def move_sums(values, before, after, sums, counts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Carry pixels whose label changed from one cluster's sums to another's."""
    n_bands, n_px = values.shape
    n_moved = 0
    for p in range(n_px):
        new = after[p]
        old = before[p]
        if new == old:
            continue
        n_moved += 1
        counts[new - 1] += 1
        for b in range(n_bands):
            sums[new - 1, b] += values[b, p]
        if old > 0:
            counts[old - 1] -= 1
            for b in range(n_bands):
                sums[old - 1, b] -= values[b, p]
    return n_moved


@_compiled(_COUNT_VALUES)
def count_values(values, lowest, labels, table):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Count each value under each label; values outside the table are left out."""
    n_values = table.shape[1]
    for p in range(values.shape[0]):
        position = values[p] - lowest
        if 0 <= position < n_values:
            table[labels[p], position] += np.uint32(1)


@_compiled(_ADD_MOMENTS)
def add_moments(values, labels, moments):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Add sum, sum of squares, minimum and maximum under each label."""
    for p in range(values.shape[0]):
        value = values[p]
        row = moments[labels[p]]
        row[0] += value
        row[1] += value * value
        row[2] = min(row[2], value)
        row[3] = max(row[3], value)
