"""Directions on the ground and in rows and columns belong together, however a scene lies."""

import numpy as np
import pytest
from rasterio import Affine

from app.scene.opening import open_scene
from app.scene.place import compass, compass_of_map
from app.steps import drain

PIXELS = np.arange(1200, dtype="uint16").reshape(30, 40)
UTM = Affine(30, 0, 500_000, 0, -30, 5_700_000)
SOUTH_UP = Affine(30, 0, 500_000, 0, 30, 5_700_000)
POLAR = Affine(30, 0, -1_500_000, 0, -30, 0)  # at 90 degrees west, near 76 degrees south


@pytest.mark.parametrize(
    ("crs", "transform", "azimuth", "on_grid"),
    [
        ("EPSG:32632", UTM, 30, 30),
        ("EPSG:32632", SOUTH_UP, 30, 150),
        ("EPSG:32632", UTM @ Affine.rotation(-40), 30, 70),
        ("EPSG:3031", POLAR, 30, 300),  # north is to the left: the pole lies to the right
        ("EPSG:4326", Affine(0.001, 0, 10, 0, -0.001, 60), 90, 90),
    ],
)
def test_azimuths_are_turned_onto_the_grid_and_back(make_raster, crs, transform, azimuth, on_grid):
    path = make_raster("a.tif", PIXELS, crs=crs, transform=transform)
    turned = compass(drain(open_scene([path]))[1])
    assert (turned.on_grid(azimuth) - on_grid + 180) % 360 == pytest.approx(180, abs=0.1)
    assert turned.from_north(turned.on_grid(azimuth)) == pytest.approx(azimuth)


@pytest.mark.parametrize("crs", [None, "EPSG:32632", "EPSG:4326"])
def test_without_a_place_the_first_row_is_the_north(make_raster, crs):
    path = make_raster("a.tif", PIXELS, crs=crs, transform=Affine.identity())
    scene = drain(open_scene([path]))[1]
    assert compass(scene) == compass_of_map(scene.grid)
    assert compass(scene).on_grid(30) == 30
