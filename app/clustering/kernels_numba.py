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
def nearest(values, valid, offset, gain, centres, starts, labels, inertia, counts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, C901
    """Give every valid pixel its nearest centre for each group of centres, and 0 to the others."""
    n_bands, n_px = values.shape
    n_groups = starts.shape[0] - 1
    # 512 pixels: 7 bands x 512 x 4 bytes fill half of a 32 KiB first-level cache.
    scaled = np.empty((n_bands, 512), np.float32)
    squares = np.empty(512, np.float32)
    best = np.empty(512, np.float32)
    where = np.empty(512, np.int32)
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
            lowest = starts[group]
            for c in range(lowest, starts[group + 1]):
                centre = centres[c, 0]
                for t in range(n):
                    d = scaled[0, t] - centre
                    squares[t] = d * d
                for b in range(1, n_bands):
                    centre = centres[c, b]
                    for t in range(n):
                        d = scaled[b, t] - centre
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
            if n_valid == n:
                for t in range(n):
                    total += best[t]
                    out[t] = where[t]
                    counts[lowest + where[t] - 1] += 1
            else:
                for t in range(n):
                    if mask[t]:
                        total += best[t]
                        out[t] = where[t]
                        counts[lowest + where[t] - 1] += 1
                    else:
                        out[t] = 0
            inertia[group] += total


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
def join_labels(labels, first, slots, numbers, keys, joined):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Give a number to each combination of labels; return where numbers ran out."""
    n_maps, n_px = labels.shape
    mask = np.uint64(slots.shape[0] - 1)
    n_known = numbers[slots.shape[0]]
    for p in range(first, n_px):
        key = np.uint64(0)
        for i in range(n_maps):
            key = (key << np.uint64(5)) | np.uint64(labels[i, p])
        if key == 0:
            joined[p] = 0
            continue
        slot = ((key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)) & mask
        while slots[slot] != key:
            if slots[slot] == 0:
                if n_known + 1 >= keys.shape[0]:
                    numbers[slots.shape[0]] = n_known
                    return p
                n_known += 1
                slots[slot] = key
                numbers[slot] = n_known
                keys[n_known] = key
                break
            slot = (slot + np.uint64(1)) & mask
        joined[p] = numbers[slot]
    numbers[slots.shape[0]] = n_known
    return n_px
