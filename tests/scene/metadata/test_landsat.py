"""Landsat metadata tell what a scene is and what its numbers measure."""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from app.scene.calibration import Calibration, Curve
from app.scene.metadata.landsat import read_landsat

C2_L1 = {
    "PRODUCT_CONTENTS": {
        "LANDSAT_PRODUCT_ID": "LC09_L1TP_043024_20220802_20220914_02_T1",
        "COLLECTION_NUMBER": "02",
        "PROCESSING_LEVEL": "L1TP",
        "FILE_NAME_BAND_4": "LC09_L1TP_043024_20220802_20220914_02_T1_B4.TIF",
    },
    "IMAGE_ATTRIBUTES": {
        "SPACECRAFT_ID": "LANDSAT_9",
        "WRS_PATH": "43",
        "WRS_ROW": "24",
        "DATE_ACQUIRED": "2022-08-02",
        "SCENE_CENTER_TIME": "18:31:04.1234567Z",
        "CLOUD_COVER": "12.5",
        "SUN_ELEVATION": "30.0",
        "SUN_AZIMUTH": "150.5",
    },
    "LEVEL1_RADIOMETRIC_RESCALING": {
        "RADIANCE_MULT_BAND_4": "1.0E-02",
        "RADIANCE_ADD_BAND_4": "-50.0",
        "RADIANCE_MULT_BAND_10": "3.3420E-04",
        "RADIANCE_ADD_BAND_10": "0.1",
        "REFLECTANCE_MULT_BAND_4": "2.0000E-05",
        "REFLECTANCE_ADD_BAND_4": "-0.100000",
    },
    "LEVEL1_THERMAL_CONSTANTS": {
        "K1_CONSTANT_BAND_10": "774.8853",
        "K2_CONSTANT_BAND_10": "1321.0789",
    },
}
C2_L2 = {
    **C2_L1,
    "LEVEL2_SURFACE_REFLECTANCE_PARAMETERS": {
        "REFLECTANCE_MULT_BAND_4": "2.75e-05",
        "REFLECTANCE_ADD_BAND_4": "-0.2",
    },
    "LEVEL2_SURFACE_TEMPERATURE_PARAMETERS": {
        "TEMPERATURE_MULT_BAND_ST_B10": "0.00341802",
        "TEMPERATURE_ADD_BAND_ST_B10": "149.0",
    },
}


def write_mtl(path: Path, groups: Mapping[str, Mapping[str, str]]) -> Path:
    """Write groups as text, JSON or XML, by the ending."""
    if path.suffix == ".json":
        path.write_text(json.dumps({"LANDSAT_METADATA_FILE": groups}))
    elif path.suffix == ".xml":
        lines = ['<?xml version="1.0"?>', "<LANDSAT_METADATA_FILE>"]
        for name, entries in groups.items():
            lines.append(f"<{name}>")
            lines += [f"<{key}>{value}</{key}>" for key, value in entries.items()]
            lines.append(f"</{name}>")
        path.write_text("\n".join([*lines, "</LANDSAT_METADATA_FILE>"]))
    else:
        lines = ["GROUP = LANDSAT_METADATA_FILE"]
        for name, entries in groups.items():
            lines.append(f"  GROUP = {name}")
            lines += [f'    {key} = "{value}"' for key, value in entries.items()]
            lines.append(f"  END_GROUP = {name}")
        path.write_text("\n".join([*lines, "END_GROUP = LANDSAT_METADATA_FILE", "END", ""]))
    return path


@pytest.mark.parametrize("ending", ["txt", "json", "xml"])
def test_collection_2_level_1_in_each_form_gives_reflectance_by_the_sun_and_kelvin(
    tmp_path: Path, ending: str
) -> None:
    facts = read_landsat(write_mtl(tmp_path / f"a_MTL.{ending}", C2_L1))

    product = facts.product
    assert (product.family, product.platform, product.level) == ("Landsat C2 L1", "Landsat 9", "L1")
    assert product.acquired == datetime(2022, 8, 2, 18, 31, 4, 123456, tzinfo=UTC)
    assert (product.cloud_cover, product.sun_elevation_deg) == (0.125, 30.0)
    assert (product.tile, product.sun_azimuth_deg) == ("043024", 150.5)
    assert product.metadata_file == f"a_MTL.{ending}"
    red = facts.by_name["B4"].calibration
    assert red.unit == "reflectance"  # sin 30 degrees is a half
    assert red.values(np.array([20_000])) == pytest.approx((20_000 * 2e-5 - 0.1) / 0.5)
    heat = facts.by_name["B10"].calibration
    radiance = 30_000 * 3.342e-4 + 0.1
    expected = 1321.0789 / math.log(774.8853 / radiance + 1)
    assert heat.unit == "K"
    assert heat.values(np.array([30_000])) == pytest.approx(expected)
    place = ("lc09_l1tp_043024_20220802_20220914_02_t1_b4.tif", 1)
    assert facts.by_file[place].calibration == red


def test_collection_2_level_2_gives_surface_reflectance_and_temperature(tmp_path: Path) -> None:
    facts = read_landsat(write_mtl(tmp_path / "a_MTL.txt", C2_L2))

    assert facts.product.level == "L2"
    assert facts.by_name["B4"].calibration == Calibration(2.75e-5, -0.2, "reflectance")
    assert facts.by_name["B10"].calibration == Calibration(0.00341802, 149.0, "K")


def test_radiance_at_or_below_zero_has_no_temperature() -> None:
    heat = Calibration(1.0, -5.0, "K", Curve.PLANCK, 774.0, 1321.0)

    assert np.isnan(heat.values(np.array([5.0, 0.0]))).all()
    middle = np.array([15.0])
    slope = heat.values(middle + 0.5) - heat.values(middle - 0.5)
    assert heat.spread(np.array([2.0]), at=middle) == pytest.approx(2 * slope)
    assert np.isnan(heat.spread(np.array([2.0]))).all()


def test_a_scene_from_before_collections_is_read(shared_data: Path) -> None:
    (mtl,) = (shared_data / "l5_para_287x310").glob("*_MTL.txt")

    facts = read_landsat(mtl)

    assert (facts.product.family, facts.product.platform) == ("Landsat L1", "Landsat 5")
    assert facts.product.acquired is not None
    assert facts.product.acquired.date().isoformat() == "1988-08-14"
    # Radiance is 1.044 n - 2.21398; the sun stood 49.76 degrees high, 1.0128 AU away.
    share = np.pi * 1.0128**2 / (1536 * np.sin(np.radians(49.75588889)))
    red = facts.by_name["B3"].calibration
    assert (red.scale, red.offset) == pytest.approx((1.044 * share, -2.21398 * share), rel=1e-3)
    assert red.unit == "reflectance"
    heat = facts.by_name["B6"].calibration.values(np.array([130]))
    assert 290 < float(heat[0]) < 300  # a tropical morning


@pytest.mark.parametrize(
    ("satellite", "attributes", "scale", "unit"),
    [
        ("LANDSAT_7", {"SUN_ELEVATION": "30.0", "EARTH_SUN_DISTANCE": "1.01"},
         np.pi * 1.01**2 / (1533 * 0.5), "reflectance"),
        ("LANDSAT_7", {}, 1.0, "W/(m2 sr um)"),
        ("LANDSAT_7", {"SUN_ELEVATION": "-3.0"}, 1.0, "W/(m2 sr um)"),
        ("LANDSAT_2", {"SUN_ELEVATION": "30.0"}, 1.0, "W/(m2 sr um)"),
    ],
)  # fmt: skip
def test_radiance_becomes_reflectance_where_sun_and_satellite_are_known(
    tmp_path: Path, satellite: str, attributes: dict[str, str], scale: float, unit: str
) -> None:
    told = {"DATE_ACQUIRED": "2002-07-20", "SPACECRAFT_ID": satellite, **attributes}
    rescaling = {"RADIANCE_MULT_BAND_3": "1.0", "RADIANCE_ADD_BAND_3": "-5.0"}
    groups = {"PRODUCT_METADATA": told, "RADIOMETRIC_RESCALING": rescaling}

    red = read_landsat(write_mtl(tmp_path / "a_MTL.txt", groups)).by_name["B3"].calibration

    assert (red.scale, red.offset) == pytest.approx((scale, -5.0 * scale))
    assert red.unit == unit


def test_a_cloud_cover_of_minus_one_is_unknown(tmp_path: Path) -> None:
    groups = {**C2_L1, "IMAGE_ATTRIBUTES": {"CLOUD_COVER": "-1", "SPACECRAFT_ID": "LANDSAT_5"}}

    product = read_landsat(write_mtl(tmp_path / "a_MTL.txt", groups)).product

    assert product.cloud_cover is None
    assert product.acquired is None
