"""Leave out the clouds of an open scene by a clear scene of the same place."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.clustering.clouds.wishes import CloudWishes, SkyClass
from app.engine.scenes.leaving_out import masked
from app.scene.leaving_out.leave_out import LeaveOut
from app.scene.leaving_out.pixel_set import pixels_of
from app.scene.memory_budget import MemoryBudget
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.engine.tools.sky.finding import FoundSky

_CALLED = "Clouds and shadows by"


def look_for_clouds(
    paths: Sequence[Path], later: Scene, budget: MemoryBudget | None = None
) -> "Steps[Progress, FoundSky]":
    """Open a clear scene, and find the sky over the later one by it.

    Raises
    ------
    SceneError
        The clear scene cannot be read, or has too little in common with the other.
    """
    yield Progress("Loading the libraries")
    from app.engine.tools.sky.finding import CloudMode, find_sky
    from app.scene.opening import open_scene

    clear = yield from open_scene(paths)
    return (yield from find_sky(clear, later, CloudMode.DIFFERENCE, budget=budget))


def without_clouds(
    found: "FoundSky",
    wishes: CloudWishes,
    rule: NoDataRule,
    budget: MemoryBudget | None = None,
) -> Steps[Progress, NoDataRule]:
    """Return the rule that leaves out clouds and shadows too, and the mask of all.

    Clouds that were found before, by whatever scene, are replaced.

    Raises
    ------
    SceneError, SettingsError
        As in `masked`.
    """
    yield Progress("Deciding what is cloud")
    decision = found.decide(wishes)
    pixels = pixels_of(
        decision.labels,
        (SkyClass.CLOUD, SkyClass.SHADOW),
        name=f"{_CALLED} {found.clear_title}",
        is_inside=False,
    )
    others = without_found(rule.leave_out)
    leave_out = replace(others, clusters=(*others.clusters, pixels))
    return (yield from masked(found.pair.later, replace(rule, leave_out=leave_out), budget))


def without_found(leave_out: LeaveOut) -> LeaveOut:
    """Return what is left out beside clouds that were found by a clear scene."""
    kept = tuple(each for each in leave_out.clusters if not each.name.startswith(_CALLED))
    return replace(leave_out, clusters=kept)


def leaves_found(leave_out: LeaveOut) -> bool:
    """Whether clouds that were found by a clear scene are left out."""
    return any(each.name.startswith(_CALLED) for each in leave_out.clusters)
