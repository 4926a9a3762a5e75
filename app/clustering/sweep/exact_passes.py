"""Move the centres of all k to the exact means of their pixels, pass after pass."""

import time
from collections.abc import Sequence
from dataclasses import replace

from app.arrays import read_only
from app.clustering.models import ClusterModel, RefinedOn
from app.clustering.results import KResult, RefinedPass, SweepResult
from app.clustering.sweep.clock import SweepClock
from app.clustering.sweep.description import describe_streamed
from app.clustering.sweep.exact_means import exact_means, is_at_rest
from app.clustering.sweep.fitting import FittedK
from app.clustering.sweep.numbering import NumberedModel
from app.clustering.sweep.preparation import PreparedPixels, prepare
from app.machine.threads import thread_pool
from app.scene.blocks import Survey
from app.scene.pixels.source import PixelSource
from app.steps import Progress, Steps

_PREPARING = "Preparing the pixels"
_SHARE_TO_GUESS_FROM = 0.05  # an earlier guess of the time left would be a wild one


def refine_sweep(
    source: PixelSource, survey: Survey, sweep: SweepResult, n_passes: int
) -> Steps[Progress | RefinedPass, SweepResult]:
    """Take Lloyd steps on every pixel of a scene, for all k together (Lloyd 1982).

    The pass that labelled every pixel also found the exact mean of every cluster. Each step
    moves the centres there and passes over the scene once more. Numbers and colours stay. A k
    whose centres are at rest is left as it is; where all are, no further pass is made.

    Parameters
    ----------
    sweep
        Every pixel labelled. Estimates in it are left as they are. The maps of a pass are held
        only until those of the next are complete.
    n_passes
        At most this many.

    Yields
    ------
    Progress; each pass as a whole, once it is complete.

    Raises
    ------
    OutputError
        There is no room for the maps of one more pass.
    SceneError
        The pixels cannot be read.
    """
    clock = SweepClock()
    run, skipped, before_s = sweep.run, sweep.skipped, sweep.seconds
    known = {result.k: result for result in sweep.results}
    del sweep
    with thread_pool() as pool:
        prepared: PreparedPixels | None = None
        for number in range(1, n_passes + 1):
            moving = [known[k] for k in sorted(known) if _moves(known[k])]
            if not moving:
                break
            if prepared is None:
                scaling = moving[0].model.describe().scaling
                steps = prepare(source, survey, run.settings, pool, scaling, for_fits=False)
                prepared = yield from clock.follow_small(steps, _PREPARING)
            done = yield from _one_pass(prepared, moving, clock, number=number, n_passes=n_passes)
            known |= {result.k: result for result in done.results}
            del moving
            yield done
            del done
    results = tuple(known[k] for k in sorted(known))
    return SweepResult(run, results, skipped, _added_up(before_s, clock.total()))


def _moves(result: KResult) -> bool:
    return not result.is_estimate and not is_at_rest(result)


def _one_pass(
    prepared: PreparedPixels,
    results: Sequence[KResult],
    clock: SweepClock,
    *,
    number: int,
    n_passes: int,
) -> Steps[Progress, RefinedPass]:
    since = time.perf_counter()
    part = ((number - 1) / n_passes, number / n_passes)
    # Without an estimate: silhouette and preview are those of the new centres.
    centred = [(result, result.model) for result in results]
    moved = [_stepped(each, model) for each, model in centred if isinstance(model, ClusterModel)]
    labelled = describe_streamed(prepared, moved, clock, part=part)
    refined = []
    for step in labelled:
        if isinstance(step, KResult):
            refined.append(step)
        else:
            yield _progress(step, since, number=number, n_passes=n_passes)
    return RefinedPass(number, tuple(refined))


def _stepped(result: KResult, model: ClusterModel) -> FittedK:
    centres = read_only(exact_means(result))
    n_iter, refined_on = model.n_iter + 1, RefinedOn.EVERY_PIXEL
    moved = replace(model, centres=centres, n_iter=n_iter, refined_on=refined_on)
    numbered = NumberedModel(moved, result.hues, result.link, result.colours)
    return FittedK(numbered, result.seconds)


def _progress(step: Progress, since: float, *, number: int, n_passes: int) -> Progress:
    """Say which pass this is; its pace tells the time left for all of them."""
    fraction = step.fraction or 0.0
    within = fraction * n_passes - (number - 1)
    seconds_left = None
    if within >= _SHARE_TO_GUESS_FROM:
        a_pass = (time.perf_counter() - since) / within
        seconds_left = a_pass * n_passes * (1.0 - fraction)
    text = f"Pass {number} of {n_passes}: {step.text[:1].lower()}{step.text[1:]}"
    return Progress(text, fraction, seconds_left)


def _added_up(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    return {stage: one.get(stage, 0.0) + other.get(stage, 0.0) for stage in {**one, **other}}
