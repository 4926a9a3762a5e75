"""Choose which of the bands found form one scene on one grid, and say why the others do not."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.errors import SceneError
from app.scene.band import NOT_MEASURED, BandKind
from app.scene.grids.grid import Grid
from app.scene.grids.target_grid import BY_BANDS, TargetGrid, is_size, pixel_size
from app.scene.recognition.grid_choice import choose_grid, misfit, same_grid, warp_misfit
from app.scene.recognition.naming import NamedBand
from app.scene.recognition.stacks import refuse_stacks_of_several_dates
from app.scene.scene import LeftOutBand
from app.scene.scene_choice import SeveralScenesError

_PIXEL_SIZE = re.compile(r"_[0-9]{1,3}m$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lineup:
    """The bands of one scene, in file order, and those that stay out.

    Attributes
    ----------
    grid
        The one all bands are brought onto; a band's own is in its header.
    pixel_sizes
        As `Scene.pixel_sizes`.
    """

    grid: Grid
    bands: tuple[NamedBand, ...]
    left_out: tuple[LeftOutBand, ...]
    pixel_sizes: tuple[float, ...]


def line_up(bands: Sequence[NamedBand], target: TargetGrid = BY_BANDS) -> Lineup:
    """Choose the bands of one scene, and the grid they are read on.

    Raises
    ------
    SceneError
        The files belong to several scenes, or none of them holds measured values.
    SettingsError
        The bands cannot be read at the wanted pixel size.
    """
    _refuse_mixed_scenes(bands)
    refuse_stacks_of_several_dates(bands)
    own, left_out = _leave_out_strangers(bands)
    grid, pixel_sizes = choose_grid(own, target)
    aligned = []
    names: dict[str, NamedBand] = {}
    for band in sorted(own, key=partial(_preference, grid)):
        twin = names.get(band.name) if band.name and band.identity else None
        reason = misfit(band, grid)
        can_be_warped = bool(reason) and not warp_misfit(band, grid)
        if reason and not (can_be_warped and target.warps):
            left_out.append(_left_out(band, reason, can_be_warped=can_be_warped))
        elif twin is not None:
            left_out.append(_second(band, twin))
        else:
            names.setdefault(band.name, band)
            aligned.append(band)
    position = {id(band): number for number, band in enumerate(bands)}
    aligned.sort(key=lambda band: position[id(band)])
    if not any(band.kind not in NOT_MEASURED for band in aligned):
        raise _nothing_measured(bands)
    # All bands of one file stay out for one reason: say it once.
    return Lineup(grid, tuple(aligned), tuple(dict.fromkeys(left_out)), pixel_sizes)


def _preference(grid: Grid, band: NamedBand) -> tuple[bool, float, int]:
    """Rank files of the same band: as they are on the grid, else of the most detail."""
    own = band.header.grid
    return not same_grid(own, grid), pixel_size(own), len(band.header.path.name)


def _refuse_mixed_scenes(bands: Sequence[NamedBand]) -> None:
    """Refuse two dates in one folder; one stray file is left to the grid and the twins."""
    scenes: dict[str, list[NamedBand]] = {}
    for band in bands:
        if band.identity is not None and band.identity.kind not in NOT_MEASURED:
            scenes.setdefault(band.identity.scene_name, []).append(band)
    counts = sorted((len(members) for members in scenes.values()), reverse=True)
    if len(counts) < 2 or not _are_apart(scenes):
        return
    names = ", ".join(
        f'"{name}" ({len(members)} {"band" if len(members) == 1 else "bands"})'
        for name, members in sorted(scenes.items())
    )
    raise SeveralScenesError(
        "Files of several scenes",
        f"These bands belong to {len(scenes)} scenes: {names}.",
        "Choose the files of one scene, or put each scene in a folder of its own.",
        groups=tuple((name, _files_of(name, bands)) for name in sorted(scenes)),
    )


def _files_of(scene_name: str, bands: Sequence[NamedBand]) -> tuple[Path, ...]:
    """Return the files of one scene, its quality bands among them."""
    own = (band for band in bands if band.identity and band.identity.scene_name == scene_name)
    return tuple(dict.fromkeys(band.header.path for band in own))


def _are_apart(scenes: dict[str, list[NamedBand]]) -> bool:
    """Whether two groups of files cannot be one scene with a stray file."""
    groups = sorted(scenes.values(), key=len, reverse=True)
    main = groups[0]
    for other in groups[1:]:
        is_stray = len(other) == 1 and len(main) > 1
        dated = all(group[0].identity and group[0].identity.is_dated for group in (main, other))
        shared = {band.name for band in main} & {band.name for band in other}
        if not is_stray and (dated or len(shared) == len(other)):
            return True
    return False


def _leave_out_strangers(
    bands: Sequence[NamedBand],
) -> tuple[list[NamedBand], list[LeftOutBand]]:
    """Leave out files not named as bands where most are, and strays of other dates."""
    known = [band for band in bands if band.identity is not None]
    strangers = {band.header.path for band in bands if band.identity is None}
    n_measured = sum(band.kind not in NOT_MEASURED for band in known)
    if n_measured < 2 or n_measured < len(strangers):
        return list(bands), []
    main = _main_scene(known)
    own, left_out = [], []
    told: set[object] = set()
    for band in bands:
        reason = _stranger(band, main, n_measured)
        if not reason:
            own.append(band)
        elif band.header.path not in told:
            told.add(band.header.path)
            is_missed = band.identity is not None and band.kind is BandKind.OPTICAL
            path = band.header.path
            left_out.append(
                LeftOutBand(path.stem, path, reason, is_missed=is_missed, is_apart=True)
            )
    return own, left_out


def _main_scene(known: Sequence[NamedBand]) -> str:
    """Return the name most dated files share, of bands if any are; empty where none is dated."""
    dated = [
        (band.kind in NOT_MEASURED, band.identity.scene_name)
        for band in known
        if band.identity and band.identity.is_dated
    ]
    bands = [name for is_beside, name in dated if not is_beside]
    names = Counter(bands or [name for _, name in dated])
    return names.most_common(1)[0][0] if names else ""


def _stranger(band: NamedBand, main: str, n_known: int) -> str:
    if band.identity is None:
        return f'"{band.header.path.name}" is not named as a band, the other {n_known} files are.'
    if main and band.identity.is_dated and band.identity.scene_name != main:
        return f'"{band.header.path.name}" belongs to another scene than "{main}".'
    return ""


def _second(band: NamedBand, twin: NamedBand) -> LeftOutBand:
    reason = (
        f'"{band.header.path.name}" is a second {band.name} beside "{twin.header.path.name}", '
        "which is used."
    )
    left_out = _left_out(band, reason)
    if is_size(pixel_size(band.header.grid), pixel_size(twin.header.grid)):
        return replace(left_out, is_apart=True)
    # One band in several pixel sizes, so called, is how products are delivered: nothing is amiss.
    names = {_PIXEL_SIZE.sub("", one.header.path.stem) for one in (band, twin)}
    is_copy = len(names) == 1
    return replace(left_out, is_missed=False, is_copy=is_copy, is_apart=not is_copy)


def _left_out(band: NamedBand, reason: str, *, can_be_warped: bool = False) -> LeftOutBand:
    return LeftOutBand(
        band.title,
        band.header.path,
        reason,
        is_missed=band.kind is BandKind.OPTICAL,
        can_be_warped=can_be_warped,
    )


def _nothing_measured(bands: Sequence[NamedBand]) -> SceneError:
    path = bands[0].header.path
    others = len({band.header.path for band in bands}) - 1
    more = f" and {others} more hold" if others else " holds"
    if all(band.band.kind is BandKind.OTHER for band in bands):  # by its colours, not by its name
        return SceneError(
            "No band to classify",
            f'"{path.name}"{more} class numbers with colours, a finished map.',
            'Open the scene of this place; "Compare with a map file" in the menu Tools then shows '
            "the map beside it.",
            command="Choose the files of the bands; `bandsweep compare` compares two maps.",
        )
    return SceneError(
        "No band to classify",
        f'"{path.name}"{more} class numbers, quality marks, heights, angles or a picture, '
        "no light that was measured.",
        "Choose the files of the bands themselves.",
    )
