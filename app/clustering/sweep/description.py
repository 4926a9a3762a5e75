"""Label every pixel for models whose centres are settled, and describe each k."""

import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from app.arrays import ByteArray, DoubleArray
from app.clustering.fitting.sample import spread_evenly
from app.clustering.labelling.cluster_counts import ClusterCounts
from app.clustering.labelling.cluster_moments import ClusterMoments
from app.clustering.labelling.label_sink import LabelSink, ScratchMaps, put_window
from app.clustering.labelling.scene_labels import LABELLING, SceneLabels, label_scene
from app.clustering.labelling.signatures import within_sum_of_squares
from app.clustering.results import KResult
from app.clustering.sweep.clock import SweepClock
from app.clustering.sweep.one_k import Numbering, begin_scoring, describe_k
from app.clustering.sweep.preparation import PreparedPixels
from app.machine.scratch_maps import new_label_map
from app.scene.blocks import Window
from app.steps import Progress, Steps

DESCRIBING = "labelling every pixel"  # of one k
_N_AMID_PX = 10_000
_N_COUNTED_TOGETHER = 32  # pieces: 2 million pixels take some 10 ms


def describe_in_memory(
    prepared: PreparedPixels,
    numbering: Numbering,
    clock: SweepClock,
    *,
    seconds: float,
    labels: Sequence[ByteArray] = (),
) -> Steps[Progress | None, KResult]:
    """Describe one k on every pixel; may run beside the fit of the next.

    Parameters
    ----------
    clock
        Where the time is booked.
    seconds
        Time the fit took.
    labels
        The nearest cluster of each pixel of `prepared.chunks`; none in them to look for it here.
    """
    since = time.perf_counter()
    grid = prepared.source.grid
    full = new_label_map(grid.height, grid.width)
    lowest, highest = prepared.bounds
    dtype = prepared.source.dtype
    counter = ClusterCounts(
        prepared.source.bands,
        lowest=lowest,
        highest=highest,
        dtype=dtype,
        centres=[numbering[0].centres],
        pool=prepared.pool,
    )
    # Needs the centres alone, and one thread of many: beside the labelling it takes no time.
    scored = begin_scoring(prepared, numbering[0])
    put = partial(put_window, [full])
    if labels:
        yield from _counted(prepared, labels, counter)
        yield from _put_together(prepared, labels, put)
        signatures = counter.signatures(0)
    else:
        (found,) = yield from _labelled(prepared, [numbering], put, counter)
        signatures = found.signatures
    inertia = within_sum_of_squares(signatures, numbering[0])
    since = clock.add("label", since)
    found = SceneLabels(inertia=inertia, signatures=signatures)
    scoring = describe_k(prepared, numbering, found, full, seconds=seconds, scored=scored)
    result = yield from scoring
    clock.add("score", since)
    return result


def _counted(
    prepared: PreparedPixels, labels: Sequence[ByteArray], counter: ClusterCounts
) -> Steps[None, None]:
    """Count what lies under labels of every pixel."""
    pieces = [(values, [each]) for values, each in zip(prepared.chunks, labels, strict=True)]
    for first in range(0, len(pieces), _N_COUNTED_TOGETHER):
        counter.add_pieces(pieces[first : first + _N_COUNTED_TOGETHER])
        yield None


def _put_together(
    prepared: PreparedPixels, labels: Sequence[ByteArray], put: Callable[[Window, ByteArray], None]
) -> Steps[None, None]:
    """Put labels of every valid pixel where the pixels lie."""
    pieces = iter(labels)
    for block in prepared.source.stream():
        n_valid = int(np.count_nonzero(block.valid))
        own: list[ByteArray] = []
        while n_valid > sum(map(len, own)):
            own.append(next(pieces))
        if n_valid == block.valid.size:
            put(block.window, np.concatenate(own).reshape(1, *block.valid.shape))
        elif n_valid:
            window = np.zeros((1, *block.valid.shape), dtype=np.uint8)
            window[0, block.valid] = np.concatenate(own)
            put(block.window, window)
        yield None


def describe_streamed(
    prepared: PreparedPixels,
    numberings: Sequence[Numbering],
    estimates: Sequence[KResult | None],
    clock: SweepClock,
    *,
    seconds: Sequence[float],
    part: tuple[float, float],
    sink: LabelSink | None = None,
) -> Steps[Progress | KResult, None]:
    """Label every pixel for all k in one pass over the blocks; yield each k.

    Parameters
    ----------
    estimates
        What was known of each k before; None where nothing was.
    seconds
        Time the fit of each k took.
    part
        Where the pass lies within all of the work, 0..1.
    sink
        Takes the labels; None to keep them in scratch files. Where it keeps no whole map, the
        preview is that of the estimate, which must then be known.

    Raises
    ------
    OutputError
        There is no room for the maps.
    SceneError
        A block cannot be read.
    """
    since = time.perf_counter()
    sink = sink or ScratchMaps()
    sink.begin(prepared.source.grid, [hues for _, hues in numberings])
    ks = [model.k for model, _ in numberings]
    counter = ClusterMoments(prepared.source.bands, bases=_amid(prepared), ks=ks)
    steps = _labelled(prepared, numberings, sink.put, counter)
    found = yield from clock.follow_pass(steps, LABELLING, part)
    since = clock.add("label", since)
    for position, (numbering, labels, estimate, fit_s) in enumerate(
        zip(numberings, found, estimates, seconds, strict=True)
    ):
        full = sink.whole(position)
        scoring = describe_k(prepared, numbering, labels, full, seconds=fit_s, estimate=estimate)
        yield (yield from clock.follow_small(scoring, LABELLING, seconds_left=0.0))
    clock.add("score", since)


def _amid(prepared: PreparedPixels) -> DoubleArray:
    """Return a value of each band amid the others, shape (n_bands,).

    Squares counted from far away lose the digits that make the spread; a mean is far away from
    reflectances beside a fill value that was not declared, and a median is not.
    """
    values = prepared.training.values
    amid = values[spread_evenly(len(values), _N_AMID_PX)]
    return np.asarray(np.median(amid, axis=0), dtype=np.float64)


def _labelled(
    prepared: PreparedPixels,
    numberings: Sequence[Numbering],
    put: Callable[[Window, ByteArray], None],
    counter: ClusterCounts | ClusterMoments,
) -> Steps[Progress, tuple[SceneLabels, ...]]:
    return label_scene(
        prepared.source,
        [model for model, _ in numberings],
        put,
        counter=counter,
        pool=prepared.pool,
    )
