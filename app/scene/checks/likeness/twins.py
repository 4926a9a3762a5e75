"""Find bands that hold the same pixels: one file given twice under two names."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray
from app.scene.band import Band
from app.scene.blocks import Evidence, SceneCheck
from app.scene.checks.words import leave_out, names_of, share, untick
from app.scene.pixels.evidence import same

_MOST_DIFFERING = 0.01  # the same picture with some pixels repaired, cut off or marked
# Dark water holds a handful of values in two bands by nature, and often the same.
_N_VALUES_LEAST = 6
_N_PX_LEAST = 64
_N_PX_AT_FIRST = 500  # tell most bands apart
_N_TOLD = 3


@dataclass(frozen=True, slots=True)
class Twins:
    """Two bands of the same content, and the share of pixels that differ."""

    first: Band
    second: Band
    differing: float


def find_twins(evidence: Evidence) -> tuple[Twins, ...]:
    """Compare every band with every other."""
    bands = evidence.bands
    planes = evidence.patches.reshape(len(bands), -1)
    alive = np.flatnonzero(((planes != 0) & same(planes, planes)).any(axis=0))
    some = planes[:, alive[:: 1 + len(alive) // _N_PX_AT_FIRST]]
    twins = []
    for first, plane in enumerate(planes):
        unlike = (~same(some[first + 1 :], some[first])).mean(axis=1) if some.size else []
        alike = np.flatnonzero(np.asarray(unlike) <= 10 * _MOST_DIFFERING) + first + 1
        if not len(alike) or not _is_rich(plane):
            continue
        common = _commonest(plane)
        for second in alike.tolist():
            differing = _differing(plane, planes[second], common)
            if differing <= _MOST_DIFFERING:
                twins.append(Twins(bands[first], bands[second], differing))
    return tuple(twins)


def _differing(plane: AnyArray, other: AnyArray, common: AnyArray) -> float:
    """Return the share of pixels that differ, where not both have the commonest value.

    A collar that fills most of a scene is the same in all bands by nature.
    """
    n_common = int(np.count_nonzero(same(plane, common) & same(other, common)))
    n_left = plane.size - n_common
    n_apart = int(np.count_nonzero(~same(plane, other)))
    return n_apart / n_left if n_left >= _N_PX_LEAST else 1.0


def _commonest(plane: AnyArray) -> AnyArray:
    values, counts = np.unique(plane, return_counts=True)
    return np.asarray(values[counts.argmax()])


def check_twins(twins: Sequence[Twins], ticked: Sequence[str]) -> SceneCheck | None:
    """Say which ticked bands are the same."""
    among = [one for one in twins if one.first.name in ticked and one.second.name in ticked]
    if not among:
        return None
    spare = list(dict.fromkeys(one.second for one in among))
    files = "file" if len(spare) == 1 else "files"
    why = f"or give the right {files}: what is counted twice weighs twice."
    return SceneCheck(
        "same_bands",
        " ".join(map(_sentence, among[:_N_TOLD])),
        f"{untick(spare)}, {why}",
        command=f"{leave_out(spare, ticked)}, {why}",
        bands=tuple(band.name for band in spare),
    )


def _sentence(twins: Twins) -> str:
    pair = names_of([twins.first, twins.second])
    if twins.differing == 0:
        return f"{pair} hold the same values, pixel by pixel: one may be a copy under another name."
    part = share(round(twins.differing * 1e6), 1_000_000)
    return f"{pair} hold the same values but for {part} of their pixels: one may be a copy."


def _is_rich(plane: AnyArray) -> bool:
    """Tell whether a band holds more than a handful of values, so that likeness is no chance."""
    return plane.size >= _N_PX_LEAST and len(np.unique(plane)) >= _N_VALUES_LEAST
