"""Make a sweep whole again from its models, without fitting anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.clustering.labelling.scene_labels import LABELLING
from app.clustering.models import Model
from app.clustering.results import Colours, KResult, KSkipped, SweepResult
from app.clustering.run import Run
from app.clustering.settings import SweepSettings
from app.clustering.sweep.clock import SweepClock
from app.clustering.sweep.description import DESCRIBING, describe_in_memory, describe_streamed
from app.clustering.sweep.fitting import FittedK
from app.clustering.sweep.numbering import NumberedModel
from app.clustering.sweep.preparation import PreparedPixels, prepare
from app.machine.threads import thread_pool
from app.scene.blocks import Survey
from app.scene.pixels.source import PixelSource
from app.steps import Progress, Steps


@dataclass(frozen=True, slots=True, eq=False)
class KnownModel:
    """What has to be kept of one k.

    Attributes
    ----------
    model
        What labels its pixels: centres in the order of their cluster numbers, for one.
    hues
        Colour numbers, one per cluster.
    seconds
        Time the fit took.
    colours
        Those after the scene; empty where they are not known.
    """

    model: Model
    hues: tuple[int, ...]
    seconds: float
    colours: Colours = ()


def restore_sweep(
    source: PixelSource,
    survey: Survey,
    settings: SweepSettings,
    known: Sequence[KnownModel],
    skipped: Sequence[KSkipped] = (),
    run: Run | None = None,
) -> Steps[Progress | KResult, SweepResult]:
    """Label every pixel with known models; the same pixels give the very same results.

    Parameters
    ----------
    known
        Rising in k, at least one, all with the same scaling.
    run
        The run they are of, with the same settings; None to begin one.

    Raises
    ------
    FitError
        No sampled pixel is valid in all chosen bands.
    SceneError
        The pixels cannot be read.
    """
    clock = SweepClock()
    results: list[KResult] = []
    scaling = known[0].model.describe().scaling
    with thread_pool() as pool:
        steps = prepare(source, survey, settings, pool, scaling, for_fits=False)
        prepared = yield from clock.follow_small(steps, LABELLING)
        for step in _described(prepared, known, clock):
            if isinstance(step, KResult):
                results.append(step)
            yield step
    run = run or Run.begin(settings, source.bands, source.grid)
    return SweepResult(run, tuple(results), tuple(skipped), clock.total())


def _described(
    prepared: PreparedPixels, known: Sequence[KnownModel], clock: SweepClock
) -> Steps[Progress | KResult, None]:
    fits = [
        FittedK(NumberedModel(one.model, one.hues, None, one.colours), one.seconds) for one in known
    ]
    clock.plan([one.model.k for one in known])
    if not prepared.is_in_memory:
        yield from describe_streamed(prepared, fits, clock, part=(0.0, 1.0))
        return
    # One k after the other, as the sweep did: what all k share in one pass is rounded otherwise.
    for fitted in fits:
        describing = describe_in_memory(prepared, fitted, clock)
        yield (yield from clock.follow(describing, fitted.model.k, DESCRIBING, (0.0, 1.0)))
        clock.finish_k()
