"""Measure how large the pixels of a grid are on the ellipsoid."""

import math
from collections.abc import Callable

import numpy as np
from numpy.polynomial import chebyshev

from app.arrays import DoubleArray, IntArray, read_only
from app.scene.grids.grid import Grid
from app.scene.grids.pixel_areas import NO_AREAS, PixelAreas

ToLonLat = Callable[[DoubleArray, DoubleArray], tuple[DoubleArray, DoubleArray] | None]

# The ellipsoid WGS 84; GRS 80 has the same area to ten digits.
_SEMI_MAJOR_M = 6_378_137.0
_FLATTENING = 1 / 298.257223563
_ECCENTRICITY = math.sqrt(_FLATTENING * (2 - _FLATTENING))

# Areas change so smoothly that a polynomial of this degree meets them to eight digits, from a
# pixel to a hemisphere; where it does not, there is a fold or an edge of the world in the scene.
_N_NODES = 33
_N_TRIED = 9
_INTERPOLATION = 2e-5
# Differences over this angle lose the fewest digits, to rounding and to curvature: some 1e-8.
_STEP_RAD = 1e-4
_SHARES = (1.0, -1.0, 0.5, -0.5)
_IS_MAP = 1e-5  # areas by the units of the map that are this near are taken as they are
_WITHIN_CELL = 4e-5  # by how much areas differ within a cell of rows and columns, relative
_N_LOOKED_AT = 513  # places on an axis that tell where areas change how fast
_N_BESIDE = 33  # on the other axis
_N_CELLS_MAX = 2**20  # 8 MB; a hemisphere as one scene is cut more coarsely than it should be


def measure_pixel_areas(grid: Grid, to_lon_lat: ToLonLat) -> PixelAreas:
    """Measure the pixels of a grid.

    Areas lie on the ellipsoid WGS 84, whatever the ellipsoid or the sphere of the map. Within a
    cell they differ by less than 0.005 %; what a cell holds is their mean, to 0.0001 %.

    Parameters
    ----------
    to_lon_lat
        Gives longitudes and latitudes in degrees, on WGS 84, of rows and columns in pixel-corner
        coordinates; None where they are not known.

    Returns
    -------
    `NO_AREAS` where the scene does not lie on the Earth, as far as is known.
    """
    map_m2 = grid.map_area_m2
    if not grid.crs_wkt or _is_plan(grid):
        # A plan of a building site knows no other area than its own.
        if not map_m2:
            return NO_AREAS
        return PixelAreas.constant(map_m2, grid.height, grid.width, on_map_units=True)
    surface = _Surface.of(grid, to_lon_lat)
    if surface is None:
        return NO_AREAS
    n_down, n_across = grid.height, grid.width
    if map_m2 and surface.is_nearly(map_m2):
        return PixelAreas.constant(map_m2, n_down, n_across, on_map_units=True)
    return surface.cut_into_cells()


def _is_plan(grid: Grid) -> bool:
    return grid.metres_per_unit is not None and not grid.is_projected


class _Surface:
    """The area of a pixel as a polynomial of row and column.

    Its mean over any rows and columns is then known, however large pixels are.
    """

    def __init__(self, coefficients: DoubleArray, height: int, width: int) -> None:
        self._coefficients = coefficients
        self._sizes = (height, width)

    @classmethod
    def of(cls, grid: Grid, to_lon_lat: ToLonLat) -> "_Surface | None":
        """Measure areas at some places; None where that cannot be, or they do not lie smoothly."""
        sizes = (grid.height, grid.width)
        nodes = chebyshev.chebpts1(_N_NODES)
        rows, cols = ((nodes + 1) / 2 * size for size in sizes)
        measured = pixel_areas_at(rows, cols, sizes, to_lon_lat)
        if measured is None:
            return None
        fit = np.linalg.inv(chebyshev.chebvander(nodes, _N_NODES - 1))
        surface = cls(fit @ measured @ fit.T, *sizes)
        places = (np.arange(_N_TRIED) + 0.5) / _N_TRIED
        rows, cols = (places * size for size in sizes)
        tried = pixel_areas_at(rows, cols, sizes, to_lon_lat)
        if tried is None or (np.abs(surface.at(rows, cols) - tried) > _INTERPOLATION * tried).any():
            return None
        return surface

    def at(self, rows: DoubleArray, cols: DoubleArray) -> DoubleArray:
        """Return areas where rows and columns cross, shape (n_rows, n_cols)."""
        down, across = (
            chebyshev.chebvander(2 * places / size - 1, _N_NODES - 1)
            for places, size in zip((rows, cols), self._sizes, strict=True)
        )
        return np.asarray(down @ self._coefficients @ across.T)

    def is_nearly(self, m2: float) -> bool:
        """Whether the area is this one wherever it is looked at."""
        looked_at = self.at(*(_spread(size, _N_BESIDE) for size in self._sizes))
        return bool((np.abs(looked_at - m2) <= _IS_MAP * m2).all())

    def cut_into_cells(self) -> PixelAreas:
        """Cut rows and columns so that areas hardly differ within a cell, and take its mean."""
        looked_at = [_spread(size, _N_LOOKED_AT) for size in self._sizes]
        beside = [_spread(size, _N_BESIDE) for size in self._sizes]
        changes = [
            _change(self.at(looked_at[0], beside[1])),
            _change(self.at(beside[0], looked_at[1]).T),
        ]
        n_cells = _n_cells([float(change[-1]) for change in changes], self._sizes)
        edges = [
            _edges(change, places, n, size)
            for change, places, n, size in zip(
                changes, looked_at, n_cells, self._sizes, strict=True
            )
        ]
        down, across = (_means(*each) for each in zip(edges, self._sizes, strict=True))
        m2 = np.maximum(down @ self._coefficients @ across.T, 0.0)
        return PixelAreas(read_only(m2), read_only(edges[0]), read_only(edges[1]))


def _spread(size: int, n_most: int) -> DoubleArray:
    """Return places on an axis, half a step away from its ends: a pole is no place to look at."""
    n = min(size, n_most)
    return (np.arange(n) + 0.5) * size / n


def _change(areas: DoubleArray) -> DoubleArray:
    """Add up how much areas change from the first row over all places to the last.

    Returns
    -------
    Shape (n_places + 2,): where they change most, ends included.
    """
    if len(areas) == 1:
        return np.zeros(3)
    logs = np.log(np.maximum(areas, np.finfo(np.float64).tiny))
    steps = np.abs(np.diff(logs, axis=0)).max(axis=1)
    steps = np.concatenate([steps[:1] / 2, steps, steps[-1:] / 2])
    return np.concatenate([[0.0], np.cumsum(steps)])


def _n_cells(changes: list[float], sizes: tuple[int, int]) -> list[int]:
    """Return into how many parts each axis is to be cut."""
    are_cut = [change > _WITHIN_CELL / 4 for change in changes]
    within = _WITHIN_CELL / max(sum(are_cut), 1)
    n_cells = [
        min(math.ceil(change / within), size) if is_cut else 1
        for change, size, is_cut in zip(changes, sizes, are_cut, strict=True)
    ]
    too_many = math.sqrt(math.prod(n_cells) / _N_CELLS_MAX)
    if too_many > 1 and all(are_cut):
        n_cells = [math.ceil(n / too_many) for n in n_cells]
    return n_cells


def _edges(change: DoubleArray, places: DoubleArray, n: int, size: int) -> IntArray:
    """Return the edges of about n parts between which areas change alike."""
    if n == size:
        return np.arange(size + 1)
    places = np.concatenate([[0.0], places, [size]])
    between = np.interp(np.arange(1, n) * change[-1] / n, change, places)
    inner = np.unique(np.rint(between).astype(np.int64))
    inner = inner[(inner > 0) & (inner < size)]
    return np.concatenate([[0], inner, [size]])


def _means(edges: IntArray, size: int) -> DoubleArray:
    """Return what makes means between edges of a polynomial's coefficients on one axis."""
    integrals = chebyshev.chebint(np.eye(_N_NODES), axis=0)
    ends = 2 * edges / size - 1
    values = chebyshev.chebval(ends, integrals).T
    return np.asarray(np.diff(values, axis=0) / np.diff(ends)[:, np.newaxis])


def pixel_areas_at(
    rows: DoubleArray, cols: DoubleArray, sizes: tuple[int, int], to_lon_lat: ToLonLat
) -> DoubleArray | None:
    """Measure the area that a pixel has on the ellipsoid where rows and columns cross.

    Latitudes are turned into authalic ones, which makes the ellipsoid a sphere of the same area
    (Snyder 1987, Map Projections: A Working Manual, equations 3-11 to 3-13); how far a step down
    and one across lead on it spans the area. Poles and the date line are places like others.

    Parameters
    ----------
    sizes
        Rows and columns of the whole grid.

    Returns
    -------
    Shape (n_rows, n_cols), square metres; None where it cannot be known.
    """
    middle = np.array([[sizes[0] / 2]]), np.array([[sizes[1] / 2]])
    sides = _sides(*middle, np.array([[0.5]]), np.array([[0.5]]), to_lon_lat)
    if sides is None:
        return None
    lengths = [float(np.linalg.norm(side)) for side in sides]
    if min(lengths) <= 0 or not np.isfinite(lengths).all():
        return None
    down, across = np.meshgrid(rows, cols, indexing="ij")
    steps = [np.full(down.shape, _STEP_RAD / length) for length in lengths]
    found = _sides(down, across, steps[0], steps[1], to_lon_lat)
    if found is None:  # the edge of the world may lie beside that of the scene
        ends = (np.minimum(down, sizes[0] - down), np.minimum(across, sizes[1] - across))
        steps = [np.minimum(step, end) for step, end in zip(steps, ends, strict=True)]
        found = _sides(down, across, steps[0], steps[1], to_lon_lat)
    if found is None:
        return None
    areas = np.linalg.norm(np.cross(*found), axis=-1) * _authalic_radius_m() ** 2
    return areas if np.isfinite(areas).all() else None


def _sides(
    rows: DoubleArray,
    cols: DoubleArray,
    down: DoubleArray,
    across: DoubleArray,
    to_lon_lat: ToLonLat,
) -> tuple[DoubleArray, DoubleArray] | None:
    """Return the ways of one pixel down and across on the sphere, from steps about places.

    Steps of the whole length and of half of it tell what curvature does, and how to take it off
    (Richardson 1911).
    """
    steps = [(share * down, 0.0) for share in _SHARES] + [
        (0.0, share * across) for share in _SHARES
    ]
    every_row = np.stack([rows + step for step, _ in steps])
    every_col = np.stack([cols + step for _, step in steps])
    found = to_lon_lat(every_row, every_col)
    if found is None:
        return None
    lon, lat = found
    places = _on_sphere(np.radians(lon), _authalic(np.radians(lat)))
    return _derivative(places[:4], down), _derivative(places[4:], across)


def _derivative(places: DoubleArray, step: DoubleArray) -> DoubleArray:
    whole, half = places[0] - places[1], places[2] - places[3]
    return np.asarray((8 * half - whole) / (6 * step)[..., np.newaxis])


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
