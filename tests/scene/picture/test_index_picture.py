"""An index is shown in one ramp of colour, the same in the overview and in any detail."""

from dataclasses import replace

import numpy as np
import pytest

from app.arrays import Place, Window
from app.scene.calibration import Calibration
from app.scene.computed.binding import bind
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import IndexShown, bands_of, names_in
from app.scene.picture.index_picture import fit_index
from app.scene.picture.ramps import ANCHORS, Ramp, levels
from tests.scene.picture.test_stretch import ALL_VALUES, preview_of

RED = np.linspace(0.02, 0.3, 200)[:, None] * np.ones(300)
NIR = np.linspace(0.02, 0.6, 300)[None] * np.ones((200, 1))
OF_LEVEL_2 = Calibration(2.75e-5, -0.2, "reflectance")


def stored(reflectance):
    return np.rint((reflectance + 0.2) / 2.75e-5).astype(np.uint16)


@pytest.fixture
def preview():
    preview = preview_of(np.stack([stored(RED), stored(NIR)]), nodata=0.0)
    bands = tuple(
        replace(band, calibration=OF_LEVEL_2, role=role)
        for band, role in zip(preview.bands, ("red", "nir"), strict=True)
    )
    return replace(preview, bands=bands)


def ndvi(preview, ramp=Ramp.DIVERGING):
    return IndexShown(bind("NDVI", "(nir - red) / (nir + red)", preview.bands), ramp)


def test_zero_has_the_middle_of_diverging_colours(preview):
    fitted = fit_index(preview, ndvi(preview), ALL_VALUES)
    assert fitted.scale.low == -fitted.scale.high
    rgba = fitted.picture().rgba
    measured = (NIR - RED) / (NIR + RED)
    middle = np.abs(measured) < 0.002
    assert np.abs(rgba[middle, :3].astype(int) - ANCHORS[Ramp.DIVERGING][2]).max() <= 4
    low, high = rgba[measured < fitted.scale.low], rgba[measured > fitted.scale.high]
    assert (high[:, :3] == levels(Ramp.DIVERGING)[-1]).all()
    assert (low[:, :3] == levels(Ramp.DIVERGING)[0]).all()


@pytest.mark.parametrize("ramp", [Ramp.SEQUENTIAL, Ramp.GREY])
def test_other_ramps_go_from_the_low_percentile_to_the_high_one(preview, ramp):
    fitted = fit_index(preview, ndvi(preview, ramp), ALL_VALUES)
    low, high = np.percentile((NIR - RED) / (NIR + RED), (2, 98))
    assert (fitted.scale.low, fitted.scale.high) == pytest.approx((low, high), abs=2e-3)


def test_a_detail_has_the_colours_of_the_overview(preview):
    fitted = fit_index(preview, ndvi(preview), ALL_VALUES)
    assert set(fitted.band_names) == {band.name for band in preview.bands}
    at = [[band.name for band in preview.bands].index(name) for name in fitted.band_names]
    window = Window(40, 60, 50, 70)
    values = preview.values[at][:, 40:90, 60:130]
    detail = fitted.apply(values, np.ones((50, 70), dtype=bool), window)
    np.testing.assert_array_equal(detail.rgba, fitted.picture().rgba[40:90, 60:130])
    assert detail.window == window


class LeftHalf:
    def leaves_out(self, place: Place):
        return np.broadcast_to(place.cols < 150, (place.rows.size, place.cols.size))


def test_no_data_is_transparent_and_what_is_left_out_has_no_say(preview):
    values = preview.values.copy()
    values[0, :10] = 0
    preview = replace(preview, values=values)
    rule = NoDataRule(masks=(LeftHalf(),))
    fitted = fit_index(preview, ndvi(preview, Ramp.GREY), rule)
    rgba = fitted.picture().rgba
    assert (rgba[:10, :, 3] == 0).all()
    assert (rgba[10:, :, 3] == 255).all()
    seen = ((NIR - RED) / (NIR + RED))[10:, 150:]
    assert fitted.scale.low == pytest.approx(np.percentile(seen, 2), abs=2e-3)


def test_an_index_without_a_value_has_no_range(preview):
    nothing = IndexShown(bind("none", "log(red - red)", preview.bands))
    fitted = fit_index(preview, nothing, ALL_VALUES)
    assert np.isnan(fitted.scale.low)
    assert (fitted.picture().rgba[..., 3] == 0).all()


def test_a_picture_of_an_index_needs_the_bands_of_its_formula(preview):
    names = [band.name for band in preview.bands]
    assert sorted(bands_of(ndvi(preview), preview.bands, ())) == sorted(names)
    assert names_in(("B1", "B2", "B3")) == ("B1", "B2", "B3")


@pytest.mark.parametrize("ramp", list(Ramp))
def test_a_ramp_goes_through_its_anchors(ramp):
    colours = levels(ramp)
    assert colours.shape == (256, 3)
    assert tuple(colours[0]) == ANCHORS[ramp][0]
    assert tuple(colours[-1]) == ANCHORS[ramp][-1]
