"""Look up longitude and latitude of a point of a scene, how large a pixel is, where north is."""

import math
from dataclasses import dataclass

from app.scene.grids.grid import Grid, LonLatLattice
from app.scene.scene import Scene

_FEW_PX = 8.0
_SEMI_MAJOR_M, _ECCENTRICITY_2 = 6_378_137.0, 0.00669437999014  # WGS 84


@dataclass(frozen=True, slots=True)
class Compass:
    """How rows and columns are turned against north.

    Attributes
    ----------
    up_deg
        The way from the last row to the first, clockwise from north.
    is_mirrored
        Whether columns run to the left of that way, as where the first row is the southernmost.
    """

    up_deg: float
    is_mirrored: bool

    @classmethod
    def of(cls, across: tuple[float, float], down: tuple[float, float]) -> "Compass":
        """Take it from the ways along a row and down a column, each to the east and north."""
        up = math.degrees(math.atan2(-down[0], -down[1])) % 360.0
        return cls(up, across[0] * down[1] - across[1] * down[0] > 0)

    def on_grid(self, azimuth_deg: float) -> float:
        """Return a direction clockwise from the way up the rows, of one clockwise from north."""
        turned = azimuth_deg - self.up_deg
        return (-turned if self.is_mirrored else turned) % 360.0

    def from_north(self, angle_deg: float) -> float:
        """Return the same the other way round."""
        return (self.up_deg + (-angle_deg if self.is_mirrored else angle_deg)) % 360.0


NORTH_UP = Compass(0.0, is_mirrored=False)
"""Rows from north to south, columns from west to east."""
_NOWHERE = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)  # what is read where a file does not say where it lies


def compass_of_map(grid: Grid) -> Compass:
    """Return how rows and columns are turned against the north of the map, its y axis."""
    if grid.transform == _NOWHERE:  # also where it names a CRS: rows do not run to the north
        return NORTH_UP
    a, b, _, d, e, _ = grid.transform
    return Compass.of((a, d), (b, e))


def compass(scene: Scene) -> Compass:
    """Return how rows and columns are turned against true north, in the middle of a scene.

    By the north of the map where the scene is not tied to the Earth.
    """
    ways = _steps(scene, None)
    if ways is None or scene.grid.transform == _NOWHERE:
        return compass_of_map(scene.grid)
    (across, _), (down, _) = ways
    return Compass.of(across, down)


def lonlat(scene: Scene, row: float, col: float) -> tuple[float, float] | None:
    """Return longitude and latitude in degrees of a point in pixel-corner coordinates.

    Interpolated between the nodes of the scene's lattice; None outside the scene and where the
    scene is not tied to the Earth.
    """
    grid, lattice = scene.grid, scene.lattice
    if lattice is None or not (0 <= row <= grid.height and 0 <= col <= grid.width):
        return None
    lon, lat = _between_nodes(lattice, row / grid.height, col / grid.width)
    return (lon + 180.0) % 360.0 - 180.0, lat


def _between_nodes(lattice: LonLatLattice, down: float, across: float) -> tuple[float, float]:
    """Interpolate bilinearly at shares 0..1 of the way down and across."""
    n = lattice.lon.shape[0] - 1
    i, j = min(math.floor(down * n), n - 1), min(math.floor(across * n), n - 1)
    u, v = down * n - i, across * n - j
    weights = (
        ((i, j), (1 - u) * (1 - v)),
        ((i, j + 1), (1 - u) * v),
        ((i + 1, j), u * (1 - v)),
        ((i + 1, j + 1), u * v),
    )
    lon = sum(float(lattice.lon[node]) * weight for node, weight in weights)
    lat = sum(float(lattice.lat[node]) * weight for node, weight in weights)
    return lon, lat


def pixel_size_m(
    scene: Scene, place: tuple[float, float] | None = None
) -> tuple[float, float] | None:
    """Return width and height of a pixel on the ground, in metres; None where unknown.

    By the radii of curvature of the ellipsoid WGS 84 where the scene is tied to the Earth: metres
    of a map are no metres on the ground everywhere.

    Parameters
    ----------
    place
        Row and column of a point beside it, in pixel-corner coordinates; None for the middle of
        the scene. The nearest of the scene counts where it lies outside.
    """
    ways = _steps(scene, place)
    if ways is None:
        return _by_map(scene)
    (across, n_across), (down, n_down) = ways
    return math.hypot(*across) / n_across, math.hypot(*down) / n_down


_Way = tuple[tuple[float, float], float]  # metres to the east and north, and pixels


def _steps(scene: Scene, place: tuple[float, float] | None) -> tuple[_Way, _Way] | None:
    """Return the ways of some pixels along a row and down a column; None where not known."""
    grid = scene.grid
    row, col = place or (grid.height / 2, grid.width / 2)
    # So far from the end that there is something of the scene behind it.
    last = max(grid.height - _FEW_PX, 0.0), max(grid.width - _FEW_PX, 0.0)
    middle = (min(max(row, 0.0), last[0]), min(max(col, 0.0), last[1]))
    here = lonlat(scene, *middle)
    if here is None:
        return None
    across = lonlat(scene, middle[0], min(middle[1] + _FEW_PX, grid.width))
    down = lonlat(scene, min(middle[0] + _FEW_PX, grid.height), middle[1])
    if across is None or down is None:
        return None
    n_across = min(middle[1] + _FEW_PX, grid.width) - middle[1]
    n_down = min(middle[0] + _FEW_PX, grid.height) - middle[0]
    return (_way_m(here, across), n_across), (_way_m(here, down), n_down)


def _by_map(scene: Scene) -> tuple[float, float] | None:
    unit = scene.grid.metres_per_unit
    if unit is None:
        return None
    a, b, _, d, e, _ = scene.grid.transform
    return math.hypot(a, d) * unit, math.hypot(b, e) * unit


def _way_m(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """Return how far a short way leads to the east and to the north, in metres."""
    lat = math.radians((one[1] + other[1]) / 2)
    curved = 1 - _ECCENTRICITY_2 * math.sin(lat) ** 2
    north = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_2) / curved**1.5
    east = _SEMI_MAJOR_M / math.sqrt(curved) * math.cos(lat)
    d_lon = (other[0] - one[0] + 180.0) % 360.0 - 180.0
    return math.radians(d_lon) * east, math.radians(other[1] - one[1]) * north
