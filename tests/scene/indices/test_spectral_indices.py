"""Indices of known spectra are what their papers say, and need the roles that they name."""

import math

import pytest

from app.scene.indices.spectral_indices import SPECTRAL_INDICES, index_called, possible_indices

GRASS = {"green": 0.08, "red": 0.05, "nir": 0.45, "swir1": 0.2, "swir2": 0.1}
LANDSAT = ("coastal", "blue", "green", "red", "nir", "swir1", "swir2")


def keys(roles):
    return [index.key for index in possible_indices(roles)]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("NDVI", 0.4 / 0.5),
        ("NDWI", -0.37 / 0.53),
        ("MNDWI", -0.12 / 0.28),
        ("NDBI", -0.25 / 0.65),
        ("NBR", 0.35 / 0.55),
    ],
)
def test_an_index_of_a_spectrum_is_as_it_was_published(key, expected):
    assert index_called(key).of(GRASS) == pytest.approx(expected)


def test_only_indices_whose_roles_are_there_are_possible():
    assert keys(LANDSAT) == ["NDVI", "NDWI", "MNDWI", "NDBI", "NBR"]
    assert keys(("blue", "green", "red", "nir")) == ["NDVI", "NDWI"]
    assert keys(("", "pan")) == []


def test_the_narrow_near_infrared_stands_in_for_the_broad_one():
    assert keys(("red", "nir08")) == ["NDVI"]
    assert index_called("ndvi").of({"red": 0.1, "nir08": 0.3}) == pytest.approx(0.5)
    both = {"red": 0.1, "nir": 0.1, "nir08": 0.3}
    assert index_called("NDVI").of(both) == 0


def test_a_spectrum_of_nothing_has_no_index():
    assert math.isnan(index_called("NDVI").of({"red": 0.0, "nir": 0.0}))


def test_each_index_names_its_source_and_what_it_speaks_for():
    assert all(index.source and index.high.endswith(".") for index in SPECTRAL_INDICES)
    assert index_called("SAVI") is None
