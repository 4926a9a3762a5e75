"""Look up longitude and latitude of a point of a scene."""

import math

from app.scene.grids.grid import LonLatLattice
from app.scene.scene import Scene


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
