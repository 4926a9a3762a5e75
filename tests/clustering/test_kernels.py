"""The kernels agree with scikit-learn, compiled or not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import pairwise_distances

from app.clustering import kernels as kernels_chosen
from app.clustering import kernels_numba, kernels_numpy
from app.clustering.results import BandScaling
from app.clustering.scaling import fit_scaling, scale_centres, scale_pixels
from app.clustering.settings import Scaling

BACKENDS = pytest.mark.parametrize("kernels", [kernels_numba, kernels_numpy])
DTYPES = ["uint8", "int16", "uint16", "int32", "float32", "float64"]


def _label(backend, values, centre_groups, scaling=None, valid=None):
    centres = np.ascontiguousarray(np.vstack(centre_groups), dtype=np.float32)
    starts = np.concatenate([[0], np.cumsum([len(group) for group in centre_groups])])
    labels = np.zeros((len(centre_groups), values.shape[1]), np.uint8)
    inertia = np.zeros(len(centre_groups))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels_chosen, "_kernels", backend)
        kernels_chosen.nearest(
            values, centres, starts.astype(np.int64), labels, inertia, scaling, valid
        )
    return labels, inertia


@BACKENDS
@settings(max_examples=60, deadline=None)
@given(
    dtype=st.sampled_from(DTYPES),
    n_bands=st.sampled_from([1, 2, 7, 13, 224]),
    k=st.integers(2, 30),
    scaling=st.sampled_from(list(Scaling)),
    seed=st.integers(0, 2**31),
)
def test_labels_are_the_nearest_centres_and_inertia_is_exact(
    kernels, dtype, n_bands, k, scaling, seed
):
    rng = np.random.default_rng(seed)
    span = {"uint8": (0, 255), "int16": (-32768, 32767), "uint16": (0, 65535)}.get(
        dtype, (-1e6, 1e6)
    )
    pixels = rng.uniform(*span, (n_bands, 700)).astype(dtype)
    centres = rng.uniform(*span, (k, n_bands))
    fitted = fit_scaling(pixels.T, scaling)
    groups = [scale_centres(centres, fitted)]
    labels, inertia = _label(kernels, pixels, groups, fitted)
    prepared, _ = _label(kernels, scale_pixels(pixels, fitted), groups)
    assert (prepared == labels).mean() > 0.99  # the last digit of a division may settle a tie
    truth = pairwise_distances(
        ((pixels.T.astype(float) - fitted.offset) / fitted.scale),
        (centres - fitted.offset) / fitted.scale,
    )
    nearest = truth.min(axis=1)
    chosen = truth[np.arange(700), labels[0] - 1]
    np.testing.assert_allclose(chosen, nearest, rtol=1e-5)  # equal except at ties
    np.testing.assert_allclose(inertia[0], (nearest**2).sum(), rtol=1e-6)


@BACKENDS
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
def test_pixels_that_are_not_valid_are_labelled_0_and_left_out(kernels, share):
    rng = np.random.default_rng(3)
    values = rng.normal(size=(3, 2_000)).astype(np.float32)
    valid = rng.random(2_000) < share
    valid[600:1_200] = share > 0  # whole tiles of one kind, and tiles of both
    values[:, ~valid] = rng.choice([np.nan, np.inf, -1e30, 0], size=(3, int((~valid).sum())))
    groups = [rng.normal(size=(k, 3)) for k in (2, 6)]
    labels, inertia = _label(kernels, values, groups, valid=valid)
    alone = _label(kernels, np.ascontiguousarray(values[:, valid]), groups)
    assert not labels[:, ~valid].any()
    np.testing.assert_array_equal(labels[:, valid], alone[0])
    np.testing.assert_allclose(inertia, alone[1], rtol=1e-12)


@BACKENDS
def test_several_groups_in_one_pass_equal_one_pass_each(kernels):
    rng = np.random.default_rng(0)
    values = rng.normal(size=(4, 1500)).astype(np.float32)
    groups = [rng.normal(size=(k, 4)) for k in (2, 5, 30)]
    together, inertia = _label(kernels, values, groups)
    for i, group in enumerate(groups):
        alone, alone_inertia = _label(kernels, values, [group])
        np.testing.assert_array_equal(together[i], alone[0])
        assert inertia[i] == pytest.approx(alone_inertia[0], rel=1e-12)


@BACKENDS
def test_a_tie_goes_to_the_lower_number(kernels):
    labels, _ = _label(kernels, np.zeros((1, 3), np.float32), [np.array([[-1.0], [1.0]])])
    assert labels.tolist() == [[1, 1, 1]]


@BACKENDS
def test_sums_follow_pixels_that_move(kernels):
    rng = np.random.default_rng(1)
    values = rng.normal(size=(3, 400)).astype(np.float32)
    first = rng.integers(1, 5, 400).astype(np.uint8)
    second = rng.integers(1, 5, 400).astype(np.uint8)
    sums, counts = np.zeros((4, 3)), np.zeros(4, np.int64)
    assert kernels.move_sums(values, np.zeros(400, np.uint8), first, sums, counts) == 400
    moved = kernels.move_sums(values, first, second, sums, counts)
    assert moved == (first != second).sum()
    for cluster in range(4):
        members = values[:, second == cluster + 1]
        assert counts[cluster] == members.shape[1]
        np.testing.assert_allclose(sums[cluster], members.sum(axis=1), rtol=1e-4, atol=1e-4)


@BACKENDS
@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16", "int32"])
def test_values_outside_the_table_are_not_counted(kernels, dtype):
    table = np.zeros((3, 4), np.uint32)
    values = np.array([9, 10, 13, 14, 13], dtype)
    labels = np.array([1, 1, 2, 2, 2], np.uint8)
    kernels.count_values(values, 10, labels, table)
    assert table.tolist() == [[0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 2]]


@BACKENDS
def test_moments_per_label(kernels):
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
