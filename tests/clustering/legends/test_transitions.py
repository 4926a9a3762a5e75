"""What became of each class is summed up, and its pixels can be found."""

import numpy as np
import pytest

from app.clustering.legends.overlap import Overlap
from app.clustering.legends.transitions import pair_codes, transitions_of


def found_of(counts, m2_per_px=None):
    n_px = np.array(counts, dtype=np.int64)
    return Overlap(n_px, None if m2_per_px is None else n_px * float(m2_per_px))


COUNTS = [
    [5, 1, 1, 0],  # no data in the first map
    [2, 60, 30, 0],
    [0, 1, 0, 9],
]


def test_pairs_stand_by_size_and_sum_to_what_has_a_class_in_both_maps():
    found = transitions_of(found_of(COUNTS, 900), is_estimate=False)
    assert [(pair.first, pair.second, pair.n_px) for pair in found.pairs] == [
        (1, 1, 60),
        (1, 2, 30),
        (2, 3, 9),
        (2, 1, 1),
    ]
    assert found.n_px == 100
    assert found.m2 == 90_000
    assert [found.share(pair) for pair in found.pairs] == pytest.approx([0.6, 0.3, 0.09, 0.01])


def test_best_pairs_are_those_that_choose_each_other():
    found = transitions_of(found_of(COUNTS), is_estimate=False)
    assert found.best == {(1, 1), (2, 3)}


def test_shares_are_of_pixels_where_areas_are_not_known():
    found = transitions_of(found_of(COUNTS), is_estimate=True)
    assert found.m2 is None
    assert found.share(found.pairs[1]) == pytest.approx(0.3)
    assert found.is_estimate


def test_maps_without_a_common_pixel_have_no_pairs():
    found = transitions_of(found_of([[9, 4], [3, 0]]), is_estimate=False)
    assert found.pairs == ()
    assert found.best == frozenset()
    assert found.n_px == 0


def test_pair_is_found_by_class_whatever_its_labels():
    first = np.array([[1, 2, 3, 0, 0]], dtype=np.uint8)
    second = np.array([[1, 1, 1, 1, 0]], dtype=np.uint8)
    joined = np.zeros(256, dtype=np.uint8)
    joined[[1, 2, 3]] = 1, 1, 2  # labels 1 and 2 are one class
    plain = np.arange(256, dtype=np.uint8)
    codes = pair_codes(first, second, (joined, plain), (1, 1))
    assert codes.tolist() == [[0, 0, 1, 1, 0]]
