"""Describe one band under every cluster where its values are too many to count one by one."""

from collections.abc import Sequence

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, DoubleArray, read_only
from app.clustering.kernels import add_moments, count_values, no_moments
from app.clustering.labelling.value_counts import counted_percentiles
from app.clustering.results import ValueTable

N_BINS = 8_192
_MARGIN = 1e-6  # keeps the highest value inside the last bin in spite of rounding


class BinnedBand:
    """Moments and a histogram of one band per label, for several label maps at once.

    Mean, spread and extremes are exact. Percentiles are good to a bin. The bins cover the valid
    values and nothing else: what a file declares as no data lies far away and would leave all the
    rest in one bin. Where a value lies outside, bins are joined in pairs, so that at least a
    quarter of them stays in use.

    Parameters
    ----------
    centres
        For each label map: shape (k,), a value near those of each cluster, from which squares are
        counted. Far away they would lose the digits that make the spread: reflectances beside a
        cluster of -9999 came out twice as wide as they were.
    """

    def __init__(self, centres: Sequence[DoubleArray]) -> None:
        self._bases = [np.concatenate([[0.0], own]) for own in centres]
        self._tables = [np.zeros((len(own), N_BINS), dtype=np.uint32) for own in self._bases]
        self._moments = [no_moments(len(own)) for own in self._bases]
        self._low = 0.0
        self._width = 0.0  # of a bin; 0 before the first value

    def add(self, plane: AnyArray, labels: ByteArray | Sequence[ByteArray]) -> None:
        """Count pixels; see `ClusterCounts.add`."""
        valid: BoolArray = labels[0] != 0  # the same in every map
        values = plane[valid].astype(np.float64)
        if not len(values):
            return
        self._reach(values)
        bins = np.full(plane.shape, -1, dtype=np.int32)
        bins[valid] = np.clip((values - self._low) / self._width, 0, N_BINS - 1)
        apart = np.zeros(plane.shape)
        for numbers, table, moments, bases in zip(
            labels, self._tables, self._moments, self._bases, strict=True
        ):
            count_values(bins, 0, numbers, table)
            apart[valid] = values - bases[numbers[valid]]
            add_moments(apart, 0.0, numbers, moments)

    def n_px(self, position: int) -> AnyArray:
        """Return the pixels of each cluster."""
        return np.asarray(self._tables[position][1:].sum(axis=1, dtype=np.int64))

    def table(self, position: int) -> ValueTable:
        """Return how often values of each bin occur in each cluster; empty bins are left out."""
        counts = self._tables[position][1:]
        found = np.flatnonzero(counts.any(axis=0))
        middles = self._low + (found + 0.5) * self._width
        return ValueTable(read_only(middles), read_only(counts[:, found]))

    def figures(self, position: int) -> tuple[DoubleArray, ...]:
        """Return mean, std, p05, p95, minimum and maximum of each cluster."""
        table = self._tables[position][1:]
        sums, squares, minimum, maximum = self._moments[position][1:].T
        n = np.maximum(self.n_px(position), 1)
        centres = self._low + (np.arange(N_BINS) + 0.5) * self._width
        bases = self._bases[position][1:]
        minimum, maximum = bases + minimum, bases + maximum
        counts = table.astype(np.int64)
        percentiles = [counted_percentiles(centres, row, (5.0, 95.0)) for row in counts]
        p05, p95 = np.clip(np.array(percentiles).T, minimum, maximum)
        centred = sums / n
        spread = np.sqrt(np.maximum(squares / n - centred**2, 0.0))
        return bases + centred, spread, p05, p95, minimum, maximum

    def _reach(self, values: DoubleArray) -> None:
        """Let the bins cover these values too."""
        lowest, highest = float(values.min()), float(values.max())
        if not self._width:
            span = highest - lowest or max(abs(lowest), 1.0) * 1e-9
            self._low, self._width = lowest, span * (1 + _MARGIN) / N_BINS
        while highest > self._low + N_BINS * self._width:
            self._join_pairs(first=0)
        while lowest < self._low:
            self._low -= N_BINS * self._width
            self._join_pairs(first=N_BINS // 2)

    def _join_pairs(self, *, first: int) -> None:
        """Join bins in pairs; the joined ones stand from `first` on."""
        for table in self._tables:
            joined = table[:, ::2] + table[:, 1::2]
            table[:] = 0
            table[:, first : first + N_BINS // 2] = joined
        self._width *= 2
