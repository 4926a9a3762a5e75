"""A block of a file is decoded once for all windows that need it, and then let go."""

import threading
from collections import Counter

import numpy as np
import pytest

from app.scene.files.shared_blocks import SharedBlocks


def test_a_block_is_decoded_once_and_let_go_after_the_last_window():
    decoded = Counter()

    def decode():
        decoded["a"] += 1
        return np.ones(3)

    blocks = SharedBlocks(["a", "a", "a"])
    for n_kept in (1, 1, 0):
        assert blocks.get("a", decode).sum() == 3
        assert blocks.n_kept == n_kept
    assert decoded["a"] == 1


def test_threads_that_need_a_block_wait_for_the_one_that_decodes_it():
    n_decoded, begun, may_end = Counter(), threading.Event(), threading.Event()

    def decode():
        n_decoded["a"] += 1
        begun.set()
        may_end.wait(10)
        return np.ones(3)

    blocks = SharedBlocks(["a"] * 4)
    threads = [threading.Thread(target=blocks.get, args=("a", decode)) for _ in range(4)]
    for thread in threads:
        thread.start()
    begun.wait(10)
    may_end.set()
    for thread in threads:
        thread.join()
    assert (n_decoded["a"], blocks.n_kept) == (1, 0)


def test_a_block_that_failed_is_tried_again():
    blocks = SharedBlocks(["a", "a"])

    def fail():
        raise OSError("torn")

    with pytest.raises(OSError, match="torn"):
        blocks.get("a", fail)
    assert blocks.get("a", lambda: np.ones(1)).sum() == 1
