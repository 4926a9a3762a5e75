"""Describe one k as far as the sample and the preview tell."""

from concurrent.futures import Future
from dataclasses import replace

import numpy as np

from app.arrays import ByteArray, SingleArray
from app.clustering.evidence.partition_scores import measured
from app.clustering.kernels import nearest
from app.clustering.labelling.cluster_areas import estimated_areas
from app.clustering.labelling.cluster_counts import ClusterCounts
from app.clustering.models import ClusterModel, Model
from app.clustering.results import KResult, Signatures, Silhouette
from app.clustering.scaling import scale_centres
from app.clustering.sums_of_squares import within_sum_of_squares
from app.clustering.sweep.fitting import FittedK
from app.clustering.sweep.preparation import PreparedPixels
from app.clustering.sweep.preview_pixels import PreviewPixels
from app.machine.threads import awaited
from app.steps import Steps


def estimate_k(
    prepared: PreparedPixels, fitted: FittedK, laid_out: Future[PreviewPixels]
) -> Steps[None, KResult]:
    """Describe one k as far as the sample and the preview tell; yield where it can be stopped."""
    model = fitted.model
    scored = begin_scoring(prepared, model)
    labels, inertia = _label_sample(prepared, model)
    yield None
    n_sample = labels.size
    n_valid = round(prepared.training.valid_share * prepared.source.grid.n_pixels)
    signatures = _signatures(prepared, model, labels)
    shares = signatures.n_px / n_sample
    signatures = replace(signatures, n_px=np.rint(shares * n_valid).astype(np.int64))
    inertia *= n_valid / n_sample
    yield None
    pixels = yield from awaited(laid_out)
    preview = pixels.label(model, prepared.pool)
    place = prepared.survey.preview.place
    area_m2 = estimated_areas(prepared.source.grid, signatures, preview, place)
    signatures = replace(signatures, area_m2=area_m2)
    yield None
    silhouette = yield from awaited(scored)
    return KResult(
        model=model,
        preview=preview,
        full=None,
        inertia=inertia,
        silhouette=silhouette,
        scores=measured(signatures, inertia, model),
        signatures=signatures,
        hues=fitted.numbered.hues,
        link=fitted.numbered.link,
        colours=fitted.numbered.colours,
        n_valid_px=n_valid,
        is_estimate=True,
        seconds=fitted.seconds,
    )


def begin_scoring(prepared: PreparedPixels, model: Model) -> Future[Silhouette | None]:
    """Have the silhouette measured beside other work."""
    return prepared.pool.submit(_silhouette, prepared, model)


def sample_signatures(prepared: PreparedPixels, model: Model) -> Signatures:
    """Measure the spectra of the sampled pixels of each cluster."""
    return _signatures(prepared, model, _label_sample(prepared, model)[0])


def _signatures(prepared: PreparedPixels, model: Model, labels: ByteArray) -> Signatures:
    values = prepared.training.values.T
    lowest, highest = prepared.bounds
    counter = ClusterCounts(
        prepared.training.bands,
        lowest=lowest,
        highest=highest,
        dtype=values.dtype,
        centres=[model.describe().centres],
        pool=prepared.pool,
    )
    counter.add(values, [labels])
    return counter.signatures(0)


def _label_sample(prepared: PreparedPixels, model: Model) -> tuple[ByteArray, float]:
    """Label the sampled pixels; return inertia beside."""
    if isinstance(model, ClusterModel):
        return _label_few(np.ascontiguousarray(prepared.sample.rows.T), model)
    labels = model.label(prepared.training.values)
    return labels, within_sum_of_squares(_signatures(prepared, model, labels), model)


def _label_few(values: SingleArray, model: ClusterModel) -> tuple[ByteArray, float]:
    """Label a few pixels, shape (n_bands, n_px), scaled units; return inertia beside."""
    labels = np.empty((1, values.shape[1]), dtype=np.uint8)
    inertia = np.zeros(1)
    centres = scale_centres(model.centres, model.scaling)
    nearest(values, centres, np.array([0, model.k]), labels, inertia)
    return labels[0], float(inertia[0])


def _silhouette(prepared: PreparedPixels, model: Model) -> Silhouette | None:
    sample = prepared.silhouettes.result()
    if isinstance(model, ClusterModel):
        labels, _ = _label_few(prepared.scored, model)
    else:
        labels = model.label(prepared.training.values[prepared.scored_at])
    return sample.measure(labels)
