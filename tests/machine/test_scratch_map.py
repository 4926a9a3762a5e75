"""Scratch files of label maps never outlive their use."""

import gc
import mmap
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from app.errors import OutputError
from app.machine import process_folder as folders
from app.machine import scratch_map as scratch
from app.machine.process_folder import process_folder
from tests.benchmarks.process_memory import can_watch
from tests.other_person import as_nobody, needs_two_people, shared_folder

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


def test_maps_are_zero_and_independent():
    first, second = scratch.new_label_maps(2, 30, 40)
    first[3, 4] = 7
    assert second.sum() == 0
    assert first.sum() == 7
    assert first.shape == (30, 40)


def test_no_room_is_said_before_anything_is_written():
    with pytest.raises(OutputError, match="No room"):
        scratch.new_label_maps(30, 2_000_000, 2_000_000)


def test_disk_that_fills_up_is_said_before_anything_is_written(monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.posix_fallocate", refuse, raising=False)
    with pytest.raises(OutputError, match="No room"):
        scratch.new_label_maps(2, 30, 40)
    assert not list(process_folder().path.glob("*.labels"))


def test_a_scratch_folder_that_cannot_be_made_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(folders, "_mine", [])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(OutputError, match="No folder"):
        scratch.new_label_maps(1, 30, 40)


def test_memory_that_is_full_is_not_taken_for_a_full_disk(monkeypatch):
    def refuse(*_):
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(scratch.ScratchMap, "__new__", refuse)
    with pytest.raises(MemoryError):
        scratch.new_label_maps(1, 30, 40)


@needs_two_people
def test_labels_never_reach_a_file_that_somebody_put_in_their_place(monkeypatch, tmp_path):
    """A folder that looks like ours was made beforehand, and files in it are exchanged in time."""
    precious = tmp_path / "precious"
    precious.write_bytes(b"precious" * 200)
    monkeypatch.setattr(folders, "_mine", [])
    reserve = os.posix_fallocate

    def exchange(handle, first, n_bytes):
        reserve(handle, first, n_bytes)
        for folder in shared.iterdir():
            for path in folder.iterdir():
                path.unlink()
                path.symlink_to(precious)

    with shared_folder() as shared:
        monkeypatch.setattr(tempfile, "tempdir", str(shared))
        with as_nobody():
            planted = shared / f"bandsweep-scratch-{os.getpid()}-planted"
            planted.mkdir()
            planted.chmod(0o777)
        monkeypatch.setattr("os.posix_fallocate", exchange)
        (full,) = scratch.new_label_maps(1, 30, 40)
        full[:] = 7
        assert planted.exists()
        assert not list(planted.iterdir())
    assert precious.read_bytes() == b"precious" * 200
    assert (full == 7).all()


def test_space_is_given_back_when_maps_go():
    maps = scratch.new_label_maps(2, 10, 10)
    del maps
    gc.collect()
    assert not list(process_folder().path.glob("*.labels"))


@pytest.mark.parametrize(("side", "is_mapped"), [(100, False), (3_000, True)])
def test_only_large_maps_of_a_scene_in_memory_are_in_files(side, is_mapped):
    full = scratch.new_label_map(side, side)
    assert full.shape == (side, side)
    assert not full.any()
    assert isinstance(full.base, mmap.mmap) is is_mapped


def test_a_scene_in_memory_needs_no_room_in_the_scratch_folder(monkeypatch):
    def refuse(*_):
        raise OutputError("No room for the maps", "0 MB free.", "Free some.")

    monkeypatch.setattr(scratch, "new_label_maps", refuse)
    full = scratch.new_label_map(3_000, 3_000)
    full[5, 5] = 3
    assert full.sum() == 3


@on_linux
def test_a_map_that_was_written_takes_no_memory_and_keeps_its_labels():
    (full,) = scratch.new_label_maps(1, 4_000, 4_000)
    full[:] = np.arange(4_000) % 11
    assert resident_bytes(full) >= N_BYTES
    scratch.let_go(full)
    assert resident_bytes(full) < N_BYTES / 10
    assert np.array_equal(full, np.broadcast_to(np.arange(4_000) % 11, full.shape))


@on_linux
def test_a_part_of_a_read_only_map_gives_all_of_it_back():
    (full,) = scratch.new_label_maps(1, 4_000, 4_000)
    full[:] = 7
    full.setflags(write=False)
    scratch.let_go(full[10:20][:, ::2].view())
    assert resident_bytes(full) < N_BYTES / 10


def test_what_is_written_to_a_private_copy_stays(tmp_path):
    np.save(tmp_path / "map.npy", np.zeros((100, 100), np.uint8))
    private = np.load(tmp_path / "map.npy", mmap_mode="c")
    private[:] = 3
    scratch.let_go(np.asarray(private))
    assert (private == 3).all()


def test_arrays_in_memory_stay_as_they_are():
    array = np.ones((10, 10), np.uint8)
    scratch.let_go(array[2:4])
    scratch.let_go(np.frombuffer(b"abc", np.uint8))
    assert array.all()


def test_room_is_taken_where_the_system_cannot_be_told_to(monkeypatch, tmp_path):
    """On macOS a disk that is full when a mapped page is written ends the program."""
    monkeypatch.delattr("os.posix_fallocate", raising=False)
    path = tmp_path / "room"
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    scratch._reserve(handle, 3 * 2**20 + 17)
    assert os.fstat(handle).st_size == 3 * 2**20 + 17
    os.fsync(handle)
    if hasattr(os.stat_result, "st_blocks"):
        assert os.fstat(handle).st_blocks * 512 >= 3 * 2**20
    os.close(handle)
    (full,) = scratch.new_label_maps(1, 2_000, 1_500)
    assert not full.any()
    full[1_999, 1_499] = 3
    assert full.sum() == 3


FULL = """
import os, resource
if hasattr(os, "posix_fallocate"):
    del os.posix_fallocate
resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))
from app.errors import OutputError
from app.machine.scratch_map import new_label_maps
try:
    new_label_maps(1, 2_000, 2_000)
except OutputError as error:
    print(error.title)
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_disk_that_fills_up_while_room_is_taken_is_said():
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", FULL], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "No room for the maps"
