import numpy as np
import pytest

from app.scene.files.georeference import make_lattice
from app.scene.grid import Grid, LonLatLattice
from app.scene.ground_area import cell_areas_m2, with_area_factor

EARTH_M2 = 510_065_621_724_088.4  # of the ellipsoid WGS 84


def lattice(west, east, north, south, n=33):
    lon, lat = np.meshgrid(np.linspace(west, east, n), np.linspace(north, south, n))
    return LonLatLattice(lon=lon, lat=lat)


def test_cells_over_the_whole_earth_add_up_to_it():
    assert cell_areas_m2(lattice(-180, 180, 90, -90)).sum() == pytest.approx(EARTH_M2, rel=1e-9)


def zone_m2(south, north, width):
    """Area of a piece of a zone by numeric integration of the ellipsoid's radii."""
    a, e2 = 6_378_137.0, 0.0066943799901413165
    phi = np.radians(np.linspace(south, north, 100_001))
    meridian = a * (1 - e2) / (1 - e2 * np.sin(phi) ** 2) ** 1.5
    across = a / np.sqrt(1 - e2 * np.sin(phi) ** 2) * np.cos(phi)
    return np.trapezoid(meridian * across, phi) * np.radians(width)


@pytest.mark.parametrize(("north", "south"), [(50, 49), (1, -1), (-79, -80)])
def test_cells_of_a_degree_have_the_area_of_the_ellipsoid(north, south):
    found = cell_areas_m2(lattice(10, 11, north, south)).sum()
    assert found == pytest.approx(zone_m2(south, north, 1), rel=2e-5)


def test_the_place_of_the_largest_distortion_counts():
    grid = Grid(32, 32, (1000.0, 0, 0, 0, -1000.0, 0), "WKT", "X", 1.0, is_projected=True)
    half = lattice(10.0, 10.0 + 0.45, 0.0, -0.1447)
    factor = with_area_factor(grid, half).area_factor
    cells = cell_areas_m2(half)
    assert factor == pytest.approx(1e6 / cells.min()) or factor == pytest.approx(1e6 / cells.max())


def test_a_projection_whose_place_on_the_earth_is_unknown_has_no_areas():
    grid = Grid(32, 32, (10.0, 0, 0, 0, -10.0, 0), "WKT", "Mars", 1.0, is_projected=True)
    assert with_area_factor(grid, None).pixel_area_m2 is None


def test_a_plan_with_metres_of_its_own_keeps_its_areas():
    grid = Grid(32, 32, (10.0, 0, 0, 0, -10.0, 0), "WKT", "Site", 1.0, is_projected=False)
    assert with_area_factor(grid, None).pixel_area_m2 == 100.0


EQUAL_AREA = "EPSG:6931"  # Lambert azimuthal around the North Pole, ellipsoidal


def equal_area_m2(grid):
    """Area of a grid's outline where the map keeps areas; edges are cut into many short ones."""
    from rasterio.warp import transform

    n = 400
    down, across = np.arange(n) * grid.height / n, np.arange(n) * grid.width / n
    rows = np.concatenate([np.zeros(n), down, np.full(n, grid.height), grid.height - down])
    cols = np.concatenate([across, np.full(n, grid.width), grid.width - across, np.zeros(n)])
    x, y = grid.xy(rows, cols)
    x, y = map(np.array, transform(grid.crs_wkt, EQUAL_AREA, x, y))
    return abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2


@pytest.mark.parametrize(
    ("crs", "corner"),
    [
        ("EPSG:32633", (400_000, 5_800_000)),
        ("EPSG:3857", (1_500_000, 6_800_000)),
        ("EPSG:3413", (-200_000, -3_500_000)),
        ("EPSG:3413", (300_000, 900_000)),
        ("EPSG:3035", (4_300_000, 3_200_000)),
        ("ESRI:54008", (500_000, 6_000_000)),
        ("EPSG:3995", (-1_000_000, -1_500_000)),
        ("EPSG:3395", (1_500_000, 6_800_000)),
    ],
)
def test_the_factor_agrees_with_an_equal_area_projection(crs, corner):
    from rasterio.crs import CRS

    wkt = CRS.from_string(crs).to_wkt()
    transform = (30.0, 0.0, corner[0], 0.0, -30.0, corner[1])
    grid = Grid(500, 400, transform, wkt, crs, 1.0, is_projected=True)
    lattice = make_lattice(grid)
    ground_m2 = cell_areas_m2(lattice).sum()
    assert ground_m2 == pytest.approx(equal_area_m2(grid), rel=1e-5)
    map_m2 = 900.0 * grid.n_pixels
    assert with_area_factor(grid, lattice).area_factor == pytest.approx(
        map_m2 / ground_m2, rel=5e-3
    )
