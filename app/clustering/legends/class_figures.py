"""Put the figures of classes together from those of their labels, exactly."""

from dataclasses import replace

import numpy as np

from app.arrays import DoubleArray, IntArray, read_only
from app.clustering.labelling.value_counts import counted_percentiles
from app.clustering.legends.legend import Legend
from app.clustering.results import Signatures, ValueTable

_PERCENTS = (5.0, 95.0)


def class_signatures(found: Signatures, legend: Legend) -> Signatures:
    """Return the spectra of classes, one row per class in the order of the legend.

    Counts, means, spreads, extremes and areas are those that a pass over the pixels would give;
    percentiles too where the counts of values are known, and NaN where they are not. Spreads are
    put together by the law of total variance: of each part, and of the parts' means around theirs.

    Parameters
    ----------
    found
        Of the labels from 1 on. A label without pixels adds nothing; one that is not there, as in
        a map from before a split, has none.
    """
    n_found = len(found.n_px)
    rows = [
        np.array([label - 1 for label in one.members if label <= n_found], dtype=np.intp)
        for one in legend.classes
    ]
    if all(len(own) == 1 for own in rows):
        return _taken(found, np.concatenate(rows))
    parts = [_joined(found, own) for own in rows]
    area_m2 = None
    if found.area_m2 is not None:
        area_m2 = read_only(np.array([found.area_m2[own].sum() for own in rows]))
    mean, std, p05, p95, minimum, maximum = (
        read_only(np.stack([part[place] for part in parts])) for place in range(6)
    )
    return Signatures(
        bands=found.bands,
        n_px=read_only(np.array([found.n_px[own].sum() for own in rows], dtype=np.int64)),
        mean=mean,
        std=std,
        p05=p05,
        p95=p95,
        minimum=minimum,
        maximum=maximum,
        area_m2=area_m2,
        counts=_joined_counts(found.counts, rows),
    )


def _taken(found: Signatures, rows: IntArray) -> Signatures:
    """Return some rows as they are."""
    if len(rows) == len(found.n_px) and (rows == np.arange(len(rows))).all():
        return found
    of_rows = [np.array([row]) for row in rows]
    return replace(
        found,
        n_px=read_only(found.n_px[rows]),
        mean=read_only(found.mean[rows]),
        std=read_only(found.std[rows]),
        p05=read_only(found.p05[rows]),
        p95=read_only(found.p95[rows]),
        minimum=read_only(found.minimum[rows]),
        maximum=read_only(found.maximum[rows]),
        area_m2=None if found.area_m2 is None else read_only(found.area_m2[rows]),
        counts=_joined_counts(found.counts, of_rows),
    )


def _joined(found: Signatures, rows: IntArray) -> tuple[DoubleArray, ...]:
    """Return mean, std, p05, p95, minimum and maximum over several labels, per band."""
    if len(rows) > 1:  # a class of one label is told as the label is, with pixels or without
        rows = rows[found.n_px[rows] > 0]
    if len(rows) == 1:
        return tuple(
            getattr(found, name)[rows[0]]
            for name in ("mean", "std", "p05", "p95", "minimum", "maximum")
        )
    if not len(rows):
        unknown = np.full(len(found.bands), np.nan)
        return (unknown,) * 6
    weights = found.n_px[rows] / found.n_px[rows].sum()
    mean = weights @ found.mean[rows]
    spread = weights @ (found.std[rows] ** 2 + (found.mean[rows] - mean) ** 2)
    p05, p95 = _percentiles(found, rows)
    minimum, maximum = found.minimum[rows].min(axis=0), found.maximum[rows].max(axis=0)
    return mean, np.sqrt(spread), p05, p95, minimum, maximum


def _percentiles(found: Signatures, rows: IntArray) -> DoubleArray:
    if found.counts is None:
        return np.full((2, len(found.bands)), np.nan)
    return np.array(
        [
            counted_percentiles(one.values, one.counts[rows].sum(axis=0, dtype=np.int64), _PERCENTS)
            for one in found.counts
        ]
    ).T


def _joined_counts(
    counts: tuple[ValueTable, ...] | None, rows: list[IntArray]
) -> tuple[ValueTable, ...] | None:
    return None if counts is None else tuple(one.joined(rows) for one in counts)
