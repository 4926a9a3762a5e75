"""Find bands that hold the same pixels: one file given twice under two names."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray
from app.scene.band import Band
from app.scene.check_words import leave_out, names_of, share, untick
from app.scene.pixels import Evidence, SceneCheck

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
    some = planes[:, :: 1 + planes.shape[1] // _N_PX_AT_FIRST]
    twins = []
    for first, plane in enumerate(planes):
        alike = (some[first + 1 :] != some[first]).mean(axis=1) <= 10 * _MOST_DIFFERING
        for second in (np.flatnonzero(alike) + first + 1).tolist():
            differing = float((plane != planes[second]).mean())
            if differing <= _MOST_DIFFERING and _is_rich(plane):
                twins.append(Twins(bands[first], bands[second], differing))
    return tuple(twins)


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
