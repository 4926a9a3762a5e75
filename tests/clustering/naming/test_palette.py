import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from app.clustering.naming.palette import N_COLOURS, palette
from app.clustering.settings import K_HIGHEST

# Machado, Oliveira & Fernandes (2009), "A Physiologically-based Model for Simulation of Color
# Vision Deficiency", severity 1.0, for linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def as_seen(colours, vision):
    """CIELAB of 8-bit colours as a person with that vision sees them."""
    encoded = np.array(colours) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ VISIONS[vision].T, 0, 1)
    return rgb2lab(np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055))


def smallest_difference(lab):
    difference = deltaE_ciede2000(lab[:, None, :], lab[None, :, :])
    return difference[np.triu_indices(len(lab), 1)].min()


@pytest.mark.parametrize("vision", VISIONS)
def test_twelve_colours_are_told_apart_with_any_vision(vision):
    # About 2.3 is just noticeable side by side. Six times that still tells small patches apart
    # that do not touch, as a map and its legend ask.
    assert smallest_difference(as_seen(palette(12), vision)) > 14


def test_thirty_colours_are_told_apart_with_normal_vision():
    assert smallest_difference(as_seen(palette(30), "normal")) > 12


@pytest.mark.parametrize("vision", VISIONS)
def test_thirty_colours_differ_noticeably_with_any_vision(vision):
    assert smallest_difference(as_seen(palette(30), vision)) > 6


def test_sixty_four_colours_are_told_apart_with_normal_vision():
    assert smallest_difference(as_seen(palette(64), "normal")) > 8


@pytest.mark.parametrize("vision", VISIONS)
def test_sixty_four_colours_differ_with_any_vision(vision):
    assert smallest_difference(as_seen(palette(64), vision)) > 4


@pytest.mark.parametrize(("backdrop", "least"), [((128, 128, 128), 11), ((255, 255, 255), 14)])
def test_every_colour_stands_out_from_grey_canvas_and_white_page(backdrop, least):
    lab = rgb2lab(np.array(palette(64)) / 255)
    assert deltaE_ciede2000(lab, rgb2lab(np.array([backdrop]) / 255)).min() > least


def test_no_colour_is_nearly_black_or_nearly_white():
    lightness = rgb2lab(np.array(palette(64)) / 255)[:, 0]
    assert lightness.min() > 30
    assert lightness.max() < 93


@pytest.mark.parametrize("n_colours", range(65))
def test_more_colours_never_change_those_before(n_colours):
    assert len(palette(n_colours)) == n_colours
    assert palette(n_colours) == palette(64)[:n_colours]


def test_there_is_a_colour_for_every_cluster_of_the_highest_k():
    assert N_COLOURS >= K_HIGHEST


@pytest.mark.parametrize("n_colours", [-1, 65])
def test_more_colours_than_there_are_is_refused(n_colours):
    with pytest.raises(ValueError, match="64"):
        palette(n_colours)
