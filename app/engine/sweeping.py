"""Sweep an open scene, refine what was found, label it with models that are known."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from app.arrays import Window
from app.clustering.results import Advice, KResult, KSkipped, RefinedPass, SweepResult
from app.clustering.run import Run
from app.clustering.settings import SweepSettings
from app.engine.scenes.opened_scene import OpenedScene
from app.scene.scene import Scene
from app.steps import Progress, Steps, relay

if TYPE_CHECKING:
    from app.clustering.labelling.label_sink import LabelSink
    from app.clustering.sweep.restoration import KnownModel

Y = TypeVar("Y")

_LOADING = "Loading the libraries"


def _keep(_windows: Sequence[Window]) -> None:
    """Let labels be kept in scratch files."""


def begin_run(scene: Scene, settings: SweepSettings) -> Run:
    """Begin a run on a scene.

    Raises
    ------
    SettingsError
        A band is not in the scene, or none is given.
    """
    bands = scene.pick(settings.band_names)
    return Run.begin(settings, bands, scene.grid, scene.target.resampling)


def sweep(
    opened: OpenedScene,
    settings: SweepSettings,
    known: Sequence[KResult] = (),
    *,
    sink_for: "Callable[[Sequence[Window]], LabelSink | None]" = _keep,
    spends: bool = False,
    run: Run | None = None,
) -> Steps[Progress | KResult | KSkipped, SweepResult]:
    """Fit and describe every k of the range that is not known yet.

    Parameters
    ----------
    known
        Final results of an earlier sweep with the same settings but for the range.
    sink_for
        Asked once, with the windows that are walked through: what takes the labels of a streamed
        scene. None to keep them in scratch files.
    spends
        Whether nobody needs the pixels of the scene any more: they are given back on the way.
    run
        The run this is, with the same settings; None to begin one.

    Raises
    ------
    FitError
        No k at all can be fitted.
    SceneError
        The pixels cannot be read.
    """
    yield Progress(_LOADING, 0.0)
    from app.clustering.sweep.sweep import sweep as fit_all

    source = opened.pixels(settings, spends=spends)
    sink = sink_for(source.windows())
    return (yield from fit_all(source, opened.survey, settings, known, sink, run))


def refine(
    opened: OpenedScene, found: SweepResult, n_passes: int
) -> Steps[Progress | RefinedPass, SweepResult]:
    """Move all centres to the exact means of their pixels, pass after pass.

    Raises
    ------
    OutputError
        There is no room for the maps of one more pass.
    SceneError
        The pixels cannot be read.
    """
    yield Progress(_LOADING, 0.0)
    from app.clustering.sweep.exact_passes import refine_sweep

    steps = refine_sweep(opened.pixels(found.settings), opened.survey, found, n_passes)
    del found  # the maps of the pass before last would stay on the disk
    return (yield from steps)


def label(
    opened: OpenedScene,
    settings: SweepSettings,
    models: "Sequence[KnownModel]",
    skipped: Sequence[KSkipped] = (),
    run: Run | None = None,
) -> Steps[Progress | KResult, SweepResult]:
    """Label every pixel with models that are known, and describe each; nothing is fitted.

    Parameters
    ----------
    models
        Rising in k, all with the same scaling; without one there is nothing to do.
    run
        The run they are of, with the same settings; None to begin one.

    Raises
    ------
    FitError
        No sampled pixel is valid in all chosen bands.
    SceneError
        The pixels cannot be read.
    """
    yield Progress(_LOADING, 0.0)
    from app.clustering.sweep.restoration import restore_sweep

    if not models:
        run = run or begin_run(opened.scene, settings)
        return SweepResult(run, (), tuple(skipped), {})
    source = opened.pixels(settings)
    return (yield from restore_sweep(source, opened.survey, settings, models, skipped, run))


def with_advice(
    steps: Steps[Y, SweepResult], known: Iterable[KResult] = (), skipped: Iterable[KSkipped] = ()
) -> Steps[Y | Advice, SweepResult]:
    """Walk a sweep; say anew what the curves support whenever results have come.

    Parameters
    ----------
    known, skipped
        What is known before the first step.
    """
    from app.clustering.evidence.advice import advise

    results = {result.k: result for result in known}
    not_fitted = list(skipped)
    del known  # replaced results go as soon as better ones have come, and their maps with them

    def advised(step: Y) -> Iterator[Y | Advice]:
        yield step
        if isinstance(step, KSkipped):
            not_fitted.append(step)
        found = step.results if isinstance(step, RefinedPass) else (step,)
        news = {each.k: each for each in found if isinstance(each, KResult)}
        if news:
            results.update(news)
            yield advise([results[k] for k in sorted(results)], not_fitted)

    return (yield from relay(steps, advised))
