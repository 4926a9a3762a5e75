"""Fit, number, score and describe one k."""

import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace

import numpy as np

from app.arrays import ByteArray, DoubleArray, IntArray, SingleArray, read_only
from app.clustering.evidence.scores import calinski_harabasz
from app.clustering.fitting.fitters import FITTERS
from app.clustering.fitting.lloyd import refine
from app.clustering.kernels import nearest
from app.clustering.labelling.cluster_counts import ClusterCounts
from app.clustering.labelling.scene_labels import SceneLabels
from app.clustering.labelling.signatures import total_sum_of_squares
from app.clustering.naming.matching import match_clusters, order_dark_to_bright
from app.clustering.results import (
    BandScaling,
    ClusterModel,
    KResult,
    LabelMap,
    RefinedOn,
    Signatures,
    Silhouette,
)
from app.clustering.scaling import scale_centres, unscale_centres
from app.clustering.sweep.clock import SweepClock
from app.clustering.sweep.preparation import PreparedPixels
from app.clustering.sweep.preview_pixels import PreviewPixels
from app.machine.mapped_pages import let_go
from app.machine.threads import awaited
from app.steps import Progress, Steps

Numbering = tuple[ClusterModel, tuple[int, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """One k whose centres are at rest.

    Attributes
    ----------
    numbering
        The model, clusters in the order of their numbers, and the colour number of each.
    labels
        The number of the nearest cluster for each pixel of the chunks prepared; none in them where
        the scene is streamed.
    """

    numbering: Numbering
    labels: tuple[ByteArray, ...]


# Parts of the work on one k, about as they were measured on scenes of a million pixels.
FINDING, REFINING, ENDING = (0.0, 0.3), (0.3, 0.8), (0.8, 1.0)


def fit_k(
    prepared: PreparedPixels, k: int, known: Mapping[int, Numbering], clock: SweepClock
) -> Steps[Progress, Fitted]:
    """Fit one k and number its clusters after those of the nearest k that is known."""
    since = time.perf_counter()
    find_centres, asked = FITTERS[prepared.settings.fitter], prepared.settings
    starts = find_centres(
        prepared.fitted, k, n_starts=asked.n_starts, seed=asked.seed, pool=prepared.pool
    )
    start = yield from clock.follow(starts, k, "finding centres", FINDING)
    since = clock.add("fit", since)
    # At rest on the sample, the centres are a few steps from rest on every pixel.
    low, high = REFINING
    middle = (low + high) / 2
    tolerance = prepared.fitted.tolerance
    steps = refine(prepared.fitted.every, start.centres, pool=prepared.pool, tolerance=tolerance)
    near = yield from clock.follow(steps, k, "refining centres", (low, middle))
    # Numbered now, they hardly ever change their order, and labels need no new numbers.
    sequence, _ = _numbered(
        unscale_centres(near.centres, prepared.scaling), known, prepared.scaling
    )
    steps = refine(
        prepared.chunks,
        np.ascontiguousarray(near.centres[sequence]),
        scaling=prepared.scaling,
        pool=prepared.pool,
        tolerance=tolerance,
    )
    rested = yield from clock.follow(steps, k, "refining centres", (middle, high))
    centres = unscale_centres(rested.centres, prepared.scaling)
    labels: tuple[ByteArray, ...] = ()
    if rested.assigned is not None:
        # The last step moved the centres once more, and what is kept of them is rounded.
        last = rested.assigned.follow(scale_centres(centres, prepared.scaling))
        yield from clock.follow(last, k, "refining centres", (high, high))
        labels = rested.assigned.labels
    clock.add("refine", since)
    sequence, hues = _numbered(centres, known, prepared.scaling)
    model = ClusterModel(
        k=k,
        centres=read_only(centres[sequence]),
        scaling=prepared.scaling,
        n_iter=start.n_iter + near.n_iter + rested.n_iter,
        refined_on=RefinedOn.EVERY_PIXEL if prepared.is_in_memory else RefinedOn.SAMPLE,
    )
    return Fitted((model, hues), _renumbered(labels, sequence))


def _numbered(
    centres: DoubleArray, known: Mapping[int, Numbering], scaling: BandScaling
) -> tuple[IntArray, tuple[int, ...]]:
    """Return the order of the centres' numbers, and their colours, after the nearest known k."""
    k = len(centres)
    if not known:
        return order_dark_to_bright(centres), tuple(range(1, k + 1))
    nearest_k = min(known, key=lambda other: (abs(other - k), other))
    neighbour, its_hues = known[nearest_k]
    return match_clusters(neighbour.centres, its_hues, centres, scaling)


def _renumbered(labels: tuple[ByteArray, ...], sequence: IntArray) -> tuple[ByteArray, ...]:
    """Give labels the numbers that centres have once they are put in this sequence."""
    if (sequence == np.arange(len(sequence))).all():
        return labels
    numbers = np.zeros(len(sequence) + 1, dtype=np.uint8)
    numbers[1:][sequence] = np.arange(1, len(sequence) + 1)
    return tuple(numbers.take(each) for each in labels)


def estimate_k(
    prepared: PreparedPixels,
    numbering: Numbering,
    laid_out: Future[PreviewPixels],
    *,
    seconds: float,
) -> Steps[None, KResult]:
    """Describe one k as far as the sample and the preview tell; yield where it can be stopped."""
    model, hues = numbering
    scored = begin_scoring(prepared, model)
    labels, inertia = _label_few(np.ascontiguousarray(prepared.pixels.T), model)
    yield None
    n_sample = labels.size
    n_valid = round(prepared.training.valid_share * prepared.source.grid.n_pixels)
    signatures = _sample_signatures(prepared, model, labels)
    shares = signatures.n_px / n_sample
    signatures = replace(signatures, n_px=np.rint(shares * n_valid).astype(np.int64))
    inertia *= n_valid / n_sample
    yield None
    pixels = yield from awaited(laid_out)
    preview = pixels.label(model, prepared.pool)
    yield None
    silhouette = yield from awaited(scored)
    return KResult(
        model=model,
        preview=preview,
        full=None,
        inertia=inertia,
        silhouette=silhouette,
        calinski_harabasz=calinski_harabasz(
            inertia, total_sum_of_squares(signatures, prepared.scaling), n_valid, model.k
        ),
        signatures=signatures,
        hues=hues,
        n_valid_px=n_valid,
        is_estimate=True,
        seconds=seconds,
    )


def begin_scoring(prepared: PreparedPixels, model: ClusterModel) -> Future[Silhouette | None]:
    """Have the silhouette measured beside other work."""
    return prepared.pool.submit(_silhouette, prepared, model)


def describe_k(
    prepared: PreparedPixels,
    numbering: Numbering,
    found: SceneLabels,
    full: ByteArray | None,
    *,
    seconds: float,
    estimate: KResult | None = None,
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
    model, hues = numbering
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
        calinski_harabasz=calinski_harabasz(
            found.inertia,
            total_sum_of_squares(found.signatures, prepared.scaling),
            n_valid,
            model.k,
        ),
        signatures=_with_percentiles(prepared, model, found.signatures, estimate),
        hues=hues,
        n_valid_px=n_valid,
        is_estimate=False,
        seconds=seconds,
    )


def _thinned(full: ByteArray, step: int) -> LabelMap:
    thinned = np.ascontiguousarray(full[::step, ::step]) if step > 1 else full
    let_go(full)
    return LabelMap(labels=read_only(thinned), step=step)


def _with_percentiles(
    prepared: PreparedPixels, model: ClusterModel, exact: Signatures, estimate: KResult | None
) -> Signatures:
    """Take from the sample what a pass over all pixels for all k leaves open."""
    if not np.isnan(exact.p05).any():
        return exact
    if estimate is not None:
        sampled = estimate.signatures
    else:
        labels, _ = _label_few(np.ascontiguousarray(prepared.pixels.T), model)
        sampled = _sample_signatures(prepared, model, labels)
    return replace(exact, p05=sampled.p05, p95=sampled.p95)


def _sample_signatures(
    prepared: PreparedPixels, model: ClusterModel, labels: ByteArray
) -> Signatures:
    """Measure the spectra of the sampled pixels of each cluster."""
    values = prepared.training.values.T
    lowest, highest = prepared.bounds
    counter = ClusterCounts(
        prepared.training.bands,
        lowest=lowest,
        highest=highest,
        dtype=values.dtype,
        centres=[model.centres],
        pool=prepared.pool,
    )
    counter.add(values, [labels])
    return counter.signatures(0)


def _label_few(values: SingleArray, model: ClusterModel) -> tuple[ByteArray, float]:
    """Label a few pixels, shape (n_bands, n_px), scaled units; return inertia beside."""
    labels = np.empty((1, values.shape[1]), dtype=np.uint8)
    inertia = np.zeros(1)
    centres = scale_centres(model.centres, model.scaling)
    nearest(values, centres, np.array([0, model.k]), labels, inertia)
    return labels[0], float(inertia[0])


def _silhouette(prepared: PreparedPixels, model: ClusterModel) -> Silhouette | None:
    sample = prepared.silhouettes.result()
    labels, _ = _label_few(prepared.scored, model)
    return sample.measure(labels)
