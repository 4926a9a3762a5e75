"""Read the classes of one k for a card: how far apart, how their values are spread, how patchy."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from app.arrays import AnyArray, ByteArray
from app.clustering.legends.map_steps import Groups
from app.clustering.reading.band_histogram import histograms_of, value_tables
from app.clustering.reading.class_reading import ClassReading
from app.clustering.reading.label_moments import Moments, MomentSums, of_classes
from app.clustering.reading.separation import separation_of
from app.clustering.results import KResult, ValueTable
from app.clustering.settings import SweepSettings
from app.engine.scenes.opened_scene import OpenedScene
from app.scene.band import Band
from app.scene.computed.picks import picked_in_order
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.clustering.cleanup.patch_counts import PatchCounts

_READING = "Reading the classes"
_N_SAMPLE_PX = 200_000
_N_CHUNK_PX = 2**16  # whose values, in float64, stay near the cache


@dataclass(frozen=True, slots=True, eq=False)
class ReadClasses:
    """What was read, and what of it serves other classes of the same map.

    Attributes
    ----------
    moments
        Of the labels; they stay the same when classes are merged or taken apart.
    """

    reading: ClassReading
    moments: Moments


def read_classes(
    opened: OpenedScene,
    settings: SweepSettings,
    result: KResult,
    groups: Groups,
    known: Moments | None = None,
) -> Steps[Progress | ReadClasses, ReadClasses]:
    """Read all classes of one k; first from a sample, then from every pixel where it is labelled.

    Parameters
    ----------
    groups
        The labels of each class.
    known
        Of the labels of every pixel, where they were added up before.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    """
    moments = known or sampled_moments(opened, settings, result)
    yield Progress(_READING)
    histograms = histograms_of(result.signatures, _tables(opened, settings, result), groups)
    read = ReadClasses(
        ClassReading(separation_of(of_classes(moments, groups)), moments.is_of_sample, histograms),
        moments,
    )
    if result.full is None:
        return read
    yield read
    patches = yield from _count_patches(result, groups)
    read = replace(read, reading=replace(read.reading, patches=patches))
    if known is not None:
        return read
    yield read
    moments = yield from every_moment(opened, settings, result)
    separation = separation_of(of_classes(moments, groups))
    reading = replace(read.reading, separation=separation, is_of_sample=False)
    return ReadClasses(reading, moments)


def sampled_moments(opened: OpenedScene, settings: SweepSettings, result: KResult) -> Moments:
    """Add up the moments of the labels of some pixels of the preview."""
    values, labels, bands = _sample(opened, settings, result)
    sums = MomentSums(result.signatures.mean)
    sums.add(values, labels)
    return sums.moments(bands, is_of_sample=True)


def every_moment(
    opened: OpenedScene, settings: SweepSettings, result: KResult
) -> Steps[Progress, Moments]:
    """Add up the moments of the labels of every pixel, in one pass over the scene.

    Raises
    ------
    SceneError
        A block cannot be read.
    """
    from app.machine.scratch_map import let_go

    source = opened.pixels(settings)
    sums, n_done = MomentSums(result.signatures.mean), 0
    labels = result.preview.labels if result.full is None else result.full.labels
    for block in source.stream():
        window = block.window
        rows = slice(window.row, window.row + window.height)
        own = labels[rows, window.col : window.col + window.width]
        counted = np.where(block.valid, own, 0).reshape(-1)
        values = block.values.reshape(len(block.values), -1)
        for first in range(0, len(counted), _N_CHUNK_PX):
            chunk = slice(first, first + _N_CHUNK_PX)
            sums.add(values[:, chunk], counted[chunk])
        let_go(labels)
        n_done += len(counted)
        yield Progress(_READING, n_done / source.grid.n_pixels)
    return sums.moments(source.bands, is_of_sample=False)


def _sample(
    opened: OpenedScene, settings: SweepSettings, result: KResult
) -> tuple[AnyArray, ByteArray, tuple[Band, ...]]:
    """Return values, shape (n_bands, n_px), and labels of some pixels of the preview."""
    preview = opened.survey.preview
    thinned = preview.thinned_to(_N_SAMPLE_PX)
    stride = thinned.step // preview.step
    names = [band.name for band in result.signatures.bands]
    values, bands = picked_in_order(thinned, names, settings.nodata)
    labels = result.preview.labels[::stride, ::stride]
    return values.reshape(len(values), -1), labels.reshape(-1), bands


def _tables(
    opened: OpenedScene, settings: SweepSettings, result: KResult
) -> tuple[ValueTable, ...]:
    found = result.signatures
    if found.counts is not None:
        return found.counts
    values, labels, _ = _sample(opened, settings, result)
    return value_tables(values, labels, len(found.n_px))


def _count_patches(result: KResult, groups: Groups) -> "Steps[Progress, PatchCounts | None]":
    from app.clustering.cleanup.class_codes import ClassCodes
    from app.clustering.cleanup.patch_counts import count_patches

    if result.full is None:
        return None
    table = np.zeros(256, dtype=np.uint8)
    for number, labels in enumerate(groups, start=1):
        table[list(labels)] = number
    return (yield from count_patches(result.full.labels, ClassCodes.of(table)))
