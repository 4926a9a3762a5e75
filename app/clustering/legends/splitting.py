"""Part the pixels of one class among centres of their own."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray, read_only
from app.clustering.fitting.fitter import FindCentres, FitPixels
from app.clustering.fitting.sample import count_distinct, spread_evenly
from app.clustering.kernels import nearest
from app.clustering.labelling.recounting import recount
from app.clustering.legends.map_steps import Split
from app.clustering.results import KResult, LabelMap, Signatures
from app.clustering.scaling import (
    BandScaling,
    ready_for_kernels,
    scale_centres,
    scale_pixels,
    unscale_centres,
)
from app.clustering.settings import SweepSettings
from app.errors import FitError
from app.machine.scratch_map import let_go
from app.scene.blocks import PixelBlock, Preview, Survey
from app.scene.computed.picks import picked_in_order
from app.scene.nodata import valid_pixels
from app.scene.pixels.source import PixelSource
from app.steps import Progress, Steps, relay

PARTS_LOWEST, PARTS_HIGHEST = 2, 6
SPLITTING = "Splitting a class"
_COPIED_ROWS = 1024


def find_parts(
    preview: Preview,
    result: KResult,
    settings: SweepSettings,
    members: tuple[int, ...],
    labels: tuple[int, ...],
    *,
    find: FindCentres,
    pool: ThreadPoolExecutor,
) -> Steps[Progress, Split]:
    """Find centres among those pixels of the preview that belong to a class; the largest first.

    Parameters
    ----------
    labels
        A new one for each part.

    Raises
    ------
    FitError
        The class has fewer different spectra than parts are wanted.
    """
    yield Progress(SPLITTING, 0.0)
    values = _of_class(preview, result, settings, members)
    scaling = result.model.describe().scaling
    values = values[:, spread_evenly(values.shape[1], settings.n_sample_px)]
    n_parts = len(labels)
    if values.shape[1] == 0 or count_distinct(values.T, n_parts) < n_parts:
        raise FitError(
            "Class cannot be split",
            f"It has fewer than {n_parts} different spectra among the pixels looked at.",
            "Choose fewer parts.",
        )
    pixels = FitPixels.of(
        np.ascontiguousarray(scale_pixels(values, scaling).T), on_sphere=scaling.to_unit_length
    )
    steps = find(pixels, n_parts, n_starts=settings.n_starts, seed=settings.seed, pool=pool)
    found = yield from relay(steps, lambda _: (Progress(SPLITTING, 0.5),))
    centres = unscale_centres(found.centres, scaling)
    parts = _nearest(values, centres, scaling)
    order = np.argsort(-np.bincount(parts, minlength=n_parts), kind="stable")
    told = tuple(tuple(float(value) for value in row) for row in centres[order])
    return Split(members, labels, told)


def _of_class(
    preview: Preview, result: KResult, settings: SweepSettings, members: tuple[int, ...]
) -> AnyArray:
    """Return the valid pixels of the preview that belong to a class, shape (n_bands, n_px)."""
    inside = np.isin(result.preview.labels, members)
    values, bands = picked_in_order(preview, settings.band_names, settings.nodata)
    inside &= valid_pixels(values, bands, settings.nodata, preview.place)
    return values[:, inside]


def _nearest(values: AnyArray, centres: DoubleArray, scaling: BandScaling) -> ByteArray:
    """Return which of the centres is nearest to each pixel, shape (n_px,), from 0 on."""
    values = np.ascontiguousarray(values)
    labels: ByteArray = np.zeros((1, values.shape[1]), dtype=np.uint8)
    pixels, rest = ready_for_kernels(values, scaling)
    starts = np.array([0, len(centres)])
    nearest(pixels, scale_centres(centres, scaling), starts, labels, np.zeros(1), rest)
    return np.asarray(labels[0] - np.uint8(1))


def parted_preview(
    preview: Preview, result: KResult, settings: SweepSettings, split: Split
) -> LabelMap:
    """Return the labels of the preview after a split, to be looked at before it is made."""
    values, _ = picked_in_order(preview, settings.band_names, settings.nodata)
    labels = result.preview.labels.copy()
    inside = np.isin(labels, split.members)
    centres, scaling = np.array(split.centres), result.model.describe().scaling
    parts = _nearest(values[:, inside], centres, scaling)
    labels[inside] = np.array(split.labels, dtype=np.uint8)[parts]
    return LabelMap(read_only(labels), result.preview.step)


def split_map(
    source: PixelSource,
    survey: Survey,
    result: KResult,
    split: Split,
    room: ByteArray,
    pool: ThreadPoolExecutor,
) -> Steps[Progress, KResult]:
    """Give every pixel of a class the label of its part; describe what lies under each.

    Parameters
    ----------
    room
        Shape (height, width): where the new map goes.

    Raises
    ------
    SceneError
        A block cannot be read.
    FitError
        Only a sample of the pixels is labelled so far.
    """
    if result.full is None:
        raise FitError(
            "Result not final yet",
            f"The map of k = {result.k} is an estimate from a sample so far, and has no pixels "
            "to be parted.",
            "Wait until every pixel is labelled, or run the sweep to its end.",
        )
    copy_map(result.full.labels, room)
    is_member = np.zeros(256, dtype=bool)
    is_member[list(split.members)] = True
    labels = np.array(split.labels, dtype=np.uint8)
    centres, scaling = np.array(split.centres), result.model.describe().scaling

    def relabel(block: PixelBlock, own: ByteArray) -> None:
        inside = is_member[own]
        if inside.any():
            own[inside] = labels[_nearest(block.values[:, inside], centres, scaling)]

    n_labels = max(*split.labels, len(result.signatures.n_px))
    near = near_labels(result.signatures, n_labels)
    near[labels.astype(np.intp) - 1] = centres
    steps = recount(source, survey, room, near, pool, relabel=relabel, doing=SPLITTING)
    signatures = yield from steps
    return with_map(result, room, signatures)


def copy_map(labels: ByteArray, room: ByteArray) -> None:
    """Copy a whole map, strip by strip: both may lie in files."""
    for first in range(0, len(labels), _COPIED_ROWS):
        room[first : first + _COPIED_ROWS] = labels[first : first + _COPIED_ROWS]
        let_go(labels)
        let_go(room)


def near_labels(found: Signatures, n_labels: int) -> DoubleArray:
    """Return a value near those of each label, shape (n_labels, n_bands); means where known."""
    known = np.nan_to_num(found.mean)
    near = np.tile(known.mean(axis=0), (n_labels, 1))
    near[: len(known)] = known
    return near


def with_map(result: KResult, labels: ByteArray, signatures: Signatures) -> KResult:
    """Return a result with another map of every pixel, and what lies under its labels."""
    step = result.preview.step
    thinned = np.ascontiguousarray(labels[::step, ::step]) if step > 1 else labels
    let_go(labels)
    return replace(
        result,
        preview=LabelMap(read_only(thinned), step),
        full=LabelMap(read_only(labels), 1),
        signatures=signatures,
    )
