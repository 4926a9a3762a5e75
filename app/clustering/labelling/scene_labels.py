"""Give every pixel of a scene its cluster, for all models in one pass over the blocks."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, DoubleArray, Window
from app.clustering.labelling.cluster_counts import ClusterCounts
from app.clustering.labelling.cluster_moments import ClusterMoments
from app.clustering.labelling.labellers import Labellers
from app.clustering.models import Model
from app.clustering.results import Signatures
from app.clustering.sums_of_squares import within_sum_of_squares
from app.machine.background import Background
from app.machine.threads import N_CHUNK_PX, N_PARTS
from app.scene.blocks import PixelBlock
from app.scene.pixels.source import PixelSource
from app.steps import Progress, Steps

LABELLING = "Labelling every pixel"

_AddPart = Callable[[int, AnyArray, ByteArray], None]


@dataclass(frozen=True, slots=True, eq=False)
class SceneLabels:
    """What labelling every pixel found for one model.

    Attributes
    ----------
    inertia
        Sum of squared distances to the described centres over every labelled pixel, scaled units.
    signatures
        Count and spectra over every pixel of each cluster.
    """

    inertia: float
    signatures: Signatures


def label_scene(
    source: PixelSource,
    models: Sequence[Model],
    put: Callable[[Window, ByteArray], None],
    *,
    counter: ClusterCounts | ClusterMoments,
    pool: ThreadPoolExecutor,
) -> Steps[Progress, tuple[SceneLabels, ...]]:
    """Label every pixel for all models, reading each block once.

    Parameters
    ----------
    source
        Where the blocks come from.
    models
        Nearest centres, all with the same scaling, are labelled together; any other model labels
        the valid pixels of the same blocks by itself, several parts of a block at a time.
    put
        Takes the labels of each window: shape (n_models, height, width), 0 = no data.
    counter
        Takes the values under each cluster, for the spectra.

    Raises
    ------
    SceneError
        A block cannot be read.
    OutputError
        The labels cannot be put where they go.
    ValueError
        A model gives labels that it must not.
    """
    labellers = Labellers.of(models)
    inertia = np.zeros(len(models))
    n_done = 0
    # Moments are added while pixels and labels are in the cache; counts go band by band.
    add_part = counter.add_part if isinstance(counter, ClusterMoments) else None
    with Background[None]("counting") as background:
        for block in source.stream():
            labels, block_inertia = _label_block(block, labellers, pool, add_part)
            inertia += block_inertia
            yield from _labelling(background)
            background.begin(_count_and_put(labels, block, put, counter))
            n_done += block.valid.size
            yield Progress(LABELLING, n_done / source.grid.n_pixels)
        yield from _labelling(background)
    signatures = [counter.signatures(at) for at in range(len(models))]
    for at, model in labellers.others:  # no kernel has added it up; it follows from the spectra
        inertia[at] = within_sum_of_squares(signatures[at], model)
    return tuple(
        SceneLabels(inertia=float(inertia[at]), signatures=own) for at, own in enumerate(signatures)
    )


def _label_block(
    block: PixelBlock, labellers: Labellers, pool: ThreadPoolExecutor, add_part: _AddPart | None
) -> tuple[ByteArray, DoubleArray]:
    """Label the pixels of one block.

    Returns
    -------
    Labels of shape (n_models, n_px), inertia of shape (n_models,).
    """
    flat = block.values.reshape(len(block.values), -1)
    valid = block.valid.reshape(-1)
    labels = np.empty((labellers.n_maps, valid.size), dtype=np.uint8)
    inertia = np.zeros(labellers.n_maps)
    label = partial(_label_part, flat, valid, labellers, labels, add_part)
    for part in pool.map(label, range(N_PARTS)):
        inertia += part
    return labels, inertia


def _label_part(
    flat: AnyArray,
    valid: BoolArray,
    labellers: Labellers,
    labels: ByteArray,
    add_part: _AddPart | None,
    number: int,
) -> DoubleArray:
    """Label one part of a block, chunk by chunk; return its inertia."""
    inertia = np.zeros(labellers.n_maps)
    begin, end = number * valid.size // N_PARTS, (number + 1) * valid.size // N_PARTS
    n_px = min(N_CHUNK_PX, end - begin)
    # Room for all chunks: new memory for each would take longer than to copy them.
    values_room = np.empty(len(flat) * n_px, dtype=flat.dtype)
    numbers_room = np.empty(len(labels) * n_px, dtype=np.uint8)
    for first in range(begin, end, N_CHUNK_PX):
        chunk = slice(first, min(first + N_CHUNK_PX, end))
        inside = valid[chunk]
        if not inside.any():
            labels[:, chunk] = 0
            continue
        values = values_room[: len(flat) * len(inside)].reshape(len(flat), -1)
        numbers = numbers_room[: len(labels) * len(inside)].reshape(len(labels), -1)
        np.copyto(values, flat[:, chunk])
        labellers.label(values, inside, numbers, inertia)
        labels[:, chunk] = numbers
        if add_part is not None:
            add_part(number, values, numbers)
    return inertia


def _labelling(background: Background[None]) -> Steps[Progress, None]:
    for _ in background.taken():
        yield Progress(LABELLING)


def _count_and_put(
    labels: ByteArray,
    block: PixelBlock,
    put: Callable[[Window, ByteArray], None],
    counter: ClusterCounts | ClusterMoments,
) -> Steps[None, None]:
    if isinstance(counter, ClusterCounts):
        counter.add(block.values.reshape(len(block.values), -1), labels)
    yield None
    put(block.window, labels.reshape(len(labels), *block.valid.shape))
