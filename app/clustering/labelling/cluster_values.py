"""List the distinct values under one cluster, band by band."""

import math
from typing import Any

import numpy as np

from app.arrays import AnyArray, BoolArray, IntArray, Window
from app.clustering.labelling.value_counts import counted_percentiles, value_counts
from app.clustering.results import BandValues, ClusterValues, LabelMap
from app.machine.scratch_map import let_go
from app.scene.band import Band
from app.scene.pixels.source import PixelSource
from app.steps import Progress, Steps

_PERCENTS = (5.0, 25.0, 50.0, 75.0, 95.0)


def cluster_values(
    source: PixelSource, labels: LabelMap, *, k: int, cluster: int, members: tuple[int, ...] = ()
) -> Steps[Progress, ClusterValues]:
    """Count every value of every band under one cluster, in one pass over the scene.

    Parameters
    ----------
    source
        The bands that took part.
    labels
        Of every pixel (step 1).
    cluster
        Its number. Without a pixel its figures are NaN.
    members
        Labels that belong to it, where it is a class of several; its number where none are given.

    Yields
    ------
    Progress
        After each band of each block.

    Raises
    ------
    ValueError
        The labels are not those of every pixel of the scene.
    """
    shape = source.grid.height, source.grid.width
    if labels.step != 1 or labels.labels.shape != shape:
        msg = f"labels of shape {labels.labels.shape}, step {labels.step}, for a grid of {shape}"
        raise ValueError(msg)
    # A band of whole numbers keeps them, whatever type it shares with others that take part.
    dtypes = [_counted_as(band, source.dtype) for band in source.bands]
    counters = [value_counts(dtype) for dtype in dtypes]
    n_px = 0
    n_windows = len(source.windows())
    n_steps = n_windows * len(counters)
    n_done = 0
    for block in source.stream():
        member = _members(labels, block.window, members or (cluster,)) & block.valid
        n_px += int(np.count_nonzero(member))
        for counter, dtype, plane in zip(counters, dtypes, block.values, strict=True):
            counter.add(plane[member].astype(dtype, copy=False))
            n_done += 1
            yield Progress(f"Reading the values of cluster {cluster}", n_done / n_steps)
    bands = tuple(
        _describe(band, *counter.totals())
        for band, counter in zip(source.bands, counters, strict=True)
    )
    return ClusterValues(k=k, cluster=cluster, n_px=n_px, bands=bands)


def _counted_as(band: Band, common: np.dtype[Any]) -> np.dtype[Any]:
    own = np.dtype(band.dtype)
    return own if own.kind in "iu" and common.kind == "f" else common


def _members(labels: LabelMap, window: Window, members: tuple[int, ...]) -> BoolArray:
    rows = slice(window.row, window.row + window.height)
    cols = slice(window.col, window.col + window.width)
    within = labels.labels[rows, cols]
    if len(members) == 1:
        found = np.asarray(within == members[0])
    else:
        is_member = np.zeros(256, dtype=bool)
        is_member[list(members)] = True
        found = is_member[within]
    let_go(labels.labels)
    return found


def _describe(band: Band, distinct: AnyArray, counts: IntArray) -> BandValues:
    p05, p25, median, p75, p95 = counted_percentiles(distinct, counts, _PERCENTS).tolist()
    minimum = maximum = mean = std = math.nan
    if len(distinct):
        values = distinct.astype(np.float64)
        minimum, maximum = float(values[0]), float(values[-1])
        mean = float(np.average(values, weights=counts))
        std = math.sqrt(float(np.average((values - mean) ** 2, weights=counts)))
    return BandValues(
        band=band,
        minimum=minimum,
        maximum=maximum,
        mean=mean,
        std=std,
        p05=p05,
        p25=p25,
        median=median,
        p75=p75,
        p95=p95,
        distinct=distinct,
        counts=counts,
    )
