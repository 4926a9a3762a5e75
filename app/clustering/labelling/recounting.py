"""Count anew what lies under the labels of a map that was changed, in one pass over the scene."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from app.arrays import ByteArray, DoubleArray, Window
from app.clustering.labelling.cluster_areas import ClusterAreas
from app.clustering.labelling.cluster_counts import ClusterCounts
from app.clustering.results import Signatures
from app.machine.scratch_map import let_go
from app.scene.blocks import PixelBlock, Survey
from app.scene.pixels.source import PixelSource
from app.steps import Progress, Steps

Relabel = Callable[[PixelBlock, ByteArray], None]


def value_bounds(source: PixelSource, survey: Survey) -> tuple[DoubleArray, DoubleArray]:
    """Return the range of what counts as valid, declared no data included where it is a value.

    Returns
    -------
    Lowest and highest value, each of shape (n_bands,).
    """
    by_name = {stats.band.name: stats for stats in survey.stats}
    lowest, highest = [], []
    for band in source.bands:
        if band.computed is not None:  # of floats nobody asks for bounds
            lowest.append(-np.inf)
            highest.append(np.inf)
            continue
        stats = by_name[band.name]
        ends = [stats.minimum, stats.maximum]
        masks_declared = not source.rule.as_values and source.rule.value is None
        if band.nodata is not None and np.isfinite(band.nodata) and not masks_declared:
            ends.append(band.nodata)
        ends = [end for end in ends if np.isfinite(end)] or [0.0]
        lowest.append(min(ends))
        highest.append(max(ends))
    return np.array(lowest), np.array(highest)


def recount(
    source: PixelSource,
    survey: Survey,
    labels: ByteArray,
    near: DoubleArray,
    pool: ThreadPoolExecutor,
    *,
    relabel: Relabel | None = None,
    doing: str,
) -> Steps[Progress, Signatures]:
    """Describe what lies under every label of a map.

    Parameters
    ----------
    labels
        Shape (height, width), of every pixel of the scene; 0 is no data. Pixels that do not take
        part may have a label, and count nowhere.
    near
        Shape (n_labels, n_bands), scene units: a value near those of each label.
    relabel
        Changes the labels of a window before they are counted: given the block, and a view of the
        map there.
    doing
        What this is for, as progress calls it.

    Raises
    ------
    SceneError
        A block cannot be read.
    """
    lowest, highest = value_bounds(source, survey)
    counter = ClusterCounts(
        source.bands,
        lowest=lowest,
        highest=highest,
        dtype=source.dtype,
        centres=[near],
        pool=pool,
    )
    areas = ClusterAreas(source.grid, [len(near)])
    n_done = 0
    for block in source.stream():
        own = _view(labels, block.window)
        if relabel is not None:
            relabel(block, own)
        counted = np.where(block.valid, own, 0)
        counter.add(block.values.reshape(len(block.values), -1), [counted.reshape(-1)])
        areas.beside(_no_put)(block.window, counted[np.newaxis])
        let_go(labels)
        n_done += block.valid.size
        yield Progress(doing, n_done / source.grid.n_pixels)
    return areas.with_areas(counter.signatures(0), 0)


def _view(labels: ByteArray, window: Window) -> ByteArray:
    rows = slice(window.row, window.row + window.height)
    cols = slice(window.col, window.col + window.width)
    return labels[rows, cols]


def _no_put(_window: Window, _labels: ByteArray) -> None:
    """Keep the labels where they are."""
