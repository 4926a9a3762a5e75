"""Label every pixel of a scene with a model, in one pass over its blocks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, IntArray, Window
from app.clustering.labelling.cluster_areas import ClusterAreas
from app.clustering.labelling.cluster_moments import ClusterMoments
from app.clustering.results import Signatures
from app.clustering.transfer.class_model import ClassModel
from app.clustering.transfer.labelling import Labeller
from app.machine.background import Background
from app.machine.threads import N_CHUNK_PX, N_PARTS
from app.scene.blocks import PixelBlock
from app.scene.pixels.source import PixelSource
from app.steps import Progress, Steps

APPLYING = "Labelling every pixel with the model"

Put = Callable[[Window, ByteArray, ByteArray], None]
"""Takes labels and marks of a window, shape (height, width) each."""


@dataclass(frozen=True, slots=True, eq=False)
class Applied:
    """What labelling every pixel with a model found.

    Attributes
    ----------
    signatures
        Of each label from 1 on: counts, areas and spectra over every pixel; no percentiles.
    n_unlike_px
        Shape (n_labels,): pixels of each label beyond the quantile.
    inertia
        Sum of squared distances to the nearest centres, as in training.
    """

    signatures: Signatures
    n_unlike_px: IntArray
    inertia: float

    @property
    def n_px(self) -> int:
        """Pixels that have a label."""
        return int(self.signatures.n_px.sum())

    @property
    def unlike_share(self) -> float:
        """Share of them that is unlike training, 0..1."""
        return float(self.n_unlike_px.sum()) / max(1, self.n_px)


def apply_model(
    source: PixelSource,
    model: ClassModel,
    put: Put,
    pool: ThreadPoolExecutor,
    *,
    level: float,
) -> Steps[Progress, Applied]:
    """Label every pixel, reading each block once.

    Parameters
    ----------
    model
        For the bands of the source, in their order.
    put
        Takes windows, in a thread of its own.
    level
        The quantile of distances beyond which a pixel is unlike training.

    Raises
    ------
    SceneError
        A block cannot be read.
    OutputError
        Labels cannot be put where they go.
    """
    grid, n_labels = source.grid, model.n_labels
    labeller = Labeller.of(model, level=level)
    bases = np.nanmean(model.label_centres(), axis=0)
    if model.scaling.calibrations:  # centres are in units then, and sums are of stored numbers
        bases = np.array([(band.lowest + band.highest) / 2 for band in model.bands])
    counter = ClusterMoments(source.bands, bases=bases, ks=[n_labels])
    areas = ClusterAreas(grid, [n_labels])
    n_unlike, inertia, n_done = np.zeros(n_labels + 1, dtype=np.int64), 0.0, 0

    def take(window: Window, labels: ByteArray, marks: ByteArray) -> Steps[None, None]:
        yield None
        areas.beside(_nowhere)(window, labels[np.newaxis])
        put(window, labels, marks)

    with Background[None]("counting") as background:
        for block in source.stream():
            labels, marks, own = _label_block(block, labeller, pool, counter)
            inertia += own.inertia
            n_unlike += own.n_unlike_px
            yield from _applying(background)
            shown = _shown(block, labeller, pool)
            if shown is not None:
                labels |= shown
            shape = block.valid.shape
            background.begin(take(block.window, labels.reshape(shape), marks.reshape(shape)))
            n_done += block.valid.size
            yield Progress(APPLYING, n_done / grid.n_pixels)
        yield from _applying(background)
    return Applied(
        areas.with_areas(counter.signatures(0), 0),
        n_unlike[1:],
        inertia,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _PartSums:
    """What one part of a block, or a whole block, adds to the sums."""

    inertia: float
    n_unlike_px: IntArray


def _shown(block: PixelBlock, labeller: Labeller, pool: ThreadPoolExecutor) -> ByteArray | None:
    """Label pixels that are left out and yet shown; None where there is none."""
    if block.shown is None:
        return None
    shown = PixelBlock(block.window, block.values, block.shown)
    return _label_block(shown, labeller, pool, None)[0]


def _label_block(
    block: PixelBlock,
    labeller: Labeller,
    pool: ThreadPoolExecutor,
    counter: ClusterMoments | None,
) -> tuple[ByteArray, ByteArray, _PartSums]:
    """Return labels and marks of a block, shape (n_px,) each, and what was added up."""
    flat = block.values.reshape(len(block.values), -1)
    valid = block.valid.reshape(-1)
    labels, marks = (np.zeros(valid.size, dtype=np.uint8) for _ in range(2))
    label = partial(_label_part, flat, valid, labeller, labels, marks, counter)
    parts = list(pool.map(label, range(N_PARTS)))
    n_unlike = np.sum([part.n_unlike_px for part in parts], axis=0)
    return labels, marks, _PartSums(sum(part.inertia for part in parts), n_unlike)


def _label_part(
    flat: AnyArray,
    valid: BoolArray,
    labeller: Labeller,
    labels: ByteArray,
    marks: ByteArray,
    counter: ClusterMoments | None,
    number: int,
) -> _PartSums:
    inertia, n_unlike = 0.0, np.zeros(len(labeller.limits), dtype=np.int64)
    begin, end = number * valid.size // N_PARTS, (number + 1) * valid.size // N_PARTS
    n_px = min(N_CHUNK_PX, end - begin)
    room = np.empty(len(flat) * n_px, dtype=flat.dtype)
    for first in range(begin, end, N_CHUNK_PX):
        chunk = slice(first, min(first + N_CHUNK_PX, end))
        inside = valid[chunk]
        if not inside.any():
            continue
        values = room[: len(flat) * len(inside)].reshape(len(flat), -1)
        np.copyto(values, flat[:, chunk])
        inertia += labeller.label(values, inside, labels[chunk], marks[chunk], n_unlike)
        if counter is not None:
            counter.add_part(number, values, labels[chunk].reshape(1, -1))
    return _PartSums(inertia, n_unlike)


def _applying(background: Background[None]) -> Steps[Progress, None]:
    for _ in background.taken():
        yield Progress(APPLYING)


def _nowhere(_window: Window, _labels: ByteArray) -> None:
    """Let labels be put by somebody else."""
