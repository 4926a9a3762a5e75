import warnings
from pathlib import Path

import numpy as np
import pytest

from app.arrays import Place
from app.scene.band import Band, BandKind
from app.scene.nodata import NoDataRule, valid_pixels


def band(nodata=None, dtype="uint16"):
    return Band(Path("x.tif"), 1, "B1", "", BandKind.OPTICAL, None, None, dtype, nodata)


def valid(planes, bands, rule=None):
    values = np.asarray(planes)
    place = Place(np.zeros(values.shape[1], int), np.arange(values.shape[1]))
    return valid_pixels(values, tuple(bands), rule or NoDataRule(), place).tolist()


def test_a_pixel_missing_in_any_band_is_no_data():
    planes = np.array([[5, 9, 5], [7, 7, 9]], dtype="uint16")
    assert valid(planes, [band(9.0), band(9.0)]) == [True, False, False]


def test_zero_in_every_band_is_fill_and_zero_in_some_is_a_value():
    planes = np.array([[0, 0, 3], [0, 4, 0]], dtype="uint16")
    assert valid(planes, [band(), band()]) == [False, True, True]
    keep = NoDataRule(zero_is_fill=False)
    assert valid(planes, [band(), band()], keep) == [True, True, True]


def test_the_tutorials_way_keeps_declared_values_but_never_nan():
    planes = np.array([[9.0, np.nan, np.inf, 0.0]], dtype="float32")
    rule = NoDataRule(as_values=True)
    assert valid(planes, [band(9.0, "float32")], rule) == [True, False, False, True]


def test_a_value_of_the_rule_replaces_what_files_declare():
    planes = np.array([[9, 8]], dtype="uint16")
    assert valid(planes, [band(9.0)], NoDataRule(value=8.0)) == [True, False]


@pytest.mark.parametrize("value", [-1.0, 0.5, 70_000.0, float("inf")])
def test_a_value_the_type_cannot_hold_matches_nothing(value):
    planes = np.array([[1, 65_535]], dtype="uint16")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert valid(planes, [band()], NoDataRule(value=value)) == [True, True]


def test_a_float_value_is_compared_as_stored():
    lowest = -3.4028234663852886e38
    planes = np.array([[lowest, 1.0]], dtype="float32")
    assert valid(planes, [band(lowest, "float32")]) == [False, True]
