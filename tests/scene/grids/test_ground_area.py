import math

import numpy as np
import pytest

from app.arrays import Window
from app.scene.files.georeference import with_areas
from app.scene.grids.grid import Grid
from app.scene.grids.ground_area import measure_pixel_areas
from app.scene.grids.pixel_areas import AreaKind

EARTH_M2 = 510_065_621_724_088.4  # of the ellipsoid WGS 84
WITHIN = 1e-4  # what is promised
ROTATED = (26.0, 15.0, 15.0, -26.0)
# A sphere, whose latitudes count as those of the ellipsoid, as everywhere in these products.
MODIS = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs"

# CRS, upper left corner, columns and rows, pixel: a, b, d, e of the transform, or its side.
SCENES = {
    "UTM, in its middle": ("EPSG:32611", (490_000, 5_700_000), (700, 600), 30.0),
    "UTM, a whole scene": ("EPSG:32633", (300_000, 5_800_000), (7800, 7700), 30.0),
    "UTM south, over its edge": ("EPSG:32733", (820_000, 8_000_000), (3000, 3000), 60.0),
    "UTM, turned": ("EPSG:32611", (600_000, 5_700_000), (900, 900), ROTATED),
    "degrees": ("EPSG:4326", (10.0, 52.0), (7000, 6000), 0.00025),
    "degrees, turned": ("EPSG:4326", (10.0, 62.0), (900, 900), (0.002, 0.001, 0.001, -0.002)),
    "degrees, the whole Earth": ("EPSG:4326", (-180.0, 90.0), (1440, 720), 0.25),
    "degrees of NAD 83": ("EPSG:4269", (-115.0, 52.0), (2000, 2000), 0.0003),
    "degrees, at the pole": ("EPSG:4326", (10.0, 90.0), (2000, 1000), 0.0003),
    "Web Mercator": ("EPSG:3857", (1_500_000, 6_800_000), (7000, 7000), 30.0),
    "Web Mercator, over the date line": ("EPSG:3857", (19_950_000, -2e6), (6000, 3000), 30.0),
    "polar stereographic north": ("EPSG:3413", (-200_000, -2_500_000), (7000, 7000), 30.0),
    "polar stereographic, over the pole": ("EPSG:3413", (-150_000, 150_000), (600, 600), 500.0),
    "polar stereographic, of sea ice": ("EPSG:3413", (-3.85e6, 5.85e6), (304, 448), 25_000.0),
    "polar stereographic south": ("EPSG:3031", (300_000, 1_500_000), (5000, 5000), 30.0),
    "sinusoidal of MODIS": (MODIS, (1_111_950.5, 5_559_752.6), (2400, 2400), 463.312716),
    "sinusoidal": ("ESRI:54008", (500_000, 6_000_000), (2000, 2000), 500.0),
    "LAEA of Europe": ("EPSG:3035", (4_300_000, 3_200_000), (4000, 4000), 25.0),
    "LAEA of Europe, turned": ("EPSG:3035", (4_300_000, 3_200_000), (900, 900), ROTATED),
    "Albers of the United States": ("EPSG:5070", (-1_500_000, 2_500_000), (5000, 5000), 30.0),
    "Lambert conformal of France": ("EPSG:2154", (400_000, 6_800_000), (5000, 5000), 30.0),
    "state plane in feet": ("EPSG:2263", (980_000, 220_000), (2000, 2000), 10.0),
    "Swiss, on Bessel": ("EPSG:21781", (600_000, 200_000), (3000, 3000), 25.0),
    "world Mercator": ("EPSG:3395", (1_500_000, 6_800_000), (3000, 3000), 30.0),
    "of five centimetres": ("EPSG:32611", (600_000, 5_700_000), (2000, 2000), 0.05),
}


def grid_of(name):
    from rasterio.crs import CRS

    crs, (x, y), (width, height), pixel = SCENES[name]
    crs = CRS.from_string(crs)
    a, b, d, e = pixel if isinstance(pixel, tuple) else (pixel, 0.0, 0.0, -pixel)
    metres = None if crs.is_geographic else crs.linear_units_factor[1]
    grid = Grid(
        width, height, (a, b, x, d, e, y), crs.to_wkt(), name, metres, is_projected=crs.is_projected
    )
    return with_areas(grid)


def geodesic_m2(grid, row, col, n_rows, n_cols):
    """Area of a rectangle of pixels, its outline cut into many geodesics."""
    pyproj = pytest.importorskip("pyproj")
    n = 60
    down, across = np.arange(n) * n_rows / n, np.arange(n) * n_cols / n
    rows = row + np.concatenate([np.zeros(n), down, np.full(n, n_rows), n_rows - down])
    cols = col + np.concatenate([across, np.full(n, n_cols), n_cols - across, np.zeros(n)])
    x, y = grid.xy(rows, cols)
    to_lon_lat = pyproj.Transformer.from_crs(grid.crs_wkt, "OGC:CRS84", always_xy=True)
    lon, lat = to_lon_lat.transform(x, y)
    return abs(pyproj.Geod(ellps="WGS84").polygon_area_perimeter(lon, lat)[0])


def told_m2(grid, row, col, n_rows, n_cols):
    areas = grid.areas.within(Window(row, col, n_rows, n_cols))
    rows, cols = np.diff(areas.row_edges), np.diff(areas.col_edges)
    return float(rows @ areas.m2 @ cols)


@pytest.mark.parametrize("name", SCENES)
def test_pixels_have_the_area_that_geodesics_enclose(name):
    grid = grid_of(name)
    assert grid.areas.is_known
    # Small pieces: what differs within a cell would show. Five metres at least, for the digits.
    n_rows, n_cols = max(1, grid.height // 100), max(1, grid.width // 100)
    for down in (0.0, 0.31, 0.5, 0.99):
        for across in (0.0, 0.27, 0.5, 0.99):
            piece = int(down * grid.height), int(across * grid.width), n_rows, n_cols
            assert told_m2(grid, *piece) == pytest.approx(geodesic_m2(grid, *piece), rel=WITHIN)


@pytest.mark.parametrize("name", SCENES)
def test_areas_hardly_differ_within_a_cell(name):
    areas = grid_of(name).areas
    for axis, edges in enumerate((areas.row_edges, areas.col_edges)):
        steps = np.abs(np.diff(np.log(areas.m2), axis=axis))
        wide = np.diff(edges) > 1  # single rows differ as they do
        if steps.size:
            either = np.moveaxis(steps, axis, 0)[wide[1:] & wide[:-1]]
            assert either.size == 0 or either.max() < 5e-5


def test_all_pixels_add_up_to_the_earth():
    grid = grid_of("degrees, the whole Earth")
    assert grid.pixel_area_m2 * grid.n_pixels == pytest.approx(EARTH_M2, rel=1e-8)


def row_m2(north, south, width):
    """Area of a piece of a zone by numeric integration of the ellipsoid's radii."""
    a, e2 = 6_378_137.0, 0.0066943799901413165
    phi = np.radians(np.linspace(south, north, 10_001))
    meridian = a * (1 - e2) / (1 - e2 * np.sin(phi) ** 2) ** 1.5
    across = a / np.sqrt(1 - e2 * np.sin(phi) ** 2) * np.cos(phi)
    return np.trapezoid(meridian * across, phi) * np.radians(width)


def test_rows_of_degrees_have_the_area_of_the_ellipsoid():
    grid = grid_of("degrees, the whole Earth")
    for row in (0, 1, 200, 359, 360, 719):
        north = 90 - 0.25 * row
        found = told_m2(grid, row, 700, 1, 1)
        assert found == pytest.approx(row_m2(north, north - 0.25, 0.25), rel=1e-6)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("UTM, in its middle", AreaKind.ELLIPSOID),
        ("UTM, a whole scene", AreaKind.BY_COLUMN),
        ("degrees", AreaKind.BY_ROW),
        ("Web Mercator", AreaKind.BY_ROW),
        ("polar stereographic north", AreaKind.BY_ROW_AND_COLUMN),
        ("LAEA of Europe", AreaKind.MAP_UNITS),
        ("Albers of the United States", AreaKind.MAP_UNITS),
        ("sinusoidal", AreaKind.MAP_UNITS),
    ],
)
def test_it_is_known_what_areas_are_measured_on(name, kind):
    assert grid_of(name).areas.kind is kind


def test_the_middle_of_utm_is_told_larger_than_its_map():
    assert grid_of("UTM, in its middle").pixel_area_m2 == pytest.approx(900 / 0.9996**2, rel=2e-5)


def test_areas_by_the_units_of_an_equal_area_map_keep_their_digits():
    assert grid_of("LAEA of Europe").pixel_area_m2 == 625.0


def plane(crs_wkt="WKT", metres=1.0, *, is_projected):
    transform = (10.0, 0, 0, 0, -10.0, 0)
    return Grid(32, 32, transform, crs_wkt, "X", metres, is_projected=is_projected)


def test_a_projection_whose_place_on_the_earth_is_unknown_has_no_areas():
    grid = plane(is_projected=True)
    areas = measure_pixel_areas(grid, lambda _rows, _cols: None)
    assert (areas.kind, areas.mean_m2) == (AreaKind.NONE, None)


def test_another_planet_has_no_areas():
    from rasterio.crs import CRS

    wkt = CRS.from_string("+proj=merc +R=3396190 +units=m").to_wkt()
    assert with_areas(plane(wkt, is_projected=True)).pixel_area_m2 is None


def test_places_beyond_the_pole_have_no_areas():
    from rasterio.crs import CRS

    degrees = (0.1, 0.0, 10.0, 0.0, -0.1, 950.0)
    grid = Grid(5, 4, degrees, CRS.from_epsg(4326).to_wkt(), "EPSG:4326")
    assert with_areas(grid).pixel_area_m2 is None


def test_a_fold_in_the_map_is_no_area():
    def fold(rows, cols):
        return np.abs(cols - 11) / 1000, rows / 1000

    assert not measure_pixel_areas(plane(is_projected=True), fold).is_known


def test_a_plan_with_metres_of_its_own_keeps_its_areas():
    grid = with_areas(plane(is_projected=False))
    assert (grid.areas.kind, grid.pixel_area_m2) == (AreaKind.MAP_UNITS, 100.0)


def test_without_a_reference_system_there_are_no_areas():
    grid = with_areas(plane("", None, is_projected=False))
    assert (grid.areas.kind, grid.pixel_area_m2) == (AreaKind.NONE, None)


def test_cells_of_a_window_are_those_of_the_whole():
    grid = grid_of("polar stereographic north")
    whole = told_m2(grid, 0, 0, grid.height, grid.width)
    cuts = [(0, 0, 3111, 2000), (0, 2000, 3111, 5000), (3111, 0, 3889, 7000)]
    assert math.fsum(told_m2(grid, *cut) for cut in cuts) == pytest.approx(whole, rel=1e-12)


def test_grids_are_compared_without_what_was_measured():
    grid = grid_of("degrees")
    assert with_areas(grid) == grid
