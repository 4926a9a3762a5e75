"""Weigh own pixels along one axis for each pixel of another grid."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from app.arrays import DoubleArray, IntArray
from app.scene.grids.target_grid import Axis, Resampling

NEAR = 1e-6  # of a pixel: a centre on an edge belongs to the pixel behind it
_COARSER = 1.01  # target pixels are averaged from here on; below they are of the same size


@dataclass(frozen=True, slots=True, eq=False)
class Taps:
    """Which own rows, or columns, each target row or column is made of.

    Attributes
    ----------
    first
        The first own pixel, shape (n_target,); may lie outside the file.
    weights
        Of it and of those that follow, shape (n_target, n_taps); they add up to 1.
    n_own
        Own pixels along the axis.
    n_alike
        How many own pixels, of equal weight, each target pixel is the mean of, and no two share
        one; 0 where it is not so.
    n_copies
        How many neighbours in a row are copies of the same own pixel; 0 where it is not so.
    """

    first: IntArray
    weights: DoubleArray
    n_own: int
    n_alike: int = 0
    n_copies: int = 0

    def span(self, start: int, length: int) -> tuple[int, int]:
        """Return the first own pixel that some target pixels need, and the end, within the file."""
        n_taps = self.weights.shape[1]
        low = min(max(0, int(self.first[start])), self.n_own)
        high = int(self.first[start + length - 1]) + n_taps
        return low, max(low, min(self.n_own, high))

    @property
    def is_gather(self) -> bool:
        """Whether each target pixel is a copy of one own pixel."""
        return len(self.weights[0]) == 1

    def part(self, start: int, length: int) -> "Taps":
        """Return those of some target pixels."""
        own = slice(start, start + length)
        return replace(self, first=self.first[own], weights=self.weights[own])


def make_taps(axis: Axis, rule: Resampling | None) -> Taps:
    """Weigh own pixels for each target pixel along one axis.

    Parameters
    ----------
    rule
        For targets as fine as the own pixels or finer; coarser ones are averages. None for the
        nearest pixel in any case.
    """
    if rule is not None and axis.scale >= _COARSER:
        taps = _averages(axis)
        return replace(taps, n_alike=_count_alike(taps))
    taps = _KERNELS[rule or Resampling.NEAREST](axis)
    return replace(taps, n_copies=_count_copies(taps, round(1 / axis.scale)))


def _count_alike(taps: Taps) -> int:
    n_taps = taps.weights.shape[1]
    is_alike = (taps.weights == taps.weights[0, 0]).all() and (np.diff(taps.first) == n_taps).all()
    return n_taps if is_alike else 0


def _count_copies(taps: Taps, n: int) -> int:
    first = taps.first
    is_even = n > 1 and taps.is_gather and (first[n:] - first[:-n] == 1).all()
    return n if is_even else 0


def _averages(axis: Axis) -> Taps:
    low = axis.scale * np.arange(axis.n_target) + axis.offset
    high = low + axis.scale
    first = np.floor(low + NEAR).astype(np.int64)
    n_taps = int((np.ceil(high - NEAR).astype(np.int64) - first).max())
    own = first[:, np.newaxis] + np.arange(n_taps)
    overlap = np.minimum(high[:, np.newaxis], own + 1) - np.maximum(low[:, np.newaxis], own)
    overlap[overlap < NEAR] = 0.0
    return Taps(first, overlap / overlap.sum(axis=1, keepdims=True), axis.n_own)


def _nearest(axis: Axis) -> Taps:
    first = np.floor(_centres(axis) + NEAR).astype(np.int64)
    return Taps(first, np.ones((axis.n_target, 1)), axis.n_own)


def _bilinear(axis: Axis) -> Taps:
    first, share = _between_centres(axis)
    return Taps(first, np.stack([1 - share, share], axis=1), axis.n_own)


def _cubic(axis: Axis) -> Taps:
    first, share = _between_centres(axis)
    weights = [_keys(np.abs(share - place)) for place in (-1, 0, 1, 2)]
    return Taps(first - 1, np.stack(weights, axis=1), axis.n_own)


def _keys(distance: DoubleArray) -> DoubleArray:
    """Weigh by the distance in pixels: Keys 1981, equation 4, with a = -0.5."""
    near = (1.5 * distance - 2.5) * distance**2 + 1
    far = ((-0.5 * distance + 2.5) * distance - 4) * distance + 2
    return np.asarray(np.where(distance <= 1, near, np.where(distance < 2, far, 0.0)))


def _centres(axis: Axis) -> DoubleArray:
    return np.asarray(axis.scale * (np.arange(axis.n_target) + 0.5) + axis.offset)


def _between_centres(axis: Axis) -> tuple[IntArray, DoubleArray]:
    places = _centres(axis) - 0.5
    first = np.floor(places + NEAR).astype(np.int64)
    return first, np.clip(places - first, 0.0, 1.0)


_KERNELS: dict[Resampling, Callable[[Axis], Taps]] = {
    Resampling.NEAREST: _nearest,
    Resampling.BILINEAR: _bilinear,
    Resampling.CUBIC: _cubic,
}
