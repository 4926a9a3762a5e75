"""Count every value under every cluster, and read the spectra off the counts."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray
from app.clustering.kernels import add_moments, count_values
from app.clustering.results import Signatures
from app.scene.band import Band

N_BINS = 4_096  # where values cannot be counted one by one: percentiles to 1/4096 of the range
N_TABLE_BYTES_MAX = 256 * 1024 * 1024
_COUNTED_BYTES = 2  # wider values are shifted to small numbers before they are counted


class ClusterCounts:
    """Tables of counts per band, label and value, for several label maps at once.

    Integer bands of at most 65,536 values are counted value by value: mean, spread, percentiles
    and extremes are then exact. Other bands are counted in bins, which gives percentiles to a
    `N_BINS`-th of the range; their mean, spread and extremes are added up and exact as well.

    Parameters
    ----------
    bands
        The bands that take part.
    lowest, highest
        Shape (n_bands,): bounds of the valid values.
    dtype
        Type of the values.
    ks
        Number of clusters of each label map.
    """

    def __init__(
        self,
        bands: tuple[Band, ...],
        *,
        lowest: DoubleArray,
        highest: DoubleArray,
        dtype: np.dtype[Any],
        ks: Sequence[int],
    ) -> None:
        self._bands = bands
        self._ks = tuple(ks)
        self._lowest = np.asarray(lowest, dtype=np.float64)
        widths = np.asarray(highest, dtype=np.float64) - self._lowest
        n_labels = sum(ks) + len(ks)
        n_values = np.where(widths < 65_536, widths + 1, np.inf)
        fits = n_values.sum() * n_labels * 4 <= N_TABLE_BYTES_MAX
        self._is_exact = dtype.kind in "iu" and bool(np.isfinite(n_values).all()) and bool(fits)
        if self._is_exact:
            self._n_values = n_values.astype(int)
            self._per_unit = np.ones(len(bands))
        else:
            self._n_values = np.full(len(bands), N_BINS)
            self._per_unit = (N_BINS - 1) / np.where(widths > 0, widths, 1.0)
        self._tables = [
            [np.zeros((k + 1, n), dtype=np.uint32) for k in self._ks] for n in self._n_values
        ]
        self._moments = [[_no_moments(k) for k in self._ks] for _ in bands]

    def add(self, values: AnyArray, labels: Sequence[ByteArray], pool: ThreadPoolExecutor) -> None:
        """Count pixels; the bands side by side in the pool.

        Parameters
        ----------
        values
            Shape (n_bands, n_px), scene units.
        labels
            One array of shape (n_px,) per k, C order; 0 is left out of every figure.
        """
        list(pool.map(partial(self._add_band, values, labels), range(len(self._bands))))

    def _add_band(self, values: AnyArray, labels: Sequence[ByteArray], band: int) -> None:
        plane = np.ascontiguousarray(values[band])
        lowest = int(self._lowest[band]) if self._is_exact else 0
        if not self._is_exact:
            doubles = np.nan_to_num(plane.astype(np.float64) - self._lowest[band])
            bins = np.clip(doubles * self._per_unit[band], -1, N_BINS)
            plane = np.rint(bins).astype(np.int32)
        elif plane.dtype.itemsize > _COUNTED_BYTES:
            # Wrapping is harmless: what lies outside the table is not counted.
            plane, lowest = (plane.astype(np.int64) - lowest).astype(np.int32), 0
        for i, numbers in enumerate(labels):
            count_values(plane, lowest, numbers, self._tables[band][i])
            if not self._is_exact:
                add_moments(doubles, 0.0, numbers, self._moments[band][i])

    def signatures(self, position: int) -> Signatures:
        """Return the spectra of the label map at `position` in `ks`."""
        columns = [self._band_figures(band, position) for band in range(len(self._bands))]
        mean, std, p05, p95, minimum, maximum = (
            np.column_stack([column[i] for column in columns]) for i in range(6)
        )
        n_px = self._tables[0][position][1:].sum(axis=1, dtype=np.int64)
        return Signatures(
            bands=self._bands, n_px=n_px, mean=mean, std=std, p05=p05, p95=p95,
            minimum=minimum, maximum=maximum,
        )  # fmt: skip

    def _band_figures(self, band: int, position: int) -> tuple[DoubleArray, ...]:
        table = self._tables[band][position][1:]
        occurring = np.flatnonzero(table.any(axis=0))
        table = table[:, occurring].astype(np.float64)
        values = self._lowest[band] + occurring / self._per_unit[band]
        cumulated = np.cumsum(table, axis=1)
        n = np.maximum(cumulated[:, -1], 1.0)
        p05, p95 = (percentile_of_counts(values, cumulated, q) for q in (0.05, 0.95))
        if self._is_exact:
            # einsum, not @: the threads of BLAS get in the way of those that label.
            mean = np.einsum("kv,v->k", table, values) / n
            squares = (values - mean[:, None]) ** 2
            spread = np.sqrt(np.einsum("kv,kv->k", table, squares) / n)
            first = (table > 0).argmax(axis=1)
            last = table.shape[1] - 1 - (table[:, ::-1] > 0).argmax(axis=1)
            return mean, spread, p05, p95, values[first], values[last]
        sums, squares, minimum, maximum = self._moments[band][position][1:].T
        centred = sums / n
        spread = np.sqrt(np.maximum(squares / n - centred**2, 0.0))
        base = self._lowest[band]
        return base + centred, spread, p05, p95, base + minimum, base + maximum


def percentile_of_counts(values: DoubleArray, cumulated: AnyArray, q: float) -> DoubleArray:
    """Return the q-quantile of each row of counts, linear between neighbours as numpy has it.

    Parameters
    ----------
    values
        Shape (n_values,), rising.
    cumulated
        Shape (n_rows, n_values): running sums of the counts.
    """
    totals = cumulated[:, -1]
    place = q * np.maximum(totals - 1, 0)
    below = np.floor(place)
    last = len(values) - 1
    ranks = ((row, rank) for row, rank in zip(cumulated, below, strict=True))
    positions = np.array(
        [
            (row.searchsorted(rank, side="right"), row.searchsorted(rank + 1, side="right"))
            for row, rank in ranks
        ]
    )
    lower, upper = values[np.minimum(positions, last)].T
    at_end = below + 1 >= totals
    return np.asarray(np.where(at_end, lower, lower + (upper - lower) * (place - below)))


def _no_moments(k: int) -> DoubleArray:
    moments = np.zeros((k + 1, 4))
    moments[:, 2] = np.inf
    moments[:, 3] = -np.inf
    return moments
