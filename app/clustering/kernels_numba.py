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


@_compiled
def _square_distances(scaled, n, centre, squares):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901
    """Measure the squared distance of `n` pixels to one centre.

    Four bands in one walk, the odd ones first: to read and write a sum takes longer than to add.
    """
    n_bands = scaled.shape[0]
    n_odd = (n_bands - 1) % 4 + 1
    s0, c0 = scaled[0], centre[0]
    if n_odd == 1:
        for t in range(n):
            d0 = s0[t] - c0
            squares[t] = d0 * d0
    elif n_odd == 2:
        s1, c1 = scaled[1], centre[1]
        for t in range(n):
            d0, d1 = s0[t] - c0, s1[t] - c1
            squares[t] = d0 * d0 + d1 * d1
    elif n_odd == 3:
        s1, s2, c1, c2 = scaled[1], scaled[2], centre[1], centre[2]
        for t in range(n):
            d0, d1, d2 = s0[t] - c0, s1[t] - c1, s2[t] - c2
            squares[t] = d0 * d0 + d1 * d1 + d2 * d2
    else:
        squares[:n] = 0
    for b in range(n_odd % 4, n_bands, 4):
        s0, s1, s2, s3 = scaled[b], scaled[b + 1], scaled[b + 2], scaled[b + 3]
        c0, c1, c2, c3 = centre[b], centre[b + 1], centre[b + 2], centre[b + 3]
        for t in range(n):
            d0, d1, d2, d3 = s0[t] - c0, s1[t] - c1, s2[t] - c2, s3[t] - c3
            squares[t] = squares[t] + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3


@_compiled
def nearest(values, valid, offset, gain, centres, starts, labels, inertia):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, C901
    """Give every valid pixel its nearest centre for each group of centres, and 0 to the others."""
    n_bands, n_px = values.shape
    n_groups = starts.shape[0] - 1
    # 512 pixels: 7 bands x 512 x 4 bytes fill half of a 32 KiB first-level cache.
    scaled = np.empty((n_bands, 512), np.float32)
    squares = np.empty(512, np.float32)
    best = np.zeros(512, np.float32)
    where = np.empty(512, np.int32)
    lanes = np.zeros((n_groups, 64))  # in one sum each addition would wait for the one before
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
        best[n:] = 0
        for group in range(n_groups):
            lowest = starts[group]
            for c in range(lowest, starts[group + 1]):
                _square_distances(scaled, n, centres[c], squares)
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
