"""A start draws pixels that lie apart, as scikit-learn does, and comes to rest on their means."""

import numpy as np
import pytest

from app.clustering.fitting.starts import draw_centres, run_start

LEVELS = np.array([[0, 0], [50, 80], [90, 10]], dtype=np.float32)


@pytest.fixture
def pixels() -> np.ndarray:
    """Three materials, one of them seldom; shape (n_pixels, n_bands)."""
    rng = np.random.default_rng(0)
    which = rng.choice(3, 3_000, p=(0.6, 0.39, 0.01))
    return (LEVELS[which] + rng.normal(0, 1, (3_000, 2))).astype(np.float32)


def inertia(pixels: np.ndarray, centres: np.ndarray) -> float:
    squares = ((pixels[:, None].astype(float) - centres[None]) ** 2).sum(axis=2)
    return float(squares.min(axis=1).sum())


def materials(centres: np.ndarray) -> set[int]:
    return {int(np.abs(LEVELS - centre).sum(axis=1).argmin()) for centre in centres}


def test_start_finds_the_materials(pixels):
    centres, n_iter = run_start(pixels, 3, seed=1)
    assert np.abs(centres[np.argsort(centres[:, 0])] - LEVELS).max() < 1
    assert n_iter >= 1


def test_the_same_seed_gives_the_same_start_and_another_another(pixels):
    one, again, other = (run_start(pixels, 7, seed)[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


def test_drawn_centres_are_pixels_and_lie_apart(pixels):
    for seed in range(20):
        centres = draw_centres(pixels, 3, np.random.default_rng(seed))
        assert centres.dtype == np.float32
        assert all((pixels == centre).all(axis=1).any() for centre in centres)
        assert {int(np.abs(LEVELS - centre).sum(axis=1).argmin()) for centre in centres} == {
            0,
            1,
            2,
        }


@pytest.mark.parametrize("k", [2, 5, 12])
def test_drawn_centres_are_as_good_as_those_of_scikit_learn(k):
    from sklearn.cluster import kmeans_plusplus

    rng = np.random.default_rng(3)
    pixels = rng.gamma(2.0, 30.0, (1_000, 4)).astype(np.float32)
    own = [
        inertia(pixels, draw_centres(pixels, k, np.random.default_rng(seed))) for seed in range(40)
    ]
    theirs = [inertia(pixels, kmeans_plusplus(pixels, k, random_state=s)[0]) for s in range(40)]
    assert np.mean(own) == pytest.approx(np.mean(theirs), rel=0.06)


def test_fewer_distinct_pixels_than_centres_are_drawn_twice():
    pixels = np.repeat(LEVELS[:2], 50, axis=0)
    centres = draw_centres(pixels, 5, np.random.default_rng(0))
    assert len(centres) == 5
    assert len(np.unique(centres, axis=0)) == 2
    rested, _ = run_start(pixels, 5, seed=0)
    assert np.isfinite(rested).all()


def test_one_pixel_is_enough():
    centres, _ = run_start(LEVELS[:1], 1, seed=0)
    np.testing.assert_array_equal(centres, LEVELS[:1])


def test_values_far_from_zero_are_told_apart(pixels):
    far = pixels.astype(np.float64) + 1e6  # float32 keeps sixteenths there
    centres = draw_centres(far.astype(np.float32), 3, np.random.default_rng(0)).astype(float) - 1e6
    assert materials(centres) == {0, 1, 2}
