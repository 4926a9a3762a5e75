"""Open a project: its scene, its choices, its runs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from app import plain_text
from app.clustering.results import Advice, KResult, KSkipped, SweepResult
from app.engine.projects.moved import changed_words, changes, located
from app.engine.projects.restoring import (
    RestoredRuns,
    as_swept,
    at_hand,
    others_at_hand,
    restore,
    scene_changed,
    with_mask,
)
from app.engine.scenes.opened_scene import OpenedScene
from app.engine.scenes.opening import open_scene
from app.errors import SceneError, SettingsError
from app.messages import Level, Message
from app.products.projects.saved_history import SavedHistory
from app.products.projects.saved_work import Project, SavedSweep
from app.scene.band import NOT_MEASURED
from app.scene.band_teaching import BandTeaching
from app.scene.blocks import Preview
from app.scene.file_stamp import FileStamp
from app.scene.memory_budget import MemoryBudget
from app.scene.picture.composite import names_in
from app.scene.scene import Scene
from app.steps import Progress, Steps, relay

_ALIKE = "Its files look as they did, their pixels differ."
_SHARE_OF_READING = 0.6  # of the time it takes to open a project

Y = TypeVar("Y")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, eq=False)
class OpenedProject:
    """A project whose scene is there and fits it.

    Attributes
    ----------
    stamp
        Of the file as it was read; None where it went away since.
    """

    path: Path
    project: Project
    scene: Scene
    stamp: FileStamp | None = None


ProjectStep = (
    Progress | OpenedProject | Preview | OpenedScene | RestoredRuns | KSkipped | KResult | Advice
    | Message
)  # fmt: skip


def open_project(
    path: Path, budget: MemoryBudget | None = None, *, place: Path | None = None
) -> Steps[ProjectStep, SweepResult | None]:
    """Open a project: its scene, its choices, and its run with every pixel labelled anew.

    Runs that were not shown come with what the file tells of them; `restoring.restore` brings the
    rest of each.

    Nothing but progress is yielded before the project, its scene and its bands are known to be in
    order: until then what was open stays open.

    Parameters
    ----------
    place
        The folder that its scene was moved to; None where it is as it was saved.

    Yields
    ------
    The project and its scene; previews and the survey; its runs as far as they are known at once,
    for a large scene ahead of the survey, too; and the results of the run that was shown.

    Raises
    ------
    SceneError
        The project cannot be read, its scene is gone, or its bands are.
    """
    yield Progress(f"Reading {path.name}", 0.0)
    from app.products.projects.project_reading import read_project

    stamp = FileStamp.if_there(path)  # before: what is written meanwhile counts as another
    project = read_project(path)
    if place is not None:
        project = located(path, project, place)
    _check_sources(path, project)
    saved = project.sweep
    reading = 1.0 if saved is None else _SHARE_OF_READING

    known: Scene | None = None
    changed = ""

    def introduced(step: Progress | Scene | Preview) -> Iterator[ProjectStep]:
        nonlocal changed, known, project
        if isinstance(step, Scene):
            _check_teaching(path, project, step)
            _check_bands(path, project, step)
            project = yield from _part(_with_masks(step, project, budget), 0.0, 0.0)
            history = yield from _part(_known_history(step, project, budget), 0.0, 0.0)
            project = replace(project, history=history)
            known = step
            yield OpenedProject(path, project, step, stamp)
            yield from _shortened(path, project)
            changed = changed_words(changes(project.files, step))
            is_other = bool(changes(project.files, step, with_dates_alone=False))
            if is_other and project.sweep is None:  # or else its pixels tell
                yield scene_changed(step.title, changed)
        elif isinstance(step, Preview):
            yield step
            yield from _early(project, known, step)
        elif known is not None:
            yield step
        else:  # headers take no time beside the pixels
            yield Progress(step.text, 0.0)

    opening = open_scene(project.sources, budget, title=project.title, target=project.target)
    opened = yield from _part(relay(opening, introduced), 0.0, reading)
    yield opened
    saved = project.sweep
    if saved is None:
        return None
    current = at_hand(opened.scene, opened.survey.preview, saved)
    runs = [current, *others_at_hand(opened, project.others)]
    runs.sort(key=lambda one: one.saved.number)
    yield RestoredRuns(tuple(runs), current.run.id)
    # Bands are called as in the files here, whatever is said of them.
    whole = restore(as_swept(opened, saved), saved, current.run, changed or _ALIKE)
    return (yield from _part(whole, reading, 1.0))


def _early(project: Project, scene: Scene | None, preview: Preview) -> Iterator[RestoredRuns]:
    """Show the maps of a large scene whenever there is a picture of it."""
    if scene is not None and project.sweep is not None and not preview.is_final:
        current = at_hand(scene, preview, project.sweep)
        if current.results:
            yield RestoredRuns((current,), current.run.id)


def _with_masks(
    scene: Scene, project: Project, budget: MemoryBudget | None
) -> Steps[Progress, Project]:
    """Look up again what is left out, for what was chosen and for the sweep."""
    from app.engine.scenes.leaving_out import masked

    rule = yield from masked(scene, project.nodata, budget)
    project = replace(project, nodata=rule)
    swept = project.sweep
    if swept is None:
        return project
    settings = swept.settings
    if settings.nodata.leave_out == rule.leave_out:
        settings = replace(settings, nodata=replace(settings.nodata, masks=rule.masks))
        swept = replace(swept, settings=settings)
    else:
        swept = yield from with_mask(scene, swept, budget)
    return replace(project, sweep=swept)


def _known_history(
    scene: Scene, project: Project, budget: MemoryBudget | None
) -> Steps[Progress, SavedHistory | None]:
    """Return the steps that can be gone back over: none where one does not fit the scene.

    Every rule that a step comes to has its pixels looked up here, so that none is followed without.
    """
    from app.engine.scenes.leaving_out import masked
    from app.scene.recognition.sensor_presets import checked

    history = project.history
    if history is None:
        return None
    known = {project.nodata.leave_out: project.nodata.masks}
    states = []
    try:
        for state in history.states:
            checked(scene, state.teaching)
            measured = _measured(scene.taught(state.teaching, project.swept_with))
            if not {*state.ticked, *names_in(state.channels)} <= measured:
                return None
            if state.nodata.leave_out not in known:
                rule = yield from masked(scene, state.nodata, budget)
                known[rule.leave_out] = rule.masks
            masks = known[state.nodata.leave_out]
            states.append(replace(state, nodata=replace(state.nodata, masks=masks)))
    except SettingsError:  # what was opened is in order, and so is what it shows
        return None
    return replace(history, states=tuple(states))


def _shortened(path: Path, project: Project) -> Iterator[Message]:
    if project.n_shortened:
        names = "1 name" if project.n_shortened == 1 else f"{project.n_shortened} names"
        yield Message(
            Level.WARNING,
            "Names were shortened",
            f'"{path.name}" holds {names} of more than {plain_text.N_NAME_MAX} characters.',
            f"They end with {plain_text.ELLIPSIS} here. The file keeps them until you save.",
        )


def _part(steps: Steps[Y, R], low: float, high: float) -> Steps[Y | Progress, R]:
    """Walk work that is one part of a longer whole."""

    def told(step: Y) -> Iterator[Y | Progress]:
        if isinstance(step, Progress):
            fraction = low + (high - low) * (step.fraction or 0.0)
            yield Progress(step.text, fraction)
        else:
            yield step

    return (yield from relay(steps, told))


def _check_sources(path: Path, project: Project) -> None:
    missing = [source for source in project.sources if not source.exists()]
    if missing:
        others = f" {len(missing) - 1} more are missing too." if len(missing) > 1 else ""
        raise SceneError(
            "Scene not found",
            f'"{path.name}" needs "{missing[0]}", which is not there.{others}',
            "Say where the files are now, or put them back.",
        )


def _check_bands(path: Path, project: Project, scene: Scene) -> None:
    needed = [*project.ticked, *names_in(project.channels)]
    if project.sweep is not None:
        needed += project.sweep.settings.band_names
    whole = scene.taught(BandTeaching(computed=project.teaching.computed), project.swept_with)
    measured = _measured(whole)
    missing = [name for name in dict.fromkeys(needed) if name not in measured]
    if missing:
        raise SceneError(
            "Bands no longer fit",
            f'"{path.name}" needs {", ".join(missing)}; "{scene.title}" has '
            f"{', '.join(scene.band_names)}.",
            "Put the missing bands back, or open the scene and run the sweep again.",
        )
    if project.sweep is not None and not _in_order(project.sweep, whole):
        raise SceneError(
            "Bands no longer fit",
            f'The bands of "{scene.title}" stand in another order than in "{path.name}".',
            "Open the scene and run the sweep again.",
        )


def _measured(scene: Scene) -> set[str]:
    return {band.name for band in scene.bands if band.kind not in NOT_MEASURED}


def _check_teaching(path: Path, project: Project, scene: Scene) -> None:
    from app.scene.computed.binding import check_computed
    from app.scene.recognition.sensor_presets import checked

    try:
        checked(scene, project.teaching)
        check_computed(project.swept_with, scene.bands)
    except SettingsError as error:
        raise SceneError(
            "Bands no longer fit",
            f'What "{path.name}" says of the bands of "{scene.title}" cannot be: {error.detail}',
            "Open the scene, describe its bands and run the sweep again.",
        ) from error


def _in_order(saved: SavedSweep, scene: Scene) -> bool:
    names = saved.settings.band_names
    return tuple(name for name in scene.band_names if name in names) == names
