"""Patches are counted as they lie: connected by their sides, whatever the strips."""

import numpy as np
import pytest
from scipy import ndimage

from app.clustering.cleanup import tidied
from app.clustering.cleanup.class_codes import ClassCodes
from app.clustering.cleanup.patch_counts import count_patches
from app.steps import drain


@pytest.mark.parametrize("n_strip_bytes", [1, 130, 10**6])
def test_patches_are_those_of_another_library(n_strip_bytes, monkeypatch):
    monkeypatch.setattr(tidied, "_N_STRIP_BYTES", n_strip_bytes)
    labels = np.random.default_rng(3).integers(0, 5, (37, 53)).astype(np.uint8)
    table = np.zeros(256, dtype=np.uint8)
    table[[1, 2, 3, 4]] = [1, 2, 1, 3]  # the first class is of two labels
    _, found = drain(count_patches(labels, ClassCodes.of(table)))
    for number in (1, 2, 3):
        parts, n = ndimage.label(table[labels] == number)
        assert found.n_patches[number] == n
        assert found.largest_px[number] == np.bincount(parts.ravel())[1:].max()
    assert found.n_patches[0] == 0
