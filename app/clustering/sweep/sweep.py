"""Fit every k of a range and yield each result as it is ready."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Self

from app.arrays import SingleArray
from app.clustering.fitting.fit import order_starts
from app.clustering.fitting.starts import StartOrder
from app.clustering.labelling.label_sink import LabelSink
from app.clustering.results import KResult, KSkipped, SweepResult
from app.clustering.settings import SweepSettings
from app.clustering.sweep.clock import SweepClock
from app.clustering.sweep.description import SETTLING, settle_in_memory, settle_streamed
from app.clustering.sweep.one_k import ENDING, Fitted, estimate_k, fit_k
from app.clustering.sweep.preparation import Ground, lay_ground
from app.clustering.sweep.preview_pixels import PreviewPixels
from app.errors import FitError
from app.machine.background import Behind
from app.machine.threads import thread_pool
from app.scene.blocks import Survey
from app.scene.pixels.source import PixelSource
from app.steps import Progress, Steps

SweepStep = Progress | KResult | KSkipped

PREPARING = "Preparing the pixels"
ESTIMATING = "measuring"  # of one k
_SHARE_OF_FITS = 0.5  # of the time, on a Landsat scene; the rest is one pass over every pixel


def sweep(
    source: PixelSource,
    survey: Survey,
    settings: SweepSettings,
    known: Iterable[KResult] = (),
    sink: LabelSink | None = None,
) -> Steps[SweepStep, SweepResult]:
    """Fit every k of the range that is not known yet.

    A scene in memory is refined on every pixel, k after k, and each result is final. A scene that
    has to be streamed gives an estimate for every k first; one pass over its blocks then labels
    every pixel for all k together, and each k is yielded again, final. Where the sweep is closed,
    the k that is just being described, beside the fit of the next, is not among the results.

    Parameters
    ----------
    known
        Final results of an earlier sweep with the same settings but for the range.
    sink
        Takes the labels of a streamed scene; None to keep them in scratch files. Those of a scene
        in memory stay with the results.

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
        with thread_pool() as pool, _Orders(settings, wanted) as orders:
            ground = yield from _prepared(source, survey, settings, pool, clock, orders)
            for k in wanted:
                reason = _why_not(ground, k)
                if reason:
                    orders.take_back(k)
                    skipped.append(KSkipped(k, reason))
                    yield skipped[-1]
            if not orders.wanted and not results:
                raise _nothing_to_fit(ground, skipped)
            if ground.is_in_memory:
                steps = _sweep_in_memory(ground, orders.wanted, results, clock)
            else:
                steps = _sweep_streamed(ground, orders.wanted, results, clock, sink)
            with closing(steps):  # before the pool that it works with
                for step in steps if orders.wanted else ():
                    if isinstance(step, KResult) and not step.is_estimate:
                        results[step.k] = step
                    yield step
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
    orders: "_Orders",
) -> Steps[Progress, Ground]:
    since = time.perf_counter()
    yield Progress(PREPARING, 0.0)
    steps = lay_ground(source, survey, settings, pool, begin=orders.place)
    ground = yield from clock.follow_small(steps, PREPARING)
    clock.add("prepare", since)
    return ground


def _sweep_in_memory(
    ground: Ground, orders: list[StartOrder], results: dict[int, KResult], clock: SweepClock
) -> Steps[SweepStep, None]:
    def settled(fitted: Fitted, seconds: float) -> Steps[object, KResult]:
        return settle_in_memory(
            ground, fitted.numbering, clock, seconds=seconds, labels=fitted.labels
        )

    clock.plan([order.k for order in orders])
    yield from _fit_all(ground, orders, results, clock, (settled, SETTLING))


def _sweep_streamed(
    ground: Ground,
    orders: list[StartOrder],
    results: dict[int, KResult],
    clock: SweepClock,
    sink: LabelSink | None,
) -> Steps[SweepStep, None]:
    source, preview = ground.source, ground.survey.preview
    laid_out = ground.pool.submit(PreviewPixels.of, preview, source.bands, source.rule)

    def estimated(fitted: Fitted, seconds: float) -> Steps[object, KResult]:
        since = time.perf_counter()
        estimate = yield from estimate_k(ground, fitted.numbering, laid_out, seconds=seconds)
        clock.add("score", since)
        return estimate

    clock.plan([order.k for order in orders], share_of_ks=_SHARE_OF_FITS)
    estimates: list[KResult] = []
    fits = _fit_all(ground, orders, results, clock, (estimated, ESTIMATING))
    with closing(fits):
        for step in fits:
            if isinstance(step, KResult):
                estimates.append(step)
            yield step
    yield from settle_streamed(
        ground,
        [(estimate.model, estimate.hues) for estimate in estimates],
        estimates,
        clock,
        seconds=[estimate.seconds for estimate in estimates],
        part=(_SHARE_OF_FITS, 1.0),
        sink=sink,
    )


def _fit_all(
    ground: Ground,
    orders: list[StartOrder],
    results: dict[int, KResult],
    clock: SweepClock,
    described: tuple[Callable[[Fitted, float], Steps[object, KResult]], str],
) -> Steps[SweepStep, None]:
    """Fit one k after the other; describe each while the next is fitted.

    Either alone leaves processors idle again and again.

    Parameters
    ----------
    described
        The steps that make a result of a fit and the seconds it took, and what they do.
    """
    describe, doing = described
    known = {k: (result.model, result.hues) for k, result in results.items()}
    with Behind[KResult]("describing") as behind:
        for order in orders:
            began = time.perf_counter()
            fitted = yield from behind.beside(fit_k(ground, order, known, clock))
            known[order.k] = fitted.numbering
            seconds = time.perf_counter() - began
            yield from (yield from clock.follow(behind.taken(), order.k, doing, ENDING))
            behind.begin(describe(fitted, seconds))
            del fitted  # its labels: a byte for every pixel of a scene in memory
            if order is not orders[-1]:
                clock.finish_k()
        yield from (yield from clock.follow(behind.taken(), orders[-1].k, doing, ENDING))


class _Orders:
    """The starts of all k, placed at once: they run ahead while the rest is prepared and refined.

    What is still under way when the block ends is taken back.
    """

    def __init__(self, settings: SweepSettings, ks: tuple[int, ...]) -> None:
        self._settings = settings
        self._ks = ks
        self.wanted: list[StartOrder] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for order in self.wanted:
            order.take_back()

    def place(self, pixels: SingleArray) -> None:
        """Order starts on these pixels for every k that they are enough for."""
        n_starts, seed = self._settings.n_starts, self._settings.seed
        self.wanted = [
            order_starts(pixels, k, n_starts=n_starts, seed=seed)
            for k in self._ks
            if k <= len(pixels)
        ]

    def take_back(self, k: int) -> None:
        """Let go of one k."""
        for order in [order for order in self.wanted if order.k == k]:
            order.take_back()
            self.wanted.remove(order)


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
        command="Name more bands in --bands, choose a smaller k, or change what counts as no data "
        "with --nodata VALUE or --zero-is-data.",
    )
