"""Average whole blocks of short integers, which can be counted exactly."""

import numpy as np

from app.arrays import AnyArray, BoolArray, DoubleArray
from app.scene.files.placing.taps import Taps

_N_MOST = 2**15  # numbers of 16 bits whose sum is one of 32


def is_countable(own: AnyArray, axes: tuple[Taps, Taps]) -> bool:
    """Tell whether each target pixel is the mean of a whole block of short integers."""
    n_own = axes[0].n_alike * axes[1].n_alike
    return own.dtype.kind in "iu" and own.dtype.itemsize <= 2 and 0 < n_own <= _N_MOST


def whole_means(
    own: AnyArray, known: BoolArray, corner: tuple[int, int], axes: tuple[Taps, Taps]
) -> tuple[DoubleArray, BoolArray | np.bool_]:
    """Return means over the pixels that hold a value, and where these are half of all or more.

    Weights and sums in doubles give the same, at an eighth of the speed.

    Parameters
    ----------
    own, corner, axes
        As in `resampling.resample`; `is_countable`.
    known
        Which of `own` hold a value.
    """
    steps = axes[0].n_alike, axes[1].n_alike
    starts = int(axes[0].first[0]) - corner[0], int(axes[1].first[0]) - corner[1]
    shape = len(axes[0].first) * steps[0], len(axes[1].first) * steps[1]
    n_own = steps[0] * steps[1]
    if known.all() and _is_within(own, starts, shape):
        return _block_sums(_fitted(own, starts, shape), steps) / n_own, np.True_
    sums = _block_sums(_fitted(np.where(known, own, 0), starts, shape), steps)
    counts = _block_sums(_fitted(known, starts, shape), steps)
    return sums / np.maximum(counts, 1), 2 * counts >= n_own


def _is_within(own: AnyArray, starts: tuple[int, int], shape: tuple[int, int]) -> bool:
    ends = starts[0] + shape[0], starts[1] + shape[1]
    return min(starts) >= 0 and ends[0] <= own.shape[0] and ends[1] <= own.shape[1]


def _fitted(own: AnyArray, starts: tuple[int, int], shape: tuple[int, int]) -> AnyArray:
    """Return a view of own pixels; with zeros around them, a copy, where it goes beyond them."""
    ends = starts[0] + shape[0], starts[1] + shape[1]
    if _is_within(own, starts, shape):
        return own[starts[0] : ends[0], starts[1] : ends[1]]
    padded = np.zeros(shape, dtype=own.dtype)
    part = own[max(0, starts[0]) : ends[0], max(0, starts[1]) : ends[1]]
    row, col = max(0, -starts[0]), max(0, -starts[1])
    padded[row : row + part.shape[0], col : col + part.shape[1]] = part
    return padded


def _block_sums(own: AnyArray, steps: tuple[int, int]) -> AnyArray:
    down = own[0 :: steps[0]].astype(np.int32)
    for number in range(1, steps[0]):
        down += own[number :: steps[0]]
    sums = down[:, 0 :: steps[1]].copy()
    for number in range(1, steps[1]):
        sums += down[:, number :: steps[1]]
    return sums
