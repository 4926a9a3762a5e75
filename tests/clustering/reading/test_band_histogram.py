"""Histograms count every value once, under the class of its label."""

import numpy as np

from app.clustering.reading.band_histogram import histograms_of, value_tables
from app.clustering.results import Signatures
from tests.session.conftest import make_bands

BANDS = make_bands()[:2]


def signatures(n_px):
    rest = np.zeros((len(n_px), 2))
    return Signatures(BANDS, np.array(n_px), rest, rest, rest, rest, rest, rest)


def made():
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 4, 5_000).astype(np.uint8)
    values = (rng.integers(0, 900, (2, 5_000)) + 300 * labels.astype(int)).astype(np.uint16)
    values[0, 0] = 60_000  # far beyond all others
    return values, labels


def test_every_pixel_of_a_class_is_in_one_bin_merged_ones_too():
    values, labels = made()
    n_px = [int((labels == label).sum()) for label in (1, 2, 3)]
    tables = value_tables(values, labels, 3)
    found = histograms_of(signatures(n_px), tables, ((1, 3), (2,)))
    for histogram in found:
        assert histogram.class_counts.sum(axis=1).tolist() == [n_px[0] + n_px[2], n_px[1]]
        assert not histogram.is_of_sample
        assert histogram.high < 2_000


def test_bins_hold_what_lies_between_their_edges():
    values, labels = made()
    tables = value_tables(values, labels, 3)
    (_, second) = histograms_of(signatures([1, 1, 1]), tables, ((1,), (2,), (3,)))
    n_bins = second.class_counts.shape[1]
    edges = np.linspace(second.low, second.high, n_bins + 1)
    inner, _ = np.histogram(values[1][labels == 2], edges[1:-1])
    np.testing.assert_array_equal(second.class_counts[1, 1:-1], inner)


def test_fewer_counts_than_pixels_are_told_to_be_of_a_sample():
    values, labels = made()
    tables = value_tables(values[:, ::10], labels[::10], 3)
    found = histograms_of(signatures([2_000, 2_000, 2_000]), tables, ((1,), (2,), (3,)))
    assert all(histogram.is_of_sample for histogram in found)
