"""Moments of labels are those of their pixels, and those of classes are put together exactly."""

import numpy as np
import pytest

from app.clustering.reading.label_moments import MomentSums, of_classes
from tests.session.conftest import make_bands

BANDS = make_bands()


@pytest.fixture(scope="module")
def pixels():
    rng = np.random.default_rng(4)
    labels = rng.integers(0, 5, 3_000).astype(np.uint8)
    mixing = rng.normal(size=(5, 4, 4))
    noise = rng.normal(size=(3_000, 4))
    values = (
        5_000
        + 400 * labels[:, None].astype(int)
        + 60 * np.einsum("nij,nj->ni", mixing[labels], noise)
    )
    return np.rint(values.T).astype(np.uint16), labels


def moments(pixels, n_px_at_once=700):
    values, labels = pixels
    sums = MomentSums(np.full((4, 4), 6_000.0))
    for first in range(0, len(labels), n_px_at_once):
        chunk = slice(first, first + n_px_at_once)
        sums.add(values[:, chunk], labels[chunk])
    return sums.moments(BANDS, is_of_sample=False)


def test_moments_of_labels_are_those_of_their_pixels_whatever_the_pieces(pixels):
    values, labels = pixels
    found = moments(pixels)
    for label in range(1, 5):
        own = values[:, labels == label].astype(float)
        assert found.n_px[label - 1] == own.shape[1]
        np.testing.assert_allclose(found.mean[label - 1], own.mean(axis=1), rtol=1e-12)
        np.testing.assert_allclose(found.covariance[label - 1], np.cov(own, ddof=0), rtol=1e-9)


def test_class_of_several_labels_has_the_moments_of_all_their_pixels(pixels):
    values, labels = pixels
    joined = of_classes(moments(pixels), ((1, 3), (2,), (4,)))
    own = values[:, np.isin(labels, (1, 3))].astype(float)
    np.testing.assert_allclose(joined.mean[0], own.mean(axis=1), rtol=1e-12)
    np.testing.assert_allclose(joined.covariance[0], np.cov(own, ddof=0), rtol=1e-9)


def test_class_without_a_pixel_has_no_mean(pixels):
    values, labels = pixels
    found = moments((values, np.where(labels == 2, 0, labels).astype(np.uint8)))
    joined = of_classes(found, ((2, 99), (1,)))
    assert joined.n_px.tolist()[0] == 0
    assert np.isnan(joined.mean[0]).all()
    assert np.isnan(joined.covariance[0]).all()
