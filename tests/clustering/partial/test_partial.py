"""Few labels make classes: what is set aside stays together, and what is unsure is told."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.clustering.partial.checking import ClusterVote, error_matrix
from app.clustering.partial.deciding import decide
from app.clustering.partial.metric import learn_metric
from app.clustering.partial.setting_aside import set_aside
from app.clustering.partial.voting import learn_by_seeds, learn_by_vote
from app.steps import drain


def test_polygons_and_near_points_go_one_way_or_the_other():
    labels, places = np.zeros((64, 64), np.uint8), np.zeros((64, 64), np.int32)
    number = 0
    for row in range(0, 64, 8):
        for col in range(0, 32, 8):
            number += 1
            labels[row : row + 3, col : col + 3] = 1 + number % 2
            places[row : row + 3, col : col + 3] = number
    for at in range(8):  # two points each in one square of eight pixels
        for step in (0, 3):
            number += 1
            labels[8 * at + step, 40] = 3
            places[8 * at + step, 40] = number
    aside = set_aside(labels, places, 0.3, seed=1)
    for place in np.unique(places[(places > 0) & (labels < 3)]):
        assert len(np.unique(aside[places == place])) == 1
    points = aside[:, 40][labels[:, 40] == 3].reshape(8, 2)
    assert (points[:, 0] == points[:, 1]).all()
    for one in (1, 2, 3):
        assert 0.1 < aside[labels == one].mean() < 0.5
    assert not aside[labels == 0].any()


def test_a_class_of_one_place_is_learned_from():
    labels, places = np.zeros((20, 20), np.uint8), np.zeros((20, 20), np.int32)
    labels[2:5, 2:5], places[2:5, 2:5] = 1, 1
    assert not set_aside(labels, places, 0.9, seed=0).any()


def test_metric_makes_classes_round():
    rng = np.random.default_rng(0)
    spread = np.array([[2.0, 1.9], [0.0, 0.2]])
    labels = rng.integers(1, 4, 3_000)
    pixels = (
        rng.standard_normal((3_000, 2)) @ spread + np.array([[0, 0], [9, 3], [-4, 8]])[labels - 1]
    )
    scaled = learn_metric(pixels, labels).scaled(pixels)
    for one in (1, 2, 3):
        np.testing.assert_allclose(np.cov(scaled[labels == one].T), np.eye(2), atol=0.15)


@pytest.mark.parametrize("by", ["vote", "seeds"])
def test_labelled_pixels_say_what_the_others_are(by):
    rng = np.random.default_rng(2)
    truth = rng.integers(1, 4, 4_000)
    middles = np.array([[0.0, 0, 0], [6, 0, 1], [0, 7, 2]])
    pixels = (middles[truth - 1] + rng.standard_normal((4_000, 3))).astype(np.float32)
    known = slice(0, 120)
    metric = learn_metric(pixels[known], truth[known])
    order = (metric, pixels, pixels[known], truth[known], 3)
    with ThreadPoolExecutor(2) as pool:
        steps = (
            learn_by_vote(*order, 12, seed=0, pool=pool)
            if by == "vote"
            else learn_by_seeds(*order, seed=0)
        )
        _, voters = drain(steps)
    likely, nearest = voters.look(pixels)
    assert (likely.argmax(axis=1) + 1 == truth).mean() > 0.97
    assert likely.max() <= 1 + 1e-6
    assert nearest.max() < len(voters.centres)
    at = voters.middles(pixels)
    np.testing.assert_array_equal(nearest[at], np.arange(len(at)))


def test_unsure_pixels_stay_without_a_class():
    likely = np.zeros((2, 1, 3), np.float32)
    likely[:, 0] = [[0.9, 0.5, 0.2], [0.1, 0.4, 0.3]]
    found = decide(likely, np.array([[True, True, True]]), smooths=False, least=0.45)
    assert found.labels.tolist() == [[1, 1, 0]]
    assert found.confidence.tolist() == [[90, 50, 0]]


def test_neighbours_outvote_a_weak_pixel_but_not_the_edge_of_data():
    likely = np.zeros((2, 5, 5), np.float32)
    likely[0] = 1.0
    likely[:, 2, 2] = [0.45, 0.55]
    valid = np.ones((5, 5), bool)
    valid[:, 4] = False
    found = decide(likely, valid, smooths=True, least=0.0)
    assert found.labels[2, 2] == 1
    assert (found.labels[:, :4] == 1).all()
    assert (found.labels[:, 4] == 0).all()
    assert found.confidence[0, 0] == 100


def test_error_matrix_counts_pixels_without_a_class_as_wrong():
    matrix = error_matrix(np.array([1, 1, 2, 0]), np.array([1, 2, 2, 2]), 2)
    assert matrix.counts.tolist() == [[1, 1], [0, 1], [0, 1]]
    assert matrix.overall == 0.5
    assert matrix.users.tolist() == [0.5, 1.0]
    np.testing.assert_allclose(matrix.producers, [1.0, 1 / 3])


def test_labels_tell_most_in_large_clusters_that_are_mixed_or_empty():
    empty = ClusterVote(1, 500, (0, 0), 0, 0)
    mixed = ClusterVote(2, 1_000, (6, 4), 0, 0)
    pure = ClusterVote(3, 9_000, (0, 50), 0, 0)
    assert [vote.worth for vote in (empty, mixed, pure)] == pytest.approx([500, 400, 0])
    assert (empty.best, mixed.best, pure.best) == (0, 1, 2)


def test_the_interval_is_as_wide_as_independent_places_allow():
    rng = np.random.default_rng(3)
    right_places = rng.random(40) < 0.8
    truth = np.ones(40 * 25, int)
    labels = np.repeat(np.where(right_places, 1, 2), 25)
    places = np.repeat(np.arange(40), 25)
    apart = error_matrix(labels, truth, 2)
    together = error_matrix(labels, truth, 2, places)
    assert apart.overall == together.overall
    assert together.overall_low < 0.8 < together.overall_high
    width = [one.overall_high - one.overall_low for one in (apart, together)]
    assert width[1] == pytest.approx(width[0] * 5, rel=0.15)  # 40 witnesses, not 1,000


def test_few_places_that_are_all_right_do_not_prove_the_map():
    matrix = error_matrix(np.ones(300, int), np.ones(300, int), 1, np.repeat([1, 2, 3], 100))
    assert matrix.overall_high == pytest.approx(1.0)
    assert matrix.overall_low < 0.5
