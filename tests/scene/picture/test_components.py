"""Principal components are those of what bands measure, in an order and with signs that stay."""

from dataclasses import replace

import numpy as np
import pytest

from app.arrays import Place, Window
from app.scene.band import BandKind
from app.scene.calibration import Calibration, Curve
from app.scene.nodata import NoDataRule
from app.scene.picture.components import fit_components
from app.scene.picture.composite import PRINCIPAL, Stretch, StretchKind, bands_of
from app.scene.picture.stretch import fit_stretch
from tests.scene.picture.test_stretch import ALL_VALUES, farmland, preview_of

ALPHA_EARTH = Calibration(1 / 127.5, curve=Curve.SIGNED_SQUARE)


def names_of(preview):
    return tuple(band.name for band in preview.bands)


def embedding(n_bands=8, shape=(60, 70), seed=1):
    values = np.random.default_rng(seed).normal(0, 45, (n_bands, *shape))
    values[1] += values[0]
    preview = preview_of(np.clip(values, -127, 127).astype(np.int8), nodata=-128.0)
    return replace(
        preview, bands=tuple(replace(band, calibration=ALPHA_EARTH) for band in preview.bands)
    )


def by_definition(pixels):
    """Return centre, loadings (rows) and shares of pixels of shape (n, n_bands), by their SVD."""
    centre = pixels.mean(axis=0)
    _, lengths, rows = np.linalg.svd(pixels - centre, full_matrices=False)
    rows = np.array([row * np.sign(row[np.abs(row).argmax()]) for row in rows[:3]])
    return centre, rows, (lengths**2 / (lengths**2).sum())[:3]


def test_components_are_those_of_the_measured_values():
    preview = embedding()
    found = fit_components(preview, names_of(preview), NoDataRule())
    stored = preview.values.reshape(8, -1).T / 127.5
    centre, rows, shares = by_definition(np.sign(stored) * stored**2)
    assert found.centre == pytest.approx(centre, abs=1e-6)
    assert found.loadings == pytest.approx(rows, abs=1e-4)
    assert found.shares == pytest.approx(shares, abs=1e-6)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int32, np.float32, np.float64])
def test_pixels_are_projected_as_seen_from_the_mean_in_any_type(dtype):
    values = farmland((80, 96), n_bands=5, dtype=dtype)
    preview = preview_of(values)
    found = fit_components(preview, names_of(preview), ALL_VALUES)
    planes = found.project(values)
    assert (planes.shape, planes.dtype) == ((3, 80, 96), np.float32)
    expected = np.tensordot(found.loadings, values - found.centre[:, None, None], axes=1)
    assert planes == pytest.approx(expected, abs=1e-2)
    assert np.abs(np.corrcoef(planes.reshape(3, -1)) - np.eye(3)).max() < 1e-4


def test_the_greatest_loading_of_each_component_is_positive():
    for seed in range(20):
        preview = preview_of(farmland((40, 48), n_bands=6, seed=seed))
        found = fit_components(preview, names_of(preview), ALL_VALUES)
        at = np.abs(found.loadings).argmax(axis=1)
        assert (found.loadings[range(3), at] > 0).all()
        assert 1 > sum(found.shares) > 0.5 > 0
        assert sorted(found.shares, reverse=True) == list(found.shares)


def test_a_large_overview_is_thinned_out_to_find_them():
    values = farmland(n_bands=4).repeat(4, axis=1).repeat(4, axis=2)
    preview = preview_of(values)
    found = fit_components(preview, names_of(preview), ALL_VALUES)
    _, rows, shares = by_definition(values.reshape(4, -1).T.astype(float))
    assert np.abs((found.loadings * rows).sum(axis=1)) == pytest.approx(np.ones(3), abs=2e-3)
    assert found.shares == pytest.approx(shares, abs=0.01)


class LeftHalf:
    def leaves_out(self, place: Place):
        return (place.cols < 120) & (place.rows >= 0)


def test_no_data_and_what_is_left_out_have_no_say_in_components():
    values = farmland(n_bands=4)
    found = fit_components(preview_of(values), ("1", "2", "3", "4"), ALL_VALUES)
    spoilt = np.concatenate([values, values], axis=2)
    spoilt[0, :, :240] = 60_000
    rule = NoDataRule(value=60_000)
    own = fit_components(preview_of(spoilt), ("1", "2", "3", "4"), rule)
    assert own.loadings == pytest.approx(found.loadings, abs=1e-9)
    half = fit_components(preview_of(values), ("1", "2", "3", "4"), NoDataRule(masks=(LeftHalf(),)))
    alone = fit_components(preview_of(values[:, :, 120:]), ("1", "2", "3", "4"), ALL_VALUES)
    assert half.loadings == pytest.approx(alone.loadings, abs=1e-9)


@pytest.mark.parametrize("kind", list(StretchKind))
def test_a_detail_of_components_equals_the_overview(kind):
    preview = replace(embedding(shape=(200, 240)), step=2)
    components = fit_components(preview, names_of(preview), NoDataRule())
    fitted = fit_stretch(preview, components, Stretch(kind), NoDataRule())
    assert fitted.band_names == names_of(preview)
    block = preview.values[:, 30:94, 50:151]
    valid = (block != -128).all(axis=0)
    detail = fitted.apply(block, valid, Window(60, 100, 128, 202))
    assert (detail.rgba == fitted.picture().rgba[30:94, 50:151]).all()


def test_red_green_and_blue_are_the_first_three():
    preview = embedding()
    components = fit_components(preview, names_of(preview), NoDataRule())
    rgba = (
        fit_stretch(preview, components, Stretch(StretchKind.MINMAX), NoDataRule()).picture().rgba
    )
    planes = components.project(preview.values)
    for colour, plane in zip(rgba[..., :3].transpose(2, 0, 1), planes, strict=True):
        low, high = plane.min(), plane.max()
        assert colour == pytest.approx((plane - low) / (high - low) * 255, abs=1)


def test_pixels_that_measure_nothing_are_transparent():
    planck = Calibration(1.0, 0.0, "K", Curve.PLANCK, k1=600.0, k2=1300.0)
    preview = preview_of(farmland(dtype=np.float32))
    preview.values[2, :10, :10] = -1
    preview = replace(
        preview, bands=(*preview.bands[:2], replace(preview.bands[2], calibration=planck))
    )
    components = fit_components(preview, ("1", "2", "3"), ALL_VALUES)
    assert np.isfinite(components.loadings).all()
    fitted = fit_stretch(preview, components, Stretch(), ALL_VALUES)
    alpha = fitted.picture().rgba[..., 3]
    assert not alpha[:10, :10].any()
    assert alpha[10:].all()


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((3, 5, 6), np.uint16),
        np.full((4, 5, 6), 7, np.int16),
        np.full((3, 5, 6), np.nan, np.float32),
        np.array([-1e300, 1e300, 0, 5]).repeat(9).reshape(3, 3, 4),
        farmland((5, 6), n_bands=2),
    ],
    ids=["nothing", "flat", "no number", "too far apart", "two bands"],
)
def test_a_picture_comes_of_pixels_without_three_directions(values):
    preview = preview_of(values)
    components = fit_components(preview, names_of(preview), ALL_VALUES)
    assert np.isfinite(components.shares).all()
    fit_stretch(preview, components, Stretch(), ALL_VALUES).picture()


def test_components_are_those_of_the_ticked_bands_if_they_are_enough():
    bands = list(preview_of(farmland(n_bands=5)).bands)
    bands[4] = replace(bands[4], kind=BandKind.THERMAL)
    assert bands_of(PRINCIPAL, bands, ("1", "2", "5")) == ("1", "2", "5")
    assert bands_of(PRINCIPAL, bands, ("1", "2")) == ("1", "2", "3", "4")
    thermal = [replace(band, kind=BandKind.THERMAL) for band in bands[:3]]
    assert bands_of(PRINCIPAL, thermal, ()) == ("1", "2", "3")
    assert bands_of(("3", "3", "1"), bands, ()) == ("3", "3", "1")
