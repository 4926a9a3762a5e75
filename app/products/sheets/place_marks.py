"""Tell scale, north and coordinates of a grid as a map shows them."""

import math
from itertools import pairwise

from app.number_text import grouped
from app.scene.grids.grid import Grid, LonLatLattice
from app.sheets.page import Ticks

_EARTH_M = 6_371_008.8  # mean radius
_BAR_SHARE = 0.3  # of the map's width, at most
_N_TICKS = 4
_STEPS = (1, 2, 5, 10)
_METRES_PER_KM = 1000


def nice_below(value: float) -> float:
    """Return the largest of 1, 2, 5 and their tens that is not above a value."""
    power = 10.0 ** math.floor(math.log10(value))
    return max(step * power for step in _STEPS if step * power <= value * (1 + 1e-9))


def ground_size_m(grid: Grid, lattice: LonLatLattice | None) -> tuple[float, float] | None:
    """Return width and height of a grid on the ground through its middle; None if not known."""
    a, b, _, d, e, _ = grid.transform
    if grid.metres_per_unit is not None:
        return (
            math.hypot(a, d) * grid.width * grid.metres_per_unit,
            math.hypot(b, e) * grid.height * grid.metres_per_unit,
        )
    if lattice is None:
        return None
    middle = len(lattice.lon) // 2
    across = [(lattice.lon[middle, i], lattice.lat[middle, i]) for i in range(len(lattice.lon))]
    down = [(lattice.lon[i, middle], lattice.lat[i, middle]) for i in range(len(lattice.lon))]
    return _way(across), _way(down)


def scale_bar(width_m: float) -> tuple[float, str]:
    """Return the length of a scale bar as a share of the map's width, and what it stands for."""
    metres = nice_below(width_m * _BAR_SHARE)
    label = f"{metres:g} m" if metres < _METRES_PER_KM else f"{metres / _METRES_PER_KM:g} km"
    return metres / width_m, label


def north_deg(grid: Grid, lattice: LonLatLattice | None) -> float | None:
    """Return where true north is in the middle of the map, clockwise from up; None if unknown."""
    if lattice is None:
        return None
    middle, step = len(lattice.lon) // 2, 1
    lon, lat = lattice.lon, lattice.lat
    stretch = math.cos(math.radians(float(lat[middle, middle])))

    def way(row: int, col: int) -> tuple[float, float]:
        east = float(lon[middle + row, middle + col] - lon[middle - row, middle - col]) * stretch
        return east, float(lat[middle + row, middle + col] - lat[middle - row, middle - col])

    across, down = way(0, step), way(step, 0)
    across = across[0] / grid.width, across[1] / grid.width
    down = down[0] / grid.height, down[1] / grid.height
    area = across[0] * down[1] - across[1] * down[0]
    if area == 0:
        return None
    # Columns and rows that lead straight north: the solution of two equations.
    cols, rows = -down[0] / area, across[0] / area
    return math.degrees(math.atan2(cols, -rows))


def ticks(grid: Grid) -> tuple[Ticks, Ticks]:
    """Return round coordinates along the lower and the left edge; none on a grid that is turned."""
    a, b, c, d, e, f = grid.transform
    if not grid.crs_wkt or b or d:
        return Ticks(), Ticks()
    unit = "°" if not grid.is_projected and grid.metres_per_unit is None else ""
    across = _ticks(c, c + a * grid.width, "E" if not unit else "", unit)
    down = _ticks(f, f + e * grid.height, "N" if not unit else "", unit)
    return across, down


def corner_lines(lattice: LonLatLattice | None) -> tuple[str, ...]:
    """Return where the upper left and the lower right corner are."""
    if lattice is None:
        return ()
    corners = (("Upper left", 0, 0), ("Lower right", -1, -1))
    return tuple(
        f"{name}: {_degrees(float(lattice.lat[row, col]), 'NS')}, "
        f"{_degrees((float(lattice.lon[row, col]) + 180) % 360 - 180, 'EW')}"
        for name, row, col in corners
    )


def _ticks(first: float, last: float, letter: str, unit: str) -> Ticks:
    span = abs(last - first)
    step = nice_below(span / _N_TICKS)
    low, high = min(first, last), max(first, last)
    values = [step * i for i in range(math.ceil(low / step), math.floor(high / step) + 1)]
    values = [value for value in values if 0.04 < abs(value - first) / span < 0.96]
    decimals = max(0, -math.floor(math.log10(step)))
    labels = [
        " ".join(filter(None, (letter, f"{grouped(value, decimals)}{unit}"))) for value in values
    ]
    return Ticks(tuple(abs(value - first) / span for value in values), tuple(labels))


def _way(places: list[tuple[float, float]]) -> float:
    """Add up distances on the sphere."""
    total = 0.0
    for (lon1, lat1), (lon2, lat2) in pairwise(places):
        phi1, phi2 = math.radians(lat1), math.radians(lat2)
        half_lat, half_lon = (phi2 - phi1) / 2, math.radians(lon2 - lon1) / 2
        chord = math.sin(half_lat) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(half_lon) ** 2
        total += 2 * _EARTH_M * math.asin(math.sqrt(min(1.0, chord)))
    return total


def _degrees(value: float, letters: str) -> str:
    return f"{abs(value):.4f}° {letters[value < 0]}"
