"""Measure how well clusters are apart."""

import math

import numpy as np

from app.arrays import AnyArray, DoubleArray, IntArray, SingleArray
from app.clustering.results import Silhouette

_N_RESAMPLES = 1_000
_INTERVAL_PERCENT = (2.5, 97.5)
_BLOCK_ROWS = 256  # a float64 block of 256 x 5000 stays at 10 MB, near the cache
_FEWEST_PX = 3  # two clusters need one pixel that has a neighbour


class SilhouetteSample:
    """One fixed sample of pixels on which every k is scored.

    The distances among the pixels are computed once, 4 n**2 bytes (100 MB at 5,000 pixels), and
    the resamples are drawn once, so that two k differ by their labels alone.

    Parameters
    ----------
    values
        Shape (n_pixels, n_bands), scaled as the fit sees them.
    seed
        Of the resampling.
    """

    def __init__(self, values: AnyArray, seed: int) -> None:
        self._distances = _distances(values.astype(np.float64))
        self._weights = _resamples(len(values), seed)

    def measure(self, labels: AnyArray) -> Silhouette | None:
        """Score one labelling of the sample.

        Parameters
        ----------
        labels
            Shape (n_pixels,), cluster numbers.

        Returns
        -------
        None where there are fewer than two clusters or three pixels.
        """
        widths = self.widths(labels)
        if widths is None:
            return None
        means = self._weights @ widths.astype(np.float32)
        low, high = np.percentile(means.astype(np.float64), _INTERVAL_PERCENT)
        # float32 sums differ in the ninth digit with the number of threads; nobody reads that far.
        mean, low, high = (round(float(score), 6) for score in (widths.mean(), low, high))
        return Silhouette(mean, low, high, len(widths))

    def widths(self, labels: AnyArray) -> DoubleArray | None:
        """Return the silhouette of every pixel, -1..1; 0 for the only pixel of a cluster.

        See `measure` for when there is none.
        """
        clusters, position, counts = np.unique(labels, return_inverse=True, return_counts=True)
        n_px = len(position)
        if len(clusters) < 2 or n_px < _FEWEST_PX:
            return None
        member = np.zeros((n_px, len(clusters)), dtype=np.float32)
        row = np.arange(n_px)
        member[row, position] = 1.0
        sums = (self._distances @ member).astype(np.float64)
        own_counts = counts[position]
        within = sums[row, position] / np.maximum(own_counts - 1, 1)
        sums /= counts
        sums[row, position] = np.inf
        nearest = sums.min(axis=1)
        wider = np.maximum(within, nearest)
        is_scored = (own_counts > 1) & (wider > 0)
        widths = np.zeros(n_px)
        np.divide(nearest - within, wider, out=widths, where=is_scored)
        return widths


def stratified_positions(n_available: int, n_wanted: int, seed: int) -> IntArray:
    """Pick positions of an ordered sample, one at random from each of equal stretches.

    A sample that lies in rows over the scene is thus thinned out evenly over the scene.

    Returns
    -------
    Rising, distinct, min(n_available, n_wanted) of them.
    """
    n_picked = min(n_available, n_wanted)
    edges = np.arange(n_picked + 1, dtype=np.int64) * n_available // max(n_picked, 1)
    return np.random.default_rng(seed).integers(edges[:-1], edges[1:])


def calinski_harabasz(inertia: float, total_ss: float, n_px: int, k: int) -> float:
    """Return the variance ratio, higher is better.

    Parameters
    ----------
    inertia
        Sum of squared distances to the centres of the clusters.
    total_ss
        Sum of squared distances to the mean of all pixels.

    Returns
    -------
    NaN where it has no meaning: one cluster, no more pixels than clusters, or no spread left.
    """
    if k < 2 or n_px <= k or inertia <= 0:
        return math.nan
    between = max(total_ss - inertia, 0.0)
    return (between / (k - 1)) / (inertia / (n_px - k))


def _distances(values: DoubleArray) -> SingleArray:
    """Return all pairwise distances, float32, shape (n, n).

    The squares are formed in float64: |a|^2 + |b|^2 - 2ab would lose near pairs in float32.
    """
    centred = values - values.mean(axis=0) if len(values) else values
    squared = np.einsum("ij,ij->i", centred, centred)
    distances = np.empty((len(values), len(values)), dtype=np.float32)
    for start in range(0, len(values), _BLOCK_ROWS):
        stop = min(start + _BLOCK_ROWS, len(values))
        block = centred[start:stop] @ (-2.0 * centred.T)
        block += squared[start:stop, None]
        block += squared
        rows = distances[start:stop]
        np.maximum(block, 0.0, out=rows, casting="same_kind")
        np.sqrt(rows, out=rows)
    np.fill_diagonal(distances, 0.0)
    return distances


def _resamples(n_px: int, seed: int) -> SingleArray:
    """Draw with replacement; return how much each pixel counts in each resample's mean."""
    weights = np.empty((_N_RESAMPLES, n_px), dtype=np.float32)
    if n_px == 0:
        return weights
    generator = np.random.default_rng(seed)
    for row in weights:
        row[:] = np.bincount(generator.integers(0, n_px, n_px), minlength=n_px)
    weights /= n_px
    return weights
