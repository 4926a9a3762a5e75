"""Choose the grid that a scene is read on, and say which bands cannot be brought onto it."""

import math
from collections.abc import Iterable, Sequence

from app.errors import SettingsError
from app.scene.band import NOT_MEASURED, BandKind
from app.scene.files.headers import N_PIXELS_MAX
from app.scene.files.placing.warping import covered_share, make_warp
from app.scene.grids.grid import Grid
from app.scene.grids.target_grid import (
    FINEST,
    TargetGrid,
    is_size,
    make_grid,
    pixel_size,
    relate,
    same_crs,
)
from app.scene.recognition.naming import NamedBand

_SHIFT_PX = 0.01  # corners nearer than this are the same: transforms are written with few digits
_LEAST_COVERED = 0.5  # of the scene; with a smaller band most of it would be no data
_FINER_MOST, _COARSER_MOST = 10, 100  # than the bands: beyond, it is a slip of the pen


def choose_grid(bands: Sequence[NamedBand], target: TargetGrid) -> tuple[Grid, tuple[float, ...]]:
    """Return the grid of a scene, and the pixel sizes it can be read at without being made one.

    Among several grids of the wanted size it is the one most optical bands share. Where no band has
    that size, it is aligned with the finest.

    Raises
    ------
    SettingsError
        The bands cannot be read at the wanted size.
    """
    base = _most_shared(bands)
    family = [band for band in bands if not misfit(band, base) and band.kind not in NOT_MEASURED]
    if not family:
        return base, (pixel_size(base),)
    sizes = _sizes(band.header.grid for band in _originals(family))
    if target.at is None:
        return base, sizes
    wanted = sizes[0] if target.at == FINEST else target.at
    known = [band for band in family if is_size(pixel_size(band.header.grid), wanted)]
    if known:
        return _most_shared(known), sizes
    finest = [band for band in family if is_size(pixel_size(band.header.grid), sizes[0])]
    return _made(_most_shared(finest), wanted, sizes), sizes


def misfit(band: NamedBand, grid: Grid) -> str:
    """Say in one sentence why a band cannot be brought onto a grid; empty where it can."""
    own = band.header.grid
    if same_grid(own, grid):
        return ""
    axes = relate(own, grid) if same_crs(own, grid) else None
    if axes is None:
        return difference(band, grid)
    covered = axes[0].covered_share * axes[1].covered_share
    if covered >= _LEAST_COVERED:
        return ""
    return _covers_little(band, grid, covered)


def _covers_little(band: NamedBand, grid: Grid, covered: float) -> str:
    told = f"{100 * covered:.0f} %" if covered > 0 else "nothing"
    return f"{difference(band, grid).rstrip('.')}, and covers {told} of the scene."


def warp_misfit(band: NamedBand, grid: Grid) -> str:
    """Say in one sentence why a band of another CRS cannot be warped onto a grid; empty if it can.

    The same as `misfit` says of a band of the same CRS.
    """
    own = band.header.grid
    warp = None if same_crs(own, grid) else make_warp(own, grid)
    if warp is None:
        return misfit(band, grid)
    covered = covered_share(warp, grid)
    return "" if covered >= _LEAST_COVERED else _covers_little(band, grid, covered)


def covers(own: Grid, grid: Grid) -> bool:
    """Tell whether a band's own grid covers all of another, as far as that can be told."""
    if same_crs(own, grid):
        axes = relate(own, grid)
        return axes is None or min(axis.covered_share for axis in axes) >= 1
    warp = make_warp(own, grid)
    return warp is None or covered_share(warp, grid) >= 1


def same_grid(first: Grid, second: Grid) -> bool:
    """Tell whether two grids place every pixel alike."""
    if (first.width, first.height) != (second.width, second.height):
        return False
    if not same_crs(first, second):
        return False
    a, b, _, d, e, _ = first.transform
    size = min(math.hypot(a, d), math.hypot(b, e))
    corners = ((0, 0), (0, first.width), (first.height, 0))
    return all(
        math.dist(first.xy(row, col), second.xy(row, col)) <= _SHIFT_PX * size
        for row, col in corners
    )


def _sizes(grids: Iterable[Grid]) -> tuple[float, ...]:
    sizes: list[float] = []
    for size in sorted(map(pixel_size, grids)):
        if not sizes or not is_size(size, sizes[-1]):
            sizes.append(size)
    return tuple(sizes)


def _made(finest: Grid, wanted: float, sizes: tuple[float, ...]) -> Grid:
    told = ", ".join(f"{size:.6g}" for size in sizes)
    if finest.metres_per_unit is None:
        raise SettingsError(
            "Pixel size not offered",
            f"The pixels of these bands are no lengths in metres: {told}; asked for: {wanted:.6g}.",
            "Choose one of their own sizes, or the finest.",
            command="Write --at finest, or leave --at away.",
        )
    is_near = sizes[0] / _FINER_MOST <= wanted <= sizes[-1] * _COARSER_MOST
    if not is_near or finest.n_pixels * (sizes[0] / wanted) ** 2 > N_PIXELS_MAX:
        raise SettingsError(
            "Pixel size not possible",
            f"These bands have pixels of {told} m; asked for: {wanted:.6g} m.",
            f"Choose a size near to those of the bands, {sizes[0]:.6g} m for example.",
        )
    return make_grid(finest, wanted)


def _most_shared(bands: Sequence[NamedBand]) -> Grid:
    """Return the grid that most optical bands share; among equals the finer one."""
    counted = {id(band) for band in _originals(bands)}
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
        optical = (band for band in members if band.kind is BandKind.OPTICAL)
        return (
            _n_names(band for band in optical if id(band) in counted),
            _n_names(band for band in members if band.kind not in NOT_MEASURED),
            grid.n_pixels,
        )

    return max(grids, key=rank)[0]


def _originals(bands: Sequence[NamedBand]) -> list[NamedBand]:
    """Return those of several files of a band that are finest: the others were made of them."""

    def key(band: NamedBand) -> tuple[str, str]:
        return band.name, band.header.grid.crs_wkt

    finest: dict[tuple[str, str], float] = {}
    for band in bands:
        size = pixel_size(band.header.grid)
        finest[key(band)] = min(size, finest.get(key(band), size))
    return [
        band
        for band in bands
        if band.identity is None or is_size(pixel_size(band.header.grid), finest[key(band)])
    ]


def _n_names(bands: Iterable[NamedBand]) -> int:
    return len({band.name or f"{band.header.path}/{band.band.index}" for band in bands})


def difference(band: NamedBand, grid: Grid) -> str:
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


def _size(grid: Grid) -> str:
    return f"{grid.width} x {grid.height} pixels"


def _pixel(grid: Grid) -> str:
    a, b, _, d, e, _ = grid.transform
    unit = " m" if grid.metres_per_unit == 1 else ""
    return f"{math.hypot(a, d):.6g} x {math.hypot(b, e):.6g}{unit}"


def _corner(grid: Grid) -> str:
    return f"{grid.transform[2]:.10g}, {grid.transform[5]:.10g}"
