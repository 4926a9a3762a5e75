"""Each pixel gets the class that has most votes around it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clustering.cleanup import tidied
from app.clustering.cleanup.class_codes import ClassCodes
from app.clustering.cleanup.majority import smooth
from app.clustering.cleanup.ways import Majority
from app.steps import drain

SAME = ClassCodes.of(np.arange(256))
seeds = st.integers(0, 2**31)


def by_definition(classes, half):
    """Count the votes around each pixel, one after the other."""
    found = classes.copy()
    for row, col in zip(*np.nonzero(classes), strict=True):
        around = classes[max(0, row - half) : row + half + 1, max(0, col - half) : col + half + 1]
        votes = np.bincount(around[around > 0])
        winners = np.flatnonzero(votes == votes.max())
        if len(winners) == 1:
            found[row, col] = winners[0]
    return found


@settings(max_examples=100, deadline=None)
@given(
    seeds, st.integers(1, 6), st.sampled_from([3, 5, 7]), st.integers(1, 25), st.integers(1, 25),
    st.sampled_from([1, 40, 10**6]),
)  # fmt: skip
def test_votes_decide_whatever_the_strips(seed, n_classes, width_px, height, width, n_strip_bytes):
    labels = np.random.default_rng(seed).integers(0, n_classes + 1, (height, width))
    labels = labels.astype(np.uint8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tidied, "_N_STRIP_BYTES", n_strip_bytes)
        _, found = drain(smooth(labels, SAME, Majority(width_px)))
    expected = by_definition(labels, width_px // 2)
    np.testing.assert_array_equal(found.labels, expected)
    assert found.n_changed_px == (labels != expected).sum()
    assert found.n_data_px == (labels > 0).sum()


@settings(max_examples=40, deadline=None)
@given(seeds, st.sampled_from([3, 5, 7]))
def test_clusters_of_one_class_vote_together_and_keep_their_labels(seed, width_px):
    labels = np.random.default_rng(seed).integers(0, 8, (20, 17)).astype(np.uint8)
    classes = np.zeros(256, np.uint8)
    classes[1:8] = [9, 255, 9, 0, 4, 4, 255]
    _, found = drain(smooth(labels, ClassCodes.of(classes), Majority(width_px)))
    expected = by_definition(classes[labels], width_px // 2)
    np.testing.assert_array_equal(classes[found.labels], expected)
    stayed = classes[labels] == expected
    assert (found.labels[stayed] == labels[stayed]).all()
    assert set(found.labels[~stayed].tolist()) <= {1, 2, 5}


def test_a_tie_keeps_what_is_there():
    labels = np.array([[1, 1, 2], [1, 3, 2], [4, 2, 4]], np.uint8)
    _, found = drain(smooth(labels, SAME, Majority(3)))
    assert found.labels[1, 1] == 3


def test_no_data_has_no_vote_and_stays():
    labels = np.zeros((3, 3), np.uint8)
    labels[1, 1] = 2
    _, found = drain(smooth(labels, SAME, Majority(3)))
    np.testing.assert_array_equal(found.labels, labels)


def test_windows_without_a_middle_are_refused():
    with pytest.raises(ValueError, match="4 pixels"):
        Majority(4)
