"""Pixels are counted where their values lie, and ellipses hold what they say."""

from dataclasses import replace

import numpy as np
import pytest

from app.clustering.reading.scatter import (
    AxisBins,
    ScatterCounts,
    beyond,
    class_at,
    class_moments,
    ellipse,
)
from app.clustering.reading.scatter_picture import density_picture
from tests.session.conftest import make_bands

BANDS = make_bands()[:2]


@pytest.fixture(scope="module")
def pixels():
    rng = np.random.default_rng(8)
    labels = rng.integers(0, 4, 20_000).astype(np.uint8)
    centres = np.array([[0, 0], [2_000, 3_000], [5_000, 2_500], [5_200, 7_000]])
    noise = rng.normal(0, (300, 500), (20_000, 2))
    return np.maximum(centres[labels] + noise, 0).astype(np.uint16).T, labels


@pytest.fixture(scope="module")
def scatter(pixels):
    values, labels = pixels
    x, y = (AxisBins.over(plane[labels > 0], BANDS[0]) for plane in values)
    counts = ScatterCounts(x, y, np.full((3, 2), 4_000.0))
    for first in range(0, len(labels), 6_000):
        chunk = slice(first, first + 6_000)
        counts.add(values[:, chunk], labels[chunk])
    return counts.scatter(BANDS, is_of_sample=False)


def test_counts_are_those_of_a_histogram_in_two_dimensions(pixels, scatter):
    values, labels = pixels
    edges = [axis.low + axis.width * np.arange(axis.n + 1) for axis in (scatter.y, scatter.x)]
    for label in (1, 2, 3):
        x, y = values[:, labels == label]
        expected, _, _ = np.histogram2d(y, x, bins=edges)
        np.testing.assert_array_equal(scatter.density((label,)), expected)
    assert scatter.density().sum() > 0.99 * (labels > 0).sum()


def test_bins_of_whole_numbers_hold_whole_numbers(scatter):
    for axis in (scatter.x, scatter.y):
        assert axis.width == int(axis.width)
        assert axis.low % 1 == 0.5


def test_bins_of_fractions_cover_nearly_all_values():
    values = np.random.default_rng(2).normal(0.2, 0.05, 5_000)
    axis = AxisBins.over(values, replace(BANDS[0], dtype="float32"))
    assert axis.low < np.percentile(values, 0.1)
    assert axis.high > np.percentile(values, 99.9)


def test_few_pixels_get_few_bins():
    values = np.random.default_rng(2).normal(0.2, 0.05, 1_000)
    assert AxisBins.over(values, replace(BANDS[0], dtype="float32")).n == 47
    assert AxisBins.over(values[:50], replace(BANDS[0], dtype="float32")).n == 40


def test_ellipse_of_two_sigma_holds_its_share_of_a_class(pixels, scatter):
    values, labels = pixels
    found = class_moments(scatter, ((1,), (2,), (3,)))
    outline = ellipse(found.mean[1], found.covariance[1])
    inverse = np.linalg.inv(found.covariance[1])
    apart = outline - found.mean[1]
    np.testing.assert_allclose(np.einsum("ni,ij,nj->n", apart, inverse, apart), 4.0)
    own = values[:, labels == 2].T - found.mean[1]
    inside = np.einsum("ni,ij,nj->n", own, inverse, own) <= 4.0
    assert inside.mean() == pytest.approx(1 - np.exp(-2), abs=0.01)


def test_place_in_an_ellipse_belongs_to_its_class_and_one_beside_all_to_none(scatter):
    found = class_moments(scatter, ((1, 2), (3,)))
    assert class_at(found, *found.mean[1]) == 1
    assert class_at(found, 5_000.0, 2_500.0) == 0
    assert class_at(found, 20_000.0, 20_000.0) == -1


def test_class_without_pixels_has_no_ellipse(scatter):
    found = class_moments(scatter, ((9,), (1,)))
    assert ellipse(found.mean[0], found.covariance[0]) is None
    assert class_at(found, *found.mean[1]) == 1


def test_pixels_beyond_a_rectangle_are_marked_and_no_data_is_not():
    values = np.array([[[1, 5, 9]], [[1, 5, 9]]])
    labels = np.array([[1, 2, 1]], dtype=np.uint8)
    assert beyond(values, labels, (0, 0), (6, 6)).tolist() == [[0, 0, 1]]
    labels[0, 2] = 0
    assert beyond(values, labels, (0, 0), (6, 6)).tolist() == [[0, 0, 0]]


def test_picture_is_clear_where_nothing_was_counted_and_denser_where_more_was():
    picture = density_picture(np.array([[0, 1, 10, 1_000]]), (1, 2, 3), 1_000)
    opacity = picture[0, :, 3].tolist()
    assert opacity == sorted(opacity)
    assert (opacity[0], opacity[-1]) == (0, 255)
    assert opacity[1] > 50
