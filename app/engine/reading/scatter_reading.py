"""Count the pixels of two bands against each other, of a sample first and all of them then."""

from dataclasses import replace

import numpy as np

from app.arrays import Window
from app.clustering.naming.cluster_look import LabelPicture
from app.clustering.reading.scatter import AxisBins, Scatter, ScatterCounts, beyond
from app.clustering.results import KResult
from app.clustering.settings import SweepSettings
from app.engine.scenes.opened_scene import OpenedScene
from app.scene.computed.picks import picked
from app.steps import Progress, Steps

_COUNTING = "Counting pixels by two bands"
_N_SAMPLE_PX = 300_000
_N_CHUNK_PX = 2**16
Pair = tuple[str, str]


def read_scatter(
    opened: OpenedScene, settings: SweepSettings, result: KResult, pair: Pair
) -> Steps[Progress | Scatter, Scatter]:
    """Count the pixels of one k by their values in two bands.

    Parameters
    ----------
    pair
        Names of two different bands of the scene, measured or computed; the first is level.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    """
    yield Progress(_COUNTING)
    sampled = _of_sample(opened, settings, result, pair)
    if result.full is None:
        return sampled
    yield sampled
    return (yield from _of_every_pixel(opened, settings, result, pair, sampled))


def find_beyond(
    opened: OpenedScene,
    settings: SweepSettings,
    result: KResult,
    pair: Pair,
    low: tuple[float, float],
    high: tuple[float, float],
) -> Steps[Progress, LabelPicture]:
    """Mark those pixels of the preview that lie outside of a rectangle of the plot.

    Parameters
    ----------
    low, high
        Corners of the rectangle, scene units.
    """
    yield Progress("Looking for the pixels of the rectangle")
    values, _ = picked(opened.survey.preview, pair, settings.nodata)
    grid = opened.scene.grid
    window = Window(0, 0, grid.height, grid.width)
    return LabelPicture(beyond(values, result.preview.labels, low, high), window)


def _of_sample(
    opened: OpenedScene, settings: SweepSettings, result: KResult, pair: Pair
) -> Scatter:
    preview = opened.survey.preview
    thinned = preview.thinned_to(_N_SAMPLE_PX)
    stride = thinned.step // preview.step
    values, bands = picked(thinned, pair, settings.nodata)
    labels = result.preview.labels[::stride, ::stride].reshape(-1)
    planes = values.reshape(2, -1)
    inside = labels > 0
    level, upright = bands
    x, y = (
        AxisBins.over(plane[inside], band)
        for plane, band in zip(planes, (level, upright), strict=True)
    )
    middle = np.array([(axis.low + axis.high) / 2 for axis in (x, y)])
    counts = ScatterCounts(x, y, np.tile(middle, (len(result.signatures.n_px), 1)))
    counts.add(planes, labels)
    return counts.scatter((level, upright), is_of_sample=True)


def _of_every_pixel(
    opened: OpenedScene, settings: SweepSettings, result: KResult, pair: Pair, sampled: Scatter
) -> Steps[Progress, Scatter]:
    from app.machine.scratch_map import let_go

    source = opened.pixels(replace(settings, band_names=pair))
    names = [band.name for band in source.bands]
    order = [names.index(name) for name in pair]
    near = np.nan_to_num(sampled.moments.mean, nan=0.0)
    counts, n_done = ScatterCounts(sampled.x, sampled.y, near), 0
    labels = result.preview.labels if result.full is None else result.full.labels
    for block in source.stream():
        window = block.window
        rows = slice(window.row, window.row + window.height)
        own = labels[rows, window.col : window.col + window.width]
        counted = np.where(block.valid, own, 0).reshape(-1)
        planes = block.values.reshape(2, -1)
        for first in range(0, len(counted), _N_CHUNK_PX):
            chunk = slice(first, first + _N_CHUNK_PX)
            counts.add(planes[order, chunk], counted[chunk])
        let_go(labels)
        n_done += len(counted)
        yield Progress(_COUNTING, n_done / source.grid.n_pixels)
    return counts.scatter(sampled.bands, is_of_sample=False)
