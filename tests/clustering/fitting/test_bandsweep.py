"""The best of several starts is found, repeats, and can be given up."""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from app.clustering.fitting import bandsweep
from app.clustering.fitting.bandsweep import find_centres
from app.clustering.fitting.fitter import FitPixels
from app.steps import drain

SPECTRA = np.array([[0, 0], [60, 5], [5, 60], [60, 60]], dtype=np.float32)


@pytest.fixture
def pool():
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def pixels() -> np.ndarray:
    """Four materials, one of them on one pixel in fifty; shape (n_pixels, n_bands)."""
    rng = np.random.default_rng(2)
    which = rng.choice(4, 6_000, p=(0.5, 0.3, 0.18, 0.02))
    return (SPECTRA[which] + rng.normal(0, 2, (6_000, 2))).astype(np.float32)


def found(pixels, pool, *, k=4, n_starts=6, seed=0):
    steps = find_centres(FitPixels.of(pixels), k, n_starts=n_starts, seed=seed, pool=pool)
    return drain(steps)[1]


def test_every_material_gets_a_centre_the_rare_one_too(pixels, pool):
    centres = found(pixels, pool).centres
    distances = np.linalg.norm(centres[:, None] - SPECTRA[None], axis=2)
    assert (distances.min(axis=0) < 1).all()


def test_inertia_is_no_worse_than_scikit_learn_with_ten_starts(pixels, pool):
    from sklearn.cluster import KMeans

    for k in (2, 3, 4):  # as many as there are materials; noise beyond has no one best division
        with threadpool_limits(1, "openmp"):  # several wait for each other awake
            model = KMeans(k, n_init=10, random_state=1).fit(pixels)
        assert found(pixels, pool, k=k, n_starts=12).inertia <= 1.0001 * model.inertia_


def test_inertia_is_measured_on_the_pixels_given(pixels, pool):
    start = found(pixels, pool)
    squares = ((pixels[:, None].astype(float) - start.centres[None]) ** 2).sum(axis=2)
    assert start.inertia == pytest.approx(squares.min(axis=1).sum(), rel=1e-5)


def test_same_seed_gives_the_same_centres_after_any_other_k(pixels, pool):
    alone = found(pixels, pool, k=5)
    together = [found(pixels, pool, k=k) for k in (3, 4, 5)]
    np.testing.assert_array_equal(alone.centres, together[2].centres)


def test_any_number_of_threads_gives_the_same_centres(pixels, pool):
    with ThreadPoolExecutor(1) as one_thread:
        alone = found(pixels, one_thread, k=5)
    np.testing.assert_array_equal(alone.centres, found(pixels, pool, k=5).centres)


def test_starts_are_drawn_from_pixels_of_their_own(pixels, pool, monkeypatch):
    drawn = []
    really = bandsweep.run_start

    def keep(own, k, seed):
        drawn.append(own)
        return really(own, k, seed)

    monkeypatch.setattr(bandsweep, "run_start", keep)
    found(pixels, pool, n_starts=3, seed=7)
    assert [one.shape for one in drawn] == [(bandsweep.N_START_PX, 2)] * 3
    assert not np.array_equal(drawn[0], drawn[1])
    known = {tuple(row) for row in pixels.tolist()}
    assert all(tuple(row) in known for row in drawn[0].tolist())


def test_few_pixels_are_all_used(pool):
    few = np.array([[0, 0], [1, 0], [50, 50], [51, 50]], dtype=np.float32)
    start = found(few, pool, k=2)
    assert sorted(start.centres[:, 0].tolist()) == [0.5, 50.5]


def test_work_can_be_stopped_between_starts(pixels, pool):
    steps = find_centres(FitPixels.of(pixels), 4, n_starts=100, seed=0, pool=pool)
    began = time.perf_counter()
    assert next(steps) is None
    steps.close()
    assert time.perf_counter() - began < 0.3


def test_failure_of_a_start_is_passed_on(pixels, pool, monkeypatch):
    def fail(*_):
        raise MemoryError("too many")

    monkeypatch.setattr(bandsweep, "run_start", fail)
    with pytest.raises(MemoryError):
        found(pixels, pool)


def test_only_one_of_starts_that_divide_the_pixels_alike_is_brought_to_rest(
    pixels, pool, monkeypatch
):
    rested = []
    really = bandsweep._rested
    monkeypatch.setattr(bandsweep, "_rested", lambda *a: rested.append(a[-1]) or really(*a))
    found(pixels, pool, k=4, n_starts=6)
    divisions = {start.inertia for start in rested}
    assert 1 <= len(divisions) < 6


def test_starts_that_differ_in_a_few_bright_clouds_are_all_brought_to_rest():
    dark = np.repeat([1, 2], [600, 390]).astype(np.uint8)
    apart = np.repeat([1.0, 2.0, 400.0], [600, 390, 10])
    one, other = (
        np.concatenate([dark, clouds]).astype(np.uint8)
        for clouds in ([3] * 5 + [4] * 5, [3, 4] * 5)
    )
    assert bandsweep._agreement(one, other) > 0.99
    assert not bandsweep._are_alike(one, other, apart)
    assert bandsweep._are_alike(one, one[:].copy(), apart)


def test_clouds_on_one_pixel_in_a_hundred_are_divided_as_well_as_by_every_start(pool, monkeypatch):
    rng = np.random.default_rng(7)
    ground = rng.normal(rng.uniform(75, 140, (4, 7))[rng.integers(0, 4, 20_000)], 7)
    clouds = rng.normal(rng.uniform(150, 600, (6, 7))[rng.integers(0, 6, 300)], 25)
    pixels = rng.permutation(np.concatenate([ground, clouds])).astype(np.float32)
    laid_out = FitPixels.of(pixels)
    begun = []
    really = bandsweep._begun
    monkeypatch.setattr(bandsweep, "_begun", lambda *a: begun.append(really(*a)) or begun[-1])
    chosen = drain(find_centres(laid_out, 7, n_starts=12, seed=2, pool=pool))[1]
    every = [bandsweep._rested(laid_out, laid_out.every, start) for start in begun]
    assert len(every) == 12
    assert chosen.inertia <= 1.001 * min(start.inertia for start in every)


def test_pixels_count_by_their_weights():
    one, other = np.array([1, 1, 2, 2], np.uint8), np.array([1, 1, 2, 1], np.uint8)
    assert bandsweep._agreement(one, other, np.array([1.0, 1.0, 1.0, 7.0])) == pytest.approx(0.8)
    assert bandsweep._agreement(one, other, np.zeros(4)) == 0.0


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ([1, 1, 2, 2], [2, 2, 1, 1], 1.0),  # numbers do not matter
        ([1, 1, 2, 2], [1, 1, 1, 1], 0.5),  # joined
        ([1, 1, 1, 1], [1, 2, 3, 3], 0.5),  # split
        ([1, 1, 1, 2, 2, 2], [1, 1, 2, 2, 2, 1], 4 / 6),
        ([200, 200, 1, 1], [1, 1, 200, 200], 1.0),
    ],
)
def test_agreement_is_the_share_of_pixels_put_together_alike(one, other, share):
    one, other = np.array(one, np.uint8), np.array(other, np.uint8)
    assert bandsweep._agreement(one, other) == pytest.approx(share)
    assert bandsweep._agreement(other, one) == pytest.approx(share)
