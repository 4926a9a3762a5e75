import numpy as np
import pytest

from app.scene.files.georeference import make_lattice
from app.scene.files.headers import read_header
from app.scene.place import lonlat
from tests.scene.conftest import ROTATED, UTM, ramp


def grid_of(path):
    return read_header(path).grid


def test_a_utm_grid_is_in_metres(make_raster):
    grid = grid_of(make_raster("a.tif", ramp(4, 5)))
    assert (grid.width, grid.height, grid.transform) == (5, 4, UTM)
    assert (grid.crs_name, grid.metres_per_unit, grid.pixel_area_m2) == ("EPSG:32611", 1.0, 900.0)


def test_a_grid_in_feet_knows_its_metres(make_raster):
    grid = grid_of(make_raster("a.tif", ramp(4, 5), crs="EPSG:2263"))
    assert grid.metres_per_unit == pytest.approx(0.3048, rel=1e-4)


def test_a_rotated_transform_is_kept(make_raster):
    assert grid_of(make_raster("a.tif", ramp(4, 5), transform=ROTATED)).transform == ROTATED


def test_degrees_have_no_metres(make_raster):
    degrees = (0.1, 0.0, 10.0, 0.0, -0.1, 50.0)
    grid = grid_of(make_raster("a.tif", ramp(4, 5), crs="EPSG:4326", transform=degrees))
    assert (grid.metres_per_unit, grid.pixel_area_m2) == (None, None)


def test_without_crs_and_transform_there_is_no_georeference(make_raster):
    grid = grid_of(make_raster("a.tif", ramp(4, 5), crs=None, transform=None))
    assert not grid.has_georeference
    assert make_lattice(grid) is None


def test_lon_comes_before_lat(make_raster, open_paths):
    degrees = (0.1, 0.0, 10.0, 0.0, -0.1, 50.0)
    path = make_raster("a.tif", ramp(4, 5), crs="EPSG:4326", transform=degrees)
    assert lonlat(open_paths(path), 1.0, 2.0) == pytest.approx((10.2, 49.9))


def test_lon_and_lat_between_nodes_are_good_to_a_metre(make_raster, open_paths):
    scene = open_paths(make_raster("a.tif", ramp(400, 300)))
    found = lonlat(scene, 123.4, 56.7)
    assert found is not None
    x, y = scene.grid.xy(123.4, 56.7)
    from rasterio.warp import transform

    (lon,), (lat,) = transform("EPSG:32611", "EPSG:4326", [x], [y])
    assert found == pytest.approx((lon, lat), abs=1e-5)


def test_lon_is_continuous_across_the_date_line(make_raster, open_paths):
    degrees = (0.1, 0.0, 179.0, 0.0, -0.1, 50.0)
    scene = open_paths(make_raster("a.tif", ramp(20, 20), crs="EPSG:4326", transform=degrees))
    lons = [lonlat(scene, 5.0, col)[0] for col in (9.0, 11.0)]
    assert lons == pytest.approx([179.9, -179.9])


def test_a_point_outside_the_scene_has_no_place(make_raster, open_paths):
    assert lonlat(open_paths(make_raster("a.tif", ramp(4, 5))), -0.1, 2.0) is None


def test_a_lattice_that_cannot_be_known_is_none(make_raster):
    beyond = (0.1, 0.0, 10.0, 0.0, -0.1, 950.0)
    grid = grid_of(
        make_raster("a.tif", np.ones((4, 5), "uint8"), crs="EPSG:4326", transform=beyond)
    )
    assert make_lattice(grid) is None
