import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import silhouette_samples

from app.clustering.evidence.silhouette import SilhouetteSample, _resamples
from app.clustering.fitting.sample import stratified_positions


def blobs(n_px, n_blobs, n_bands=4, spread=1.0, seed=0):
    generator = np.random.default_rng(seed)
    labels = np.arange(n_px) % n_blobs + 1
    centres = np.eye(n_blobs, n_bands) * 20 + np.arange(n_blobs)[:, None] * 20
    return centres[labels - 1] + generator.normal(0, spread, (n_px, n_bands)), labels


@settings(max_examples=40, deadline=None)
@given(
    n_px=st.integers(5, 60),
    n_bands=st.integers(1, 8),
    k=st.integers(2, 6),
    offset=st.sampled_from([0.0, 1.0e4, -5.0e5]),
    spread=st.sampled_from([0.01, 1.0, 3000.0]),
    seed=st.integers(0, 2**16),
)
def test_each_pixel_scores_as_in_scikit_learn(n_px, n_bands, k, offset, spread, seed):
    generator = np.random.default_rng(seed)
    values = offset + generator.normal(0, spread, (n_px, n_bands))
    labels = generator.integers(1, k + 1, n_px)
    labels[:2] = 1, 2
    if len(np.unique(labels)) >= n_px:
        labels[2:] = 1
    widths = SilhouetteSample(values, seed=0).widths(labels)
    centred = values - values.mean(axis=0)  # scikit-learn itself loses digits far from zero
    assert widths == pytest.approx(silhouette_samples(centred, labels), abs=1e-4)


def test_clusters_of_identical_16_bit_pixels_score_as_in_scikit_learn():
    levels = np.array([[3000, 61000, 20], [3000, 61001, 20], [65535, 0, 9]], dtype=np.uint16)
    values = np.repeat(levels, 50, axis=0)
    labels = np.repeat([1, 2, 3], 50)
    labels[:7] = 2
    widths = SilhouetteSample(values, seed=0).widths(labels)
    assert widths == pytest.approx(silhouette_samples(values.astype(float), labels), abs=1e-4)


def test_mean_lies_within_its_interval_and_n_px_counts_the_sample():
    values, labels = blobs(900, 3)
    score = SilhouetteSample(values, seed=1).measure(labels)
    assert score.low < score.mean < score.high
    assert score.n_px == 900


def test_interval_is_as_wide_as_the_standard_error_asks():
    values, labels = blobs(1500, 3, spread=6.0)
    sample = SilhouetteSample(values, seed=1)
    score = sample.measure(labels)
    expected = 2 * 1.96 * sample.widths(labels).std() / math.sqrt(1500)
    assert score.high - score.low == pytest.approx(expected, rel=0.1)


def test_well_separated_blobs_score_near_one():
    values, labels = blobs(300, 3, spread=0.1)
    assert SilhouetteSample(values, seed=0).measure(labels).mean > 0.95


def test_the_only_pixel_of_a_cluster_scores_zero():
    values, labels = blobs(50, 2)
    labels[0] = 3
    assert SilhouetteSample(values, seed=0).widths(labels)[0] == 0


def test_cluster_numbers_without_a_sampled_pixel_change_nothing():
    values, labels = blobs(200, 3)
    sample = SilhouetteSample(values, seed=0)
    assert sample.measure(labels) == sample.measure(np.array([0, 2, 5, 9])[labels])


def test_one_cluster_has_no_silhouette():
    values, _ = blobs(50, 2)
    assert SilhouetteSample(values, seed=0).measure(np.ones(50, dtype=np.uint8)) is None


@pytest.mark.parametrize("n_px", [0, 1, 2])
def test_fewer_than_three_pixels_have_no_silhouette(n_px):
    sample = SilhouetteSample(np.arange(n_px * 2.0).reshape(n_px, 2), seed=0)
    assert sample.measure(np.arange(n_px) + 1) is None


def test_identical_pixels_score_zero():
    score = SilhouetteSample(np.full((10, 3), 7.0), seed=0).measure(np.arange(10) % 2 + 1)
    assert (score.mean, score.low, score.high) == (0, 0, 0)


def test_same_seed_gives_the_same_interval():
    values, labels = blobs(200, 3)
    first = SilhouetteSample(values, seed=5).measure(labels)
    _resamples.cache_clear()
    assert SilhouetteSample(values, seed=5).measure(labels) == first
    assert SilhouetteSample(values, seed=6).measure(labels) != first


def test_values_stay_as_they_were():
    values, labels = blobs(60, 3)
    before = values.copy()
    SilhouetteSample(values, seed=0).measure(labels)
    assert (values == before).all()


@pytest.mark.slow
def test_three_thousand_pixels_stay_below_a_second_for_eight_k():
    values, labels = blobs(3000, 4, n_bands=7)
    _resamples.cache_clear()
    start = time.process_time()
    sample = SilhouetteSample(values, seed=0)
    for _ in range(8):
        sample.measure(labels)
    assert time.process_time() - start < 2.0  # of all threads: what else runs does not count


@given(
    n_available=st.integers(0, 400), n_wanted=st.integers(0, 500), seed=st.integers(0, 2**32 - 1)
)
def test_positions_are_distinct_and_one_lies_in_each_stretch(n_available, n_wanted, seed):
    positions = stratified_positions(n_available, n_wanted, seed)
    n_picked = min(n_available, n_wanted)
    assert len(positions) == n_picked
    if n_picked:
        edges = np.arange(n_picked + 1) * n_available // n_picked
        assert (positions >= edges[:-1]).all()
        assert (positions < edges[1:]).all()


def test_same_seed_picks_the_same_positions():
    first, second = (stratified_positions(10_000, 300, seed=3) for _ in range(2))
    assert (first == second).all()
    assert (first != stratified_positions(10_000, 300, seed=4)).any()
