"""Open a scene as a saved project has it: its grid, its bands, and which pixels take part."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.engine.scenes.describing import described
from app.engine.scenes.leaving_out import masked
from app.engine.scenes.opened_scene import OpenedScene
from app.engine.scenes.opening import open_scene
from app.errors import SceneError, SettingsError
from app.products.projects.saved_work import Project
from app.scene.band_teaching import NOTHING_TAUGHT
from app.scene.blocks import Preview
from app.scene.grids.target_grid import BY_BANDS
from app.scene.leaving_out.leave_out import Area
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Composite
from app.scene.scene import Scene
from app.steps import Progress, Steps


def open_as_in(
    paths: Sequence[Path], project: Path | None = None, areas: Sequence[Area] = ()
) -> Steps[Progress | Scene | Preview, tuple[OpenedScene, NoDataRule]]:
    """Open and survey a scene; return it with what counts as no data in it.

    Parameters
    ----------
    project
        Of its choices those are followed that say what the pixels are; None for none.
    areas
        Areas of interest beside those of the project.

    Raises
    ------
    SceneError
        The scene or the project cannot be opened, or they do not fit each other.
    SettingsError
        An area lies elsewhere, or nothing is left.
    """
    if project is None:
        opened = yield from open_scene(paths)
        rule = NoDataRule()
    else:
        opened, rule = yield from _opened(paths, project)
    leave_out = replace(rule.leave_out, areas=(*rule.leave_out.areas, *areas))
    rule = yield from masked(opened.scene, replace(rule, leave_out=leave_out), opened.budget)
    return opened, rule


def needs_project(project: Project) -> bool:
    """Whether a scene that is opened by itself would not be the same."""
    has_rule = replace(project.nodata, masks=()) != NoDataRule()
    return has_rule or project.target != BY_BANDS or project.teaching != NOTHING_TAUGHT


def composite_in(path: Path) -> Composite | None:
    """Return what a project shows its scene as.

    Raises
    ------
    SceneError
        The project cannot be opened.
    """
    from app.products.projects.project_reading import read_project

    return read_project(path).channels


def choices_of(project: Project) -> Project:
    """Return a project that keeps nothing but what says what the pixels are."""
    return Project(
        title=project.title,
        sources=project.sources,
        ticked=project.ticked,
        nodata=project.nodata,
        channels=project.channels,
        stretch=project.stretch,
        teaching=project.teaching,
        target=project.target,
        files=project.files,
    )


def _opened(
    paths: Sequence[Path], path: Path
) -> Steps[Progress | Scene | Preview, tuple[OpenedScene, NoDataRule]]:
    from app.products.projects.project_reading import read_project
    from app.scene.recognition.sensor_presets import checked

    project = read_project(path)
    opened = yield from open_scene(paths, target=project.target)
    try:
        checked(opened.scene, project.teaching)
    except SettingsError as error:
        raise _unfit(path, opened.scene, error.detail) from error
    return described(opened, project.teaching), project.nodata


def _unfit(path: Path, scene: Scene, why: str) -> SceneError:
    return SceneError(
        "Bands no longer fit",
        f'What "{path.name}" says of the bands of "{scene.title}" cannot be: {why}',
        "Save the project anew with this scene.",
    )
