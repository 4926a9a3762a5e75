"""What is counted in whole numbers is what the weights give."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.scene.band import Band, BandKind
from app.scene.files.placing.resampling import resample
from app.scene.files.placing.taps import make_taps
from app.scene.grids.target_grid import Axis, Resampling


def brought(own, taps, window, nodata):
    row, n_rows, col, n_cols = window
    out = np.empty((n_rows, n_cols), own.dtype)
    band = Band(Path("a"), 1, "B1", "", BandKind.OPTICAL, None, None, own.dtype.name, nodata)
    rows, cols = taps
    low, high = rows.span(row, n_rows)
    left, right = cols.span(col, n_cols)
    part = own[low:high, left:right]
    resample(part, (low, left), rows.part(row, n_rows), cols.part(col, n_cols), band, out)
    return out


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16"])
@pytest.mark.parametrize("nodata", [None, 0])
@pytest.mark.parametrize("offset", [0.0, -4.0, 7.0, 0.25])
@pytest.mark.parametrize("scale", [2.0, 4.0, 6.0, 0.5, 1 / 3, 1 / 6])
def test_whole_ratios_give_the_same_in_short_as_by_weights(scale, offset, nodata, dtype):
    bounds = np.iinfo(dtype)
    random = np.random.default_rng(1)
    own = random.integers(bounds.min, bounds.max + 1, (61, 47)).astype(dtype)
    own[:9, :9] = 0
    shape = round(61 / scale) + 2, round(47 / scale) + 2  # beyond the file on every side
    axes = tuple(Axis(scale, offset, n, m) for n, m in zip(own.shape, shape, strict=True))
    short = tuple(make_taps(axis, Resampling.NEAREST) for axis in axes)
    assert all(taps.n_alike or taps.n_copies for taps in short) == (scale < 1 or offset != 0.25)
    general = tuple(replace(taps, n_alike=0, n_copies=0) for taps in short)
    windows = [(0, shape[0], 0, shape[1]), (1, 5, 2, 6), (3, 1, 4, 1), (2, shape[0] - 4, 3, 4)]
    for window in windows:
        by_weights = brought(own, general, window, nodata)
        assert np.array_equal(brought(own, short, window, nodata), by_weights)


def test_a_tie_among_thirds_is_rounded_up():
    own = np.full((6, 6), 40_000, "uint16")
    own[0] = 0
    own[1:, 0] = 40_015
    taps = make_taps(Axis(6.0, 0.0, 6, 1), Resampling.NEAREST)
    mean = brought(own, (taps, taps), (0, 1, 0, 1), 0)
    assert mean == np.floor(40_000 + 15 / 6 + 0.5)
