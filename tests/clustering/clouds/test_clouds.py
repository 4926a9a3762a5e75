"""Clouds and shadows are told from the ground by what changed, whatever the units."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.clustering.clouds.casting import find_way
from app.clustering.clouds.changes import BandPlaces, find_changes
from app.clustering.clouds.clear_sky import fit_clear_sky
from app.clustering.clouds.deciding import decide
from app.clustering.clouds.sky import UNKNOWN, Sky, SkyLook
from app.clustering.clouds.unlike import learn_ground
from app.clustering.clouds.wishes import CloudWishes, SkyClass
from app.steps import drain

CLOUD = np.array([0.62, 0.63, 0.64, 0.70, 0.45], np.float32)[:, None]
GROUNDS = np.array(
    [
        [0.03, 0.05, 0.04, 0.30, 0.15],
        [0.08, 0.10, 0.14, 0.22, 0.28],
        [0.05, 0.06, 0.04, 0.02, 0.01],
    ],
    np.float32,
)
PLACES = BandPlaces((0, 1, 2), (3, 4), 3)
SHAPE = (60, 80)
CLOUDS, SHADOWS = (slice(30, 45), slice(40, 60)), (slice(15, 30), slice(28, 48))


@pytest.fixture(scope="module")
def dates():
    """Return the clear date, the later one, and which pixels are cloud and shadow."""
    rng = np.random.default_rng(3)
    material = rng.integers(len(GROUNDS), size=(6, 8)).repeat(10, 0).repeat(10, 1)
    ground = GROUNDS[material].transpose(2, 0, 1)
    ground *= 1 + 0.05 * rng.standard_normal(ground.shape)
    cloud, shadow = np.zeros(SHAPE, bool), np.zeros(SHAPE, bool)
    cloud[CLOUDS], shadow[SHADOWS] = True, True
    later = 0.9 * ground + 0.01
    later[:, shadow] *= np.array([0.5, 0.45, 0.4, 0.25, 0.2])[:, None]
    later[:, cloud] = 0.1 * later[:, cloud] + 0.9 * CLOUD
    later += 0.002 * rng.standard_normal(later.shape)
    return ground.astype(np.float32), later.astype(np.float32), cloud, shadow


def found(clear, later, *, valid=None, wishes=None, **known):
    flat = clear.reshape(len(clear), -1), later.reshape(len(later), -1)
    clear_sky = fit_clear_sky(*flat, seed=0)
    with ThreadPoolExecutor(2) as pool:
        steps = find_changes(
            flat[1], clear_sky.predict(flat[0]), clear_sky, PLACES, seed=0, pool=pool
        )
        _, changes = drain(steps)
    valid = np.ones(flat[0].shape[1], bool) if valid is None else valid.reshape(-1)
    look = Sky(clear_sky, changes).look(*flat, valid)
    look = SkyLook(look.opacity.reshape(SHAPE), look.shade.reshape(SHAPE))
    return clear_sky, look, decide(look, wishes or CloudWishes(), **known)


def agreement(labels, number, truth):
    got = labels == number
    return 2 * (got & truth).sum() / (got.sum() + truth.sum())


def test_line_of_the_ground_is_found_below_clouds(dates):
    clear, later, *_ = dates
    sky, *_ = found(clear, later)
    np.testing.assert_allclose(sky.gain, 0.9, atol=0.03)
    np.testing.assert_allclose(sky.offset, 0.01, atol=0.004)


@pytest.mark.parametrize("gain", [1.0, 250.0])
def test_clouds_and_shadows_are_found_in_reflectance_and_in_plain_numbers(dates, gain):
    clear, later, cloud, shadow = dates
    *_, decision = found(clear * np.float32(gain), later * np.float32(gain))
    assert agreement(decision.labels, SkyClass.CLOUD, cloud) > 0.97
    assert agreement(decision.labels, SkyClass.SHADOW, shadow) > 0.9


def test_no_cloud_is_seen_where_only_a_field_was_harvested(dates):
    clear, _, *_ = dates
    later = 0.9 * clear + 0.01
    later[:, 10:30, 20:40] = np.array([0.09, 0.13, 0.20, 0.26, 0.33], np.float32)[:, None, None]
    *_, decision = found(clear, later.astype(np.float32))
    assert not (decision.labels == SkyClass.CLOUD).any()


def test_unlike_the_ground_a_bare_field_is_no_cloud_though_it_is_brighter(dates):
    clear, later, cloud, _ = dates
    field = np.zeros(SHAPE, bool)
    field[48:56, 4:24] = True
    soil = np.array([0.12, 0.19, 0.29, 0.38, 0.42], np.float32)  # unlike all, and redder
    later = later.copy()
    later[:, field] = soil[:, None]
    flat = clear.reshape(len(clear), -1), later.reshape(len(later), -1)
    clear_sky = fit_clear_sky(*flat, seed=0)
    with ThreadPoolExecutor(2) as pool:
        steps = learn_ground(clear_sky.predict(flat[0]), PLACES.visible, seed=0, pool=pool)
        _, ground = drain(steps)
    outshone = ground.is_outshone(flat[1]).reshape(SHAPE)
    assert outshone[cloud].mean() > 0.99
    assert not outshone[field].any()


def test_pixels_without_data_stay_no_data(dates):
    clear, later, *_ = dates
    valid = np.ones(SHAPE, bool)
    valid[:, :10] = False
    _, look, decision = found(clear, later, valid=valid)
    assert (look.opacity[:, :10] == UNKNOWN).all()
    assert (decision.labels[:, :10] == SkyClass.NO_DATA).all()
    assert (decision.labels[:, 10:] != SkyClass.NO_DATA).all()


def test_stricter_leaves_out_no_less(dates):
    clear, later, *_ = dates
    counts = [
        (found(clear, later, wishes=CloudWishes(each))[2].labels == SkyClass.CLOUD).sum()
        for each in (0.1, 0.5, 0.9)
    ]
    assert counts == sorted(counts)


def test_shadow_falls_away_from_the_sun_only(dates):
    clear, later, *_ = dates
    along = found(clear, later, pixel_m=30.0, sun_azimuth_deg=141.0)[2]
    against = found(clear, later, pixel_m=30.0, sun_azimuth_deg=321.0)[2]
    assert (along.way.rows, along.way.cols) == (-15, -12)
    assert against.way is None
    assert not (against.labels == SkyClass.SHADOW).any()


def test_way_is_not_believed_where_clouds_meet_nothing():
    cloud, dark = np.zeros(SHAPE, bool), np.zeros(SHAPE, bool)
    cloud[20:40, 20:40] = True
    dark[2, 2] = True
    assert find_way(cloud, dark, pixel_m=30.0, sun_azimuth_deg=None) is None


def test_specks_go_and_clouds_grow():
    opacity = np.zeros(SHAPE, np.uint8)
    opacity[5, 5], opacity[20:30, 20:30] = 90, 90
    look = SkyLook(opacity, np.zeros(SHAPE, np.uint8))
    labels = decide(look, CloudWishes(0.5, smallest_px=4, grow_px=2)).labels
    assert labels[5, 5] == SkyClass.CLEAR
    assert (labels[18, 20:30] == SkyClass.CLOUD).all()
    assert labels[17, 25] == SkyClass.CLEAR
