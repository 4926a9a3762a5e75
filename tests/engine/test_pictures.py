"""Details are cut out as fine as the screen, and no finer than the scene."""

import numpy as np
import pytest

from app.arrays import Window
from app.clustering.results import LabelMap
from app.engine.pictures import make_label_detail


@pytest.fixture
def labels():
    """Every pixel differs from its neighbours: 10 row + col, over 12 rows and 10 columns."""
    row, col = np.mgrid[:12, :10]
    return LabelMap((10 * row + col).astype(np.uint8), 1)


def test_detail_of_a_window_at_full_size_is_the_window(labels):
    window = Window(2, 3, 4, 5)
    picture = make_label_detail(labels, window, (4, 5))
    assert picture.window == window
    assert picture.labels.tolist() == labels.labels[2:6, 3:8].tolist()


def test_screen_finer_than_the_scene_gets_the_scene(labels):
    picture = make_label_detail(labels, Window(0, 0, 3, 3), (300, 300))
    assert picture.labels.shape == (3, 3)


def test_coarser_screen_gets_evenly_picked_pixels(labels):
    picture = make_label_detail(labels, Window(0, 0, 12, 10), (4, 5))
    assert picture.labels.tolist() == labels.labels[::3, ::2].tolist()


def test_uneven_shrinking_stays_within_the_window(labels):
    picture = make_label_detail(labels, Window(5, 4, 7, 6), (5, 4))
    assert picture.labels.shape == (5, 4)
    assert picture.labels[0, 0] == 54
    assert picture.labels.max() <= 119


def test_detail_can_be_drawn_without_a_copy(labels):
    picture = make_label_detail(labels, Window(1, 1, 5, 5), (3, 3))
    assert picture.labels.dtype == np.uint8
    assert picture.labels.flags.c_contiguous
