"""Measure how much nearer pixels are to their own cluster than to the next (Rousseeuw 1987)."""

from functools import lru_cache

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray, SingleArray, read_only
from app.clustering.results import Silhouette

_N_RESAMPLES = 1_000
_INTERVAL_PERCENT = (2.5, 97.5)
_BLOCK_ROWS = 256  # a float64 block of 256 x 5000 stays at 10 MB, near the cache
_N_RESAMPLES_AT_ONCE = 50  # 50 x 5000 weights as float32 stay in the cache
_FEWEST_PX = 3  # two clusters need one pixel that has a neighbour


class SilhouetteSample:
    """One fixed sample of pixels on which every k is scored.

    The distances among the pixels are computed once, each pair once: 2 n**2 bytes (50 MB at 5,000
    pixels). The resamples are drawn once, so that two k differ by their labels alone.

    Parameters
    ----------
    values
        Shape (n_pixels, n_bands), scaled as the fit sees them.
    seed
        Of the resampling.
    """

    def __init__(self, values: AnyArray, seed: int) -> None:
        self._n_px = len(values)
        self._distances = _distances(values.astype(np.float64))
        self._resamples = _resamples(len(values), seed)

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
        low, high = np.percentile(self._resampled_means(widths), _INTERVAL_PERCENT)
        # float32 sums differ in the ninth digit with the kind of processor; nobody reads that far.
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
        sums = self._sums(member).astype(np.float64)
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

    def _sums(self, member: SingleArray) -> SingleArray:
        """Return the sum of distances of each pixel to the members of each cluster."""
        sums = np.zeros_like(member)
        first = 0
        for rows in self._distances:
            end = first + len(rows)
            sums[first:end] += rows @ member[first:]
            sums[end:] += rows[:, len(rows) :].T @ member[first:end]
            first = end
        return sums

    def _resampled_means(self, widths: DoubleArray) -> DoubleArray:
        """Return the mean width of each resample."""
        single = widths.astype(np.float32)
        parts = np.split(
            self._resamples, range(_N_RESAMPLES_AT_ONCE, _N_RESAMPLES, _N_RESAMPLES_AT_ONCE)
        )
        sums = np.concatenate([part.astype(np.float32) @ single for part in parts])
        return sums.astype(np.float64) / self._n_px


def _distances(values: DoubleArray) -> tuple[SingleArray, ...]:
    """Return pairwise distances, float32, in blocks of rows.

    A row begins with its own pixel: the distances to the pixels before stand in theirs. The squares
    are formed in float64: |a|^2 + |b|^2 - 2ab would lose near pairs in float32.
    """
    centred = values - values.mean(axis=0) if len(values) else values
    squared = np.einsum("ij,ij->i", centred, centred)
    blocks = []
    for start in range(0, len(values), _BLOCK_ROWS):
        stop = min(start + _BLOCK_ROWS, len(values))
        block = centred[start:stop] @ (-2.0 * centred[start:].T)
        block += squared[start:stop, None]
        block += squared[start:]
        rows = np.empty(block.shape, dtype=np.float32)
        np.maximum(block, 0.0, out=rows, casting="same_kind")
        np.sqrt(rows, out=rows)
        np.fill_diagonal(rows, 0.0)
        blocks.append(rows)
    return tuple(blocks)


@lru_cache(maxsize=1)  # a person sweeps again with other bands or k far more often than seeds
def _resamples(n_px: int, seed: int) -> ByteArray:
    """Draw with replacement; return how often each pixel is in each resample.

    Shape (1000, n_px), uint8: nobody will live to see a pixel drawn 256 times out of thousands.
    """
    resamples = np.empty((_N_RESAMPLES, n_px), dtype=np.uint8)
    if n_px == 0:
        return read_only(resamples)
    generator = np.random.default_rng(seed)
    # Small numbers are drawn several at a time.
    dtype = np.uint16 if n_px <= np.iinfo(np.uint16).max else np.int64
    for row in resamples:
        row[:] = np.bincount(generator.integers(0, n_px, n_px, dtype=dtype), minlength=n_px)
    return read_only(resamples)
