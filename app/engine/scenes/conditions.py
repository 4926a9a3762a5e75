"""Say what conditions over bands and indices mean on a scene, and which pixels they mark."""

from dataclasses import dataclass, replace

import numpy as np

from app.arrays import AnyArray, BoolArray
from app.scene.band import computed_band
from app.scene.computed.binding import free_name
from app.scene.computed.conditions import condition_on
from app.scene.indices.band_maths import BandMaths
from app.scene.leaving_out.leave_out import Condition, LeaveOut
from app.scene.leaving_out.marks import BandMarks, Mark
from app.scene.scene import Scene


def bound(scene: Scene, leave_out: LeaveOut) -> LeaveOut:
    """Return the same with every condition bound to the bands of a scene.

    One that is bound already means what it meant, whatever bands are called since.

    Raises
    ------
    SettingsError
        One of them cannot be.
    """
    conditions = tuple(
        condition_on(one.text, scene.bands) if one.maths is None else _checked(one, scene)
        for one in leave_out.conditions
    )
    same = conditions == leave_out.conditions
    return leave_out if same else replace(leave_out, conditions=conditions)


def with_conditions(scene: Scene, leave_out: LeaveOut) -> tuple[Scene, tuple[BandMarks, ...]]:
    """Return a scene that has each condition as a band, and how these bands mark pixels.

    Parameters
    ----------
    leave_out
        As `bound` returned it.
    """
    bands, marks = list(scene.bands), []
    for condition in leave_out.conditions:
        if condition.maths is not None:
            name = free_name("condition", [band.name for band in bands])
            bands.append(computed_band(replace(condition.maths, name=name), scene.bands))
            marks.append(BandMarks(name, (Mark(condition.text, _IsTrue(), grows=True),)))
    return replace(scene, bands=tuple(bands)), tuple(marks)


def _checked(condition: Condition, scene: Scene) -> Condition:
    """Make sure that the bands of a condition from elsewhere are there."""
    maths = condition.maths
    if isinstance(maths, BandMaths):
        scene.pick(name for _, name in maths.operands)
    return condition


@dataclass(frozen=True, slots=True)
class _IsTrue:
    def holds(self, values: AnyArray) -> BoolArray:
        """Tell where a condition is true: its values are 1, 0, or NaN where it is not known."""
        with np.errstate(invalid="ignore"):
            return np.asarray(values > 0)
