"""Centres come to rest on the means of their pixels, step by step as Lloyd's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clustering.kernels import rest

N_PX = 1_300
N_MAX = 300


def squares(values, centres):
    return ((values.T[:, None].astype(float) - centres[None].astype(float)) ** 2).sum(axis=2)


def one_step(values, centres):
    """Return the means of the pixels nearest to each centre; an empty one gets the worst off."""
    apart = squares(values, centres)
    nearest, far = apart.argmin(axis=1), apart.min(axis=1)
    new = np.empty_like(centres, dtype=float)
    for c in range(len(centres)):
        own = values[:, nearest == c]
        if own.shape[1]:
            new[c] = own.mean(axis=1, dtype=float)
        else:
            worst = int(far.argmax())
            far[worst] = -1
            new[c] = values[:, worst]
    return new.astype(np.float32)


def made(seed, n_bands, k):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 50, (n_bands, N_PX)).astype(np.float32)
    return values, rng.integers(0, 50, (k, n_bands)).astype(np.float32)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from([1, 2, 3, 4, 7, 13]), st.integers(1, 30))
def test_one_step_goes_to_the_means_to_the_last_bit(seed, n_bands, k):
    values, centres = made(seed, n_bands, k)
    before = centres.copy()
    moved, n_iter = rest(values, centres, 0.0, 1)
    assert n_iter == 1
    np.testing.assert_array_equal(moved, one_step(values, centres))
    np.testing.assert_array_equal(centres, before)


@pytest.mark.parametrize("k", [2, 5, 9])
def test_centres_at_rest_are_the_means_of_their_pixels(k):
    values, centres = made(k, 4, k)
    moved, n_iter = rest(values, centres, 0.0, N_MAX)
    assert 1 < n_iter < N_MAX
    np.testing.assert_allclose(moved, one_step(values, moved), rtol=1e-5)
    assert squares(values, moved).min(axis=1).sum() < squares(values, centres).min(axis=1).sum()


def test_a_wider_tolerance_ends_sooner_and_no_more_steps_are_taken_than_allowed():
    values, centres = made(1, 4, 9)
    _, n_exact = rest(values, centres, 0.0, N_MAX)
    _, n_wide = rest(values, centres, 1.0, N_MAX)
    assert n_wide < n_exact
    assert rest(values, centres, 0.0, 3)[1] == 3


def test_values_that_are_no_numbers_end_too():
    values, centres = made(2, 3, 4)
    values[:, ::2] = np.nan
    _, n_iter = rest(values, centres, 0.0, 20)
    assert n_iter <= 20


@pytest.mark.parametrize(
    ("values", "centres"),
    [
        (np.zeros((2, 0), np.float32), np.zeros((1, 2), np.float32)),
        (np.zeros((2, 5), np.float64), np.zeros((1, 2), np.float32)),
        (np.zeros((2, 5), np.float32), np.zeros((1, 3), np.float32)),
        (np.zeros((2, 5), np.float32), np.zeros((0, 2), np.float32)),
        (np.zeros((2, 5), np.float32), np.zeros((256, 2), np.float32)),
        (np.zeros((5, 2), np.float32).T, np.zeros((1, 2), np.float32)),
    ],
)
def test_what_does_not_fit_is_refused(values, centres):
    with pytest.raises((ValueError, TypeError)):
        rest(values, centres, 0.0, 3)
