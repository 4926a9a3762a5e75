import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clustering.naming.matching import match_clusters, order_dark_to_bright
from app.clustering.scaling import BandScaling

PLAIN = BandScaling(offset=np.zeros(3), scale=np.ones(3))


def planted_splits(seed, k_most=10):
    """Centres for every k from 2: each k splits one cluster of the k before into two near ones."""
    generator = np.random.default_rng(seed)
    centres = [np.array([0.0, 0.0, 0.0]), np.array([4096.0, 4096.0, 0.0])]
    materials = {2: np.array(centres)}
    distance = 1024.0
    for k in range(3, k_most + 1):
        split = (k - 3) % len(centres)
        step = np.roll([distance, 0.0, 0.0], generator.integers(3))
        centres.append(centres[split] + step)
        centres[split] = centres[split] - step / 4
        distance *= 0.8
        materials[k] = np.array(centres) + generator.normal(0, distance / 100, (k, 3))
    return materials


def shuffled(centres, generator):
    order = generator.permutation(len(centres))
    return centres[order], order


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 2**16))
def test_clusters_that_split_keep_number_and_colour_for_k_2_to_10(seed):
    generator = np.random.default_rng(seed + 1)
    materials = planted_splits(seed)
    known = materials[2]
    hues = (1, 2)
    for k in range(3, 11):
        centres, came_in_as = shuffled(materials[k], generator)
        order, hues = match_clusters(known, hues, centres, PLAIN)
        assert came_in_as[order].tolist() == list(range(k))
        assert hues == tuple(range(1, k + 1))
        known = centres[order]


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 2**16), k_known=st.integers(1, 8), k_new=st.integers(1, 10))
def test_order_of_arrival_does_not_matter(seed, k_known, k_new):
    generator = np.random.default_rng(seed)
    known, centres = generator.normal(0, 100, (k_known, 3)), generator.normal(0, 100, (k_new, 3))
    hues = tuple(int(hue) for hue in generator.permutation(30)[:k_known] + 1)
    order, new_hues = match_clusters(known, hues, centres, PLAIN)
    mixed, _ = shuffled(centres, generator)
    mixed_order, mixed_hues = match_clusters(known, hues, mixed, PLAIN)
    assert (mixed[mixed_order] == centres[order]).all()
    assert mixed_hues == new_hues


@given(seed=st.integers(0, 2**16), k_known=st.integers(1, 29), k_new=st.integers(1, 30))
def test_every_centre_gets_one_number_and_one_colour_of_its_own(seed, k_known, k_new):
    generator = np.random.default_rng(seed)
    known, centres = generator.normal(0, 9, (k_known, 3)), generator.normal(0, 9, (k_new, 3))
    hues = tuple(int(hue) for hue in generator.permutation(30)[:k_known] + 1)
    order, new_hues = match_clusters(known, hues, centres, PLAIN)
    assert sorted(order.tolist()) == list(range(k_new))
    assert len(set(new_hues)) == k_new
    assert all(type(hue) is int and 1 <= hue <= 30 for hue in new_hues)


def test_fewer_clusters_keep_the_colours_of_the_nearest_known_ones():
    known = np.array([[0.0, 0, 0], [10, 10, 10], [500, 500, 500], [900, 900, 900]])
    centres = np.array([[899.0, 900, 900], [3, 3, 3], [501, 500, 500]])
    order, hues = match_clusters(known, (4, 7, 2, 9), centres, PLAIN)
    assert order.tolist() == [1, 2, 0]
    assert hues == (4, 2, 9)


def test_a_vanished_cluster_does_not_push_its_neighbours_colours_on():
    known = np.array([[0.0, 0, 0], [10, 0, 0], [20, 0, 0], [30, 0, 0]])
    centres = np.array([[10.0, 0, 0], [20, 0, 0], [30, 0, 0], [40, 0, 0]])
    order, hues = match_clusters(known, (1, 2, 3, 4), centres, PLAIN)
    assert order.tolist() == [3, 0, 1, 2]
    assert hues == (1, 2, 3, 4)


def test_new_clusters_take_the_smallest_unused_colours_from_dark_to_bright():
    known = np.array([[100.0, 100, 100]])
    centres = np.array([[900.0, 900, 900], [101, 100, 100], [300, 300, 300]])
    order, hues = match_clusters(known, (2,), centres, PLAIN)
    assert order.tolist() == [1, 2, 0]
    assert hues == (2, 1, 3)


def test_distances_are_measured_in_scaled_units():
    known = np.array([[0.0, 0.0], [0.0, 1.0]])
    centres = np.array([[100.0, 1.0], [0.0, 0.5]])
    scaling = BandScaling(offset=np.zeros(2), scale=np.array([1000.0, 0.1]))
    order, _ = match_clusters(known, (1, 2), centres, scaling)
    assert order.tolist() == [1, 0]


def test_same_k_gives_the_same_numbers_again():
    generator = np.random.default_rng(3)
    known = generator.normal(0, 100, (6, 3))
    order, hues = match_clusters(known, (3, 1, 2, 6, 5, 4), known, PLAIN)
    assert order.tolist() == list(range(6))
    assert hues == (3, 1, 2, 6, 5, 4)


@given(seed=st.integers(0, 2**16), k=st.integers(1, 30))
def test_brightness_rises_with_the_number(seed, k):
    centres = np.random.default_rng(seed).normal(5000, 2000, (k, 4))
    brightness = centres[order_dark_to_bright(centres)].mean(axis=1)
    assert (np.diff(brightness) >= 0).all()


def test_equally_bright_centres_are_ordered_by_their_first_bands():
    centres = np.array([[3.0, 1.0, 2.0], [1.0, 3.0, 2.0], [1.0, 2.0, 3.0]])
    assert order_dark_to_bright(centres).tolist() == [2, 1, 0]


@pytest.mark.parametrize("k", [1, 5])
def test_first_numbers_need_one_band_only(k):
    centres = np.arange(k, dtype=float)[::-1, None]
    assert order_dark_to_bright(centres).tolist() == list(range(k))[::-1]
