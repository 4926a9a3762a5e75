"""Centres come to rest on the means of their pixels, the same way every time."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.clustering.fitting import lloyd
from app.clustering.fitting.lloyd import (
    N_STEPS_MAX,
    assign,
    cut_into_chunks,
    mean_variance,
    refine,
    rest_tolerance,
)
from app.machine.threads import N_CHUNK_PX
from app.steps import drain


@pytest.fixture
def pool():
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def pixels() -> np.ndarray:
    """Three clouds of different size in two bands, shape (n_bands, n_px)."""
    rng = np.random.default_rng(0)
    centres = np.array([[0, 0], [100, 20], [40, 90]], dtype=np.float32)
    which = rng.choice(3, 5_000, p=(0.6, 0.3, 0.1))
    return (centres[which] + rng.normal(0, 4, (5_000, 2))).T.astype(np.float32)


def begin(pixels: np.ndarray, k: int) -> np.ndarray:
    return np.ascontiguousarray(pixels[:, :k].T)


def nearest(pixels: np.ndarray, centres: np.ndarray) -> np.ndarray:
    squares = ((pixels.T[:, None, :].astype(float) - centres[None]) ** 2).sum(axis=2)
    return squares.argmin(axis=1)


@pytest.mark.parametrize("n_px", [1, N_CHUNK_PX - 1, N_CHUNK_PX, N_CHUNK_PX + 1])
def test_chunks_hold_every_pixel_once_in_order(n_px):
    pixels = np.arange(2 * n_px, dtype=np.float32).reshape(2, n_px)
    chunks = cut_into_chunks(pixels)
    np.testing.assert_array_equal(np.concatenate(chunks, axis=1), pixels)
    assert all(chunk.flags.c_contiguous and chunk.shape[1] <= N_CHUNK_PX for chunk in chunks)


def test_every_centre_rests_on_the_mean_of_its_pixels(pixels, pool):
    _, rested = drain(refine(cut_into_chunks(pixels), begin(pixels, 3), pool=pool, tolerance=0.0))
    labels = nearest(pixels, rested.centres)
    for cluster, centre in enumerate(rested.centres):
        np.testing.assert_allclose(centre, pixels[:, labels == cluster].mean(axis=1), rtol=1e-4)


def test_outcome_is_that_of_scikit_learn(pixels, pool):
    from sklearn.cluster import KMeans

    start = begin(pixels, 3)
    _, rested = drain(refine(cut_into_chunks(pixels), start, pool=pool))
    model = KMeans(3, init=start, n_init=1).fit(pixels.T)
    np.testing.assert_allclose(rested.centres, model.cluster_centers_, rtol=1e-3, atol=1e-2)


def test_inertia_never_rises_from_step_to_step(pixels, pool):
    chunks = cut_into_chunks(pixels)
    centres = begin(pixels, 5)
    inertias = []
    for n_steps in (1, 2, 3, 5, 8):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lloyd, "N_STEPS_MAX", n_steps)
            _, rested = drain(refine(chunks, centres, pool=pool, tolerance=0.0))
        inertias.append(assign(chunks, rested.centres)[1])
    assert inertias == sorted(inertias, reverse=True)


@pytest.mark.parametrize("n_threads", [1, 5])
def test_number_of_threads_changes_nothing(pixels, pool, n_threads):
    chunks = cut_into_chunks(pixels, n_chunk_px=700)
    _, expected = drain(refine(chunks, begin(pixels, 4), pool=pool))
    with ThreadPoolExecutor(n_threads) as other:
        _, found = drain(refine(chunks, begin(pixels, 4), pool=other))
    np.testing.assert_array_equal(found.centres, expected.centres)
    assert found.n_iter == expected.n_iter


def test_centre_that_loses_its_pixels_is_set_on_the_pixel_worst_off(pool):
    pixels = np.array([[0, 1, 2, 3, 1_000]], dtype=np.float32)
    start = np.array([[1.5], [-9_999]], dtype=np.float32)
    _, rested = drain(refine(cut_into_chunks(pixels), start, pool=pool))
    assert sorted(rested.centres.ravel().tolist()) == [1.5, 1_000]


def test_without_pixels_centres_stay(pool):
    start = np.array([[1.0, 2.0]], dtype=np.float32)
    ticks, rested = drain(refine((), start, pool=pool))
    assert (ticks, rested.n_iter) == ([], 0)
    assert rested.centres is start


def test_centres_at_rest_take_one_step(pixels, pool):
    chunks = cut_into_chunks(pixels)
    _, rested = drain(refine(chunks, begin(pixels, 3), pool=pool, tolerance=0.0))
    _, again = drain(refine(chunks, rested.centres, pool=pool))
    assert again.n_iter == 1


def test_steps_are_told_and_bounded(pixels, pool):
    ticks, rested = drain(refine(cut_into_chunks(pixels), begin(pixels, 8), pool=pool))
    assert ticks == list(range(1, rested.n_iter + 1))
    assert rested.n_iter <= N_STEPS_MAX


def test_step_over_many_pixels_can_be_stopped_within(pixels, pool):
    chunks = cut_into_chunks(pixels, n_chunk_px=50)
    assert len(chunks) == 100
    steps = refine(chunks, begin(pixels, 3), pool=pool)
    assert [next(steps) for _ in range(4)] == [1, 1, 1, 1]
    steps.close()


def test_tolerance_given_is_that_measured(pixels, pool):
    chunks = cut_into_chunks(pixels)
    _, measured = drain(refine(chunks, begin(pixels, 6), pool=pool))
    _, given = drain(refine(chunks, begin(pixels, 6), pool=pool, tolerance=rest_tolerance(chunks)))
    np.testing.assert_array_equal(measured.centres, given.centres)


def test_variance_is_that_of_all_chunks_together(pixels):
    expected = pixels.astype(float).var(axis=1).mean()
    assert mean_variance(cut_into_chunks(pixels, n_chunk_px=640)) == pytest.approx(expected)


def test_inertia_is_the_sum_of_squared_distances(pixels):
    centres = begin(pixels, 3)
    squares = ((pixels.T[:, None, :].astype(float) - centres[None]) ** 2).sum(axis=2)
    inertia = assign(cut_into_chunks(pixels, n_chunk_px=640), centres)[1]
    assert inertia == pytest.approx(squares.min(axis=1).sum(), rel=1e-6)
