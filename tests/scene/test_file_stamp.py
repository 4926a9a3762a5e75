import os
import time
from dataclasses import replace

import numpy as np
import pytest

from app.errors import SceneError
from app.scene.file_stamp import FileStamp, refuse_changed
from app.scene.memory_budget import MemoryBudget
from app.scene.nodata import NoDataRule
from app.scene.pixels.source import FileSource
from app.scene.pixels.survey import survey_scene
from app.steps import drain
from tests.scene.conftest import ramp

RULE = NoDataRule()


@pytest.fixture
def scene(make_raster, open_paths, tmp_path):
    make_raster("B2.tif", ramp(64, 48))
    make_raster("B3.tif", ramp(64, 48, first=500))
    return open_paths(tmp_path)


def exchange(path, other):
    """Put a copy of another file of the same size in a file's place, as a sync program does."""
    copy = path.with_suffix(".new")
    copy.write_bytes(other.read_bytes())
    copy.replace(path)


def assert_told(refusal, path):
    assert refusal.value.title == "File has changed"
    assert path.name in refusal.value.detail
    assert "again" in refusal.value.hint


def test_a_file_exchanged_after_opening_is_not_surveyed(scene, tmp_path):
    exchange(tmp_path / "B2.tif", tmp_path / "B3.tif")
    with pytest.raises(SceneError) as refusal:
        drain(survey_scene(scene))
    assert_told(refusal, tmp_path / "B2.tif")


def test_a_file_exchanged_between_two_passes_is_told(scene, tmp_path):
    source = FileSource(scene, ["B2", "B3"], RULE)
    list(source.stream())
    exchange(tmp_path / "B3.tif", tmp_path / "B2.tif")
    with pytest.raises(SceneError) as refusal:
        list(source.stream())
    assert_told(refusal, tmp_path / "B3.tif")


@pytest.mark.parametrize("way", ["exchanged", "written"])
def test_a_file_that_changes_during_a_pass_is_told_at_its_end(scene, tmp_path, monkeypatch, way):
    monkeypatch.setattr(MemoryBudget, "window_bytes", 600)
    path = tmp_path / "B2.tif"
    blocks = FileSource(scene, ["B2", "B3"], RULE, n_threads=1).stream()
    next(blocks)
    time.sleep(0.01)  # clocks of file systems are coarse
    if way == "exchanged":
        exchange(path, tmp_path / "B3.tif")
    else:
        with path.open("r+b") as file:
            file.seek(-4, os.SEEK_END)
            file.write(b"\1\2\3\4")
    with pytest.raises(SceneError) as refusal:
        list(blocks)
    assert_told(refusal, path)


def test_an_envi_header_that_was_edited_is_told(make_raster, open_paths):
    path = make_raster("a.img", ramp(8, 8), driver="ENVI")
    scene = open_paths(path)
    with path.with_suffix(".hdr").open("a") as file:
        file.write("; a remark\n")
    with pytest.raises(SceneError) as refusal:
        drain(survey_scene(scene))
    assert refusal.value.title == "File has changed"
    assert "a.hdr" in refusal.value.detail


def test_files_that_stay_are_read_as_often_as_needed(scene):
    source = FileSource(scene, ["B2", "B3"], RULE)
    first, second = ([block.values for block in source.stream()] for _ in range(2))
    assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))


def test_a_file_taken_away_is_told_as_not_found(scene, tmp_path):
    (tmp_path / "B2.tif").unlink()
    with pytest.raises(SceneError) as refusal:
        drain(survey_scene(scene))
    assert refusal.value.title == "File not found"


def test_only_what_the_file_system_tells_is_compared(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"1")
    stamp = FileStamp.of(path)
    refuse_changed([stamp, replace(stamp, inode=0)])  # no number, as on some network shares
    for change in ({"size": 2}, {"modified_ns": 1}, {"inode": stamp.inode + 1}):
        with pytest.raises(SceneError):
            refuse_changed([replace(stamp, **change)])
