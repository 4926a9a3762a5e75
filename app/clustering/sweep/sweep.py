"""Fit every k of a range and yield each result as it is ready."""

import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass

from app.clustering.labelling.label_sink import LabelSink
from app.clustering.results import KResult, KSkipped, SweepResult
from app.clustering.run import Run
from app.clustering.settings import SweepSettings
from app.clustering.sweep.clock import SweepClock
from app.clustering.sweep.description import DESCRIBING, describe_in_memory, describe_streamed
from app.clustering.sweep.estimation import estimate_k
from app.clustering.sweep.fitting import ENDING, FittedK, fit_k
from app.clustering.sweep.numbering import NumberedModel, Numbering
from app.clustering.sweep.preparation import PreparedPixels, prepare
from app.clustering.sweep.preview_pixels import PreviewPixels
from app.errors import FitError
from app.machine.background import Background
from app.machine.threads import thread_pool
from app.scene.blocks import Survey
from app.scene.pixels.source import PixelSource
from app.steps import Progress, Steps

SweepStep = Progress | KResult | KSkipped

PREPARING = "Preparing the pixels"
ESTIMATING = "measuring"  # of one k
_N_NAMED = 12  # of more bands a message says how many they are
_SHARE_OF_FITS = 0.5  # of the time, on a Landsat scene; the rest is one pass over every pixel


def sweep(
    source: PixelSource,
    survey: Survey,
    settings: SweepSettings,
    known: Iterable[KResult] = (),
    sink: LabelSink | None = None,
    run: Run | None = None,
) -> Steps[SweepStep, SweepResult]:
    """Fit every k of the range that is not known yet.

    A scene in memory is refined on every pixel, k after k, and each result is final. A scene that
    has to be streamed gives an estimate for every k first; one pass over its blocks then labels
    every pixel for all k together, and each k is yielded again, final. Where the sweep is closed,
    the k that is just being described, beside the fit of the next, is not among the results.

    Parameters
    ----------
    known
        Final results of an earlier sweep with the same settings but for the range. Distances of
        all others are measured as theirs were, in whatever version of the program.
    sink
        Takes the labels of a streamed scene; None to keep them in scratch files. Those of a scene
        in memory stay with the results.
    run
        The run this is, with the same settings; None to begin one.

    Raises
    ------
    FitError
        No k at all can be fitted.
    SceneError
        The pixels cannot be read.
    """
    run = run or Run.begin(settings, source.bands, source.grid)
    results = {result.k: result for result in known if not result.is_estimate}
    wanted = tuple(k for k in settings.ks if k not in results)
    clock = SweepClock()
    skipped: list[KSkipped] = []
    if wanted:
        with thread_pool() as pool:
            scalings = [each.model.describe().scaling for each in results.values()]
            preparing = prepare(source, survey, settings, pool, *scalings[:1])
            prepared = yield from _prepared(preparing, clock)
            reasons = {k: _why_not(prepared, k) for k in wanted}
            skipped += [KSkipped(k, reason) for k, reason in reasons.items() if reason]
            yield from skipped
            ks = [k for k in wanted if not reasons[k]]
            if not ks and not results:
                raise _nothing_to_fit(prepared, skipped)
            if prepared.is_in_memory:
                steps = _sweep_in_memory(prepared, ks, results, clock)
            else:
                steps = _sweep_streamed(prepared, ks, results, clock, sink)
            with closing(steps):  # before the pool that it works with
                for step in steps if ks else ():
                    if isinstance(step, KResult) and not step.is_estimate:
                        results[step.k] = step
                    yield step
    return SweepResult(
        run=run,
        results=tuple(results[k] for k in sorted(results) if k in settings.ks),
        skipped=tuple(skipped),
        seconds=clock.total(),
    )


def _prepared(
    steps: Steps[None, PreparedPixels], clock: SweepClock
) -> Steps[Progress, PreparedPixels]:
    since = time.perf_counter()
    yield Progress(PREPARING, 0.0)
    prepared = yield from clock.follow_small(steps, PREPARING)
    clock.add("prepare", since)
    return prepared


@dataclass(frozen=True, slots=True, eq=False)
class _Describing:
    """How a fit becomes a result.

    Attributes
    ----------
    steps
        Begins to describe it.
    doing
        What that does, in a word for a person.
    """

    steps: Callable[[FittedK], Steps[object, KResult]]
    doing: str


def _sweep_in_memory(
    prepared: PreparedPixels, ks: list[int], results: dict[int, KResult], clock: SweepClock
) -> Steps[SweepStep, None]:
    def described(fitted: FittedK) -> Steps[object, KResult]:
        return describe_in_memory(prepared, fitted, clock)

    clock.plan(ks)
    yield from _fit_all(prepared, ks, results, clock, _Describing(described, DESCRIBING))


def _sweep_streamed(
    prepared: PreparedPixels,
    ks: list[int],
    results: dict[int, KResult],
    clock: SweepClock,
    sink: LabelSink | None,
) -> Steps[SweepStep, None]:
    source, preview = prepared.source, prepared.survey.preview
    laid_out = prepared.pool.submit(PreviewPixels.of, preview, source.bands, source.rule)

    def estimated(fitted: FittedK) -> Steps[object, KResult]:
        since = time.perf_counter()
        estimate = yield from estimate_k(prepared, fitted, laid_out)
        clock.add("score", since)
        return estimate

    clock.plan(ks, share_of_ks=_SHARE_OF_FITS)
    fits: list[FittedK] = []
    steps = _fit_all(prepared, ks, results, clock, _Describing(estimated, ESTIMATING))
    with closing(steps):
        for step in steps:
            if isinstance(step, KResult):
                fits.append(FittedK(NumberedModel.of(step), step.seconds, estimate=step))
            yield step
    yield from describe_streamed(prepared, fits, clock, part=(_SHARE_OF_FITS, 1.0), sink=sink)


def _fit_all(
    prepared: PreparedPixels,
    ks: list[int],
    results: dict[int, KResult],
    clock: SweepClock,
    describing: _Describing,
) -> Steps[SweepStep, None]:
    """Fit one k after the other; describe each while the next is fitted.

    Either alone leaves processors idle again and again.
    """
    known = {done: NumberedModel.of(result) for done, result in results.items()}
    numbering = Numbering(prepared, known)
    doing = describing.doing
    with Background[KResult]("describing") as background:
        for k in ks:
            fitted = yield from background.beside(fit_k(prepared, k, numbering, clock))
            yield from (yield from clock.follow(background.taken(), k, doing, ENDING))
            background.begin(describing.steps(fitted))
            del fitted  # its labels: a byte for every pixel of a scene in memory
            if k != ks[-1]:
                clock.finish_k()
        yield from (yield from clock.follow(background.taken(), ks[-1], doing, ENDING))


def _why_not(prepared: PreparedPixels, k: int) -> str:
    """Return why this k cannot be fitted, in one sentence; empty if it can."""
    if k <= prepared.n_distinct:
        return ""
    n_px = len(prepared.sample.rows)
    if n_px < k:
        there = "there is 1" if n_px == 1 else f"there are {n_px:,}"
        return f"k = {k} needs at least {k} valid pixels; {there}."
    n = prepared.n_distinct
    return f"k = {k} needs at least {k} different spectra; the valid pixels hold {n}."


def _nothing_to_fit(prepared: PreparedPixels, skipped: list[KSkipped]) -> FitError:
    titles = [band.title for band in prepared.source.bands]
    names = ", ".join(titles) if len(titles) <= _N_NAMED else f"{len(titles)} bands"
    detail = f"{names}: {skipped[0].reason}"
    if len(prepared.sample.rows) < skipped[0].k:  # no band more would mend that
        return FitError(
            "No k can be fitted",
            detail,
            "Choose a smaller k, or change what counts as no data.",
            command="Choose a smaller k, or change what counts as no data with --nodata VALUE or "
            "--zero-is-data.",
        )
    return FitError(
        "No k can be fitted",
        detail,
        "Tick more bands, choose a smaller k, or change what counts as no data.",
        command="Name more bands in --bands, choose a smaller k, or change what counts as no data "
        "with --nodata VALUE or --zero-is-data.",
    )
