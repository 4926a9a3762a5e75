"""Scratch files of label maps never outlive their use."""

import gc

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
