"""Colours near to those of a scene are told apart as well as those of the palette."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.color import deltaE_ciede2000, rgb2lab

from app.clustering.naming.colour_vision import lab_of
from app.clustering.naming.telling_apart import further, pass_on
from tests.clustering.naming.seeing import VISIONS, as_seen, smallest_difference

NONE = np.zeros((0, 3))


def earth(seed, n):
    """CIELAB of as many dull colours as a scene has: all alike, as the means of clusters are."""
    random = np.random.default_rng(seed)
    return lab_of(random.integers((20, 30, 20), (150, 140, 120), (n, 3)).astype(float))


def passed_on(wanted):
    """Colours of a sweep that finds one thing more at every k, from three on."""
    colours, before = pass_on((), NONE, wanted[:3]), wanted[:3]
    for k in range(4, len(wanted) + 1):
        colours, before = pass_on(colours, before, wanted[:k]), wanted[:k]
    return colours


def least_seen(draws):
    """CIEDE2000 of the nearest pair of any draw, with any vision, and which draw that is."""
    one, other = np.triu_indices(np.shape(draws)[1], 1)
    seen = np.stack([as_seen(draws, vision) for vision in VISIONS])
    apart = deltaE_ciede2000(seen[:, :, one], seen[:, :, other]).min(axis=(0, 2))
    return apart.min(), int(apart.argmin())


@pytest.mark.parametrize("first", [0, 50, 100, 6841])
def test_twelve_colours_are_told_apart_with_any_vision(first):
    # As well as those of the palette, which was searched for as a whole.
    least, draw = least_seen([passed_on(earth(seed, 12)) for seed in range(first, first + 50)])
    assert least > 14, f"draw {first + draw}"


def test_they_stay_told_apart_while_numbers_come_to_mean_other_things():
    random = np.random.default_rng(3)
    draws = []
    for _ in range(12):
        wanted = lab_of(random.integers(0, 256, (12, 3)).astype(float))
        colours = pass_on((), NONE, wanted[:3])
        for k in range(4, 13):
            before = wanted[: k - 1].copy()
            has_moved = random.random(12) < 0.3
            wanted[has_moved] += random.normal(0, 24, (int(has_moved.sum()), 3))
            colours = pass_on(colours, before, wanted[:k])
        draws.append(colours)
    assert least_seen(draws)[0] > 14


@pytest.mark.parametrize("n_colours", [3, 7, 11])
def test_fewer_are_told_apart_as_well(n_colours):
    assert least_seen([passed_on(earth(seed, n_colours)) for seed in range(20)])[0] > 14


def test_colours_that_came_from_elsewhere_and_leave_no_room_are_kept():
    alike = [(100, 100 + step, 60) for step in range(5)]
    wanted = earth(2, 6)
    colours = pass_on(alike, wanted[:5], wanted)
    assert list(colours[:5]) == alike
    assert smallest_difference(as_seen([alike[0], colours[5]], "normal")) > 14


@given(st.integers(0, 10_000))
@settings(max_examples=4, deadline=None)
def test_thirty_colours_are_told_apart(seed):
    colours = passed_on(earth(seed, 30))
    assert smallest_difference(as_seen(colours, "normal")) > 11
    assert min(smallest_difference(as_seen(colours, vision)) for vision in VISIONS) > 5.5


def test_sixty_four_colours_differ_with_any_vision():
    colours = passed_on(earth(0, 64))
    assert smallest_difference(as_seen(colours, "normal")) > 7.5
    assert min(smallest_difference(as_seen(colours, vision)) for vision in VISIONS) > 3.9


def test_every_colour_stands_out_from_grey_canvas_and_white_page():
    lab = rgb2lab(np.array(passed_on(earth(5, 64))) / 255)
    for backdrop, least in ((128, 11), (255, 14)):
        there = rgb2lab(np.full((1, 3), backdrop) / 255)
        assert deltaE_ciede2000(lab, there).min() > least
    assert 30 < lab[:, 0].min() <= lab[:, 0].max() < 93


def test_colours_that_are_told_apart_stay_nearly_as_they_are():
    wanted = lab_of(np.array([(20, 80, 170), (60, 140, 60), (230, 215, 190)], dtype=float))
    found = lab_of(np.array(pass_on((), NONE, wanted), dtype=float))
    assert np.linalg.norm(found - wanted, axis=1).max() < 10


def test_things_that_stay_the_same_keep_their_colours():
    wanted = earth(7, 8)
    colours = pass_on((), NONE, wanted)
    moved = wanted + np.random.default_rng(0).normal(0, 2, wanted.shape)
    assert pass_on(colours, wanted, moved) == colours


def test_a_number_that_comes_to_mean_another_thing_takes_its_colour():
    forest, field, water = lab_of(np.array([(40, 60, 40), (220, 200, 150), (0, 80, 160)], float))
    before = np.array([forest, field])
    colours = pass_on((), NONE, before)
    now = pass_on(colours, before, np.array([water, field, forest]))
    assert now[1] == colours[1]
    assert now[0][2] > now[0][0] + 60  # blue
    assert np.linalg.norm(lab_of(np.array(now[2], float)) - forest) < 25


@pytest.mark.parametrize("n_wanted", [0, 1, 6])
def test_more_colours_are_told_apart_from_all_and_never_change_those_before(n_wanted):
    colours = passed_on(earth(3, 6))
    more = further(colours, n_wanted)
    assert len(more) == n_wanted
    assert further(colours, 6)[:n_wanted] == more
    assert least_seen([(*colours, *more)])[0] > 14
