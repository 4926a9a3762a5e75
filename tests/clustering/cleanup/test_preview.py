"""What is shown in view is what the whole map will show there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.arrays import Window
from app.clustering.cleanup.class_codes import ClassCodes
from app.clustering.cleanup.preview import tidy, tidy_in_view
from app.clustering.cleanup.ways import Majority, Sieve
from app.steps import drain

SAME = ClassCodes.of(np.arange(256))


def seen(array, window):
    top, left = max(0, window.row), max(0, window.col)
    return array[
        top : max(top, window.row + window.height), left : max(left, window.col + window.width)
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**31), st.sampled_from([3, 5, 7]), st.integers(-5, 30), st.integers(-5, 40),
    st.integers(0, 40), st.integers(0, 50),
)  # fmt: skip
def test_a_majority_in_view_is_that_of_the_whole_map(seed, width_px, row, col, height, width):
    labels = np.random.default_rng(seed).integers(0, 4, (30, 40)).astype(np.uint8)
    window = Window(row, col, height, width)
    _, whole = drain(tidy(labels, SAME, Majority(width_px)))
    _, found = drain(tidy_in_view(labels, SAME, Majority(width_px), window))
    expected, before = seen(whole.labels, window), seen(labels, window)
    np.testing.assert_array_equal(found.labels, expected)
    assert found.n_changed_px == (expected != before).sum()
    assert found.n_data_px == (before > 0).sum()


def test_a_sieve_in_view_is_that_of_the_whole_map_where_patches_lie_amid_one_class():
    rng = np.random.default_rng(5)
    labels = np.where(np.arange(300)[:, None] + 40 * np.sin(np.arange(320) / 30) < 150, 1, 2)
    for row, col in zip(rng.integers(0, 290, 400), rng.integers(0, 310, 400), strict=True):
        height, width = rng.integers(1, 6, 2)
        labels[row : row + height, col : col + width] = rng.integers(3, 6)
    labels = labels.astype(np.uint8)
    window = Window(100, 110, 80, 90)
    _, whole = drain(tidy(labels, SAME, Sieve(12)))
    _, found = drain(tidy_in_view(labels, SAME, Sieve(12), window))
    expected, before = seen(whole.labels, window), seen(labels, window)
    changes, foreseen = expected != before, found.labels != before
    np.testing.assert_array_equal(foreseen, changes)
    assert changes.sum() > 100
    assert (found.labels == expected).mean() > 0.99
    assert found.share_changed == pytest.approx(changes.mean())


def test_the_map_itself_is_left_alone():
    labels = np.random.default_rng(0).integers(0, 4, (30, 40)).astype(np.uint8)
    before = labels.copy()
    for how in (Sieve(5), Majority(5)):
        drain(tidy_in_view(labels, SAME, how, Window(3, 3, 10, 10)))
        np.testing.assert_array_equal(labels, before)
