"""Say which bands lie or stand otherwise than the others."""

from collections.abc import Sequence

from app.scene.band import Band
from app.scene.blocks import SceneCheck
from app.scene.checks.likeness.alignment import Misplaced
from app.scene.checks.likeness.band_order import Swapped
from app.scene.checks.words import leave_out, names_of, untick, within

_N_TOLD = 3
_FLIPS = {
    "up-down": "mirrored upside down",
    "left-right": "mirrored left to right",
    "turned": "turned by 180 degrees",
}


def check_turned(misplaced: Sequence[Misplaced], ticked: Sequence[str]) -> SceneCheck | None:
    """Say which ticked bands are mirrored or turned."""
    found = [one for one in misplaced if one.pose.flip and _concerns(one, ticked)]
    if not found:
        return None
    told = [f"{_subject(one)} {_FLIPS[one.pose.flip]}" for one in found[:_N_TOLD]]
    return _check("band_turned", told, found, ticked)


def check_shifted(misplaced: Sequence[Misplaced], ticked: Sequence[str]) -> SceneCheck | None:
    """Say which ticked bands are shifted."""
    found = [one for one in misplaced if not one.pose.flip and _concerns(one, ticked)]
    if not found:
        return None
    told = [f"{_subject(one)} shifted by {_distance(one.pose.shift)}" for one in found[:_N_TOLD]]
    return _check("band_shifted", told, found, ticked)


def check_swapped(swapped: Swapped | None, ticked: Sequence[str]) -> SceneCheck | None:
    """Say which bands may stand under each other's name."""
    if swapped is None or not {swapped.first.name, swapped.second.name} & set(ticked):
        return None
    pair = (swapped.first, swapped.second)
    first, second = (f"{band.called} ({band.role})" for band in pair)
    why = "or put their files under the right names: colours and spectra would be read wrongly."
    return SceneCheck(
        "bands_swapped",
        f"{first} and {second} may be swapped: each resembles the neighbours of the other.",
        f"{untick(pair)}, {why}",
        command=f"{leave_out(pair, ticked)}, {why}",
        bands=tuple(band.name for band in pair),
    )


def _check(
    name: str, told: Sequence[str], found: Sequence[Misplaced], ticked: Sequence[str]
) -> SceneCheck:
    bands = [one.band for one in found]
    more = f" So are {len(found) - _N_TOLD} more." if len(found) > _N_TOLD else ""
    why = f"or give the right {_files(bands)}: pixels of one place do not belong together."
    return SceneCheck(
        name,
        f"{'; '.join(told)}, as edges in the other bands show.{more}",
        f"{untick(bands)}, {why}",
        command=f"{leave_out(bands, ticked)}, {why}",
        bands=tuple(band.name for band in bands),
    )


def _concerns(one: Misplaced, ticked: Sequence[str]) -> bool:
    return one.band.name in ticked


def _subject(one: Misplaced) -> str:
    name = names_of([one.band])
    return f"Either {within(name)} or the other band is" if one.is_one_of_two else f"{name} is"


def _distance(shift: tuple[int, int]) -> str:
    ways = (("down", "up"), ("right", "left"))
    parts = [
        f"{abs(n_px)} {'pixel' if abs(n_px) == 1 else 'pixels'} {names[n_px < 0]}"
        for n_px, names in zip(shift, ways, strict=True)
        if n_px
    ]
    return " and ".join(parts)


def _files(bands: Sequence[Band]) -> str:
    return "file" if len(bands) == 1 else "files"
