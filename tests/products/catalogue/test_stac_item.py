"""The item tells place, date and classes of a map, and where its files are."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from app.products.catalogue.stac_item import STAC_ITEM, stac_item
from app.products.product import Results
from app.products.writing.safe_write import Staging
from app.scene.files.georeference import make_lattice
from app.scene.scene_product import SceneProduct

NAMES = ("Open water", "Zürich & <b>", "=1+1")


@pytest.fixture
def results(make_case, make_sweep):
    case = make_case(names=NAMES)
    product = SceneProduct(platform="Landsat 8", acquired=datetime(2020, 7, 15, tzinfo=UTC))
    scene = replace(case.scene, product=product, lattice=make_lattice(case.grid))
    return Results(scene, make_sweep(3), {3: case.look})


def test_classes_have_values_names_colours_and_shares(results):
    classes = stac_item(results, 3, "a.tif")["assets"]["map"]["classification:classes"]
    assert [one["value"] for one in classes] == [0, 1, 2, 3]
    assert [one["title"] for one in classes[1:]] == list(NAMES)
    assert [one["name"] for one in classes[1:]] == ["open-water", "z-rich-b", "1-1"]
    assert classes[1]["color_hint"] == "0AFE01"
    assert sum(one["percentage"] for one in classes[1:]) == pytest.approx(100)


def test_date_and_crs_are_those_of_the_scene(results):
    told = stac_item(results, 3, "a.tif")["properties"]
    assert told["datetime"] == "2020-07-15T00:00:00Z"
    assert told["proj:code"] == "EPSG:32611"
    assert (told["proj:shape"], told["proj:transform"][0]) == ([300, 40], 30.0)


def test_footprint_runs_around_the_scene_against_the_clock(results):
    item = stac_item(results, 3, "a.tif")
    (ring,) = item["geometry"]["coordinates"]
    assert ring[0] == ring[-1]
    doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    assert doubled > 0
    west, south, east, north = item["bbox"]
    assert -117.001 < west < east < -116.98
    assert 51.36 < south < north < 51.46


def test_scene_without_place_or_date_says_so(make_case, make_sweep):
    case = make_case(crs_wkt="")
    item = stac_item(Results(case.scene, make_sweep(3), {3: case.look}), 3, "a.tif")
    assert item["geometry"] is None
    assert "bbox" not in item
    # The schema of the extension asks for one of its fields, also where nothing else is known.
    assert item["assets"]["map"]["raster:sampling"] == "area"
    assert "date of the scene is not known" in item["properties"]["description"]


def test_prefix_leads_to_the_map_of_the_same_prefix(results, tmp_path):
    with Staging(tmp_path, prefix="north_") as staging:
        STAC_ITEM.write(staging, results, 3)
    item = json.loads((tmp_path / "north_clusters_k03.stac.json").read_text())
    assert item["assets"]["map"]["href"] == "./north_clusters_k03.tif"
