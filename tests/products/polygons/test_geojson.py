"""GeoJSON has the polygons of the map in longitude and latitude."""

import json

import numpy as np
import pyproj
import pytest
from rasterio.features import rasterize
from rasterio.transform import Affine

from app.products.polygons.geojson import stage_geojson
from app.products.product import Results
from app.products.requests import USUAL_OPTIONS, ExportOptions, PolygonsOf
from app.products.writing.safe_write import Staging
from app.steps import drain


@pytest.fixture
def write(tmp_path, make_case, make_sweep):
    def write(options=USUAL_OPTIONS):
        labels = np.kron(np.random.default_rng(5).integers(0, 4, (7, 6)), np.ones((2, 3)))
        labels = labels.astype(np.uint8)
        case = make_case(names=('Said "no"', "Zürich", "=1+1"), labels=labels)
        results = Results(case.scene, make_sweep(3, labels=labels), {3: case.look}, options=options)
        with Staging(tmp_path) as staging:
            drain(stage_geojson(staging, "a.geojson", results, 3))
        return case, json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"]

    return write


def burnt(features, grid):
    to_map = pyproj.Transformer.from_crs("OGC:CRS84", 32611, always_xy=True)
    drawn = np.zeros((grid.height, grid.width), np.uint8)
    for feature in features:
        shape = feature["geometry"]
        many = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        for rings in many:
            moved = [[to_map.transform(*point) for point in ring] for ring in rings]
            one = {"type": "Polygon", "coordinates": moved}
            value = feature["properties"]["class"]
            drawn += rasterize(
                [(one, value)], drawn.shape, transform=Affine(*grid.transform)
            ).astype(np.uint8)
    return drawn


@pytest.mark.parametrize("of", list(PolygonsOf))
def test_polygons_burn_back_to_the_map_with_names_and_figures(write, of):
    case, features = write(ExportOptions(polygons_of=of))
    assert (burnt(features, case.grid) == case.labels.labels).all()
    told = [feature["properties"] for feature in features]
    assert {one["name"] for one in told} == set(case.look.names)
    assert sum(one["share"] for one in told) == pytest.approx(1)
    assert sum(one["area_m2"] for one in told) == pytest.approx(
        case.result.signatures.area_m2.sum()
    )
    assert len(features) > 3 if of is PolygonsOf.PATCHES else len(features) == 3


def test_outsides_run_against_the_clock(write):
    _, features = write(ExportOptions(polygons_of=PolygonsOf.PATCHES))
    for feature in features:
        x, y = np.array(feature["geometry"]["coordinates"][0])[:-1].T
        assert (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() > 0
