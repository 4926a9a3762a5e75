"""Count every value under every cluster, and read the spectra off the counts."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray, read_only
from app.clustering.kernels import count_values, describe_counts
from app.clustering.labelling.binned_band import BinnedBand
from app.clustering.results import Signatures, ValueTable
from app.scene.band import Band

N_TABLE_BYTES_MAX = 256 * 1024 * 1024
_N_VALUES_MAX = 65_536
_N_KEPT_BYTES_MAX = 32 * 1024 * 1024  # of the counts that stay with the spectra of one k
_PLACES = [0, 2, 3, 4, 5]  # of figures that lie where values lie; a spread does not
_COUNTED_BYTES = 2  # wider values are shifted to small numbers before they are counted


class ClusterCounts:
    """Tables of counts per band, label and value, for several label maps at once.

    Integer bands of at most 65,536 values are counted value by value: mean, spread, percentiles
    and extremes are then exact. Where one band is not like that, all are counted in bins: see
    `BinnedBand`.

    Parameters
    ----------
    bands
        The bands that take part.
    lowest, highest
        Shape (n_bands,): bounds of the valid values, of use for integers only.
    dtype
        Type of the values.
    centres
        The centres of each label map: shape (k, n_bands), scene units.
    pool
        Where the bands are counted side by side.
    """

    def __init__(
        self,
        bands: tuple[Band, ...],
        *,
        lowest: DoubleArray,
        highest: DoubleArray,
        dtype: np.dtype[Any],
        centres: Sequence[DoubleArray],
        pool: ThreadPoolExecutor,
    ) -> None:
        self._bands = bands
        self._pool = pool
        n_values = np.asarray(highest, dtype=np.float64) - np.asarray(lowest) + 1
        ks = [len(own) for own in centres]
        n_labels = sum(ks) + len(ks)
        fits = n_values.max() <= _N_VALUES_MAX and (
            n_values.sum() * n_labels * 4 <= N_TABLE_BYTES_MAX
        )
        self._counters: list[_CountedBand | BinnedBand] = (
            [_CountedBand(int(low), int(n), ks) for low, n in zip(lowest, n_values, strict=True)]
            if dtype.kind in "iu" and fits
            else [BinnedBand([own[:, band] for own in centres]) for band in range(len(bands))]
        )

    def add(self, values: AnyArray, labels: ByteArray | Sequence[ByteArray]) -> None:
        """Count pixels.

        Parameters
        ----------
        values
            Shape (n_bands, n_px), scene units.
        labels
            One array of shape (n_px,) per k, C order; 0 is left out of every figure.
        """
        self.add_pieces([(values, labels)])

    def add_pieces(
        self, pieces: Sequence[tuple[AnyArray, ByteArray | Sequence[ByteArray]]]
    ) -> None:
        """Count several pieces, each as for `add`."""
        list(self._pool.map(partial(self._add_band, pieces), range(len(self._bands))))

    def _add_band(
        self, pieces: Sequence[tuple[AnyArray, ByteArray | Sequence[ByteArray]]], band: int
    ) -> None:
        for values, labels in pieces:
            self._counters[band].add(np.ascontiguousarray(values[band]), labels)

    def signatures(self, position: int) -> Signatures:
        """Return the spectra of the label map at `position` in `ks`."""
        columns = list(self._pool.map(lambda counter: counter.figures(position), self._counters))
        mean, std, p05, p95, minimum, maximum = (
            np.column_stack([column[i] for column in columns]) for i in range(6)
        )
        return Signatures(
            bands=self._bands, n_px=self._counters[0].n_px(position), mean=mean, std=std,
            p05=p05, p95=p95, minimum=minimum, maximum=maximum, counts=self._kept(position),
        )  # fmt: skip

    def _kept(self, position: int) -> tuple[ValueTable, ...] | None:
        """Return what the percentiles of several clusters together can be read off."""
        tables = [counter.table(position) for counter in self._counters]
        n_bytes = sum(table.counts.nbytes for table in tables)
        return tuple(tables) if n_bytes <= _N_KEPT_BYTES_MAX else None


class _CountedBand:
    """Counts of each value of one band under each label."""

    def __init__(self, lowest: int, n_values: int, ks: Sequence[int]) -> None:
        self._lowest = lowest
        self._tables = [np.zeros((k + 1, n_values), dtype=np.uint32) for k in ks]

    def add(self, plane: AnyArray, labels: ByteArray | Sequence[ByteArray]) -> None:
        """Count pixels; see `ClusterCounts.add`."""
        lowest = self._lowest
        if plane.dtype.itemsize > _COUNTED_BYTES:
            # Wrapping is harmless: what lies outside the table is not counted.
            plane, lowest = (plane.astype(np.int64) - lowest).astype(np.int32), 0
        for numbers, table in zip(labels, self._tables, strict=True):
            count_values(plane, lowest, numbers, table)

    def n_px(self, position: int) -> AnyArray:
        """Return the pixels of each cluster."""
        return np.asarray(self._tables[position][1:].sum(axis=1, dtype=np.int64))

    def table(self, position: int) -> ValueTable:
        """Return how often each value occurs in each cluster; values that never do are left out."""
        counts = self._tables[position][1:]
        found = np.flatnonzero(counts.any(axis=0))
        return ValueTable(read_only(found + self._lowest), read_only(counts[:, found]))

    def figures(self, position: int) -> tuple[DoubleArray, ...]:
        """Return mean, std, p05, p95, minimum and maximum of each cluster."""
        figures = describe_counts(self._tables[position])[1:]
        figures[:, _PLACES] += self._lowest
        return tuple(figures.T)
