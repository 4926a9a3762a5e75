"""Fit every k of a range and yield each result as it is ready."""

import time
from collections.abc import Iterable

import numpy as np

from app.arrays import ByteArray
from app.clustering.fit import OrderedStarts, order_starts
from app.clustering.ground import Ground, lay_ground
from app.clustering.labelling import SceneLabels, label_scene
from app.clustering.one_k import Numbering, estimate_k, fit_k, settle_k, told
from app.clustering.results import KResult, KSkipped, SweepResult
from app.clustering.scratch import new_label_maps
from app.clustering.settings import SweepSettings
from app.clustering.sweep_clock import SweepClock
from app.errors import FitError
from app.scene.pixels import Survey
from app.scene.source import PixelSource
from app.steps import Progress, Steps

SweepStep = Progress | KResult | KSkipped


def sweep(
    source: PixelSource,
    survey: Survey,
    settings: SweepSettings,
    known: Iterable[KResult] = (),
) -> Steps[SweepStep, SweepResult]:
    """Fit every k of the range that is not known yet.

    A scene in memory is refined on every pixel, k after k, and each result is final. A scene that
    has to be streamed gives an estimate for every k first; one pass over its blocks then labels
    every pixel for all k together, and each k is yielded again, final.

    Parameters
    ----------
    known
        Final results of an earlier sweep with the same settings but for the range.

    Raises
    ------
    FitError
        No k at all can be fitted.
    SceneError
        The pixels cannot be read.
    """
    results = {result.k: result for result in known if not result.is_estimate}
    wanted = tuple(k for k in settings.ks if k not in results)
    clock = SweepClock(wanted)
    skipped: list[KSkipped] = []
    if wanted:
        since = time.perf_counter()
        yield Progress("Preparing the pixels", 0.0)
        with lay_ground(source, survey, settings) as ground:
            clock.add("prepare", since)
            possible = []
            for k in wanted:
                reason = _why_not(ground, k)
                if reason:
                    skipped.append(KSkipped(k, reason))
                    yield skipped[-1]
                else:
                    possible.append(k)
            if not possible and not results:
                raise _nothing_to_fit(ground, skipped)
            run = _sweep_in_memory if ground.is_in_memory else _sweep_streamed
            yield from run(ground, possible, results, clock)
    return SweepResult(
        settings=settings,
        results=tuple(results[k] for k in sorted(results) if k in settings.ks),
        skipped=tuple(skipped),
        seconds=clock.total(),
    )


def _sweep_in_memory(
    ground: Ground, ks: list[int], results: dict[int, KResult], clock: SweepClock
) -> Steps[SweepStep, None]:
    grid = ground.source.grid
    for ordered in _ordered(ground, ks):
        k, began = ordered.k, time.perf_counter()
        numbering = yield from fit_k(ground, ordered, results, clock)
        since = time.perf_counter()
        full = np.zeros((grid.height, grid.width), dtype=np.uint8)
        progress = clock.progress(k, "labelling every pixel")
        (found,) = yield from told(_labelled(ground, [numbering], [full]), progress)
        since = clock.add("label", since)
        seconds = time.perf_counter() - began
        results[k] = settle_k(ground, numbering, found, full, seconds=seconds)
        clock.add("score", since)
        clock.finish_k()
        yield results[k]


def _sweep_streamed(
    ground: Ground, ks: list[int], results: dict[int, KResult], clock: SweepClock
) -> Steps[SweepStep, None]:
    numberings: list[Numbering] = []
    estimates: list[KResult] = []
    neighbours = dict(results)
    for ordered in _ordered(ground, ks):
        k, began = ordered.k, time.perf_counter()
        numbering = yield from fit_k(ground, ordered, neighbours, clock)
        since = time.perf_counter()
        estimate = estimate_k(ground, numbering, seconds=since - began)
        clock.add("score", since)
        numberings.append(numbering)
        estimates.append(estimate)
        neighbours[k] = estimate
        yield estimate
    since = time.perf_counter()
    grid = ground.source.grid
    maps = new_label_maps(len(ks), grid.height, grid.width)
    found = yield from _labelled(ground, numberings, maps)
    clock.add("label", since)
    for estimate, numbering, labels, full in zip(estimates, numberings, found, maps, strict=True):
        results[estimate.k] = settle_k(
            ground, numbering, labels, full, seconds=estimate.seconds, estimate=estimate
        )
        yield results[estimate.k]


def _ordered(ground: Ground, ks: list[int]) -> list[OrderedStarts]:
    """Order the starts of all k at once; they run ahead while the first k is being refined."""
    settings = ground.settings
    return [
        order_starts(ground.pixels, k, n_starts=settings.n_starts, seed=settings.seed) for k in ks
    ]


def _labelled(
    ground: Ground, numberings: list[Numbering], maps: list[ByteArray]
) -> Steps[Progress, tuple[SceneLabels, ...]]:
    return label_scene(
        ground.source,
        [model for model, _ in numberings],
        maps,
        bounds=ground.bounds,
        pool=ground.pool,
    )


def _why_not(ground: Ground, k: int) -> str:
    """Return why this k cannot be fitted, in one sentence; empty if it can."""
    if k <= ground.n_distinct:
        return ""
    n_px = len(ground.pixels)
    if n_px < k:
        return f"k = {k} needs at least {k} valid pixels; there are {n_px:,}."
    return (
        f"k = {k} needs at least {k} different spectra; the valid pixels hold {ground.n_distinct}."
    )


def _nothing_to_fit(ground: Ground, skipped: list[KSkipped]) -> FitError:
    names = ", ".join(band.name for band in ground.source.bands)
    return FitError(
        "No k can be fitted",
        f"Bands {names}: {skipped[0].reason}",
        "Tick more bands, choose a smaller k, or change what counts as no data.",
    )
