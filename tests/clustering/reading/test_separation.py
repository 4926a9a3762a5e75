"""Distances of classes are those of normal distributions."""

from dataclasses import replace

import numpy as np
import pytest

from app.clustering.reading.label_moments import Moments
from app.clustering.reading.separation import separation_of
from tests.session.conftest import make_bands

BAND = replace(make_bands()[0], dtype="float64")


def of(means, covariances, *, n_px=1_000, dtype="float64"):
    means = np.array(means, dtype=float)
    bands = tuple(replace(BAND, dtype=dtype) for _ in range(means.shape[1]))
    n = np.full(len(means), n_px, dtype=np.int64)
    return Moments(bands, n, means, np.array(covariances, dtype=float), is_of_sample=False)


def test_distances_are_those_of_the_formulas_in_one_band():
    found = separation_of(of([[10.0], [13.0]], [[[4.0]], [[9.0]]]))
    bhattacharyya = 9 / (8 * 6.5) + np.log(6.5 / 6) / 2
    divergence = (4 - 9) * (1 / 9 - 1 / 4) / 2 + 9 * (1 / 4 + 1 / 9) / 2
    jm, td = 2 * (1 - np.exp(-bhattacharyya)), 2 * (1 - np.exp(-divergence / 8))
    assert found.jeffries_matusita[0, 1] == pytest.approx(jm, rel=1e-6)
    assert found.divergence[0, 1] == pytest.approx(td, rel=1e-6)


def test_distances_stay_the_same_in_other_units():
    rng = np.random.default_rng(2)
    factors = rng.normal(size=(3, 4, 4))
    covariances = factors @ factors.transpose(0, 2, 1)
    means = rng.normal(size=(3, 4))
    scale = np.array([1e-4, 2.0, -3.0, 50.0])
    stored = separation_of(of(means, covariances))
    told = separation_of(of(means * scale + 7, covariances * scale[:, None] * scale))
    np.testing.assert_allclose(stored.jeffries_matusita, told.jeffries_matusita, rtol=1e-5)
    np.testing.assert_allclose(stored.divergence, told.divergence, rtol=1e-5)


def test_same_classes_are_not_apart_and_far_ones_are_as_far_as_can_be():
    found = separation_of(of([[0.0], [0.0], [500.0]], [[[1.0]]] * 3))
    assert found.jeffries_matusita[0, 1] == pytest.approx(0.0, abs=1e-9)
    assert found.jeffries_matusita[0, 2] == pytest.approx(2.0)
    assert found.nearest_to(0) == 1
    assert np.isnan(np.diag(found.jeffries_matusita)).all()


def test_class_of_one_single_value_has_a_distance_too():
    found = separation_of(of([[100.0, 5.0], [140.0, 9.0]], [np.zeros((2, 2)), np.eye(2)],
                             dtype="uint16"))  # fmt: skip
    assert found.jeffries_matusita[0, 1] == pytest.approx(2.0)


def test_class_of_too_few_pixels_has_no_distance():
    found = separation_of(of([[0.0, 1.0], [3.0, 4.0]], [np.eye(2)] * 2, n_px=2))
    assert np.isnan(found.jeffries_matusita).all()
    assert found.nearest_to(0) == -1
