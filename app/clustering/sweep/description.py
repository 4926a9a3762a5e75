"""Label every pixel for models that are settled, and describe each k."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial

import numpy as np

from app.arrays import ByteArray, DoubleArray, Window, read_only
from app.clustering.evidence.partition_scores import measured
from app.clustering.fitting.sample import spread_evenly
from app.clustering.labelling.cluster_areas import ClusterAreas
from app.clustering.labelling.cluster_counts import ClusterCounts
from app.clustering.labelling.cluster_moments import ClusterMoments
from app.clustering.labelling.label_sink import LabelSink, ScratchMaps, put_window
from app.clustering.labelling.labellers import Labellers
from app.clustering.labelling.scene_labels import (
    LABELLING,
    SceneLabels,
    label_scene,
    labels_of_shown,
)
from app.clustering.models import Model
from app.clustering.results import KResult, LabelMap, Signatures, Silhouette
from app.clustering.sums_of_squares import within_sum_of_squares
from app.clustering.sweep.clock import SweepClock
from app.clustering.sweep.estimation import begin_scoring, sample_signatures
from app.clustering.sweep.fitting import FittedK
from app.clustering.sweep.preparation import PreparedPixels
from app.machine.scratch_map import let_go, new_label_map
from app.machine.threads import awaited
from app.steps import Progress, Steps

DESCRIBING = "labelling every pixel"  # of one k
_N_AMID_PX = 10_000
_N_COUNTED_TOGETHER = 32  # pieces: 2 million pixels take some 10 ms


def describe_in_memory(
    prepared: PreparedPixels, fitted: FittedK, clock: SweepClock
) -> Steps[Progress | None, KResult]:
    """Describe one k on every pixel; may run beside the fit of the next.

    Parameters
    ----------
    clock
        Where the time is booked.
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
        centres=[fitted.model.describe().centres],
        pool=prepared.pool,
    )
    # Needs the centres alone, and one thread of many: beside the labelling it takes no time.
    scored = begin_scoring(prepared, fitted.model)
    areas = ClusterAreas(grid, [fitted.model.k])
    put = areas.beside(partial(put_window, [full]))
    if fitted.labels:
        yield from _counted(prepared, fitted.labels, counter)
        yield from _put_together(prepared, fitted, put)
        signatures, inertia = counter.signatures(0), 0.0
    else:
        (labelled,) = yield from _labelled(prepared, [fitted.model], put, counter)
        signatures, inertia = labelled.signatures, labelled.inertia
    if fitted.model.describe().scaling.is_linear:
        inertia = within_sum_of_squares(signatures, fitted.model)
    since = clock.add("label", since)
    found = SceneLabels(inertia=inertia, signatures=areas.with_areas(signatures, 0))
    result = yield from _describe(prepared, fitted, found, full, scored)
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
    prepared: PreparedPixels, fitted: FittedK, put: Callable[[Window, ByteArray], None]
) -> Steps[None, None]:
    """Put labels of every valid pixel where the pixels lie, and of those that are only shown."""
    pieces = iter(fitted.labels)
    labellers = Labellers.of([fitted.model])
    for block in prepared.source.stream():
        n_valid = int(np.count_nonzero(block.valid))
        own: list[ByteArray] = []
        while n_valid > sum(map(len, own)):
            own.append(next(pieces))
        if n_valid == block.valid.size:
            put(block.window, np.concatenate(own).reshape(1, *block.valid.shape))
        elif n_valid or block.shown is not None:
            shown = labels_of_shown(block, labellers, prepared.pool)
            window = np.zeros((1, *block.valid.shape), dtype=np.uint8)
            if shown is not None:
                window = shown.reshape(window.shape)
            if n_valid:
                window[0, block.valid] = np.concatenate(own)
            put(block.window, window)
        yield None


def describe_streamed(
    prepared: PreparedPixels,
    fits: Sequence[FittedK],
    clock: SweepClock,
    *,
    part: tuple[float, float],
    sink: LabelSink | None = None,
) -> Steps[Progress | KResult, None]:
    """Label every pixel for all k in one pass over the blocks; yield each k.

    Parameters
    ----------
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
    numbered = [fitted.numbered for fitted in fits]
    hues, colours = [one.hues for one in numbered], [one.colours for one in numbered]
    sink.begin(prepared.source.grid, hues, colours)
    models = [fitted.model for fitted in fits]
    ks = [model.k for model in models]
    counter = ClusterMoments(prepared.source.bands, bases=_amid(prepared), ks=ks)
    areas = ClusterAreas(prepared.source.grid, ks)
    steps = _labelled(prepared, models, areas.beside(sink.put), counter)
    found = yield from clock.follow_pass(steps, LABELLING, part)
    since = clock.add("label", since)
    for position, (fitted, counted) in enumerate(zip(fits, found, strict=True)):
        labels = replace(counted, signatures=areas.with_areas(counted.signatures, position))
        scoring = _describe(prepared, fitted, labels, sink.whole(position))
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
    models: Sequence[Model],
    put: Callable[[Window, ByteArray], None],
    counter: ClusterCounts | ClusterMoments,
) -> Steps[Progress, tuple[SceneLabels, ...]]:
    return label_scene(
        prepared.source,
        models,
        put,
        counter=counter,
        pool=prepared.pool,
    )


def _describe(
    prepared: PreparedPixels,
    fitted: FittedK,
    found: SceneLabels,
    full: ByteArray | None,
    scored: Future[Silhouette | None] | None = None,
) -> Steps[None, KResult]:
    """Describe one k once every pixel has been labelled; yield where it can be stopped.

    Parameters
    ----------
    full
        Its map. Without one an estimate must be given: the preview is then taken from there.
    scored
        From `begin_scoring`; None where an estimate tells, or nobody has begun.
    """
    model, estimate = fitted.model, fitted.estimate
    n_valid = int(found.signatures.n_px.sum())
    if estimate is not None:
        preview, silhouette = estimate.preview, estimate.silhouette
    elif full is not None:
        preview = _thinned(full, prepared.survey.preview.step)
        silhouette = yield from awaited(scored or begin_scoring(prepared, model))
    else:
        msg = "neither a map nor an estimate"
        raise ValueError(msg)
    return KResult(
        model=model,
        preview=preview,
        full=LabelMap(labels=read_only(full), step=1) if full is not None else None,
        inertia=found.inertia,
        silhouette=silhouette,
        scores=measured(found.signatures, found.inertia, model),
        signatures=_with_percentiles(prepared, model, found.signatures, estimate),
        hues=fitted.numbered.hues,
        link=fitted.numbered.link,
        colours=fitted.numbered.colours,
        n_valid_px=n_valid,
        is_estimate=False,
        seconds=fitted.seconds,
    )


def _thinned(full: ByteArray, step: int) -> LabelMap:
    thinned = np.ascontiguousarray(full[::step, ::step]) if step > 1 else full
    let_go(full)
    return LabelMap(labels=read_only(thinned), step=step)


def _with_percentiles(
    prepared: PreparedPixels, model: Model, exact: Signatures, estimate: KResult | None
) -> Signatures:
    """Take from the sample what a pass over all pixels for all k leaves open."""
    if not np.isnan(exact.p05).any():
        return exact
    sampled = estimate.signatures if estimate is not None else sample_signatures(prepared, model)
    return replace(exact, p05=sampled.p05, p95=sampled.p95, counts=sampled.counts)
