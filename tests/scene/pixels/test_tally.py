import math
from functools import reduce
from operator import add
from pathlib import Path

import numpy as np
import pytest

from app.scene.band import Band, BandKind
from app.scene.pixels.tally import Tally, tally


def band(dtype, nodata=None):
    return Band(Path("x.tif"), 1, "B1", "", BandKind.OPTICAL, None, None, dtype, nodata)


def values_of(dtype):
    random = np.random.default_rng(1)
    if dtype.startswith("float"):
        plane = random.normal(5, 300, (60, 40)).astype(dtype)
        plane[3, :7] = np.nan
        plane[4, :2] = -np.inf
        return plane
    bounds = np.iinfo(dtype)
    plane = random.integers(max(bounds.min, -900), min(bounds.max, 900), (60, 40)).astype(dtype)
    plane[0, :5] = bounds.max
    return plane


DTYPES = ["uint8", "int8", "uint16", "int16", "int32", "uint32", "float32", "float64"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("nodata", [None, 7.0])
def test_figures_equal_numpys_over_the_valid_pixels(dtype, nodata):
    plane = values_of(dtype)
    plane[10, :9] = 7
    plane[11, :3] = 0
    found = tally(plane, band(dtype, nodata)).stats(band(dtype, nodata))
    valid = plane[np.isfinite(plane) & (plane != (np.nan if nodata is None else nodata))]
    valid = valid.astype(float)
    assert (found.minimum, found.maximum) == (valid.min(), valid.max())
    assert found.mean == pytest.approx(valid.mean())
    assert found.std == pytest.approx(valid.std())
    assert found.n_valid_px == len(valid)
    assert found.n_not_finite_px == np.count_nonzero(~np.isfinite(plane))
    top = None if dtype.startswith("float") else np.iinfo(dtype).max
    assert found.n_saturated_px == (0 if top is None else np.count_nonzero(valid == top))


@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_tallies_of_blocks_add_up_to_the_whole(dtype):
    plane = values_of(dtype)
    blocks = [tally(rows, band(dtype)) for rows in np.array_split(plane, 7)]
    whole, added = tally(plane, band(dtype)), reduce(add, blocks, Tally())
    assert added.n_valid == whole.n_valid
    assert added.mean == pytest.approx(whole.mean)
    assert added.squares == pytest.approx(whole.squares)


def test_saturated_pixels_that_mean_no_data_do_not_count():
    plane = np.full((2, 2), 255, "uint8")
    assert tally(plane, band("uint8", 255.0)).n_saturated == 0


def test_a_band_without_valid_pixel_has_no_figures():
    found = tally(np.full((2, 2), np.nan), band("float64")).stats(band("float64"))
    assert math.isnan(found.mean)
    assert (found.n_valid_px, found.n_not_finite_px) == (0, 4)


def test_a_block_counted_in_pieces_gives_the_same_figures(monkeypatch):
    plane = values_of("uint16")
    whole = tally(plane, band("uint16"))
    monkeypatch.setattr("app.scene.pixels.tally._N_SUMMED_PX", 99)
    assert tally(plane, band("uint16")) == whole


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("signs", [(1, 1, 1, 1), (1, -1, 1, 1), (-1, -1, -1, 1)])
def test_values_at_the_end_of_their_type_have_a_mean(dtype, signs):
    plane = np.array([signs], dtype) * np.finfo(dtype).max
    found = tally(plane, band(dtype)).stats(band(dtype))
    assert found.mean == pytest.approx(float(np.finfo(dtype).max) * (sum(signs) / 4))
    assert found.std >= 0


@pytest.mark.parametrize("value", [1e200, np.finfo("float64").max])
def test_tallies_of_huge_values_add_up(value):
    tallies = [Tally(), *(tally(np.array([[one]]), band("float64")) for one in (value, -value))]
    added = reduce(add, tallies)
    assert added.mean == pytest.approx(0, abs=value / 1e12)
    assert added.squares == math.inf
    assert reduce(add, tallies[:2]).squares == 0
