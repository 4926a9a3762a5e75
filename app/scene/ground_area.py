"""Compare areas by the units of a map with those on the ground."""

import math
from dataclasses import replace

import numpy as np

from app.arrays import DoubleArray
from app.scene.grid import Grid, LonLatLattice

# The ellipsoid WGS 84.
_SEMI_MAJOR_M = 6_378_137.0
_FLATTENING = 1 / 298.257223563
_ECCENTRICITY = math.sqrt(_FLATTENING * (2 - _FLATTENING))


def with_area_factor(grid: Grid, lattice: LonLatLattice | None) -> Grid:
    """Return the grid with its `area_factor`.

    Parameters
    ----------
    lattice
        Longitudes and latitudes over the grid; None where they are not known.
    """
    map_m2 = grid.map_area_m2
    if map_m2 is None or not map_m2:
        return grid  # no area is told anyway
    if lattice is None:
        # A plan of a building site knows no other area than its own.
        return grid if not grid.is_projected else replace(grid, area_factor=None)
    n_cells = (lattice.lon.shape[0] - 1) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = map_m2 * grid.n_pixels / n_cells / cell_areas_m2(lattice)
    if not np.isfinite(factors).all():
        return replace(grid, area_factor=None)
    furthest = np.argmax(np.abs(np.log(factors)))
    return replace(grid, area_factor=float(factors.flat[furthest]))


def cell_areas_m2(lattice: LonLatLattice) -> DoubleArray:
    """Return the area on the ellipsoid of each cell between the nodes.

    Latitudes are turned into authalic ones, which makes the ellipsoid a sphere of the same area
    (Snyder 1987, Map Projections: A Working Manual, equations 3-11 to 3-13); on it a cell is two
    triangles whose solid angles are known (Van Oosterom and Strackee 1983). Poles and the date line
    are places like others.

    Returns
    -------
    Shape (n - 1, n - 1) for a lattice of n x n nodes.
    """
    places = _on_sphere(np.radians(lattice.lon), _authalic(np.radians(lattice.lat)))
    first, right = places[:-1, :-1], places[:-1, 1:]
    below, across = places[1:, :-1], places[1:, 1:]
    angles = _solid_angles(first, right, across) + _solid_angles(first, across, below)
    return np.asarray(np.abs(angles) * _authalic_radius_m() ** 2)


def _q(latitude: DoubleArray) -> DoubleArray:
    e, sine = _ECCENTRICITY, np.sin(latitude)
    inner = sine / (1 - (e * sine) ** 2) - np.log((1 - e * sine) / (1 + e * sine)) / (2 * e)
    return np.asarray((1 - e**2) * inner)


def _authalic(latitude: DoubleArray) -> DoubleArray:
    ratio = _q(latitude) / _q(np.array(math.pi / 2))
    return np.asarray(np.arcsin(np.clip(ratio, -1.0, 1.0)))


def _authalic_radius_m() -> float:
    return _SEMI_MAJOR_M * math.sqrt(float(_q(np.array(math.pi / 2))) / 2)


def _on_sphere(longitude: DoubleArray, latitude: DoubleArray) -> DoubleArray:
    """Return unit vectors, shape (..., 3)."""
    ring = np.cos(latitude)
    parts = (ring * np.cos(longitude), ring * np.sin(longitude), np.sin(latitude))
    return np.stack(parts, axis=-1)


def _solid_angles(a: DoubleArray, b: DoubleArray, c: DoubleArray) -> DoubleArray:
    # From the sides, not from the corners: small triangles would lose their digits.
    volume = np.einsum("...i,...i->...", a, np.cross(b - a, c - a))
    dots = [
        np.einsum("...i,...i->...", first, second) for first, second in ((a, b), (b, c), (c, a))
    ]
    return np.asarray(2 * np.arctan2(volume, 1 + sum(dots)))
