"""Make saved runs whole again: what a file tells of them at once, their maps from their centres."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.clustering.results import Advice, KResult, KSkipped, SweepResult
from app.clustering.run import Run
from app.engine.scenes.describing import described, preview_as_in
from app.engine.scenes.leaving_out import masked
from app.engine.scenes.opened_scene import OpenedScene
from app.engine.sweeping import begin_run, label
from app.errors import LOCATE, RUN, AppError, Remedy
from app.messages import Level, Message
from app.products.projects.saved_work import SavedK, SavedSweep
from app.scene.band_teaching import BandTeaching
from app.scene.blocks import Preview
from app.scene.memory_budget import MemoryBudget
from app.scene.scene import Scene
from app.steps import Progress, Steps

_SAME = 1e-6  # relative: another processor may round otherwise, other pixels differ by more


@dataclass(frozen=True, slots=True, eq=False)
class RestoredRun:
    """A saved run as far as it is known at once.

    Attributes
    ----------
    saved
        What its maps have still to be made of.
    results
        Estimates: figures as they were saved, maps of the preview. Fewer than were saved, or none,
        where the file tells of no figures.
    advice
        What its curves say; None without results.
    """

    run: Run
    saved: SavedSweep
    results: tuple[KResult, ...] = ()
    advice: Advice | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RestoredRuns:
    """Saved runs as far as they are known at once.

    Attributes
    ----------
    runs
        In the order of their numbers.
    current_id
        Of the one that is shown.
    """

    runs: tuple[RestoredRun, ...]
    current_id: str


def run_of(scene: Scene, saved: SavedSweep) -> Run:
    """Return which run a saved sweep is of; earlier versions did not say when it was begun."""
    known = saved.run or replace(begin_run(scene, saved.settings), started=None)
    return replace(known, settings=saved.settings)


def as_swept(opened: OpenedScene, saved: SavedSweep) -> OpenedScene:
    """Return a scene, called as in its files, with the bands that were computed for a sweep."""
    return described(opened, BandTeaching(computed=saved.computed))


def with_mask(
    scene: Scene, saved: SavedSweep, budget: MemoryBudget | None = None
) -> Steps[Progress, SavedSweep]:
    """Look up again what a sweep left out.

    Raises
    ------
    SceneError, SettingsError
        As in `masked`.
    """
    rule = yield from masked(scene, saved.settings.nodata, budget)
    return replace(saved, settings=replace(saved.settings, nodata=rule))


def at_hand(scene: Scene, preview: Preview, saved: SavedSweep) -> RestoredRun:
    """Tell of a run what its file does, with maps of the preview.

    Parameters
    ----------
    scene
        With bands as they are called in its files.
    saved
        With its mask.
    """
    from app.clustering.evidence.advice import advise
    from app.clustering.sweep.preview_pixels import PreviewPixels
    from app.machine.threads import thread_pool

    scene = scene.taught(BandTeaching(computed=saved.computed))
    run = run_of(scene, saved)
    told = [entry for entry in saved.ks if entry.figures is not None]
    if not told:
        return RestoredRun(run, saved)
    bands = scene.pick(saved.settings.band_names)
    pixels = PreviewPixels.of(preview_as_in(scene, preview), bands, saved.settings.nodata)
    results = []
    with thread_pool() as pool:
        for entry in told:
            if entry.figures is None or entry.inertia is None:
                continue
            figures = entry.figures
            results.append(
                KResult(
                    model=entry.model,
                    preview=pixels.label(entry.model, pool),
                    full=None,
                    inertia=entry.inertia,
                    silhouette=figures.silhouette,
                    scores=figures.scores,
                    signatures=replace(figures.signatures, bands=bands),
                    hues=entry.hues,
                    n_valid_px=figures.n_valid_px,
                    is_estimate=True,
                    seconds=entry.seconds,
                    colours=entry.colours,
                )
            )
    return RestoredRun(run, saved, tuple(results), advise(results, saved.skipped))


def others_at_hand(opened: OpenedScene, others: tuple[SavedSweep, ...]) -> Iterator[RestoredRun]:
    """Do so for runs that are not shown; one whose pixels cannot be told apart has no maps yet."""
    for saved in others:
        try:
            steps = with_mask(opened.scene, saved, opened.budget)
            while True:
                try:
                    next(steps)
                except StopIteration as stop:
                    found: SavedSweep = stop.value
                    break
            yield at_hand(opened.scene, opened.survey.preview, found)
        except AppError:  # told once its maps are asked for
            yield RestoredRun(run_of(as_swept(opened, saved).scene, saved), saved)


def restore(
    opened: OpenedScene, saved: SavedSweep, run: Run, changed: str = ""
) -> Steps[Progress | KSkipped | KResult | Advice | Message, SweepResult]:
    """Make a saved sweep whole again: its maps and figures from its centres, nothing is fitted.

    Says so where the pixels are no longer those it was saved with.

    Parameters
    ----------
    changed
        What is known to have changed of the files, in sentences.

    Raises
    ------
    FitError
        No sampled pixel is valid in all chosen bands.
    SceneError
        The pixels cannot be read.
    SettingsError
        The scene does not tell any more what was left out.
    """
    from app.clustering.evidence.advice import advise
    from app.clustering.sweep.restoration import KnownModel

    yield from saved.skipped
    if not saved.settings.nodata.masks:
        saved = yield from with_mask(opened.scene, saved, opened.budget)
    models = [KnownModel(one.model, one.hues, one.seconds, one.colours) for one in saved.ks]
    run = replace(run, settings=saved.settings)
    sweep = yield from label(opened, saved.settings, models, saved.skipped, run)
    if not models:
        return sweep
    yield advise(sweep.results, sweep.skipped)
    if not all(map(_is_same, saved.ks, sweep.results)):
        yield scene_changed(opened.scene.title, changed)
    return sweep


def scene_changed(name: str, changed: str) -> Message:
    """Say that a scene is not what it was when its project was saved, and what differs."""
    return Message(
        Level.WARNING,
        "Scene has changed",
        f'"{name}" is no longer as the project was saved with it. {changed}'.rstrip(),
        "Maps and names that were saved are shown on the new pixels.",
        remedies=(Remedy(RUN, "Run sweep"), Remedy(LOCATE, "Locate the old files…")),
    )


def _is_same(saved: SavedK, result: KResult) -> bool:
    return saved.inertia is None or math.isclose(saved.inertia, result.inertia, rel_tol=_SAME)
