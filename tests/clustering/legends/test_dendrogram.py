"""Classes merge in the order of what merging costs."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster import hierarchy

from app.clustering.legends.dendrogram import grow_dendrogram
from app.clustering.scaling import BandScaling, scale_centres

seeds = st.integers(0, 2**31)


def means_of(n, seed, n_bands=4):
    return np.random.default_rng(seed).normal(0, 100, (n, n_bands))


def sum_of_squares(points, weights):
    centre = weights @ points / weights.sum()
    return float(weights @ ((points - centre) ** 2).sum(axis=1))


def by_definition(points, weights):
    """Try all pairs of groups each time; a height is told by the sum of squares that it adds."""
    groups, merged = [(i,) for i in range(len(points))], []
    while len(groups) > 1:
        costs = {}
        for one, other in combinations(groups, 2):
            both, alone = list(one + other), (list(one), list(other))
            costs[one, other] = sum_of_squares(points[both], weights[both]) - sum(
                sum_of_squares(points[each], weights[each]) for each in alone
            )
        (one, other), cost = min(costs.items(), key=lambda item: item[1])
        groups = [each for each in groups if each not in (one, other)] + [one + other]
        merged.append((frozenset(one + other), np.sqrt(2 * max(cost, 0))))
    return merged


def groups_made(tree):
    members = {i: frozenset([i]) for i in range(tree.n_classes)}
    for i, (one, other, _, n_members) in enumerate(tree.merges):
        made = members[int(one)] | members[int(other)]
        assert len(made) == n_members
        assert one < other
        members[tree.n_classes + i] = made
    return [members[tree.n_classes + i] for i in range(tree.n_classes - 1)]


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 40), st.integers(1, 10**6), seeds)
def test_classes_of_one_size_merge_as_scipy_has_it(n, size, seed):
    means = means_of(n, seed)
    tree = grow_dendrogram(means, np.full(n, size))
    expected = hierarchy.linkage(means, method="ward")
    np.testing.assert_array_equal(tree.merges[:, [0, 1, 3]], expected[:, [0, 1, 3]])
    np.testing.assert_allclose(tree.heights, expected[:, 2], rtol=1e-9)
    assert tree.leaf_order.tolist() == hierarchy.leaves_list(expected).tolist()


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 9), seeds)
def test_classes_of_all_sizes_merge_where_the_sum_of_squares_grows_least(n, seed):
    means = means_of(n, seed)
    n_px = np.random.default_rng(seed + 1).integers(1, 10_000, n)
    tree = grow_dendrogram(means, n_px)
    expected = by_definition(means, n_px / n_px.mean())
    assert groups_made(tree) == [made for made, _ in expected]
    np.testing.assert_allclose(tree.heights, [height for _, height in expected], rtol=1e-6)


def test_sizes_decide_who_merges_first():
    means = np.array([[0.0], [10.0], [21.0]])
    assert grow_dendrogram(means, np.array([1, 1, 1])).groups_below(11) == ((0, 1), (2,))
    # A large class is dear to move: the small one joins its other small neighbour.
    tree = grow_dendrogram(means, np.array([1000, 10, 10]))
    assert tree.merges[0, :2].tolist() == [1, 2]


def test_distances_are_measured_as_the_sweep_did():
    means, n_px = means_of(8, 5), np.arange(1, 9)
    for to_unit_length in (False, True):
        scaling = BandScaling(
            np.array([5.0, 0, -3, 1]), np.array([1.0, 10, 100, 0.5]), to_unit_length
        )
        tree = grow_dendrogram(means, n_px, scaling)
        scaled = scale_centres(means, scaling).astype(np.float64)
        np.testing.assert_array_equal(tree.merges, grow_dendrogram(scaled, n_px).merges)
    assert not np.array_equal(tree.merges, grow_dendrogram(means, n_px).merges)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 30), st.floats(0, 1.1), seeds)
def test_a_line_parts_classes_as_scipy_does_below_it(n, share, seed):
    n_px = np.random.default_rng(seed).integers(1, 1000, n)
    tree = grow_dendrogram(means_of(n, seed), n_px)
    height = share * tree.heights[-1]
    flat = hierarchy.fcluster(tree.merges, np.nextafter(height, -np.inf), "distance")
    expected = {tuple(np.flatnonzero(flat == number).tolist()) for number in set(flat)}
    found = tree.groups_below(height)
    assert set(found) == expected
    assert len(found) == len(expected)
    assert list(found) == sorted(found)


def test_a_line_is_found_for_every_number_of_groups():
    tree = grow_dendrogram(means_of(12, 3), np.arange(1, 13))
    for n_groups in range(1, 13):
        assert len(tree.groups_below(tree.height_for(n_groups))) == n_groups
    assert tree.height_for(99) == 0
    alike = grow_dendrogram(np.zeros((3, 2)), np.ones(3, int))
    assert alike.groups_below(0) == ((0,), (1,), (2,))
    assert alike.groups_below(alike.height_for(2)) == ((0, 1, 2),)


def test_branches_lead_from_each_class_to_the_last_merge_and_none_cross():
    tree = grow_dendrogram(means_of(15, 8), np.arange(1, 16))
    lines = tree.segments()
    assert lines.shape == (42, 2, 2)
    starts = sorted(line[0, 1] for line in lines if line[0, 0] == 0 and line[1, 0] > 0)
    assert starts == list(range(15))
    joints = lines[2::3]
    np.testing.assert_array_equal(joints[:, 0, 0], tree.heights)
    np.testing.assert_array_equal(joints[:, 1, 0], tree.heights)
    # Each branch ends where the joint it leads to begins or ends.
    np.testing.assert_array_equal(lines[0::3, 1], joints[:, 0])
    np.testing.assert_array_equal(lines[1::3, 1], joints[:, 1])
    made = groups_made(tree)
    place = {leaf: i for i, leaf in enumerate(tree.leaf_order.tolist())}
    for group in made:  # neighbours in the picture, so that no branch passes between them
        places = sorted(place[leaf] for leaf in group)
        assert places == list(range(places[0], places[0] + len(group)))


def test_one_class_is_a_tree_without_branches():
    tree = grow_dendrogram(np.array([[1.0, 2.0]]), np.array([7]))
    assert tree.n_classes == 1
    assert tree.groups_below(5) == ((0,),)
    assert tree.segments().shape == (0, 2, 2)


def test_classes_that_are_alike_or_empty_merge_at_finite_heights_that_never_fall():
    means = np.repeat(means_of(60, 1).round(-2), 4, axis=0)
    tree = grow_dendrogram(means, np.tile([0, 1, 10**7, 3], 60))
    assert np.isfinite(tree.merges).all()
    assert (np.diff(tree.heights) >= 0).all()
    assert sorted(tree.leaf_order.tolist()) == list(range(240))
    with pytest.raises(ValueError, match="read-only"):
        tree.merges[0, 0] = 1
