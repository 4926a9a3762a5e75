"""Leave out the clouds of an open scene that a clear scene of the same place showed."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from app.clustering.clouds.wishes import SkyClass
from app.engine.scenes.leaving_out import masked
from app.scene.leaving_out.leave_out import LeaveOut, PixelSet
from app.scene.leaving_out.pixel_set import bits_of, pixels_of
from app.scene.memory_budget import MemoryBudget
from app.scene.nodata import NoDataRule
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.clustering.clouds.deciding import Decision
    from app.engine.tools.sky.finding import FoundSky

_CALLED = "Clouds and shadows by"


def without_clouds(
    found: "FoundSky",
    decision: "Decision",
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
    yield Progress("Leaving out clouds")
    pixels = _pixels(found, decision)
    others = without_found(rule.leave_out)
    leave_out = replace(others, clusters=(*others.clusters, pixels))
    return (yield from masked(found.later, replace(rule, leave_out=leave_out), budget))


def are_left_out(
    found: "FoundSky", decision: "Decision", leave_out: LeaveOut
) -> Steps[Progress, bool]:
    """Tell whether exactly these clouds and shadows are left out already, as in a project.

    Raises
    ------
    SettingsError
        What is left out is of a scene of another size, or damaged.
    """
    yield Progress("Looking at what is left out")
    height, width = decision.labels.shape
    shown = bits_of(_pixels(found, decision), height, width)
    return any(
        np.array_equal(bits_of(each, height, width), shown)
        for each in leave_out.clusters
        if each.name.startswith(_CALLED)
    )


def without_found(leave_out: LeaveOut) -> LeaveOut:
    """Return what is left out beside clouds that were found by a clear scene."""
    kept = tuple(each for each in leave_out.clusters if not each.name.startswith(_CALLED))
    return replace(leave_out, clusters=kept)


def leaves_found(leave_out: LeaveOut) -> bool:
    """Whether clouds that were found by a clear scene are left out."""
    return any(each.name.startswith(_CALLED) for each in leave_out.clusters)


def _pixels(found: "FoundSky", decision: "Decision") -> PixelSet:
    return pixels_of(
        decision.labels,
        (SkyClass.CLOUD, SkyClass.SHADOW),
        name=f"{_CALLED} {found.by.title}",
        is_inside=False,
    )
