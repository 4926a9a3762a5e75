"""Maps that were looked at are given back to the file and come back unchanged."""

import mmap
from pathlib import Path

import numpy as np
import pytest

from app.machine.mapped_pages import let_go
from app.machine.scratch_maps import new_label_maps
from tests.benchmarks.process_memory import can_watch

N_BYTES = 4_000 * 4_000
on_linux = pytest.mark.skipif(
    not can_watch() or not hasattr(mmap, "MADV_DONTNEED"), reason="needs Linux"
)


def resident_bytes(array):
    """Return how much of the mapping of an array is in memory, as /proc tells it."""
    address = array.__array_interface__["data"][0]
    is_ours = False
    with Path("/proc/self/smaps").open() as lines:
        for line in lines:
            first = line.split()[0]
            if "-" in first and not first.endswith(":"):
                start, end = (int(part, 16) for part in first.split("-"))
                is_ours = start <= address < end
            elif is_ours and first == "Rss:":
                return int(line.split()[1]) * 1024
    raise AssertionError("not mapped")


@on_linux
def test_a_map_that_was_written_takes_no_memory_and_keeps_its_labels():
    (full,) = new_label_maps(1, 4_000, 4_000)
    full[:] = np.arange(4_000) % 11
    assert resident_bytes(full) >= N_BYTES
    let_go(full)
    assert resident_bytes(full) < N_BYTES / 10
    assert np.array_equal(full, np.broadcast_to(np.arange(4_000) % 11, full.shape))


@on_linux
def test_a_part_of_a_read_only_map_gives_all_of_it_back():
    (full,) = new_label_maps(1, 4_000, 4_000)
    full[:] = 7
    full.setflags(write=False)
    let_go(full[10:20][:, ::2].view())
    assert resident_bytes(full) < N_BYTES / 10


def test_what_is_written_to_a_private_copy_stays(tmp_path):
    np.save(tmp_path / "map.npy", np.zeros((100, 100), np.uint8))
    private = np.load(tmp_path / "map.npy", mmap_mode="c")
    private[:] = 3
    let_go(np.asarray(private))
    assert (private == 3).all()


def test_arrays_in_memory_stay_as_they_are():
    array = np.ones((10, 10), np.uint8)
    let_go(array[2:4])
    let_go(np.frombuffer(b"abc", np.uint8))
    assert array.all()
