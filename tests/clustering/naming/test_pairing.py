"""Pairs cost as little together as scipy finds, and repeat."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from app.clustering.naming.pairing import cheapest_pairs


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (3, 4), (9, 2), (29, 30), (30, 30), (30, 12)])
def test_pairs_are_those_of_scipy(shape):
    rng = np.random.default_rng(sum(shape))
    for _ in range(40):
        costs = rng.exponential(5.0, shape)
        rows, columns = cheapest_pairs(costs)
        expected = linear_sum_assignment(costs)
        np.testing.assert_array_equal(rows, expected[0])
        np.testing.assert_array_equal(columns, expected[1])


@pytest.mark.parametrize("shape", [(4, 4), (2, 5), (6, 3)])
def test_ties_and_free_pairs_cost_no_more_than_with_scipy(shape):
    rng = np.random.default_rng(1)
    for _ in range(40):
        costs = rng.integers(0, 3, shape).astype(float)
        rows, columns = cheapest_pairs(costs)
        assert len(set(columns.tolist())) == len(rows) == min(shape)
        assert costs[rows, columns].sum() == costs[linear_sum_assignment(costs)].sum()


def test_a_dear_pair_is_taken_where_it_makes_the_others_cheap():
    costs = np.array([[1.0, 2.0, 9.0], [1.0, 4.0, 9.0], [2.0, 3.0, 4.0]])
    rows, columns = cheapest_pairs(costs)
    assert (rows.tolist(), columns.tolist()) == ([0, 1, 2], [1, 0, 2])
