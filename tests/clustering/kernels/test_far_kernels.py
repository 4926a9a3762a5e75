"""Pixels are marked by the distance to their own centre, in one walk or in two."""

import numpy as np
import pytest

from app.clustering.kernels import mark_far, nearest, nearest_marked
from app.clustering.scaling import BandScaling


@pytest.mark.parametrize("n_bands", [1, 4, 7])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_one_walk_gives_labels_sums_and_marks_of_two(dtype, n_bands):
    random = np.random.default_rng(n_bands)
    n_px, k = 1300, 5
    values = random.integers(0, 200, (n_bands, n_px)).astype(dtype)
    scaling = BandScaling(np.full(n_bands, 100.0), np.full(n_bands, 2.0))
    centres = random.normal(0, 20, (k, n_bands)).astype(np.float32)
    valid = random.random(n_px) > 0.2
    limits = np.concatenate([[np.inf], random.uniform(100, 900, k)]).astype(np.float32)
    one, marks = np.full(n_px, 9, np.uint8), np.full(n_px, 9, np.uint8)
    n_far = np.zeros(k + 1, np.int64)
    found = nearest_marked(values, centres, limits, one, marks, n_far, scaling, valid)

    two, inertia = np.zeros((1, n_px), np.uint8), np.zeros(1)
    nearest(values, centres, np.array([0, k]), two, inertia, scaling, valid)
    assert (one == two[0]).all()
    assert found == inertia[0]
    scaled = (values - 100.0) / 2
    apart = ((scaled - np.vstack([centres[:1], centres])[one].T) ** 2).sum(axis=0)
    expected = np.where(one == 0, 0, np.where(apart > limits[one], 2, 1))
    is_sure = np.abs(apart - limits[one]) > 0.01
    assert (marks[is_sure | (one == 0)] == expected[is_sure | (one == 0)]).all()
    assert n_far.tolist() == np.bincount(one[marks == 2], minlength=k + 1).tolist()
    columns = np.ascontiguousarray(np.vstack([centres[:1], centres]).T)
    again = np.zeros(n_px, np.uint8)
    assert mark_far(values, columns, limits, one, again, scaling) == n_far.sum()
    assert (again[is_sure] == marks[is_sure]).all()


@pytest.mark.parametrize(
    ("name", "spoilt"),
    [("limits", np.zeros(2, np.float32)), ("marks", np.zeros(3, np.uint8)),
     ("n_far", np.zeros(9, np.int64)), ("labels", np.zeros(5, np.int32))],
)  # fmt: skip
def test_arrays_that_do_not_fit_are_refused(name, spoilt):
    told = {
        "values": np.ones((2, 5), np.uint8),
        "centres": np.zeros((3, 2), np.float32),
        "limits": np.ones(4, np.float32),
        "labels": np.zeros(5, np.uint8),
        "marks": np.zeros(5, np.uint8),
        "n_far": np.zeros(4, np.int64),
        "scaling": None,
        "valid": np.ones(5, np.bool_),
    }
    with pytest.raises((TypeError, ValueError)):
        nearest_marked(**(told | {name: spoilt}))


def test_a_label_without_a_centre_is_refused():
    with pytest.raises(ValueError, match="label"):
        mark_far(
            np.ones((1, 2), np.uint8),
            np.zeros((1, 2), np.float32),
            np.ones(2, np.float32),
            np.array([1, 7], np.uint8),
            np.zeros(2, np.uint8),
        )
