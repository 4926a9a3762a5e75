"""Choose which of the bands found form one scene on one grid, and say why the others do not."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import SceneError
from app.scene.band import BandKind
from app.scene.grid import Grid
from app.scene.recognition.naming import NamedBand
from app.scene.scene import LeftOutBand
from app.scene.scene_choice import SeveralScenesError

_NOT_MEASURED = frozenset((BandKind.QUALITY, BandKind.OTHER))
_SHIFT_PX = 0.01  # corners nearer than this are the same: transforms are written with few digits


@dataclass(frozen=True, slots=True)
class Lineup:
    """The bands of one scene, in file order, and those that stay out."""

    grid: Grid
    bands: tuple[NamedBand, ...]
    left_out: tuple[LeftOutBand, ...]


def line_up(bands: Sequence[NamedBand]) -> Lineup:
    """Choose the bands of one scene.

    Raises
    ------
    SceneError
        The files belong to several scenes, or none of them holds measured values.
    """
    _refuse_mixed_scenes(bands)
    own, left_out = _leave_out_strangers(bands)
    grid = _choose_grid(own)
    aligned = []
    names: dict[str, NamedBand] = {}
    for band in sorted(own, key=lambda band: len(band.header.path.name)):
        twin = names.get(band.name) if band.name and band.identity else None
        if not same_grid(band.header.grid, grid):
            left_out.append(_left_out(band, _difference(band, grid)))
        elif twin is not None:
            left_out.append(_left_out(band, _second(band, twin)))
        else:
            names.setdefault(band.name, band)
            aligned.append(band)
    position = {id(band): number for number, band in enumerate(bands)}
    aligned.sort(key=lambda band: position[id(band)])
    if not any(band.kind not in _NOT_MEASURED for band in aligned):
        raise _nothing_measured(bands)
    # All bands of one file stay out for one reason: say it once.
    return Lineup(grid=grid, bands=tuple(aligned), left_out=tuple(dict.fromkeys(left_out)))


def same_grid(first: Grid, second: Grid) -> bool:
    """Tell whether two grids place every pixel alike."""
    if (first.width, first.height) != (second.width, second.height):
        return False
    if first.crs_wkt != second.crs_wkt and not (
        first.crs_name == second.crs_name and first.crs_name.startswith("EPSG:")
    ):
        return False
    a, b, _, d, e, _ = first.transform
    size = min(math.hypot(a, d), math.hypot(b, e))
    corners = ((0, 0), (0, first.width), (first.height, 0))
    return all(
        math.dist(first.xy(row, col), second.xy(row, col)) <= _SHIFT_PX * size
        for row, col in corners
    )


def _refuse_mixed_scenes(bands: Sequence[NamedBand]) -> None:
    """Refuse two dates in one folder; one stray file is left to the grid and the twins."""
    scenes: dict[str, list[NamedBand]] = {}
    for band in bands:
        if band.identity is not None and band.identity.kind not in _NOT_MEASURED:
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
    n_measured = sum(band.kind not in _NOT_MEASURED for band in known)
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
            left_out.append(LeftOutBand(path.stem, path, reason, is_missed=is_missed))
    return own, left_out


def _main_scene(known: Sequence[NamedBand]) -> str:
    """Return the name most dated files share; empty where none is dated."""
    names = Counter(
        band.identity.scene_name for band in known if band.identity and band.identity.is_dated
    )
    return names.most_common(1)[0][0] if names else ""


def _stranger(band: NamedBand, main: str, n_known: int) -> str:
    if band.identity is None:
        return (
            f'"{band.header.path.name}" is not named as a band, the other {n_known} files are. '
            "Open it by itself to look at it."
        )
    if main and band.identity.is_dated and band.identity.scene_name != main:
        return f'"{band.header.path.name}" belongs to another scene than "{main}".'
    return ""


def _choose_grid(bands: Sequence[NamedBand]) -> Grid:
    """Return the grid that most optical bands share; among equals the finer one."""
    grids: list[tuple[Grid, list[NamedBand]]] = []
    for band in bands:
        for grid, members in grids:
            if same_grid(grid, band.header.grid):
                members.append(band)
                break
        else:
            grids.append((band.header.grid, [band]))

    def rank(entry: tuple[Grid, list[NamedBand]]) -> tuple[int, int, int]:
        grid, members = entry
        return (
            _n_names(band for band in members if band.kind is BandKind.OPTICAL),
            _n_names(band for band in members if band.kind not in _NOT_MEASURED),
            grid.n_pixels,
        )

    return max(grids, key=rank)[0]


def _n_names(bands: Iterable[NamedBand]) -> int:
    return len({band.name or f"{band.header.path}/{band.band.index}" for band in bands})


def _difference(band: NamedBand, grid: Grid) -> str:
    """Say in one sentence how a band's grid differs from the scene's."""
    own = band.header.grid
    parts = []
    if (own.width, own.height) != (grid.width, grid.height):
        parts.append(f"{_size(own)} instead of {_size(grid)}")
    if own.crs_name != grid.crs_name:
        parts.append(f"the CRS {own.crs_name or 'unknown'} instead of {grid.crs_name or 'unknown'}")
    elif own.crs_wkt != grid.crs_wkt:
        parts.append(f"another CRS of the name {own.crs_name}")
    if _pixel(own) != _pixel(grid):
        parts.append(f"pixels of {_pixel(own)} instead of {_pixel(grid)}")
    if own.transform[2::3] != grid.transform[2::3]:
        parts.append(f"its corner at {_corner(own)} instead of {_corner(grid)}")
    if not parts:
        parts.append("another rotation")
    return f'"{band.header.path.name}" has {", ".join(parts)}.'


def _second(band: NamedBand, twin: NamedBand) -> str:
    return (
        f'"{band.header.path.name}" is a second {band.name} beside "{twin.header.path.name}", '
        "which is used."
    )


def _size(grid: Grid) -> str:
    return f"{grid.width} x {grid.height} pixels"


def _pixel(grid: Grid) -> str:
    a, b, _, d, e, _ = grid.transform
    unit = " m" if grid.metres_per_unit == 1 else ""
    return f"{math.hypot(a, d):.6g} x {math.hypot(b, e):.6g}{unit}"


def _corner(grid: Grid) -> str:
    return f"{grid.transform[2]:.10g}, {grid.transform[5]:.10g}"


def _left_out(band: NamedBand, reason: str) -> LeftOutBand:
    is_missed = band.kind is BandKind.OPTICAL
    return LeftOutBand(band.title, band.header.path, reason, is_missed=is_missed)


def _nothing_measured(bands: Sequence[NamedBand]) -> SceneError:
    path = bands[0].header.path
    others = len({band.header.path for band in bands}) - 1
    more = f" and {others} more hold" if others else " holds"
    return SceneError(
        "No band to classify",
        f'"{path.name}"{more} class numbers, quality marks or a picture, no measured values.',
        "Choose the files of the bands themselves.",
    )
