"""Count the values of each class in a few bins, band by band, beside those of all classes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, DoubleArray, IntArray, read_only
from app.clustering.legends.map_steps import Groups
from app.clustering.results import Signatures, ValueTable
from app.scene.band import Band

N_BINS = 40
_ENDS = (0.001, 0.999)  # of all values; what lies beyond counts in the first and the last bin


@dataclass(frozen=True, slots=True, eq=False)
class BandHistogram:
    """How the values of one band are spread under each class.

    Attributes
    ----------
    low, high
        Of all bins together, scene units. Values beyond are counted in the first and last bin.
    class_counts
        Shape (n_classes, n_bins), pixels.
    is_of_sample
        Whether not every pixel was counted.
    """

    band: Band
    low: float
    high: float
    class_counts: IntArray
    is_of_sample: bool

    @property
    def all_counts(self) -> IntArray:
        """Of all classes together, shape (n_bins,)."""
        return np.asarray(self.class_counts.sum(axis=0))


def histograms_of(
    found: Signatures, tables: Sequence[ValueTable], groups: Groups
) -> tuple[BandHistogram, ...]:
    """Count the values of classes by those of their labels.

    Parameters
    ----------
    found
        Of the labels from 1 on.
    tables
        One entry per band, with a row per label. Where they hold fewer pixels than the spectra
        they are of a sample.
    groups
        The labels of each class.
    """
    n_all = int(found.n_px.sum())
    return tuple(
        _histogram(band, table, groups, n_all)
        for band, table in zip(found.bands, tables, strict=True)
    )


def value_tables(values: AnyArray, labels: AnyArray, n_labels: int) -> tuple[ValueTable, ...]:
    """Count the values of pixels in fine bins, where nobody has counted them before.

    Parameters
    ----------
    values
        Shape (n_bands, n_px).
    labels
        Shape (n_px,); 0 is left out.
    """
    inside = labels > 0
    numbers = labels[inside].astype(np.intp) - 1
    return tuple(_table(plane[inside], numbers, n_labels) for plane in values)


def _table(plane: AnyArray, numbers: AnyArray, n_labels: int) -> ValueTable:
    known, places = np.unique(plane, return_inverse=True)
    counts = np.bincount(numbers * len(known) + places, minlength=n_labels * len(known))
    return ValueTable(known, counts.reshape(n_labels, len(known)))


def _histogram(band: Band, table: ValueTable, groups: Groups, n_all: int) -> BandHistogram:
    n_labels = len(table.counts)
    counts = np.stack(
        [
            table.counts[[label - 1 for label in group if label <= n_labels]].sum(
                axis=0, dtype=np.int64
            )
            for group in groups
        ]
    )
    edges = _edges(table.values.astype(np.float64), counts.sum(axis=0), band)
    n_bins = len(edges) - 1
    bins = np.clip(np.searchsorted(edges, table.values, side="right") - 1, 0, n_bins - 1)
    binned = np.zeros((len(groups), n_bins), dtype=np.int64)
    for row, own in enumerate(counts):
        binned[row] = np.bincount(bins, weights=own, minlength=n_bins).astype(np.int64)
    return BandHistogram(
        band, float(edges[0]), float(edges[-1]), read_only(binned), int(counts.sum()) < n_all
    )


def _edges(values: DoubleArray, counts: IntArray, band: Band) -> DoubleArray:
    """Return the edges of bins: as wide as whole numbers allow, so that none stays empty."""
    if not counts.sum():
        return np.linspace(0.0, 1.0, N_BINS + 1)
    reached = np.cumsum(counts) / counts.sum()
    low, high = (float(values[int(np.searchsorted(reached, share))]) for share in _ENDS)
    if np.dtype(band.dtype).kind in "iu" and (values == np.rint(values)).all():
        width = max(1, -(-int(high - low + 1) // N_BINS))
        n_bins = -(-int(high - low + 1) // width)
        return np.asarray(low - 0.5 + width * np.arange(n_bins + 1, dtype=np.float64))
    span = high - low or max(abs(low), 1.0) * _NARROW
    return np.linspace(low, low + span, N_BINS + 1)


_NARROW = 1e-6  # of a value, where there is no other
