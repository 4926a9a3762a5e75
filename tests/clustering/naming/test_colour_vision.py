"""Differences of colours are those that scikit-image finds."""

import numpy as np
from skimage.color import deltaE_ciede2000, rgb2lab

from app.clustering.naming.colour_vision import difference, lab_of, labs_as_seen
from tests.clustering.naming.seeing import VISIONS, as_seen


def pairs():
    """Colours of every kind, and others near to and far from them; greys have no hue."""
    rng = np.random.default_rng(1)
    one, other = rng.integers(0, 256, (2, 500, 3)).astype(float)
    other[:100] = np.clip(one[:100] + rng.integers(-3, 4, (100, 3)), 0, 255)
    one[0], other[0], one[1], other[1] = 128, 131, 0, 0
    return one, other


def test_lightness_and_hue_are_those_of_cielab():
    one, _ = pairs()
    np.testing.assert_allclose(lab_of(one), rgb2lab(one / 255), atol=1e-9)


def test_differences_are_those_of_ciede2000():
    one, other = map(lab_of, pairs())
    np.testing.assert_allclose(difference(one, other), deltaE_ciede2000(one, other), atol=1e-9)


def test_colours_are_seen_with_every_kind_of_vision():
    one, _ = pairs()
    expected = [as_seen(one, vision) for vision in VISIONS]
    np.testing.assert_allclose(labs_as_seen(one), expected, atol=1e-9)
