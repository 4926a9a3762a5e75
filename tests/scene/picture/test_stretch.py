import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.arrays import Window
from app.scene.band import Band, BandKind
from app.scene.blocks import Preview
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Stretch, StretchKind
from app.scene.picture.stretch import fit_stretch

KINDS = pytest.mark.parametrize("kind", list(StretchKind))
ALL_VALUES = NoDataRule(zero_is_fill=False)
RGB = ("1", "2", "3")


def preview_of(values, step=1, nodata=None):
    bands = tuple(
        Band(Path("a.tif"), i, str(i), "", BandKind.OPTICAL, None, None, str(values.dtype), nodata)
        for i in range(1, len(values) + 1)
    )
    return Preview(bands, values, step, is_final=True)


def farmland(shape=(200, 240), n_bands=3, dtype=np.uint16, seed=0):
    generator = np.random.default_rng(seed)
    fields = generator.integers(50, 200, (n_bands, 10, 12)).repeat(20, axis=1).repeat(20, axis=2)
    values = fields[:, : shape[0], : shape[1]] + generator.integers(0, 20, (n_bands, *shape))
    return values.astype(dtype)


@KINDS
@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int32, np.float32, np.float64])
def test_any_type_of_values_gives_the_same_picture(kind, dtype):
    picture = fit_stretch(preview_of(farmland(dtype=dtype)), RGB, Stretch(kind), ALL_VALUES)
    expected = fit_stretch(preview_of(farmland()), RGB, Stretch(kind), ALL_VALUES)
    difference = picture.picture().rgba.astype(int) - expected.picture().rgba
    assert np.abs(difference).max() <= 1


@KINDS
def test_picture_is_ready_to_be_drawn(kind):
    picture = fit_stretch(preview_of(farmland(), 3), RGB, Stretch(kind), ALL_VALUES).picture()
    assert picture.rgba.dtype == np.uint8
    assert picture.rgba.shape == (200, 240, 4)
    assert picture.rgba.flags.c_contiguous
    assert (picture.rgba[..., 3] == 255).all()
    assert picture.window == Window(0, 0, 600, 720)


@KINDS
def test_detail_as_fine_as_the_overview_equals_it(kind):
    values = farmland()
    fitted = fit_stretch(preview_of(values, 2), RGB, Stretch(kind), ALL_VALUES)
    window = Window(60, 100, 128, 202)
    block = values[:, 30:94, 50:151]
    detail = fitted.apply(block, np.ones((64, 101), dtype=bool), window)
    assert detail.window == window
    assert (detail.rgba == fitted.picture().rgba[30:94, 50:151]).all()


@KINDS
def test_detail_below_a_thinned_overview_is_as_bright_as_it(kind):
    scene = farmland().repeat(4, axis=1).repeat(4, axis=2)
    fitted = fit_stretch(preview_of(scene[:, ::4, ::4], 4), RGB, Stretch(kind), ALL_VALUES)
    window = Window(120, 200, 160, 240)
    block = scene[:, 120:280, 200:440]
    detail = fitted.apply(block, np.ones((160, 240), dtype=bool), window).rgba[..., :3]
    enlarged = fitted.picture().rgba[30:70, 50:110, :3].repeat(4, axis=0).repeat(4, axis=1)
    assert abs(detail.mean() - enlarged.mean()) < 1
    assert np.abs(detail.astype(int) - enlarged).mean() < 3


@KINDS
def test_thinned_detail_is_as_bright_as_the_overview(kind):
    values = farmland()
    fitted = fit_stretch(preview_of(values, 2), RGB, Stretch(kind), ALL_VALUES)
    whole = Window(0, 0, 400, 480)
    thin = fitted.apply(values[:, ::2, ::2], np.ones((100, 120), dtype=bool), whole).rgba
    difference = thin.astype(int) - fitted.picture().rgba[::2, ::2]
    assert np.abs(difference).mean() < 1.5


@KINDS
def test_no_data_is_transparent_and_has_no_say(kind):
    values = farmland()
    values[:, :40, :30] = 0
    bright = np.where(values == 0, 60_000, values).astype(np.uint16)
    dark_collar = fit_stretch(preview_of(values), RGB, Stretch(kind), NoDataRule()).picture().rgba
    bright_collar = fit_stretch(
        preview_of(bright, nodata=60_000), RGB, Stretch(kind), NoDataRule()
    ).picture()
    assert (dark_collar[:40, :30] == 0).all()
    assert (dark_collar[40:, 30:, 3] == 255).all()
    assert (dark_collar == bright_collar.rgba).all()


@KINDS
def test_not_a_number_and_infinity_are_transparent(kind):
    values = farmland(dtype=np.float32)
    values[0, 5, 5], values[1, 6, 6], values[2, 7, 7] = np.nan, np.inf, -np.inf
    rgba = fit_stretch(preview_of(values), RGB, Stretch(kind), NoDataRule()).picture().rgba
    assert (np.argwhere(rgba[..., 3] == 0) == [[5, 5], [6, 6], [7, 7]]).all()
    assert len(np.unique(rgba[..., 0])) > 10


@KINDS
def test_constant_bands_are_grey_not_black(kind):
    values = np.full((3, 40, 50), 7, dtype=np.uint16)
    rgba = fit_stretch(preview_of(values), RGB, Stretch(kind), NoDataRule()).picture().rgba
    assert len(np.unique(rgba[..., :3])) == 1
    assert 60 <= rgba[0, 0, 0] <= 200


@KINDS
@pytest.mark.parametrize("fill", [0.0, np.nan])
def test_nothing_but_no_data_is_wholly_transparent(kind, fill):
    values = np.full((3, 30, 20), fill, dtype=np.float32)
    fitted = fit_stretch(preview_of(values), RGB, Stretch(kind), NoDataRule())
    assert not fitted.picture().rgba.any()
    detail = fitted.apply(values, np.zeros((30, 20), dtype=bool), Window(0, 0, 30, 20))
    assert not detail.rgba.any()


@KINDS
def test_one_band_shown_thrice_is_grey(kind):
    rgba = fit_stretch(preview_of(farmland()), ("2", "2", "2"), Stretch(kind), ALL_VALUES)
    red, green, blue, _ = np.moveaxis(rgba.picture().rgba, -1, 0)
    assert (red == green).all()
    assert (green == blue).all()


@KINDS
@settings(max_examples=40, deadline=None)
@given(
    values=hnp.arrays(
        st.sampled_from([np.uint8, np.int16, np.int32, np.float32, np.float64]),
        st.tuples(st.just(3), st.integers(1, 12), st.integers(1, 12)),
    )
)
@example(values=np.array([[[1.7e300, -1.79e308]], [[-1.79e308] * 2], [[-1.79e308] * 2]]))
@example(values=np.array([[[1.7e308, -1.7e308]]] * 3))  # no number tells them apart
def test_any_values_give_a_picture_with_alpha_where_they_are_valid(kind, values):
    fitted = fit_stretch(preview_of(values), RGB, Stretch(kind), NoDataRule())
    valid = np.isfinite(values.astype(float)).all(axis=0) & (values != 0).any(axis=0)
    assert ((fitted.picture().rgba[..., 3] == 255) == valid).all()


def test_min_max_spans_the_whole_range_of_each_channel():
    values = np.stack([np.arange(100), np.arange(100) * 9 + 5, np.arange(100, 200)])
    values = values.reshape(3, 10, 10).astype(np.uint16)
    picture = fit_stretch(preview_of(values), RGB, Stretch(StretchKind.MINMAX), ALL_VALUES)
    for channel in range(3):
        ramp = picture.picture().rgba[..., channel].ravel()
        assert (ramp[0], ramp[-1]) == (0, 255)
        assert (np.diff(ramp.astype(int)) >= 2).all()


def test_percentile_cuts_two_percent_at_either_end():
    values = np.tile(np.arange(1000).reshape(25, 40), (3, 1, 1)).astype(np.uint16)
    picture = fit_stretch(preview_of(values), RGB, Stretch(StretchKind.PERCENTILE), ALL_VALUES)
    ramp = picture.picture().rgba[..., 0].ravel()
    assert (ramp[:20] == 0).all()
    assert (ramp[-20:] == 255).all()
    assert ramp[30] > 0
    assert ramp[-30] < 255


@pytest.mark.parametrize(("cut_percent", "n_cut"), [(0.0, 0), (0.5, 5), (10.0, 100)])
def test_percentile_cuts_as_much_as_is_asked_for(cut_percent, n_cut):
    values = np.tile(np.arange(1000).reshape(25, 40), (3, 1, 1)).astype(np.uint16)
    stretch = Stretch(StretchKind.PERCENTILE, cut_percent=cut_percent)
    ramp = fit_stretch(preview_of(values), RGB, stretch, ALL_VALUES).picture().rgba[..., 0].ravel()
    assert (ramp[:n_cut] == 0).all()
    assert (ramp[1000 - n_cut :] == 255).all()
    inside = ramp[n_cut + 4 : 996 - n_cut]
    assert inside.min() > 0
    assert inside.max() < 255


def test_percentile_of_a_nearly_constant_band_still_shows_its_few_other_pixels():
    values = np.full((3, 50, 50), 10, dtype=np.uint16)
    values[:, 25, 25] = 90
    picture = fit_stretch(preview_of(values), RGB, Stretch(StretchKind.PERCENTILE), ALL_VALUES)
    assert picture.picture().rgba[25, 25, 0] == 255
    assert picture.picture().rgba[0, 0, 0] == 0


def test_adaptive_stretch_brings_out_faint_texture_in_the_dark():
    generator = np.random.default_rng(0)
    values = generator.integers(1000, 9000, (1, 256, 256))
    values[:, :, :128] = generator.integers(1000, 1400, (1, 256, 128))
    preview = preview_of(np.repeat(values, 3, axis=0).astype(np.uint16))
    spread = {
        kind: fit_stretch(preview, RGB, Stretch(kind), ALL_VALUES).picture().rgba[:, :96, 0].std()
        for kind in StretchKind
    }
    assert spread[StretchKind.ADAPTIVE] > 3 * spread[StretchKind.MINMAX]


@pytest.mark.slow
def test_a_full_overview_is_coloured_within_a_moment():
    values = np.random.default_rng(0).integers(5000, 20000, (3, 1200, 1250)).astype(np.uint16)
    preview = preview_of(values)
    for kind, most_s in ((StretchKind.ADAPTIVE, 0.6), (StretchKind.PERCENTILE, 0.4)):
        best_s = 9.0
        for _ in range(3):
            start = time.process_time()
            fit_stretch(preview, RGB, Stretch(kind), NoDataRule())
            best_s = min(best_s, time.process_time() - start)
        assert best_s < most_s


def test_visible_bands_keep_the_balance_of_the_eye():
    values = farmland().astype(np.float32)
    values[1] *= 4  # much more green than red and blue
    spectral = tuple(
        replace(band, wavelength_nm=nm)
        for band, nm in zip(preview_of(values).bands, (655.0, 561.0, 482.0), strict=True)
    )
    balanced = fit_stretch(
        replace(preview_of(values), bands=spectral), RGB, Stretch(), ALL_VALUES
    ).picture()
    equalised = fit_stretch(preview_of(values), RGB, Stretch(), ALL_VALUES).picture()
    share = [p.rgba[..., 1].mean() / p.rgba[..., :3].mean() for p in (balanced, equalised)]
    assert share[0] > 1.1 * share[1]
