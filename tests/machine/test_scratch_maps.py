"""Scratch files of label maps never outlive their use."""

import gc
import mmap
import os
import tempfile

import pytest

from app.errors import OutputError
from app.machine import process_folder as folders
from app.machine import scratch_maps as scratch
from app.machine.process_folder import process_folder
from tests.other_person import as_nobody, needs_two_people, shared_folder


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
    with pytest.raises(OutputError, match="No room"):
        scratch.new_label_maps(1, 30, 40)


def test_memory_that_is_full_is_not_taken_for_a_full_disk(monkeypatch):
    def refuse(*_):
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr("app.machine.mapped_pages._SharedMapping", refuse)
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
