"""Fit, number, score and describe one k."""

import time
from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from app.arrays import ByteArray, SingleArray, read_only
from app.clustering.fit import OrderedStarts, best_start
from app.clustering.ground import Ground
from app.clustering.kernels import nearest
from app.clustering.labelling import SceneLabels
from app.clustering.lloyd import refine
from app.clustering.matching import match_clusters, order_dark_to_bright
from app.clustering.results import ClusterModel, KResult, LabelMap, Silhouette
from app.clustering.scaling import scale_centres, scale_pixels, unscale_centres
from app.clustering.scores import calinski_harabasz
from app.clustering.signatures import sample_signatures, total_sum_of_squares
from app.clustering.sweep_clock import SweepClock
from app.scene.nodata import valid_pixels
from app.steps import Progress, Steps

T = TypeVar("T")
Numbering = tuple[ClusterModel, tuple[int, ...]]


def fit_k(
    ground: Ground, ordered: OrderedStarts, known: Mapping[int, KResult], clock: SweepClock
) -> Steps[Progress, Numbering]:
    """Fit one k and number its clusters after those of the nearest k that is known.

    Returns
    -------
    The model, clusters in the order of their numbers, and the colour number of each.
    """
    k = ordered.k
    since = time.perf_counter()
    starts = best_start(ordered, ground.pixels, pool=ground.pool)
    start = yield from told(starts, clock.progress(k, "finding centres"))
    since = clock.add("fit", since)
    # At rest on the sample, the centres are a few steps from rest on every pixel.
    scaled, n_iter = start.centres, start.n_iter
    for chunks in (ground.sample_chunks, ground.chunks):
        steps = refine(chunks, scaled, pool=ground.pool)
        refined = yield from told(steps, clock.progress(k, "refining centres"))
        scaled, n_iter = refined.centres, n_iter + refined.n_iter
    clock.add("refine", since)
    centres = unscale_centres(scaled, ground.scaling)
    if known:
        nearest_k = min(known, key=lambda other: (abs(other - k), other))
        neighbour = known[nearest_k]
        order, hues = match_clusters(
            neighbour.model.centres, neighbour.hues, centres, ground.scaling
        )
    else:
        order, hues = order_dark_to_bright(centres), tuple(range(1, k + 1))
    model = ClusterModel(
        k=k,
        centres=read_only(centres[order]),
        scaling=ground.scaling,
        n_iter=n_iter,
    )
    return model, hues


def told(steps: Steps[object, T], progress: Progress) -> Steps[Progress, T]:
    """Run work and tell the same progress at each of its steps."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            value: T = stop.value
            return value
        yield progress


def estimate_k(ground: Ground, numbering: Numbering, *, seconds: float) -> KResult:
    """Describe one k as far as the sample and the preview tell."""
    model, hues = numbering
    labels, inertia = label_pixels(np.ascontiguousarray(ground.pixels.T), model)
    n_sample = labels.size
    n_valid = round(ground.training.valid_share * ground.source.grid.n_pixels)
    shares = np.bincount(labels, minlength=model.k + 1)[1:] / n_sample
    signatures = sample_signatures(
        ground.training.values,
        labels,
        ground.training.bands,
        k=model.k,
        n_px=np.rint(shares * n_valid).astype(np.int64),
    )
    inertia *= n_valid / n_sample
    return KResult(
        model=model,
        preview=_label_preview(ground, model),
        full=None,
        inertia=inertia,
        silhouette=_silhouette(ground, model),
        calinski_harabasz=calinski_harabasz(
            inertia, total_sum_of_squares(signatures, ground.scaling), n_valid, model.k
        ),
        signatures=signatures,
        hues=hues,
        n_valid_px=n_valid,
        is_estimate=True,
        seconds=seconds,
    )


def settle_k(
    ground: Ground,
    numbering: Numbering,
    found: SceneLabels,
    full: ByteArray,
    *,
    seconds: float,
    estimate: KResult | None = None,
) -> KResult:
    """Describe one k once every pixel has been labelled."""
    model, hues = numbering
    n_valid = int(found.counts.sum())
    full_map = LabelMap(labels=read_only(full), step=1)
    if estimate is not None:
        preview, silhouette = estimate.preview, estimate.silhouette
    else:
        step = ground.survey.preview.step
        thinned = np.ascontiguousarray(full[::step, ::step]) if step > 1 else full
        preview = LabelMap(labels=read_only(thinned), step=step)
        silhouette = _silhouette(ground, model)
    return KResult(
        model=model,
        preview=preview,
        full=full_map,
        inertia=found.inertia,
        silhouette=silhouette,
        calinski_harabasz=calinski_harabasz(
            found.inertia,
            total_sum_of_squares(found.signatures, ground.scaling),
            n_valid,
            model.k,
        ),
        signatures=found.signatures,
        hues=hues,
        n_valid_px=n_valid,
        is_estimate=False,
        seconds=seconds,
    )


def label_pixels(values: SingleArray, model: ClusterModel) -> tuple[ByteArray, float]:
    """Label a few pixels, shape (n_bands, n_px), scaled units; return inertia beside."""
    labels = np.empty((1, values.shape[1]), dtype=np.uint8)
    inertia = np.zeros(1)
    centres = scale_centres(model.centres, model.scaling)
    nearest(values, centres, np.array([0, model.k]), labels, inertia, np.zeros(model.k, np.int64))
    return labels[0], float(inertia[0])


def _silhouette(ground: Ground, model: ClusterModel) -> Silhouette | None:
    labels, _ = label_pixels(ground.scored, model)
    return ground.silhouettes().measure(labels)


def _label_preview(ground: Ground, model: ClusterModel) -> LabelMap:
    preview = ground.survey.preview
    names = {band.name for band in ground.source.bands}
    chosen = [i for i, band in enumerate(preview.bands) if band.name in names]
    values = preview.values[chosen]
    valid = valid_pixels(values, ground.source.bands, ground.settings.nodata)
    numbers, _ = label_pixels(scale_pixels(values[:, valid], model.scaling), model)
    labels = np.zeros(valid.shape, dtype=np.uint8)
    labels[valid] = numbers
    return LabelMap(labels=read_only(labels), step=preview.step)
