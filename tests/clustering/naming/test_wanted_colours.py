"""Clusters are wanted in the colours of the scene: water is blue and plants are green."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.clustering.naming.wanted_colours import seen_pixels
from app.scene.band import Band, BandKind
from app.scene.blocks import PixelSample

ROLES = {"blue": 480.0, "green": 560.0, "red": 655.0, "nir": 865.0}
# Reflectance in blue, green, red, near infrared. In visible light, water and forest are one dark.
MATERIALS = {
    "water": (0.030, 0.028, 0.022, 0.008),
    "forest": (0.024, 0.030, 0.020, 0.280),
    "soil": (0.090, 0.130, 0.180, 0.220),
    "cloud": (0.600, 0.610, 0.620, 0.640),
}
NUMBER = {name: number for number, name in enumerate(MATERIALS, start=1)}


def band(name, wavelength_nm, role):
    kind = BandKind.OPTICAL
    return Band(Path(f"{name}.tif"), 1, name, role, kind, wavelength_nm, 30.0, "uint16", None)


@pytest.fixture(scope="module")
def sample():
    labels = np.repeat(np.arange(4), 200)
    values = np.array(list(MATERIALS.values()))[labels] * 10_000
    values = np.clip(values + np.random.default_rng(2).normal(0, 8, values.shape), 1, None)
    bands = tuple(band(role, nm, role) for role, nm in ROLES.items())
    where = np.arange(len(labels))
    return PixelSample(bands, values.astype(np.uint16), where // 40, where % 40)


LABELS = np.repeat(np.arange(1, 5), 200).astype(np.uint8)
ALL = np.arange(800)


def wanted(sample):
    return dict(zip(MATERIALS, seen_pixels(sample, ALL).wanted(LABELS, 4), strict=True))


def test_water_is_blue_and_forest_green_where_both_are_dark(sample):
    found = wanted(sample)
    _, a, b = found["water"]
    assert b < -15
    assert abs(a) < abs(b)
    assert found["forest"][1] < -8
    assert found["forest"][2] > 0
    assert max(found[name][0] for name in ("water", "forest")) < 50


def test_soil_is_warm_and_cloud_bright(sample):
    found = wanted(sample)
    assert found["soil"][1] > 0
    assert found["soil"][2] > 5
    assert found["cloud"][0] > 90
    assert abs(found["cloud"][2]) < 15


def test_without_near_infrared_colours_are_those_of_the_picture(sample):
    cut = replace(sample, bands=sample.bands[:3], values=sample.values[:, :3])
    found = wanted(cut)
    assert np.linalg.norm(found["water"] - found["forest"]) < 25
    assert found["cloud"][0] > 90


def test_a_cluster_without_pixels_takes_what_all_have(sample):
    found = seen_pixels(sample, ALL).wanted(LABELS, 5)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found[:4], seen_pixels(sample, ALL).wanted(LABELS, 4))


def test_flat_and_missing_values_are_no_trouble(sample):
    values = np.full(sample.values.shape, np.nan, dtype=np.float32)
    values[:, 1] = 7.0
    found = seen_pixels(replace(sample, values=values), ALL).wanted(LABELS, 4)
    assert np.isfinite(found).all()
