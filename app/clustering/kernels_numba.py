"""Label and count pixels in compiled loops.

The innermost loops run over pixels so that the compiler can use vector instructions, in tiles
that stay in the first-level cache. Every kernel releases the interpreter lock: threads that call
them on different pixels run side by side. They are compiled once per machine and cached.
"""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np

# "contract" allows fused multiply-add; nothing may be reordered, so results repeat exactly.
# Without signatures: each type of values is compiled, or loaded, when it is first met. All of
# them together take a second to load.
_HOW: dict[str, Any] = {"nogil": True, "fastmath": {"contract"}}


def _compiled(kernel: Callable[..., Any]) -> Any:  # noqa: ANN401 - numba ships no types
    try:
        return numba.njit(kernel, cache=True, **_HOW)
    except RuntimeError:  # neither beside the program nor at home can a cache be written
        return numba.njit(kernel, **_HOW)


# Into the loop that calls them: to hand over a dozen arrays takes half as long as the work itself.
_inlined = numba.njit(forceinline=True, **_HOW)


@_inlined
def _begin_pair(scaled, n_odd, n, centres, one, other, squares):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Measure the squared distances of `n` pixels to two centres over the first `n_odd` bands."""
    to_one, to_other = squares[0], squares[1]
    if n_odd == 0:
        to_one[:n] = 0
        to_other[:n] = 0
        return
    s0, a0, b0 = scaled[0], centres[one, 0], centres[other, 0]
    if n_odd == 1:
        for t in range(n):
            d0, e0 = s0[t] - a0, s0[t] - b0
            to_one[t] = d0 * d0
            to_other[t] = e0 * e0
        return
    s1, a1, b1 = scaled[1], centres[one, 1], centres[other, 1]
    if n_odd == 2:
        for t in range(n):
            d0, d1 = s0[t] - a0, s1[t] - a1
            e0, e1 = s0[t] - b0, s1[t] - b1
            to_one[t] = d0 * d0 + d1 * d1
            to_other[t] = e0 * e0 + e1 * e1
        return
    s2, a2, b2 = scaled[2], centres[one, 2], centres[other, 2]
    for t in range(n):
        d0, d1, d2 = s0[t] - a0, s1[t] - a1, s2[t] - a2
        e0, e1, e2 = s0[t] - b0, s1[t] - b1, s2[t] - b2
        to_one[t] = d0 * d0 + d1 * d1 + d2 * d2
        to_other[t] = e0 * e0 + e1 * e1 + e2 * e2


@_inlined
def _add_four(scaled, b, n, centres, c, squares):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Add what four bands from `b` on put between `n` pixels and a centre."""
    s0, s1, s2, s3 = scaled[b], scaled[b + 1], scaled[b + 2], scaled[b + 3]
    c0, c1, c2, c3 = centres[c, b], centres[c, b + 1], centres[c, b + 2], centres[c, b + 3]
    for t in range(n):
        d0, d1, d2, d3 = s0[t] - c0, s1[t] - c1, s2[t] - c2, s3[t] - c3
        squares[t] = squares[t] + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3


@_inlined
def _end_pair(scaled, n, centres, one, other, squares, number, best, where):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Add the last four bands; keep the nearer of two centres, `number` and the one after it."""
    b = scaled.shape[0] - 4
    s0, s1, s2, s3 = scaled[b], scaled[b + 1], scaled[b + 2], scaled[b + 3]
    a0, a1, a2, a3 = (centres[one, b], centres[one, b + 1], centres[one, b + 2],
                      centres[one, b + 3])  # fmt: skip
    b0, b1, b2, b3 = (centres[other, b], centres[other, b + 1], centres[other, b + 2],
                      centres[other, b + 3])  # fmt: skip
    to_one, to_other, next_number = squares[0], squares[1], number + np.int32(1)
    for t in range(n):
        d0, d1, d2, d3 = s0[t] - a0, s1[t] - a1, s2[t] - a2, s3[t] - a3
        e0, e1, e2, e3 = s0[t] - b0, s1[t] - b1, s2[t] - b2, s3[t] - b3
        d = to_one[t] + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3
        e = to_other[t] + e0 * e0 + e1 * e1 + e2 * e2 + e3 * e3
        least, nearest_one = best[t], where[t]
        is_nearer = d < least
        least = d if is_nearer else least
        nearest_one = number if is_nearer else nearest_one
        is_nearer = e < least
        best[t] = e if is_nearer else least
        where[t] = next_number if is_nearer else nearest_one


@_compiled
def nearest(values, valid, offset, gain, centres, starts, labels, inertia):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, C901
    """Give every valid pixel its nearest centre for each group of centres, and 0 to the others.

    Two centres and up to four bands in one walk: to read pixels and to read and write sums takes
    longer than to add.
    """
    n_bands, n_px = values.shape
    n_groups = starts.shape[0] - 1
    n_rows = max(n_bands, 4)  # one to three bands are filled up with zeros, which add nothing
    n_odd = n_rows % 4
    # 512 pixels: 7 bands x 512 x 4 bytes fill half of a 32 KiB first-level cache.
    scaled = np.zeros((n_rows, 512), np.float32)
    squares = np.empty((2, 512), np.float32)
    best = np.empty(512, np.float32)
    where = np.empty(512, np.int32)
    lanes = np.zeros((n_groups, 64))  # in one sum each addition would wait for the one before
    # The last one is no centre: it stands beside an odd one, and nothing is nearer to it.
    n_centres = centres.shape[0]
    padded = np.zeros((n_centres + 1, n_rows), np.float32)
    padded[:n_centres, :n_bands] = centres
    padded[n_centres] = np.inf
    for first in range(0, n_px, 512):
        n = min(512, n_px - first)
        n_valid = n
        mask = valid[first : first + n]  # empty where all are valid
        if mask.shape[0] > 0:
            n_valid = 0
            for t in range(n):
                n_valid += mask[t]
            if n_valid == 0:
                labels[:, first : first + n] = 0
                continue
        for b in range(n_bands):
            # Slices, not offsets: an index that might be negative stops vectorisation.
            row = values[b, first : first + n]
            for t in range(n):
                scaled[b, t] = np.float32((row[t] - offset[b]) * gain[b])
        for group in range(n_groups):
            best[:n] = np.inf
            best[n:] = 0
            where[:n] = 1
            for c in range(starts[group], starts[group + 1], 2):
                other = c + 1 if c + 1 < starts[group + 1] else n_centres
                _begin_pair(scaled, n_odd, n, padded, c, other, squares)
                for b in range(n_odd, n_rows - 4, 4):
                    _add_four(scaled, b, n, padded, c, squares[0])
                    _add_four(scaled, b, n, padded, other, squares[1])
                number = np.int32(c - starts[group] + 1)
                _end_pair(scaled, n, padded, c, other, squares, number, best, where)
            if n_valid < n:
                for t in range(n):
                    best[t] = best[t] if mask[t] else np.float32(0)
                    where[t] = where[t] if mask[t] else np.int32(0)
            out = labels[group, first : first + n]
            for t in range(n):
                out[t] = where[t]
            for start in range(0, 512, 64):
                for lane in range(64):
                    lanes[group, lane] += best[start + lane]
    for group in range(n_groups):
        inertia[group] += lanes[group].sum()


@_compiled
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


@_compiled
def count_values(values, lowest, labels, table):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Count each value under each label; values outside the table are left out."""
    n_values = table.shape[1]
    for p in range(values.shape[0]):
        position = values[p] - lowest
        if 0 <= position < n_values:
            table[labels[p], position] += np.uint32(1)


@_compiled
def add_moments(values, base, labels, moments):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Add sum, sum of squares, minimum and maximum under each label but 0."""
    for p in range(values.shape[0]):
        label = labels[p]
        if label == 0:
            continue
        value = np.float64(values[p]) - base
        row = moments[label]
        row[0] += value
        row[1] += value * value
        row[2] = min(row[2], value)
        row[3] = max(row[3], value)


@_compiled
def add_joined(values, bases, labels, first, slots, numbers, keys, counts, moments):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, C901
    """Add up per combination of labels, a new number for each; return where numbers ran out.

    All bands of a pixel at once: one band after the other, each addition would wait for that of
    the pixel before, which mostly is the same combination.
    """
    n_bands, n_px = values.shape
    n_maps = labels.shape[0]
    mask = np.uint64(slots.shape[0] - 1)
    n_known = numbers[slots.shape[0]]
    packed = np.empty(512, np.uint64)
    for start in range(first, n_px, 512):
        n = min(512, n_px - start)
        packed[:] = 0
        for i in range(n_maps):
            row = labels[i, start : start + n]
            for t in range(n):
                packed[t] = (packed[t] << np.uint64(5)) | np.uint64(row[t])
        for t in range(n):
            key = packed[t]
            if key == 0:
                continue
            slot = ((key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)) & mask
            while slots[slot] != key:
                if slots[slot] == 0:
                    if n_known + 1 >= keys.shape[0]:
                        numbers[slots.shape[0]] = n_known
                        return start + t
                    n_known += 1
                    slots[slot] = key
                    numbers[slot] = n_known
                    keys[n_known] = key
                    break
                slot = (slot + np.uint64(1)) & mask
            number = np.uintp(numbers[slot])
            counts[number] += 1
            joint = moments[number]
            for b in range(n_bands):
                value = values[b, start + t] - bases[b]
                row_of_band = joint[b]
                row_of_band[0] += value
                row_of_band[1] += value * value
                row_of_band[2] = min(row_of_band[2], value)
                row_of_band[3] = max(row_of_band[3], value)
    numbers[slots.shape[0]] = n_known
    return n_px
