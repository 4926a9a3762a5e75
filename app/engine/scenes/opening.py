"""Open scenes and survey them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.engine.scenes.opened_scene import OpenedScene
from app.resources import resource_path
from app.scene.blocks import Preview
from app.scene.grids.target_grid import BY_BANDS, TargetGrid
from app.scene.memory_budget import MemoryBudget
from app.scene.scene import Scene
from app.steps import Progress, Steps

N_PREVIEW_PX = 1_500_000
_SAMPLE_TITLE = "Sample scene (simulated)"


def open_scene(
    paths: Sequence[Path],
    budget: MemoryBudget | None = None,
    *,
    title: str = "",
    target: TargetGrid = BY_BANDS,
    n_preview_px: int = N_PREVIEW_PX,
) -> Steps[Progress | Scene | Preview, OpenedScene]:
    """Open a scene and survey it; the scene and its previews are yielded on the way.

    Parameters
    ----------
    budget
        Memory for the pixels; None for the default of this machine.
    title
        What to call the scene; empty to call it by its files.
    target
        The grid that bands of several pixel sizes are brought onto.

    Raises
    ------
    SceneError
        Nothing usable was found, or a file is gone, has changed or is damaged.
    SettingsError
        The bands cannot be read at the wanted pixel size.
    """
    from app.scene import opening
    from app.scene.pixels.survey import survey_scene

    scene = yield from opening.open_scene(paths, target)
    if title:
        scene = replace(scene, title=title)
    yield scene
    survey = yield from survey_scene(scene, n_preview_px=n_preview_px, budget=budget)
    return OpenedScene(scene, survey, budget)


def open_sample(
    budget: MemoryBudget | None = None,
) -> Steps[Progress | Scene | Preview, OpenedScene]:
    """Open the simulated scene that comes with the program, and survey it."""
    folder = resource_path("sample_scene")
    products = sorted(folder.glob("*_SIMULATED"))
    return (yield from open_scene(products[:1] or [folder], budget, title=_SAMPLE_TITLE))
