"""Choose the one grid that all bands of a scene are read on."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from app.scene.grids.grid import Grid

FINEST = 0.0
"""The pixel size that stands for the finest among the bands."""

SIZE_TOLERANCE = 0.001  # relative; sizes in degrees are written with few digits
_SNAP = 1e-6  # of a pixel, over the whole length of a grid
_SKEW_PX = 0.01  # axes that drift apart by less over a whole scene are the same
_SCALE_MOST = 1e5  # of two pixel sizes
_OFFSET_MOST = 1e12  # pixels
_UNREFERENCED = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


class Resampling(StrEnum):
    """How a coarser band gets values on a finer grid; finer bands are always averaged by area."""

    NEAREST = "nearest"
    BILINEAR = "bilinear"
    CUBIC = "cubic"


@dataclass(frozen=True, slots=True)
class TargetGrid:
    """The grid a person asks for.

    Attributes
    ----------
    at
        Pixel size in metres, or in units of the CRS where these are no lengths; `FINEST` for the
        finest band's, None for the size that most optical bands have.
    resampling
        Rule for bands that are coarser. Those that are finer are averaged by area; bands of
        quality marks take the nearest mark either way.
    warps
        Whether bands of another CRS are brought onto it as well, by the nearest pixel.
    """

    at: float | None = None
    resampling: Resampling = Resampling.NEAREST
    warps: bool = False


BY_BANDS = TargetGrid()
"""What a scene is opened with unless the person asks for something else."""


@dataclass(frozen=True, slots=True)
class Axis:
    """How rows, or columns, of a target grid lie on those of a band's own grid.

    Attributes
    ----------
    scale, offset
        own = scale * target + offset, in pixel-edge coordinates; scale is positive.
    n_own, n_target
        Pixels along the axis.
    """

    scale: float
    offset: float
    n_own: int
    n_target: int

    @property
    def covered_share(self) -> float:
        """Which share of the target the band's own pixels cover."""
        low, high = self.offset, self.offset + self.scale * self.n_target
        shared = min(high, self.n_own) - max(low, 0.0)
        return max(0.0, shared / (high - low))


def pixel_size(grid: Grid) -> float:
    """Return the pixel size along x: metres, or units of the CRS where these are no lengths."""
    a, _, _, d, _, _ = grid.transform
    return math.hypot(a, d) * (grid.metres_per_unit or 1.0)


def pixel_size_known(grid: Grid) -> float | None:
    """Return the pixel size along x in metres; None where units of the CRS are no lengths."""
    return None if grid.metres_per_unit is None else pixel_size(grid)


def is_size(size: float, other: float) -> bool:
    """Tell whether two pixel sizes are the same but for the digits they are written with."""
    return abs(size - other) <= SIZE_TOLERANCE * other


def same_crs(first: Grid, second: Grid) -> bool:
    """Tell whether two grids have one coordinate reference system, or both have none."""
    return first.crs_wkt == second.crs_wkt or (
        first.crs_name == second.crs_name and first.crs_name.startswith("EPSG:")
    )


def relate(own: Grid, target: Grid) -> tuple[Axis, Axis] | None:
    """Return how rows and columns of a target grid lie on a band's own.

    None where the two are turned or mirrored against each other, and where one of them is not
    tied to the ground: then nobody knows. The CRS is not looked at.
    """
    if _UNREFERENCED in (own.transform, target.transform):
        return None
    a, b, c, d, e, f = own.transform
    ta, tb, tc, td, te, tf = target.transform
    area = a * e - b * d
    if not area:
        return None
    # The target's axes and corner, in pixels of the band's own grid.
    col_by_col, row_by_col = (e * ta - b * td) / area, (a * td - d * ta) / area
    col_by_row, row_by_row = (e * tb - b * te) / area, (a * te - d * tb) / area
    col, row = (e * (tc - c) - b * (tf - f)) / area, (a * (tf - f) - d * (tc - c)) / area
    drift = max(abs(row_by_col) * target.width, abs(col_by_row) * target.height)
    told = (row_by_row, col_by_col, row_by_col, col_by_row, row, col)
    is_alike = (
        all(map(math.isfinite, told))  # absurd transforms leave no numbers
        and drift <= _SKEW_PX
        and min(row_by_row, col_by_col) >= 1 / _SCALE_MOST
        and max(row_by_row, col_by_col) <= _SCALE_MOST
        and max(abs(row), abs(col)) <= _OFFSET_MOST
    )
    if not is_alike:
        return None
    return (
        _axis(row_by_row, row, own.height, target.height),
        _axis(col_by_col, col, own.width, target.width),
    )


def make_grid(finest: Grid, size: float) -> Grid:
    """Return a grid of another pixel size whose first corner is that of the finest.

    It ends where the finest does, to half a pixel: a last pixel that is covered by half is one.

    Parameters
    ----------
    size
        As `pixel_size` tells it; both sides of a pixel are of this length.
    """
    a, b, c, d, e, f = finest.transform
    per_unit = finest.metres_per_unit or 1.0
    across = size / (math.hypot(a, d) * per_unit)
    down = size / (math.hypot(b, e) * per_unit)
    return replace(
        finest,
        width=max(1, math.floor(finest.width / across + 0.5)),
        height=max(1, math.floor(finest.height / down + 0.5)),
        transform=(a * across, b * down, c, d * across, e * down, f),
    )


def _axis(scale: float, offset: float, n_own: int, n_target: int) -> Axis:
    """Take away what is left of the digits in which transforms are written."""
    for exact in (float(round(scale)), 1 / max(1, round(1 / scale))):
        if exact and abs(scale - exact) * n_target <= _SKEW_PX:
            scale = exact
            break
    nearest = round(offset / _SNAP) * _SNAP
    whole = round(offset)
    return Axis(scale, whole if abs(offset - whole) <= _SNAP else nearest, n_own, n_target)
