"""Compiled kernels come to what numpy comes to, on whole numbers to the last bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clustering.kernels import compiled
from app.clustering.kernels.joint_table import JointTable, no_moments
from tests.clustering.kernels import plain_kernels as plain

N_PX = 1_300
ALL = np.empty(0, bool)
BOTH = (compiled, plain)
# To compile a kernel for one of those that are not common takes some seconds: of whole numbers with
# a sign, one type stands for all.
dtypes = st.sampled_from(["uint8", "uint16", "int32", "float32", "float64"])
bands = st.sampled_from([1, 2, 3, 4, 7, 13])
seeds = st.integers(0, 2**31)


def pixels(rng, dtype, n_bands):
    return rng.integers(0, 50, (n_bands, N_PX)).astype(dtype)


def as_they_are(values):
    kind = np.float32 if np.can_cast(values.dtype, np.float32) else np.float64
    return np.zeros(len(values), kind), np.ones(len(values), kind)


@settings(max_examples=60, deadline=None)
@given(dtypes, bands, st.lists(st.integers(1, 30), min_size=1, max_size=4), st.booleans(), seeds)
def test_labels_and_inertia(dtype, n_bands, ks, is_masked, seed):
    rng = np.random.default_rng(seed)
    values = pixels(rng, dtype, n_bands)
    valid = rng.random(N_PX) < 0.6 if is_masked else ALL
    centres = rng.integers(0, 50, (sum(ks), n_bands)).astype(np.float32)  # with many ties
    starts = np.concatenate([[0], np.cumsum(ks)])
    found = []
    for kernels in BOTH:
        labels, inertia = np.zeros((len(ks), N_PX), np.uint8), np.zeros(len(ks))
        kernels.nearest(values, valid, *as_they_are(values), centres, starts, labels, inertia)
        found.append((labels.tolist(), inertia.tolist()))
    assert found[0] == found[1]


@settings(max_examples=60, deadline=None)
@given(dtypes, bands, st.integers(1, 30), seeds)
def test_labels_that_move_take_their_values_along(dtype, n_bands, k, seed):
    rng = np.random.default_rng(seed)
    values = pixels(rng, dtype, n_bands)
    steps = rng.integers(0, 50, (3, k, n_bands)).astype(np.float32)
    found = []
    for kernels in BOTH:
        labels, limits = np.zeros(N_PX, np.uint8), np.full(N_PX, -1, np.float32)
        sums, counts = np.zeros((k, n_bands)), np.zeros(k, np.int64)
        moved = []
        for step, centres in enumerate(steps):
            drift = 1_000.0 * step  # further than any label holds
            if step and k == 1:
                break  # one centre alone: no label is ever in doubt
            moved.append(
                kernels.reassign(
                    values, *as_they_are(values), centres, drift, labels, limits, sums, counts
                )
            )
        found.append((moved, labels.tolist(), sums.tolist(), counts.tolist()))
    assert found[0] == found[1]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["uint8", "int16", "uint16", "int32"]), st.integers(-20, 40), seeds)
def test_counts_and_what_is_read_off_them(dtype, lowest, seed):
    rng = np.random.default_rng(seed)
    (values,), labels = pixels(rng, dtype, 1), rng.integers(0, 5, N_PX).astype(np.uint8)
    found = []
    for kernels in BOTH:
        table, figures = np.zeros((6, 30), np.uint32), np.ones((6, 6))
        kernels.count_values(values, lowest, labels, table)
        kernels.describe_counts(table, figures)
        found.append((table, figures))
    np.testing.assert_array_equal(found[0][0], found[1][0])
    np.testing.assert_allclose(found[0][1], found[1][1], rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["uint8", "int16", "uint16", "float32", "float64"]), seeds)
def test_moments(dtype, seed):
    rng = np.random.default_rng(seed)
    (values,), labels = pixels(rng, dtype, 1), rng.integers(0, 5, N_PX).astype(np.uint8)
    found = [no_moments(6), no_moments(6)]
    for kernels, moments in zip(BOTH, found, strict=True):
        kernels.add_moments(values, 7.0, labels, moments)
    np.testing.assert_array_equal(*found)


@settings(max_examples=60, deadline=None)
@given(bands, st.integers(1, 6), st.sampled_from([8, 64, 4_096]), st.integers(0, N_PX), seeds)
def test_sums_of_combinations_and_where_there_is_no_room_left(n_bands, n_maps, n, first, seed):
    rng = np.random.default_rng(seed)
    values = pixels(rng, "uint16", n_bands)
    labels = rng.integers(0, 4, (n_maps, N_PX)).astype(np.uint8)
    stops, tables = [], [JointTable.empty(n, n_bands) for _ in BOTH]
    for kernels, table in zip(BOTH, tables, strict=True):
        stops.append(
            kernels.add_joined(
                values, np.full(n_bands, 7.0), labels, first,
                table.slots, table.numbers, table.keys, table.counts, table.moments,
            )
        )  # fmt: skip
    one, other = tables
    assert stops[0] == stops[1]
    assert one.n_known == other.n_known
    for name in ("keys", "counts", "moments"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


edges = st.lists(st.integers(0, 40), max_size=12)


@settings(max_examples=60, deadline=None)
@given(edges, edges, st.integers(1, 4), seeds)
def test_areas(down, across, n_maps, seed):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 5, (n_maps, 40, 40)).astype(np.uint8)
    row_edges, col_edges = (np.array([0, *sorted(inner), 40]) for inner in (down, across))
    m2 = rng.integers(1, 1_000, (len(row_edges) - 1, len(col_edges) - 1)).astype(float)
    found = [np.zeros((n_maps, 6)) for _ in BOTH]
    for kernels, areas in zip(BOTH, found, strict=True):
        kernels.add_areas(labels, row_edges, col_edges, m2, areas)
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize(
    "name", ["reassign", "count_values", "add_moments", "add_joined", "add_areas"]
)
def test_a_label_without_a_row_is_told_alike(name):
    values, labels = np.ones((1, N_PX), np.uint16), np.full((1, N_PX), 99, np.uint8)
    table = JointTable.empty(8, 1)
    arguments = {
        "reassign": (
            values, *as_they_are(values), np.ones((2, 1), np.float32), 0.0, labels[0],
            np.full(N_PX, -1, np.float32), np.zeros((2, 1)), np.zeros(2, np.int64),
        ),
        "count_values": (values[0], 0, labels[0], np.zeros((3, 9), np.uint32)),
        "add_moments": (values[0], 0.0, labels[0], no_moments(3)),
        "add_joined": (
            values, np.zeros(1), labels, 0,
            table.slots, table.numbers, table.keys, table.counts, table.moments,
        ),
        "add_areas": (
            labels[np.newaxis], np.array([0, 1]), np.array([0, N_PX]), np.ones((1, 1)),
            np.zeros((1, 3)),
        ),
    }[name]  # fmt: skip
    assert [getattr(kernels, name)(*arguments) for kernels in BOTH] == [-1, -1]
