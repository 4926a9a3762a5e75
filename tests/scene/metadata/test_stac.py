"""A STAC item tells of the assets beside it, and of no others."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.scene.band import BandKind
from app.scene.calibration import Calibration
from app.scene.metadata.stac import read_stac

PROPERTIES = {
    "datetime": "2024-05-06T07:08:09Z",
    "platform": "sentinel-2b",
    "constellation": "sentinel-2",
    "eo:cloud_cover": 12.5,
    "view:sun_elevation": 55.5,
}
OLD_BAND = {"name": "B04", "common_name": "red", "center_wavelength": 0.665}
ASSETS: dict[str, Any] = {
    "red": {
        "href": "https://example.invalid/x/red.tif?token=1",
        "eo:bands": [OLD_BAND],
        "raster:bands": [{"scale": 0.0001, "offset": -0.1, "nodata": 0}],
    },
    "new": {
        "href": "./new.tif",
        "bands": [
            {"name": "n", "eo:common_name": "nir08", "raster:scale": 0.5},
            {"name": "t", "eo:common_name": "lwir11", "eo:center_wavelength": 10.9},
        ],
        "nodata": -9999,
    },
    "elsewhere": {"href": "../other/else.tif", "eo:bands": [OLD_BAND]},
}


def write(folder: Path, **changed: Any) -> Path:
    item = {"type": "Feature", "stac_version": "1.0.0", "id": "S2B_x", "properties": PROPERTIES}
    path = folder / "item.json"
    path.write_text(json.dumps({**item, "assets": ASSETS, **changed}))
    return path


def test_an_item_tells_date_bands_and_scale(tmp_path: Path) -> None:
    facts = read_stac(write(tmp_path), ["red.tif", "new.tif"])

    assert facts is not None
    told = facts.product
    assert (told.identifier, told.platform, told.cloud_cover) == ("S2B_x", "Sentinel-2B", 0.125)
    assert told.sun_elevation_deg == 55.5
    assert told.acquired is not None
    assert told.acquired.isoformat() == "2024-05-06T07:08:09+00:00"
    red = facts.by_file["red.tif", 1]
    assert red.calibration == Calibration(0.0001, -0.1, "reflectance")
    assert (red.role, red.wavelength_nm, red.nodata) == ("red", 665.0, 0)
    near, thermal = facts.by_file["new.tif", 1], facts.by_file["new.tif", 2]
    assert (near.role, near.calibration.scale, near.nodata) == ("nir08", 0.5, -9999)
    assert (thermal.role, thermal.kind) == ("thermal1", BandKind.THERMAL)
    assert thermal.wavelength_nm == pytest.approx(10_900)
    assert ("else.tif", 1) not in facts.by_file


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "FeatureCollection"},
        {"assets": [1, 2]},
        {"assets": {"a": {"href": 7, "eo:bands": "x"}}},
        {"properties": None, "assets": None},
    ],
)
def test_a_document_of_another_shape_tells_nothing(tmp_path: Path, changed: dict[str, Any]) -> None:
    assert read_stac(write(tmp_path, **changed), ["red.tif"]) is None


def test_odd_values_are_passed_over(tmp_path: Path) -> None:
    properties = {"datetime": 5, "eo:cloud_cover": "much", "view:sun_elevation": 10**400}
    band = {"common_name": ["red"], "center_wavelength": True, "scale": "x"}
    assets = {"red": {"href": "red.tif", "bands": [band, 7]}}

    facts = read_stac(write(tmp_path, properties=properties, assets=assets), ["red.tif"])

    assert facts is not None
    assert facts.product.acquired is None
    assert facts.product.sun_elevation_deg is None
    assert facts.by_file["red.tif", 1].role == ""


@pytest.mark.parametrize(("is_applied", "offset"), [(True, 0.0), (False, -0.1)])
def test_an_offset_that_pixels_no_longer_have_is_not_taken_twice(
    tmp_path: Path, is_applied: bool, offset: float
) -> None:
    asset = {"href": "B04.tif", "eo:bands": [OLD_BAND]}
    asset["raster:bands"] = [{"scale": 1e-4, "offset": -0.1, "nodata": 0}]
    told = {**PROPERTIES, "earthsearch:boa_offset_applied": is_applied}

    facts = read_stac(write(tmp_path, properties=told, assets={"red": asset}), {"B04.tif"})

    assert facts is not None
    calibration = facts.by_file["b04.tif", 1].calibration
    assert (calibration.scale, calibration.offset) == (1e-4, offset)
