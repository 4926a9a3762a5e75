"""Classes take the colours of the picture, moved apart as little as it takes."""

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.naming.scene_colours import LEAST_APART, colours_of_scene, told_apart

GREY = (128, 128, 128)


def smallest_difference(colours) -> float:
    lab = rgb2lab(np.array(colours, dtype=float)[np.newaxis] / 255)[0]
    apart = deltaE_ciede2000(lab[:, np.newaxis], lab[np.newaxis])
    return float(apart[~np.eye(len(lab), dtype=bool)].min())


def test_colours_that_are_told_apart_stay():
    colours = [(20, 40, 120), (30, 120, 40), (230, 220, 200)]
    assert told_apart(colours) == colours


def test_colours_that_are_alike_are_moved_apart_in_either_direction():
    moved = told_apart([(60, 90, 50), (60, 90, 50), (62, 92, 52), (200, 190, 170)])
    assert smallest_difference(moved) > 0.9 * LEAST_APART
    assert moved[-1] == (200, 190, 170)


@pytest.mark.parametrize("n", [8, 20])
def test_as_many_as_a_scene_has_are_told_apart_in_earth_colours(n):
    random = np.random.default_rng(n)
    colours = [tuple(each) for each in random.integers((40, 60, 30), (150, 140, 110), (n, 3))]
    moved = told_apart(colours)
    assert smallest_difference(moved) > 0.7 * LEAST_APART
    assert told_apart(colours) == moved


def test_no_colour_is_no_trouble():
    assert told_apart([]) == []


def test_each_class_takes_the_mean_of_what_it_covers():
    rgba = np.zeros((4, 6, 4), dtype=np.uint8)
    rgba[:, :3] = (20, 40, 120, 255)
    rgba[:, 3:] = (230, 220, 200, 255)
    rgba[0, 3] = (250, 200, 220, 0)  # transparent: no data
    labels = np.repeat([[1, 1, 1, 2, 3, 3]], 4, axis=0).astype(np.uint8)
    look = ClusterLook(3, ("a", "b"), (GREY, GREY), (1, 5), (1, 5, 5))
    assert colours_of_scene(rgba, labels, look) == {1: (20, 40, 120), 5: (230, 220, 200)}


def test_a_coarser_map_is_laid_over_and_a_class_it_does_not_show_keeps_its_colour():
    rgba = np.full((8, 8, 4), 255, dtype=np.uint8)
    rgba[:, :4, :3] = (20, 40, 120)
    labels = np.array([[1, 2], [1, 2]], dtype=np.uint8)
    look = ClusterLook(3, ("a", "b", "c"), (GREY, GREY, (30, 120, 40)))
    found = colours_of_scene(rgba, labels, look)
    assert found == {1: (20, 40, 120), 2: (255, 255, 255), 3: (30, 120, 40)}
