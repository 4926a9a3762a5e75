from dataclasses import replace

import numpy as np
import pytest

from app.clustering.fitting.sample import training_pixels
from app.clustering.settings import SweepSettings
from app.errors import FitError
from app.scene.band import Band, BandKind
from app.scene.blocks import PixelSample
from app.scene.nodata import NoDataRule

SETTINGS = SweepSettings(band_names=("B1", "B2"))
FILL = np.float32(-3.4028235e38)


def sample(*columns, dtype="float32"):
    bands = tuple(
        Band(None, 1, f"B{i}", "", BandKind.OPTICAL, None, None, dtype, None)
        for i in range(1, len(columns) + 1)
    )
    values = np.column_stack(columns).astype(dtype)
    nowhere = np.zeros(len(values), dtype=np.int64)
    return PixelSample(bands=bands, values=values, rows=nowhere, cols=nowhere)


def test_undeclared_fill_value_is_refused_with_its_number():
    with pytest.raises(FitError) as refused:
        training_pixels(sample([FILL, 0.1, 0.2], [0.3, 0.4, 0.5]), SETTINGS)
    assert "B1 reaches from -3.40282e+38 to 0.2" in refused.value.detail
    assert "-3.40282e+38 as no data" in refused.value.hint


def test_fill_value_given_by_hand_is_left_out():
    settings = replace(SETTINGS, nodata=NoDataRule(value=float(FILL)))
    training = training_pixels(sample([FILL, 0.1, 0.2], [0.3, 0.4, 0.5]), settings)
    assert training.values.shape == (2, 2)


@pytest.mark.parametrize("factor", [1e-30, 1e200])
def test_values_beyond_the_reach_of_distances_are_refused(factor):
    column = np.array([1.0, 2.0, 3.0]) * factor
    with pytest.raises(FitError, match="cannot be computed"):
        training_pixels(sample(column, column, dtype="float64"), SETTINGS)


@pytest.mark.parametrize("dtype", ["int64", "uint64", "float32"])
def test_values_whose_distances_add_up_to_more_than_is_computed_are_refused(dtype):
    """Each distance is in reach, those of a thousand pixels together are not."""
    column = np.where(np.arange(1_000) % 2, 9e17, 5.0).astype(dtype)
    with pytest.raises(FitError, match="cannot be computed") as refusal:
        training_pixels(sample(column, column, dtype=dtype), SETTINGS)
    assert "9e+17" in refusal.value.hint


@pytest.mark.parametrize("factor", [1e-12, 1.0, 1e12])
def test_values_in_unusual_units_are_taken(factor):
    column = np.array([1.0, 2.0, 3.0]) * factor
    assert len(training_pixels(sample(column, column), SETTINGS).values) == 3


def test_constant_bands_are_left_to_the_count_of_spectra():
    assert len(training_pixels(sample([7, 7, 7], [0, 0, 1e-3]), SETTINGS).values) == 3
    assert len(training_pixels(sample([7, 7, 7], [5, 5, 5]), SETTINGS).values) == 3


def test_share_of_valid_pixels_is_that_of_all_chosen_bands():
    found = training_pixels(sample([np.nan, 1, 2, 3], [1, np.inf, 2, 3]), SETTINGS)
    assert found.valid_share == 0.5


def test_empty_band_is_named():
    only = replace(SETTINGS, band_names=("B1",))
    with pytest.raises(FitError, match="holds a value in B1"):
        training_pixels(sample([np.nan, np.nan], [1, 2]), only)
