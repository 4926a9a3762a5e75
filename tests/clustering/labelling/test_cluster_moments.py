"""Moments per cluster are exact for every k, however many combinations of labels there are."""

from pathlib import Path

import numpy as np
import pytest

from app.clustering.labelling import cluster_moments
from app.clustering.labelling.cluster_moments import ClusterMoments
from app.machine.threads import N_PARTS
from app.scene.band import Band, BandKind


def _bands(n, dtype):
    return tuple(
        Band(Path("a.tif"), i, str(i), "", BandKind.OPTICAL, None, None, dtype, None)
        for i in range(1, n + 1)
    )


def _check(values, maps, ks):
    counter = ClusterMoments(
        _bands(len(values), values.dtype.name), bases=np.nanmean(values, axis=1), ks=ks
    )
    for number, first in enumerate(range(0, values.shape[1], 300)):  # several blocks
        part = slice(first, first + 300)
        labels_there = np.array([labels[part] for labels in maps])
        counter.add_part(number % N_PARTS, values[:, part], labels_there)
    for position, (labels, k) in enumerate(zip(maps, ks, strict=True)):
        spectra = counter.signatures(position)
        for cluster in range(1, k + 1):
            members = values[:, labels == cluster].astype(float)
            assert spectra.n_px[cluster - 1] == members.shape[1]
            if members.shape[1]:
                row = cluster - 1
                np.testing.assert_allclose(spectra.mean[row], members.mean(axis=1), rtol=1e-9)
                np.testing.assert_allclose(spectra.std[row], members.std(axis=1), rtol=1e-7)
                np.testing.assert_allclose(spectra.minimum[row], members.min(axis=1))
                np.testing.assert_allclose(spectra.maximum[row], members.max(axis=1))


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
def test_every_type_of_values(dtype):
    rng = np.random.default_rng(0)
    values = rng.uniform(0, 200, (3, 4000)).astype(dtype)
    ks = (2, 5, 30)
    maps = [rng.integers(0, k + 1, 4000).astype(np.uint8) for k in ks]
    _check(values, maps, ks)


def test_more_combinations_than_are_held_at_once(monkeypatch):
    monkeypatch.setattr(cluster_moments, "_N_NUMBERS", 64)
    rng = np.random.default_rng(1)
    values = rng.uniform(0, 60_000, (2, 5000)).astype(np.uint16)
    ks = (9, 10, 11)
    maps = [rng.integers(0, k + 1, 5000).astype(np.uint8) for k in ks]
    _check(values, maps, ks)


def test_all_twenty_nine_k_at_once():
    rng = np.random.default_rng(2)
    values = rng.normal(5000, 300, (2, 3000)).astype(np.float32)
    ks = tuple(range(2, 31))
    order = np.argsort(values[0]).argsort()
    maps = [(order * k // 3000 + 1).astype(np.uint8) for k in ks]
    _check(values, maps, ks)


def test_labels_that_do_not_fit_into_five_bits():
    rng = np.random.default_rng(3)
    values = rng.normal(5000, 300, (2, 6000)).astype(np.float32)
    ks = (3, 31, 32, 33, 47, 63, 64, 5)
    maps = [rng.integers(0, k + 1, 6000).astype(np.uint8) for k in ks]
    _check(values, maps, ks)


def test_no_data_may_hold_anything():
    values = np.array([[1.0, 2.0, np.nan, np.inf]])
    labels = np.array([[1, 1, 0, 0]], np.uint8)
    counter = ClusterMoments(_bands(1, "float64"), bases=np.array([0.0]), ks=(1,))
    counter.add_part(0, values, labels)
    spectra = counter.signatures(0)
    assert spectra.mean[0, 0] == 1.5
    assert spectra.maximum[0, 0] == 2
