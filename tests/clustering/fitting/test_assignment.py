"""Pixels are known by their nearest centre wherever the centres go."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.clustering.fitting.assignment import Assignment
from app.clustering.fitting.lloyd import cut_into_chunks
from app.clustering.scaling import BandScaling, scale_centres
from app.steps import drain

K, N_BANDS = 5, 3


@pytest.fixture
def pixels() -> np.ndarray:
    """Shape (n_bands, n_px), scene units."""
    return np.random.default_rng(3).integers(0, 4_000, (N_BANDS, 7_000)).astype(np.uint16)


def nearest(pixels, centres):
    squares = ((pixels.T[:, None].astype(float) - centres[None]) ** 2).sum(axis=2)
    return squares.argmin(axis=1)


@pytest.mark.parametrize("has_pool", [True, False])
@pytest.mark.parametrize("way", [0.0, 1e-6, 3.0, 900.0])
def test_labels_sums_and_counts_are_those_of_the_last_centres(pixels, has_pool, way):
    rng = np.random.default_rng(4)
    scaling = BandScaling(offset=np.full(N_BANDS, 2_000.0), scale=np.array([1.0, 2.0, 0.5]))
    chunks = cut_into_chunks(pixels, n_chunk_px=512)
    centres = rng.uniform(0, 4_000, (K, N_BANDS))
    with ThreadPoolExecutor(2) as pool:
        assigned = Assignment(
            chunks, (K, N_BANDS), scaling=scaling, pool=pool if has_pool else None
        )
        for _ in range(4):
            drain(assigned.follow(scale_centres(centres, scaling)))
            expected = nearest(pixels.T.astype(float).T / scaling.scale[:, None],
                               centres / scaling.scale)  # fmt: skip
            labels = np.concatenate(assigned.labels)
            np.testing.assert_array_equal(labels, expected + 1)
            counts = np.bincount(expected, minlength=K)
            np.testing.assert_array_equal(assigned.counts, counts)
            sums = [pixels[:, expected == c].sum(axis=1) for c in range(K)]
            np.testing.assert_allclose(assigned.sums, sums)
            centres = centres + rng.normal(0, way, centres.shape) if way else centres


def test_moves_are_counted(pixels):
    centres = np.random.default_rng(5).uniform(0, 4_000, (K, N_BANDS)).astype(np.float32)
    chunks = cut_into_chunks(pixels.astype(np.float32))
    assigned = Assignment(chunks, (K, N_BANDS), scaling=None, pool=None)
    drain(assigned.follow(centres))
    assert assigned.n_moved == pixels.shape[1]
    before = np.concatenate(assigned.labels)
    drain(assigned.follow(centres))
    assert assigned.n_moved == 0
    drain(assigned.follow(centres[::-1].copy()))
    assert assigned.n_moved == np.count_nonzero(np.concatenate(assigned.labels) != before)
