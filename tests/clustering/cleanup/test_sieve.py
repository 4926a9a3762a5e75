"""Small patches go to their largest neighbour, as GDAL's sieve has it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio import features

from app.clustering.cleanup import tidied
from app.clustering.cleanup.class_codes import ClassCodes
from app.clustering.cleanup.sieve import sieve
from app.clustering.cleanup.ways import Sieve
from app.steps import drain

SAME = ClassCodes.of(np.arange(256))
seeds = st.integers(0, 2**31)


def of_gdal(classes, how):
    # rasterio refuses a limit that the whole image does not reach: amid no data it reaches any.
    around = np.zeros((classes.shape[0], classes.shape[1] + how.n_px_min + 1), np.uint8)
    around[:, : classes.shape[1]] = classes
    return features.sieve(
        around, how.n_px_min, mask=around > 0, connectivity=8 if how.with_corners else 4
    )[:, : classes.shape[1]]


def made(seed, n_classes, shape, grain):
    """Blocks of random classes with single pixels strewn over them, and holes without data."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, n_classes + 1, shape)
    labels = np.repeat(np.repeat(coarse, grain, axis=0), grain, axis=1)
    is_strewn = rng.random(labels.shape) < 0.2
    labels[is_strewn] = rng.integers(0, n_classes + 1, is_strewn.sum())
    return labels.astype(np.uint8)


@settings(max_examples=150, deadline=None)
@given(
    seeds, st.integers(1, 5), st.integers(1, 4), st.integers(2, 40), st.booleans(),
    st.integers(1, 20), st.integers(1, 20), st.sampled_from([1, 60, 500, 10**6]),
)  # fmt: skip
def test_sieving_comes_to_what_gdal_comes_to_whatever_the_strips(
    seed, n_classes, grain, n_px_min, with_corners, height, width, n_strip_bytes
):
    labels = made(seed, n_classes, (height, width), grain)
    how = Sieve(n_px_min, with_corners)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tidied, "_N_STRIP_BYTES", n_strip_bytes)
        _, found = drain(sieve(labels, SAME, how))
    expected = of_gdal(labels, how)
    np.testing.assert_array_equal(found.labels, expected)
    assert found.n_changed_px == (labels != expected).sum()
    assert found.n_data_px == (labels > 0).sum()


@settings(max_examples=60, deadline=None)
@given(seeds, st.integers(2, 30), st.booleans())
def test_clusters_keep_their_labels_and_classes_decide(seed, n_px_min, with_corners):
    labels = made(seed, 9, (12, 15), 2)
    classes = np.zeros(256, np.uint8)
    classes[1:10] = [3, 1, 3, 7, 7, 1, 0, 200, 3]  # label 7 has no class: no data
    codes = ClassCodes.of(classes)
    how = Sieve(n_px_min, with_corners)
    _, found = drain(sieve(labels, codes, how))
    expected = of_gdal(classes[labels], how)
    np.testing.assert_array_equal(classes[found.labels], expected)
    stayed = classes[labels] == expected
    assert (found.labels[stayed] == labels[stayed]).all()
    first_of = {1: 2, 3: 1, 7: 4, 200: 8}
    changed = zip(found.labels[~stayed].tolist(), expected[~stayed].tolist(), strict=True)
    assert all(label == first_of[number] for label, number in changed)


def test_a_patch_goes_where_most_of_its_surroundings_lie():
    labels = np.array(
        [[1, 1, 1, 1, 2], [1, 3, 3, 2, 2], [2, 2, 2, 2, 2], [0, 4, 0, 5, 5]], np.uint8
    )
    _, found = drain(sieve(labels, SAME, Sieve(3)))
    expected = labels.copy()
    expected[1, 1:3], expected[3, 1], expected[3, 3:] = 2, 2, 2
    np.testing.assert_array_equal(found.labels, expected)
    assert (found.n_changed_px, found.n_data_px) == (5, 18)
    assert found.share_changed == pytest.approx(5 / 18)
    assert labels[3, 1] == 4


def test_a_patch_that_comes_back_to_its_own_class_keeps_its_label():
    # The single pixel of class 1 borders on a small patch alone, which goes to a large one of 1.
    labels = np.array([[3, 2, 2, 1, 1, 1, 1, 1]], np.uint8)
    classes = np.zeros(256, np.uint8)
    classes[1:4] = [1, 2, 1]
    _, found = drain(sieve(labels, ClassCodes.of(classes), Sieve(3)))
    assert found.labels.tolist() == [[3, 1, 1, 1, 1, 1, 1, 1]]
    assert found.n_changed_px == 2


def test_what_lies_alone_amid_no_data_stays_and_is_counted():
    labels = np.zeros((5, 5), np.uint8)
    labels[0, 0], labels[2, 2], labels[4, 3:] = 1, 2, (3, 4)
    _, found = drain(sieve(labels, SAME, Sieve(9)))
    np.testing.assert_array_equal(found.labels, labels)
    assert (found.n_changed_px, found.n_patches_left) == (0, 4)


def test_other_labels_may_stand_for_classes():
    labels = np.full((4, 4), 5, np.uint8)
    labels[1, 1] = 2
    classes, standing = np.zeros(256, np.uint8), np.zeros(256, np.uint8)
    classes[[2, 4, 5]] = [1, 2, 2]
    standing[[1, 2]] = [2, 5]
    _, found = drain(sieve(labels, ClassCodes.of(classes, standing), Sieve(2)))
    assert (found.labels == 5).all()
    _, found = drain(sieve(labels, ClassCodes.of(classes), Sieve(2)))
    assert found.labels[1, 1] == 4


def test_maps_without_data_or_pixels_stay():
    for shape in ((3, 4), (0, 4)):
        _, found = drain(sieve(np.zeros(shape, np.uint8), SAME, Sieve(4)))
        assert found.labels.shape == shape
        assert not found.labels.any()
        assert found.share_changed == 0


def test_result_is_closed_and_progress_rises():
    steps, found = drain(sieve(made(1, 4, (9, 9), 3), SAME, Sieve(5)))
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert len(fractions) >= 4
    with pytest.raises(ValueError, match="read-only"):
        found.labels[0, 0] = 1


def test_tables_that_are_none_are_refused():
    for classes in (np.zeros(255), np.zeros((256, 1))):
        with pytest.raises(ValueError, match="256"):
            ClassCodes.of(classes)
    with pytest.raises(ValueError, match="stands"):
        ClassCodes.of(np.arange(256), np.zeros(256))
