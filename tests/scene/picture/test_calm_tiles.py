"""Even surfaces stay even under the adaptive stretch; what has contrast is equalised as before."""

import numpy as np
import pytest

from app.scene.picture.calm_tiles import find_calm_tiles
from app.scene.picture.local_contrast import equalise, fit_local_stretch

SHAPE = (256, 320)
VALID = np.ones(SHAPE, dtype=bool)


def shore(noise=0.02):
    """Land of fields at the left, open water with a little noise at the right."""
    random = np.random.default_rng(3)
    scene = np.full(SHAPE, 0.3)
    fields = random.uniform(0.05, 0.95, (16, 10))
    scene[:, :160] = np.kron(fields, np.ones((16, 16)))
    return np.clip(scene + random.normal(0, noise, SHAPE), 0, 1).astype(np.float32)


def by_overview(brightness, valid=VALID):
    return fit_local_stretch(brightness, valid, 0.025)[1]


def by_scene(brightness, valid=VALID):
    return equalise(brightness, valid, 0.025)


@pytest.mark.parametrize("light", [by_overview, by_scene])
def test_water_is_no_texture_and_fields_keep_their_contrast(light):
    brightness = shore()
    lit = light(brightness)
    water = np.s_[40:-40, 230:-20]
    assert lit[water].std() < 4 * brightness[water].std()  # 6 where all is equalised
    assert lit[40:-40, 20:110].std() > 0.9 * brightness[40:-40, 20:110].std()


@pytest.mark.parametrize("light", [by_overview, by_scene])
def test_there_is_no_step_between_tiles(light):
    lit = light(shore(noise=0.002))[:, 200:]
    assert np.abs(np.diff(lit, axis=1)).max() < 0.1


def test_where_all_has_contrast_equalisation_counts_whole():
    brightness = np.random.default_rng(0).uniform(0, 1, SHAPE).astype(np.float32)
    calm = find_calm_tiles(brightness, VALID)
    assert (calm.shares == 1).all()
    lit = 1 - brightness
    rows, cols = (np.arange(n, dtype=float) for n in SHAPE)
    np.testing.assert_allclose(calm.blend(brightness, lit, rows, cols), lit, atol=1e-6)


def test_a_detail_is_as_bright_as_the_overview():
    brightness = shore()
    local, whole = fit_local_stretch(brightness, VALID, 0.025)
    rows, cols = np.arange(30.0, 90.0), np.arange(140.0, 250.0)
    detail = local.apply(brightness[30:90, 140:250], rows, cols)
    np.testing.assert_allclose(detail, whole[30:90, 140:250], atol=1e-6)


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (5, 7), (33, 32)])
def test_tiny_scenes_and_scenes_of_no_data_are_no_trouble(shape):
    brightness = np.linspace(0, 1, shape[0] * shape[1], dtype=np.float32).reshape(shape)
    for valid in (np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)):
        lit = fit_local_stretch(brightness, valid, 0.025)[1]
        assert lit.shape == shape
        assert np.isfinite(lit).all()
