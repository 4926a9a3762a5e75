"""Fit every k of a range and yield each result as it is ready."""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from app.clustering.fit import order_starts
from app.clustering.ground import Ground, lay_ground
from app.clustering.one_k import ENDING, Numbering, estimate_k, fit_k
from app.clustering.results import KResult, KSkipped, SweepResult
from app.clustering.settings import SweepSettings
from app.clustering.settle import settle_in_memory, settle_streamed
from app.clustering.starts import StartOrder
from app.clustering.sweep_clock import SweepClock
from app.clustering.threads import thread_pool
from app.errors import FitError
from app.scene.pixels import Survey
from app.scene.source import PixelSource
from app.steps import Progress, Steps

SweepStep = Progress | KResult | KSkipped

PREPARING = "Preparing the pixels"
_SHARE_OF_FITS = 0.5  # of the time, on a Landsat scene; the rest is one pass over every pixel


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
    clock = SweepClock()
    skipped: list[KSkipped] = []
    if wanted:
        with thread_pool() as pool:
            ground = yield from _prepared(source, survey, settings, pool, clock)
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
            if possible:
                yield from run(ground, possible, results, clock)
    return SweepResult(
        settings=settings,
        results=tuple(results[k] for k in sorted(results) if k in settings.ks),
        skipped=tuple(skipped),
        seconds=clock.total(),
    )


def _prepared(
    source: PixelSource,
    survey: Survey,
    settings: SweepSettings,
    pool: ThreadPoolExecutor,
    clock: SweepClock,
) -> Steps[Progress, Ground]:
    since = time.perf_counter()
    yield Progress(PREPARING, 0.0)
    ground = yield from clock.follow_small(lay_ground(source, survey, settings, pool), PREPARING)
    clock.add("prepare", since)
    return ground


def _sweep_in_memory(
    ground: Ground, ks: list[int], results: dict[int, KResult], clock: SweepClock
) -> Steps[SweepStep, None]:
    clock.plan(ks)
    with _ordered(ground, ks) as orders:
        for order in orders:
            began = time.perf_counter()
            numbering = yield from fit_k(ground, order, results, clock)
            seconds = time.perf_counter() - began
            result = yield from settle_in_memory(ground, numbering, clock, seconds=seconds)
            results[order.k] = result
            yield result


def _sweep_streamed(
    ground: Ground, ks: list[int], results: dict[int, KResult], clock: SweepClock
) -> Steps[SweepStep, None]:
    clock.plan(ks, share_of_ks=_SHARE_OF_FITS)
    numberings: list[Numbering] = []
    estimates: list[KResult] = []
    neighbours = dict(results)
    with _ordered(ground, ks) as orders:
        for order in orders:
            began = time.perf_counter()
            numbering = yield from fit_k(ground, order, neighbours, clock)
            since = time.perf_counter()
            scoring = estimate_k(ground, numbering, seconds=since - began)
            estimate = yield from clock.follow(scoring, order.k, "measuring", ENDING)
            clock.add("score", since)
            clock.finish_k()
            numberings.append(numbering)
            estimates.append(estimate)
            neighbours[order.k] = estimate
            yield estimate
    final = settle_streamed(
        ground,
        numberings,
        estimates,
        clock,
        seconds=[estimate.seconds for estimate in estimates],
        part=(_SHARE_OF_FITS, 1.0),
    )
    for step in final:
        if isinstance(step, KResult):
            results[step.k] = step
        yield step


@contextmanager
def _ordered(ground: Ground, ks: list[int]) -> Iterator[list[StartOrder]]:
    """Order the starts of all k at once; they run ahead while the first k is being refined."""
    settings = ground.settings
    orders = [
        order_starts(ground.pixels, k, n_starts=settings.n_starts, seed=settings.seed) for k in ks
    ]
    try:
        yield orders
    finally:
        for order in orders:
            order.take_back()


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
    names = ", ".join(band.title for band in ground.source.bands)
    return FitError(
        "No k can be fitted",
        f"{names}: {skipped[0].reason}",
        "Tick more bands, choose a smaller k, or change what counts as no data.",
    )
