import numpy as np
import pytest
from skimage.exposure import equalize_adapthist

from app.scene.picture.local_contrast import fit_curves


def landscape(shape, seed=0):
    """Smooth hills with fine texture, 0..1."""
    generator = np.random.default_rng(seed)
    rows, cols = np.mgrid[: shape[0], : shape[1]]
    hills = np.sin(rows / 70) + np.cos(cols / 90) + 0.5 * np.sin((rows + cols) / 25)
    hills += generator.normal(0, 0.15, shape)
    return ((hills - hills.min()) / (hills.max() - hills.min())).astype(np.float32)


def places(n):
    return np.arange(n, dtype=float)


@pytest.mark.parametrize("shape", [(512, 640), (401, 517), (640, 400)])
@pytest.mark.parametrize("clip_limit", [0.01, 0.025, 0.1])
def test_overview_looks_as_scikit_image_makes_it(shape, clip_limit):
    brightness = landscape(shape)
    curves = fit_curves(brightness, np.ones(shape, dtype=bool), clip_limit)
    changed = curves.apply(brightness, places(shape[0]), places(shape[1]))
    changed = (changed - changed.min()) / (changed.max() - changed.min())
    difference = np.abs(changed - equalize_adapthist(brightness, clip_limit=clip_limit)) * 255
    assert difference.mean() < 2  # of 255 levels
    assert np.percentile(difference, 99) < 8


def test_brighter_pixels_stay_brighter_at_any_one_place():
    brightness = landscape((200, 200))
    curves = fit_curves(brightness, np.ones((200, 200), dtype=bool), 0.025)
    ramp = np.linspace(0, 1, 200, dtype=np.float32)[None, :]
    changed = curves.apply(ramp, np.array([77.0]), np.full(200, 120.5))
    assert (np.diff(changed[0]) >= 0).all()
    assert changed.min() >= 0
    assert changed.max() <= 1


def test_a_detail_is_as_bright_as_the_overview():
    brightness = landscape((300, 300))
    curves = fit_curves(brightness, np.ones((300, 300), dtype=bool), 0.025)
    whole = curves.apply(brightness, places(300), places(300))
    detail = curves.apply(brightness[40:90, 210:299], places(300)[40:90], places(300)[210:299])
    assert (detail == whole[40:90, 210:299]).all()


def test_what_lies_under_no_data_changes_nothing():
    brightness = landscape((200, 260))
    valid = np.ones((200, 260), dtype=bool)
    valid[:, :90] = False
    other = np.where(valid, brightness, 1).astype(np.float32)
    first = fit_curves(brightness, valid, 0.025)
    second = fit_curves(other, valid, 0.025)
    assert (first.tables == second.tables).all()


def test_higher_clip_limit_gives_more_contrast():
    brightness = 0.4 + 0.1 * landscape((256, 256))
    valid = np.ones((256, 256), dtype=bool)
    spreads = [
        fit_curves(brightness, valid, limit).apply(brightness, places(256), places(256)).std()
        for limit in (0.005, 0.025, 0.1)
    ]
    assert spreads == sorted(spreads)


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (5, 7), (33, 32)])
def test_tiny_overviews_are_equalised_too(shape):
    brightness = np.linspace(0, 1, shape[0] * shape[1], dtype=np.float32).reshape(shape)
    curves = fit_curves(brightness, np.ones(shape, dtype=bool), 0.025)
    changed = curves.apply(brightness, places(shape[0]), places(shape[1]))
    assert np.isfinite(changed).all()


def test_nothing_but_no_data_leaves_finite_curves():
    curves = fit_curves(np.zeros((80, 80), dtype=np.float32), np.zeros((80, 80), dtype=bool), 0.02)
    assert np.isfinite(curves.tables).all()


def test_places_outside_the_overview_take_the_curve_of_the_edge():
    brightness = landscape((100, 100))
    curves = fit_curves(brightness, np.ones((100, 100), dtype=bool), 0.025)
    patch = brightness[:2, :2]
    far = curves.apply(patch, np.array([-900.0, 900.0]), np.array([-900.0, 900.0]))
    assert ((far >= 0) & (far <= 1)).all()
