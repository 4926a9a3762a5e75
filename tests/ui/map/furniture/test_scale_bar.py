"""Scale bars are true on the ground where the map looks at, in whatever the scene lies."""

import math
from dataclasses import replace

import numpy as np
import pytest

from app.scene.grids.grid import Grid, LonLatLattice
from app.ui.map.furniture.scale_bar import ScaleBar, length_text, nice_length, zoom_text
from app.ui.map.map_area import MapArea
from tests.ui.conftest import make_scene

N = 400
# One degree of longitude on WGS 84, in metres, at the latitude of the key (published tables).
DEGREE_OF_LONGITUDE_M = {0.0: 111_320.0, 60.0: 55_800.0}


def in_degrees(lat, step=0.001):
    """A scene of equal steps in longitude and latitude about a latitude."""
    top = lat + N * step / 2
    lon, lats = np.meshgrid(np.linspace(10, 10 + N * step, 9), np.linspace(top, top - N * step, 9))
    grid = Grid(N, N, (step, 0, 10, 0, -step, top), 'GEOGCRS["WGS 84",', "EPSG:4326")
    return replace(make_scene(extra=False), grid=grid, lattice=LonLatLattice(lon, lats))


def web_mercator(lat, metres=30.0):
    """A scene of pixels of 30 m of the map, which are smaller on the ground."""
    r = 6_378_137.0
    middle = r * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    y = middle + (N / 2 - np.linspace(0, N, 9)) * metres
    x = np.linspace(0, N, 9) * metres
    lon, lats = np.meshgrid(
        np.degrees(x / r), np.degrees(2 * np.arctan(np.exp(y / r)) - math.pi / 2)
    )
    grid = Grid(
        N, N, (metres, 0, 0, 0, -metres, y[0]),
        'PROJCRS["WGS 84 / Pseudo-Mercator",', "EPSG:3857", 1.0, is_projected=True,
    )  # fmt: skip
    return replace(make_scene(extra=False), grid=grid, lattice=LonLatLattice(lon, lats))


@pytest.fixture
def area(qtbot):
    widget = MapArea()
    qtbot.addWidget(widget)
    widget.resize(900, 500)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def first_bar(area) -> ScaleBar:
    return area.furniture.scale_bars[0]


def metres_per_px(bar):
    text, _, length_px = bar.told
    number, unit = text.split()
    return float(number) * {"m": 1, "km": 1000}[unit] / length_px


@pytest.mark.parametrize("lat", DEGREE_OF_LONGITUDE_M)
def test_a_scene_in_degrees_has_the_lengths_of_its_latitude(area, lat):
    area.show_scene(in_degrees(lat))
    area.show_place(N / 2, N / 2, 2.0)
    expected = DEGREE_OF_LONGITUDE_M[lat] * 0.001 / 2
    assert metres_per_px(first_bar(area)) == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize("lat", [0.0, 60.0])
def test_a_web_map_has_lengths_on_the_ground_and_not_those_of_the_map(area, lat):
    area.show_scene(web_mercator(lat))
    area.show_place(N / 2, N / 2, 2.0)
    expected = 30.0 * math.cos(math.radians(lat)) / 2
    assert metres_per_px(first_bar(area)) == pytest.approx(expected, rel=4e-3)


def test_the_scale_is_that_of_the_place_that_is_looked_at(area):
    area.show_scene(in_degrees(60.0, step=0.02))  # from 56 to 64 degrees
    found = {}
    for row in (20, N - 20):
        area.show_place(N / 2, row, 8.0)
        found[row] = metres_per_px(first_bar(area))
    assert found[N - 20] / found[20] == pytest.approx(
        math.cos(math.radians(56.4)) / math.cos(math.radians(63.6)), rel=0.01
    )


def test_a_scene_that_lies_nowhere_is_measured_in_pixels(area):
    scene = replace(make_scene(extra=False), grid=Grid(N, N, (1, 0, 0, 0, 1, 0)), lattice=None)
    area.show_scene(scene)
    area.show_place(N / 2, N / 2, 4.0)
    text, zoom, length_px = first_bar(area).told
    assert text == f"{length_px / 4:g} px"
    assert zoom == "4:1 (400 %)"


@pytest.mark.parametrize(
    ("longest", "length"), [(1.0, 1), (1.9, 1), (2.0, 2), (4.99, 2), (730, 500), (0.034, 0.02)]
)
def test_lengths_are_round(longest, length):
    assert nice_length(longest) == pytest.approx(length)


def test_lengths_and_zooms_are_said_in_short():
    assert [length_text(m) for m in (0.5, 20, 500, 1_000, 20_000)] == [
        "0.5 m", "20 m", "500 m", "1 km", "20 km",
    ]  # fmt: skip
    assert [zoom_text(zoom) for zoom in (1, 0.57, 8, 0.01)] == [
        "1:1 (100 %)", "1:1.8 (57 %)", "8:1 (800 %)", "1:100 (1 %)",
    ]  # fmt: skip


def test_bars_can_be_hidden_and_are_there_with_a_scene_only(area):
    bar = first_bar(area)
    assert not bar.isVisible()
    area.show_scene(in_degrees(0.0))
    assert bar.isVisible()
    area.furniture.set_scale(False)
    assert not bar.isVisible()
