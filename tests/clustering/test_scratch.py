"""Scratch files of label maps never outlive their use."""

import gc

import numpy as np
import pytest

from app.clustering import scratch
from app.errors import OutputError


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
    assert not list(scratch._folder().glob("*.labels"))


def test_a_folder_of_a_dead_process_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    stale = tmp_path / "bandsweep-scratch-999999999-x"
    stale.mkdir()
    scratch.remove_stale()
    assert not stale.exists()


def test_space_is_given_back_when_maps_go():
    maps = scratch.new_label_maps(2, 10, 10)
    folder = next(scratch._folder().parent.glob(scratch._folder().name))
    del maps
    gc.collect()
    assert not list(folder.glob("*.labels"))


@pytest.mark.parametrize(("side", "is_mapped"), [(100, False), (3_000, True)])
def test_only_large_maps_of_a_scene_in_memory_are_in_files(side, is_mapped):
    full = scratch.new_label_map(side, side)
    assert full.shape == (side, side)
    assert not full.any()
    assert isinstance(full.base, np.memmap) is is_mapped


def test_a_scene_in_memory_needs_no_room_in_the_scratch_folder(monkeypatch):
    def refuse(*_):
        raise OutputError("No room for the maps", "0 MB free.", "Free some.")

    monkeypatch.setattr(scratch, "new_label_maps", refuse)
    full = scratch.new_label_map(3_000, 3_000)
    full[5, 5] = 3
    assert full.sum() == 3
