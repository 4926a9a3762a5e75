"""Prepare what all k of a sweep have in common: pixels, scaling, scoring sample."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, DoubleArray, IntArray, SingleArray
from app.clustering.evidence.silhouette import SilhouetteSample
from app.clustering.fitting.fitter import FitPixels
from app.clustering.fitting.lloyd import cut_into_chunks
from app.clustering.fitting.sample import (
    TrainingPixels,
    count_distinct,
    spread_evenly,
    stratified_positions,
    training_pixels,
)
from app.clustering.labelling.recounting import value_bounds
from app.clustering.naming.chain import K_FIRST
from app.clustering.naming.wanted_colours import N_PX, SeenPixels, seen_pixels
from app.clustering.scaling import BandScaling, fit_scaling, scale_pixels
from app.clustering.settings import SweepSettings
from app.machine.threads import awaited
from app.scene.blocks import PixelBlock, Survey
from app.scene.pixels.source import PixelSource
from app.steps import Steps


@dataclass(frozen=True, slots=True, eq=False)
class PreparedPixels:
    """What all k of one sweep have in common.

    Attributes
    ----------
    training
        Sampled pixels in scene units.
    scaling
        How distances are measured.
    sample
        The same as the kernels want them; nothing but the rows where no fits are wanted.
    chunks
        Every valid pixel where the scene is in memory, as such pieces but in scene units; empty
        where it is streamed.
    n_distinct
        Distinct spectra in the sample, counted up to the largest k or a little further.
    bounds
        Lowest and highest value a valid pixel can have, each of shape (n_bands,).
    scored
        Shape (n_bands, n_px): the pixels of the silhouette, scaled.
    scored_at
        Shape (n_px,): which of the training pixels they are.
    silhouettes
        The distances among them, computed while the first k is fitted.
    seen_at
        Which of the training pixels tell the colours of clusters.
    seen
        How these look in the picture of the scene.
    """

    source: PixelSource
    survey: Survey
    settings: SweepSettings
    training: TrainingPixels
    scaling: BandScaling
    sample: FitPixels
    chunks: tuple[AnyArray, ...]
    n_distinct: int
    bounds: tuple[DoubleArray, DoubleArray]
    scored: SingleArray
    scored_at: IntArray
    pool: ThreadPoolExecutor
    silhouettes: Future[SilhouetteSample]
    seen_at: IntArray
    seen: Future[SeenPixels]

    @property
    def is_in_memory(self) -> bool:
        """Whether every pixel is at hand."""
        return self.survey.pixels is not None


def prepare(
    source: PixelSource,
    survey: Survey,
    settings: SweepSettings,
    pool: ThreadPoolExecutor,
    scaling: BandScaling | None = None,
    *,
    for_fits: bool = True,
) -> Steps[None, PreparedPixels]:
    """Prepare everything that does not depend on k.

    Parameters
    ----------
    scaling
        That of models which are fitted already; None to measure it on the sample.
    for_fits
        Whether there are fits to come; nothing is prepared for them otherwise.

    Yields
    ------
    None, at points where the work can be stopped.

    Raises
    ------
    FitError
        No sampled pixel is valid in all chosen bands.
    SceneError
        The pixels cannot be read.
    """
    training = training_pixels(survey.sample, settings)
    yield None
    if scaling is None:
        calibrations = [band.calibration for band in source.bands]
        scaling = fit_scaling(training.values, settings.scaling, calibrations)
    pixels = np.ascontiguousarray(scale_pixels(training.values.T, scaling).T)
    yield None
    chosen = stratified_positions(len(pixels), settings.n_silhouette_px, settings.seed)
    scored = np.ascontiguousarray(pixels[chosen].T)
    silhouettes = pool.submit(SilhouetteSample, scored.T, settings.seed)
    seen_at = spread_evenly(len(pixels), N_PX)
    seen = pool.submit(seen_pixels, survey.sample, training.at[seen_at])
    chunks: tuple[AnyArray, ...] = ()
    n_distinct, fit_on = 0, FitPixels(pixels, (), np.empty(0), (), 0.0)
    if for_fits:
        told_apart = training.values if scaling.is_linear else pixels
        counted = pool.submit(count_distinct, told_apart, max(settings.k_max, K_FIRST))
        if survey.pixels is not None:
            chunks = yield from _every_valid_pixel(source, pool)
        fit_on = FitPixels.of(pixels, on_sphere=scaling.to_unit_length)
        n_distinct = yield from awaited(counted)
    return PreparedPixels(
        source=source,
        survey=survey,
        settings=settings,
        training=training,
        scaling=scaling,
        sample=fit_on,
        chunks=chunks,
        n_distinct=n_distinct,
        bounds=value_bounds(source, survey),
        scored=scored,
        scored_at=chosen,
        pool=pool,
        silhouettes=silhouettes,
        seen_at=seen_at,
        seen=seen,
    )


def _every_valid_pixel(
    source: PixelSource, pool: ThreadPoolExecutor
) -> Steps[None, tuple[AnyArray, ...]]:
    pieces = []
    for block in source.stream():
        pieces.append(pool.submit(_valid_pixels_of, block))
        yield None
    chunks: list[AnyArray] = []
    for piece in pieces:
        chunks += yield from awaited(piece)
    return tuple(chunks)


def _valid_pixels_of(block: PixelBlock) -> tuple[AnyArray, ...]:
    flat = block.values.reshape(len(block.values), -1)
    if not block.valid.all():
        flat = flat[:, block.valid.reshape(-1)]
    return cut_into_chunks(flat)
