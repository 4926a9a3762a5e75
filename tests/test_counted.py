"""Numbers are counted some at a time, and it is the same."""

import numpy as np
import pytest

from app.arrays import counted


@pytest.mark.parametrize("dtype", [np.uint8, np.int32])
def test_counts_of_several_parts_add_up(dtype):
    values = np.random.default_rng(2).integers(0, 9, (1_500, 1_500)).astype(dtype)
    assert counted(values, 12).tolist() == np.bincount(values.reshape(-1), minlength=12).tolist()


def test_nothing_is_counted_as_nothing():
    assert counted(np.zeros((0, 4), dtype=np.uint8), 3).tolist() == [0, 0, 0]
