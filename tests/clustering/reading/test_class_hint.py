"""Hints follow published rules, rest on figures, and are refused where they would be guesses."""

from dataclasses import replace

import numpy as np
import pytest

from app.clustering.reading.class_hint import BRIGHTNESS, hint_of
from app.scene.calibration import Calibration
from tests.ui.conftest import make_bands

REFLECTANCE = Calibration(unit="reflectance")
BANDS = tuple(replace(band, calibration=REFLECTANCE) for band in make_bands())
STORED = make_bands()
SPECTRA = {  # coastal, blue, green, red, nir, swir1, swir2
    "Water": [0.034, 0.037, 0.045, 0.030, 0.022, 0.012, 0.008],
    "Dense vegetation": [0.03, 0.04, 0.09, 0.06, 0.45, 0.22, 0.10],
    "Sparse vegetation": [0.06, 0.08, 0.12, 0.14, 0.26, 0.27, 0.18],
    "Bare or built-up": [0.08, 0.10, 0.15, 0.20, 0.26, 0.33, 0.28],
    "Snow or cloud": [0.60, 0.62, 0.60, 0.58, 0.55, 0.10, 0.08],
    "Burnt": [0.04, 0.05, 0.06, 0.08, 0.11, 0.20, 0.19],
    "Shadow": [0.03, 0.03, 0.03, 0.03, 0.06, 0.05, 0.04],
}
CLOUD = [0.50, 0.51, 0.52, 0.53, 0.60, 0.43, 0.31]


@pytest.mark.parametrize("name", SPECTRA)
def test_spectrum_of_a_known_cover_is_hinted_at(name):
    hint = hint_of(BANDS, np.array(SPECTRA[name]))
    assert hint.name == name
    assert hint.reason
    told = [figure for figure, _ in hint.figures]
    assert told == ["NDVI", "NDWI", "MNDWI", "NDBI", "NBR", BRIGHTNESS]
    assert not hint.caution


def test_cloud_is_told_from_its_whiteness_where_it_is_no_snow():
    assert hint_of(BANDS, np.array(CLOUD)).name == "Cloud"
    over_snow = [*CLOUD[:5], 0.37, 0.31]
    assert hint_of(BANDS, np.array(over_snow)).name == "Snow or cloud"


def test_dark_lake_whose_red_is_next_to_nothing_is_water_or_shadow():
    # A lake in a corrected scene: hardly any red is left, so that NDVI is that of plants.
    lake = hint_of(BANDS, np.array([0.004, 0.007, 0.021, 0.013, 0.021, 0.010, 0.006]))
    assert lake.name == "Water or shadow"
    assert dict(lake.figures)["NDVI"] > 0.1


@pytest.mark.parametrize("name", ["Snow or cloud", "Burnt", "Shadow"])
def test_what_rests_on_brightness_is_refused_in_words_for_stored_numbers(name):
    hint = hint_of(STORED, 10_000 * np.array(SPECTRA[name]))
    assert hint.name != name
    assert "reflectance" in hint.caution
    assert BRIGHTNESS not in dict(hint.figures)


def test_vegetation_is_hinted_at_for_stored_numbers_with_a_caution():
    hint = hint_of(STORED, 10_000 * np.array(SPECTRA["Dense vegetation"]))
    assert (hint.name, bool(hint.caution)) == ("Dense vegetation", True)


def test_nothing_is_hinted_at_where_roles_are_not_known():
    bands = tuple(replace(band, role="") for band in BANDS)
    hint = hint_of(bands, np.array(SPECTRA["Water"]))
    assert (hint.name, hint.figures) == ("", ())
    assert hint.reason


def test_narrow_near_infrared_stands_in_for_a_missing_one():
    bands = tuple(replace(band, role="nir08") if band.role == "nir" else band for band in BANDS)
    assert hint_of(bands, np.array(SPECTRA["Dense vegetation"])).name == "Dense vegetation"


def stored(*numbers):
    return hint_of(STORED, np.array(numbers, dtype=float))


def test_water_of_stored_numbers_needs_both_indices_and_a_falling_spectrum():
    # Means of clusters of Landsat 8 level 1, whose zero is 5,000.
    assert stored(10_586, 9_504, 8_034, 7_041, 6_365, 5_889, 5_712).name == "Water"
    town = stored(11_760, 11_319, 10_344, 10_398, 11_205, 10_212, 9_640)
    cloud = stored(30_573, 31_151, 30_572, 31_719, 36_788, 27_126, 20_950)
    assert (town.name, cloud.name) == ("", "")
    assert "contradict" in town.reason
    assert town.caution


def test_saturated_cloud_of_stored_numbers_is_no_water():
    cloud = stored(0, 233, 216, 224, 162, 209, 162)  # Landsat 7, 8 bits
    assert dict(cloud.figures)["NDWI"] > 0
    assert cloud.name == ""


def test_bare_ground_of_stored_numbers_needs_an_index_that_speaks_for_it():
    assert stored(0, 93, 81, 90, 88, 153, 101).name == "Bare or built-up"
    assert stored(31_231, 31_640, 30_952, 32_737, 36_740, 32_618, 30_000).name == ""
