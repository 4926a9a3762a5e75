"""The patch under the pointer is all of it, and can be given away and back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from app.clustering.cleanup.class_codes import ClassCodes
from app.clustering.cleanup.patch import give_patch, patch_at
from app.clustering.kernels import map_calls
from app.errors import SettingsError

CLASSES = np.zeros(256, np.uint8)
CLASSES[1:6] = [1, 2, 1, 0, 3]
CODES = ClassCodes.of(CLASSES)


def by_scipy(labels, row, col, *, with_corners):
    is_own = CLASSES[labels] == CLASSES[labels[row, col]]
    pieces, _ = ndimage.label(is_own, np.ones((3, 3)) if with_corners else None)
    return pieces == pieces[row, col]


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 2**31), st.integers(1, 30), st.integers(1, 30), st.booleans(),
    st.sampled_from([1, 2, 2**16]),
)  # fmt: skip
def test_a_patch_is_all_that_is_connected(seed, height, width, with_corners, n_waiting):
    rng = np.random.default_rng(seed)
    labels = rng.choice(
        np.arange(6, dtype=np.uint8), (height, width), p=[0.05, 0.4, 0.3, 0.1, 0.1, 0.05]
    )
    rows, cols = np.nonzero(CLASSES[labels])
    if not len(rows):
        return
    pick = int(rng.integers(len(rows)))
    row, col = int(rows[pick]), int(cols[pick])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(map_calls, "_N_WAITING", n_waiting)
        found = patch_at(labels, CODES, row, col, with_corners=with_corners)
    expected = by_scipy(labels, row, col, with_corners=with_corners)
    whole = np.zeros_like(expected)
    window = found.window
    whole[window.row : window.row + window.height, window.col : window.col + window.width] = (
        found.mask
    )
    np.testing.assert_array_equal(whole, expected)
    assert found.n_px == expected.sum()
    # The window is the smallest: each of its edges touches the patch.
    assert all(
        edge.any() for edge in (found.mask[0], found.mask[-1], found.mask[:, 0], found.mask[:, -1])
    )


def test_a_patch_is_given_away_and_taken_back():
    labels = np.random.default_rng(4).integers(1, 4, (40, 50)).astype(np.uint8)
    labels[20, 20:22] = 1, 3
    before = labels.copy()
    patch = patch_at(labels, CODES, 20, 20, with_corners=True)
    given_away = give_patch(labels, patch, 5)
    np.testing.assert_array_equal(labels, before)
    given_away.give(labels)
    changed = labels != before
    assert changed.sum() == patch.n_px
    assert (labels[changed] == 5).all()
    assert set(before[changed].tolist()) == {1, 3}  # two clusters of one class
    given_away.take_back(labels)
    np.testing.assert_array_equal(labels, before)


@pytest.mark.parametrize(("row", "col"), [(0, 0), (0, 1), (-1, 0), (0, 2), (9, 0)])
def test_where_there_is_no_class_there_is_no_patch(row, col):
    labels = np.array([[0, 4]], np.uint8)
    with pytest.raises(SettingsError, match=f"row {row}, column {col}"):
        patch_at(labels, CODES, row, col)


@pytest.mark.parametrize("code", [0, 256, -1])
def test_a_patch_is_given_to_labels_alone(code):
    labels = np.ones((2, 2), np.uint8)
    with pytest.raises(ValueError, match="label"):
        give_patch(labels, patch_at(labels, CODES, 0, 0), code)
