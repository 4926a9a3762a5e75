import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.clustering.labelling.binned_band import N_BINS
from app.clustering.labelling.cluster_counts import ClusterCounts
from app.scene.band import Band, BandKind

SHARE_OF_A_BIN = 4 / N_BINS


@pytest.fixture
def pool():
    with ThreadPoolExecutor(2) as threads:
        yield threads


def band(dtype):
    return Band(None, 1, "B1", "", BandKind.OPTICAL, None, None, dtype, None)


def counted(pieces, labels, dtype, pool, *, bounds=(0.0, 1.0), k=2):
    lowest, highest = np.array(bounds[:1]), np.array(bounds[1:])
    values, numbers = np.concatenate(pieces), np.concatenate(labels)
    centres = [np.mean(values[numbers == c], dtype=np.float64) for c in range(1, k + 1)]
    counts = ClusterCounts(
        (band(dtype),), lowest=lowest, highest=highest, dtype=np.dtype(dtype),
        centres=[np.array(centres)[:, None]], pool=pool,
    )  # fmt: skip
    for values, numbers in zip(pieces, labels, strict=True):
        counts.add(values.astype(dtype)[None], [numbers])
    return counts.signatures(0)


def expected(values, labels, k=2):
    rows = []
    for cluster in range(1, k + 1):
        own = values[labels == cluster].astype(np.float64)
        p05, p95 = np.percentile(own, (5, 95))
        rows.append((own.mean(), own.std(), p05, p95, own.min(), own.max()))
    return np.array(rows).T


def figures(found):
    names = ("mean", "std", "p05", "p95", "minimum", "maximum")
    return np.array([getattr(found, name)[:, 0] for name in names])


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "uint32"])
def test_whole_numbers_are_described_exactly(pool, dtype):
    random = np.random.default_rng(1)
    values = random.integers(3, 120, 5_000)
    labels = random.integers(0, 3, 5_000).astype(np.uint8)
    found = counted([values], [labels], dtype, pool, bounds=(3.0, 119.0))
    assert found.n_px.tolist() == [int((labels == c).sum()) for c in (1, 2)]
    assert figures(found) == pytest.approx(expected(values, labels), rel=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_data_far_from_the_values_costs_percentiles_no_digit(pool, dtype):
    random = np.random.default_rng(2)
    values = random.uniform(0, 1, 20_000).astype(dtype)
    labels = random.integers(0, 3, 20_000).astype(np.uint8)
    values[labels == 0] = -9999
    found = counted([values], [labels], dtype, pool, bounds=(-9999.0, 1.0))
    assert figures(found) == pytest.approx(expected(values, labels), abs=SHARE_OF_A_BIN)


def test_spread_is_exact_beside_a_cluster_far_away(pool):
    random = np.random.default_rng(5)
    values = random.normal(0.1, 0.001, 400_000).astype(np.float32)
    labels = np.full(values.size, 2, dtype=np.uint8)
    labels[:150_000] = 1
    values[labels == 1] = -9999  # a fill value that nobody declared
    pieces = [
        (values[i : i + 65_536], labels[i : i + 65_536]) for i in range(0, values.size, 65_536)
    ]
    found = counted(*zip(*pieces, strict=True), "float32", pool, bounds=(-9999.0, 1.0))
    own = values[labels == 2].astype(np.float64)
    assert found.std[:, 0] == pytest.approx([0.0, own.std()], rel=1e-9)
    assert found.mean[1, 0] == pytest.approx(own.mean(), rel=1e-12)


def test_bins_grow_with_what_comes_in_both_directions(pool):
    random = np.random.default_rng(3)
    pieces = [random.uniform(low, low + 1, 4_000) for low in (5.0, 9.0, -3.0, 0.0, 5.0)]
    labels = [random.integers(0, 3, 4_000).astype(np.uint8) for _ in pieces]
    found = counted(pieces, labels, "float64", pool)
    values, numbers = np.concatenate(pieces), np.concatenate(labels)
    assert found.n_px.tolist() == [int((numbers == c).sum()) for c in (1, 2)]
    assert figures(found) == pytest.approx(expected(values, numbers), abs=13 * SHARE_OF_A_BIN)


def test_values_that_are_no_numbers_are_left_out_without_a_word(pool):
    values = np.array([np.nan, np.inf, -np.inf, 1.0, 2.0, 4.0], dtype=np.float32)
    labels = np.array([0, 0, 0, 1, 1, 2], dtype=np.uint8)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = counted([values], [labels], "float32", pool)
    assert found.n_px.tolist() == [2, 1]
    assert found.mean[:, 0].tolist() == [1.5, 4.0]
    assert found.p05[1, 0] == found.p95[1, 0] == 4.0


def test_block_without_a_valid_pixel_changes_nothing(pool):
    values, labels = np.array([1.0, 3.0]), np.array([1, 2], dtype=np.uint8)
    none = np.zeros(2, dtype=np.uint8)
    found = counted([values, values], [none, labels], "float64", pool)
    assert found.n_px.tolist() == [1, 1]
