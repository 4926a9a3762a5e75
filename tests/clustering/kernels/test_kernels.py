"""The kernels agree with scikit-learn and numpy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import pairwise_distances

from app.clustering import kernels
from app.clustering.kernels import compiled
from app.clustering.scaling import BandScaling, fit_scaling, scale_centres, scale_pixels
from app.clustering.settings import Scaling

DTYPES = ["uint8", "int16", "uint16", "int32", "float32", "float64"]


def _label(values, centre_groups, scaling=None, valid=None):
    centres = np.ascontiguousarray(np.vstack(centre_groups), dtype=np.float32)
    starts = np.concatenate([[0], np.cumsum([len(group) for group in centre_groups])])
    labels = np.zeros((len(centre_groups), values.shape[1]), np.uint8)
    inertia = np.zeros(len(centre_groups))
    kernels.nearest(values, centres, starts.astype(np.int64), labels, inertia, scaling, valid)
    return labels, inertia


@settings(max_examples=60, deadline=None)
@given(
    dtype=st.sampled_from(DTYPES),
    n_bands=st.sampled_from([1, 2, 7, 13, 224]),
    k=st.integers(2, 30),
    scaling=st.sampled_from(list(Scaling)),
    seed=st.integers(0, 2**31),
)
def test_labels_are_the_nearest_centres_and_inertia_is_exact(dtype, n_bands, k, scaling, seed):
    rng = np.random.default_rng(seed)
    span = {"uint8": (0, 255), "int16": (-32768, 32767), "uint16": (0, 65535)}.get(
        dtype, (-1e6, 1e6)
    )
    pixels = rng.uniform(*span, (n_bands, 700)).astype(dtype)
    centres = rng.uniform(*span, (k, n_bands))
    fitted = fit_scaling(pixels.T, scaling)
    groups = [scale_centres(centres, fitted)]
    labels, inertia = _label(pixels, groups, fitted)
    prepared, _ = _label(scale_pixels(pixels, fitted), groups)
    assert (prepared == labels).mean() > 0.99  # the last digit of a division may settle a tie
    truth = pairwise_distances(
        ((pixels.T.astype(float) - fitted.offset) / fitted.scale),
        (centres - fitted.offset) / fitted.scale,
    )
    nearest = truth.min(axis=1)
    chosen = truth[np.arange(700), labels[0] - 1]
    np.testing.assert_allclose(chosen, nearest, rtol=1e-5)  # equal except at ties
    np.testing.assert_allclose(inertia[0], (nearest**2).sum(), rtol=1e-6)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
def test_pixels_that_are_not_valid_are_labelled_0_and_left_out(share):
    rng = np.random.default_rng(3)
    values = rng.normal(size=(3, 2_000)).astype(np.float32)
    valid = rng.random(2_000) < share
    valid[600:1_200] = share > 0  # whole tiles of one kind, and tiles of both
    values[:, ~valid] = rng.choice([np.nan, np.inf, -1e30, 0], size=(3, int((~valid).sum())))
    groups = [rng.normal(size=(k, 3)) for k in (2, 6)]
    labels, inertia = _label(values, groups, valid=valid)
    alone = _label(np.ascontiguousarray(values[:, valid]), groups)
    assert not labels[:, ~valid].any()
    np.testing.assert_array_equal(labels[:, valid], alone[0])
    np.testing.assert_allclose(inertia, alone[1], rtol=1e-12)


def test_several_groups_in_one_pass_equal_one_pass_each():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(4, 1500)).astype(np.float32)
    groups = [rng.normal(size=(k, 4)) for k in (2, 5, 30)]
    together, inertia = _label(values, groups)
    for i, group in enumerate(groups):
        alone, alone_inertia = _label(values, [group])
        np.testing.assert_array_equal(together[i], alone[0])
        assert inertia[i] == pytest.approx(alone_inertia[0], rel=1e-12)


def test_a_tie_goes_to_the_lower_number():
    labels, _ = _label(np.zeros((1, 3), np.float32), [np.array([[-1.0], [1.0]])])
    assert labels.tolist() == [[1, 1, 1]]


def _begin(values, k):
    n_bands, n_px = values.shape
    labels, limits = np.zeros(n_px, np.uint8), np.full(n_px, -1, np.float32)
    return labels, limits, np.zeros((k, n_bands)), np.zeros(k, np.int64)


def _check_sums(values, labels, sums, counts):
    for cluster in range(len(counts)):
        members = values[:, labels == cluster + 1].astype(float)
        assert counts[cluster] == members.shape[1]
        np.testing.assert_allclose(sums[cluster], members.sum(axis=1), rtol=1e-9, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    dtype=st.sampled_from(DTYPES),
    n_bands=st.sampled_from([1, 3, 7, 13, 224]),
    k=st.integers(1, 30),
    reach=st.sampled_from([0.0, 1e-4, 0.01, 0.3]),
    seed=st.integers(0, 2**31),
)
def test_reassigned_labels_are_those_of_all_pixels_measured_anew(dtype, n_bands, k, reach, seed):
    """However far centres go, and whichever pixels were not looked at again."""
    rng = np.random.default_rng(seed)
    values = rng.uniform(0, 250, (n_bands, 1_300)).astype(dtype)
    scaling = fit_scaling(values.T, Scaling.STANDARDISE)
    centres = scale_centres(rng.uniform(0, 250, (k, n_bands)), scaling)
    labels, limits, sums, counts = _begin(values, k)
    drift = 0.0
    for _ in range(4):
        before = labels.copy()
        moved = kernels.reassign(values, centres, drift, labels, limits, sums, counts, scaling)
        assert moved == (labels != before).sum()
        anew, _ = _label(values, [centres], scaling)
        np.testing.assert_array_equal(labels, anew[0])
        _check_sums(values, labels, sums, counts)
        moves = rng.normal(0, reach, centres.shape).astype(np.float32)
        centres = centres + moves
        drift += float(np.sort(np.linalg.norm(moves, axis=1))[-2:].sum()) * 1.001


def test_pixels_far_from_any_border_are_not_looked_at_again():
    values = np.array([[0] * 50 + [49, 51] + [100] * 50], np.float32)
    centres = np.array([[0], [100]], np.float32)
    labels, limits, sums, counts = _begin(values, 2)
    kernels.reassign(values, centres, 0.0, labels, limits, sums, counts)
    assert labels.tolist() == [1] * 51 + [2] * 51
    values[:] = 0  # what is not looked at does not notice
    kernels.reassign(values, centres, 10.0, labels, limits, sums, counts)
    assert labels.tolist() == [1] * 52 + [2] * 50


def test_figures_of_counts_are_those_of_the_values():
    rng = np.random.default_rng(4)
    values = [rng.integers(0, 40_000, n) for n in (1, 2, 3, 1_000, 50_000)]
    table = np.zeros((7, 40_000), np.uint32)  # the first and the last label are empty
    for row, members in zip(table[1:], values, strict=False):
        np.add.at(row, members, 1)
    figures = np.ones((7, 6))
    compiled.describe_counts(table, figures)
    assert not figures[[0, 6]].any()
    for found, members in zip(figures[1:], values, strict=False):
        p05, p95 = np.percentile(members, [5, 95])
        expected = members.mean(), members.std(), p05, p95, members.min(), members.max()
        np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16", "int32"])
def test_values_outside_the_table_are_not_counted(dtype):
    table = np.zeros((3, 4), np.uint32)
    values = np.array([9, 10, 13, 14, 13], dtype)
    labels = np.array([1, 1, 2, 2, 2], np.uint8)
    kernels.count_values(values, 10, labels, table)
    assert table.tolist() == [[0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 2]]


def test_moments_per_label():
    moments = np.zeros((3, 4))
    moments[:, 2], moments[:, 3] = np.inf, -np.inf
    values, labels = np.array([3.0, 5.0, 0.0, np.nan]), np.array([1, 1, 2, 0], np.uint8)
    kernels.add_moments(values, 1.0, labels, moments)
    assert moments[1].tolist() == [6, 20, 2, 4]
    assert moments[2].tolist() == [-1, 1, -1, -1]


def test_centres_survive_scaling_and_back():
    from app.clustering.scaling import unscale_centres

    scaling = BandScaling(np.array([100.0, 5.0]), np.array([10.0, 2.0]))
    centres = np.array([[110.0, 1.0], [90.0, 9.0]])
    np.testing.assert_allclose(unscale_centres(scale_centres(centres, scaling), scaling), centres)


def test_standardising_a_constant_band_leaves_its_scale_at_one():
    values = np.column_stack([np.full(50, 7.0), np.arange(50.0)])
    scaling = fit_scaling(values, Scaling.STANDARDISE)
    assert scaling.scale[0] == 1.0
    assert scaling.scale[1] == pytest.approx(values[:, 1].std(), rel=1e-6)
