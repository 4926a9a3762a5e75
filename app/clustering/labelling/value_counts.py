"""Count how often each value occurs, block by block."""

from typing import Any, Protocol

import numpy as np

from app.arrays import AnyArray, DoubleArray, IntArray

_N_GATHERED = 2**20  # values sorted at a time: 8 MB of float64


class ValueCounts(Protocol):
    """Counts of values that come in pieces."""

    def add(self, values: AnyArray) -> None:
        """Count some more, shape (n,)."""
        ...

    def totals(self) -> tuple[AnyArray, IntArray]:
        """Return the distinct values, rising, and how often each occurred."""
        ...


def value_counts(dtype: np.dtype[Any]) -> ValueCounts:
    """Choose how values of a type are counted: by a table where it is short, or by sorting."""
    if dtype.kind in "iu" and dtype.itemsize <= 2:
        return _TableCounts(dtype)
    return _SortedCounts(dtype)


class _TableCounts:
    """One counter for each value the type can hold, for types of up to 16 bits."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        bounds = np.iinfo(dtype)
        self._dtype = dtype
        self._lowest = int(bounds.min)
        self._counts = np.zeros(int(bounds.max) - self._lowest + 1, dtype=np.int64)

    def add(self, values: AnyArray) -> None:
        self._counts += np.bincount(
            values.astype(np.intp) - self._lowest, minlength=len(self._counts)
        )

    def totals(self) -> tuple[AnyArray, IntArray]:
        found = np.flatnonzero(self._counts)
        return (found + self._lowest).astype(self._dtype), self._counts[found]


class _SortedCounts:
    """Distinct values so far, and pieces waiting to be merged with them.

    Memory grows with the distinct values, not with the pixels. Pieces wait until they are as many
    as the distinct values, so that each value is moved only a few times in all.
    """

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self._distinct: AnyArray = np.empty(0, dtype=dtype)
        self._counts: IntArray = np.empty(0, dtype=np.int64)
        self._waiting: list[tuple[AnyArray, IntArray]] = []
        self._n_waiting = 0

    def add(self, values: AnyArray) -> None:
        distinct, counts = np.unique(values, return_counts=True)
        self._waiting.append((distinct, counts.astype(np.int64)))
        self._n_waiting += len(distinct)
        if self._n_waiting > max(_N_GATHERED, len(self._distinct)):
            self._merge()

    def totals(self) -> tuple[AnyArray, IntArray]:
        self._merge()
        return self._distinct, self._counts

    def _merge(self) -> None:
        pieces = [(self._distinct, self._counts), *self._waiting]
        values = np.concatenate([distinct for distinct, _ in pieces])
        counts = np.concatenate([count for _, count in pieces])
        self._waiting, self._n_waiting = [], 0
        if not len(values):
            return
        order = np.argsort(values, kind="stable")  # the pieces are sorted runs already
        values = values[order]
        first = np.flatnonzero(np.append(True, values[1:] != values[:-1]))
        self._distinct = values[first]
        self._counts = np.add.reduceat(counts[order], first)


def counted_percentiles(
    distinct: AnyArray, counts: IntArray, percents: tuple[float, ...]
) -> DoubleArray:
    """Return percentiles, linear between neighbours as numpy has them; NaN without a value.

    Parameters
    ----------
    distinct, counts
        Shape (n,), rising values and how often each occurs; counts may be zero.
    percents
        0..100.
    """
    if not len(distinct):
        return np.full(len(percents), np.nan)
    ends = np.cumsum(counts, dtype=np.int64)  # whatever the counts are held in
    place = np.array(percents) / 100 * (int(ends[-1]) - 1)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, ends[-1] - 1)
    low = distinct[np.searchsorted(ends, below, side="right")].astype(np.float64)
    high = distinct[np.searchsorted(ends, above, side="right")].astype(np.float64)
    share = place - below
    with np.errstate(over="ignore"):
        span = high - low
    # Two products need not add up to a value they lie on, so they stand in for an overflow only.
    apart = low * (1 - share) + high * share
    return np.asarray(np.where(np.isfinite(span), low + np.nan_to_num(span) * share, apart))
