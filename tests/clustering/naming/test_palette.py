import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from app.clustering.naming.palette import N_COLOURS, palette
from app.clustering.settings import K_HIGHEST
from tests.clustering.naming.seeing import VISIONS, as_seen, smallest_difference


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
