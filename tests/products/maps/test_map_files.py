"""Maps written while they are made are the files that are written from finished maps."""

import errno
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import rasterio.io

from app.arrays import Window
from app.errors import OutputError
from app.products.maps import geotiff
from app.products.maps.geotiff import stage_label_map
from app.products.maps.map_files import MapFiles, fits
from app.products.writing.safe_write import Staging
from app.steps import drain

ROWS = (0, 256, 300)  # whole tiles, and the rest


def put_all(files, case):
    files.begin(case.grid, [case.result.hues], [()])
    for first, end in pairwise(ROWS):
        part = np.ascontiguousarray(case.labels.labels[first:end])
        files.put(Window(first, 0, end - first, case.grid.width), part[None])


@pytest.mark.parametrize("is_cog", [False, True])
def test_the_files_are_those_of_finished_maps(tmp_path, case, is_cog):
    with Staging(tmp_path / "one") as staging, MapFiles(staging, lambda *_: case.look) as files:
        files.tell({"SEED": "7"}, is_cog=is_cog)
        put_all(files, case)
        assert files.whole(0) is None
        drain(files.finish(replace(case.result, full=None)))
    with Staging(tmp_path / "other") as staging:
        name = "clusters_k03.tif"
        what = case.labels, case.grid, case.look, case.result, {"SEED": "7"}
        drain(stage_label_map(staging, name, *what, is_cog=is_cog))
    found = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert found == {path.name: path.read_bytes() for path in (tmp_path / "other").iterdir()}
    assert len(found) == 6


def test_a_k_that_was_not_written_here_is_left_to_others(tmp_path, case):
    with (
        Staging(tmp_path) as staging,
        MapFiles(staging, lambda *_: case.look) as files,
    ):
        assert files.finish(case.result) is None


def test_rows_that_are_missing_are_told(tmp_path, case):
    def write():
        with (
            Staging(tmp_path) as staging,
            MapFiles(staging, lambda *_: case.look) as files,
        ):
            files.begin(case.grid, [case.result.hues], [()])
            part = np.ones((1, 256, case.grid.width), np.uint8)
            files.put(Window(0, 0, 256, case.grid.width), part)
            drain(files.finish(case.result))

    with pytest.raises(OutputError, match="not written whole"):
        write()
    assert not list(tmp_path.iterdir())


def test_what_is_given_up_leaves_nothing(tmp_path, case):
    def write():
        with (
            Staging(tmp_path) as staging,
            MapFiles(staging, lambda *_: case.look) as files,
        ):
            put_all(files, case)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert not list(tmp_path.iterdir())


def test_a_write_that_fails_is_raised_by_the_next_rows(tmp_path, case, monkeypatch):
    def fail(*_):
        raise OutputError("Disk is full", "", "")

    def write():
        with (
            Staging(tmp_path) as staging,
            MapFiles(staging, lambda *_: case.look) as files,
        ):
            put_all(files, case)
            files.finish(case.result)

    monkeypatch.setattr("app.products.maps.map_files.MapFile.write", fail)
    with pytest.raises(OutputError, match="Disk is full"):
        write()
    assert not list(tmp_path.iterdir())


def test_a_write_that_fails_last_is_raised_at_the_end(tmp_path, case, monkeypatch):
    def fail(*_):
        raise OutputError("Disk is full", "", "")

    monkeypatch.setattr("app.products.maps.map_files.MapFile.write", fail)
    with (
        Staging(tmp_path) as staging,
        MapFiles(staging, lambda *_: case.look) as files,
    ):
        files.begin(case.grid, [case.result.hues], [()])
        files.put(Window(0, 0, 256, case.grid.width), np.ones((1, 256, case.grid.width), np.uint8))
        with pytest.raises(OutputError, match="Disk is full"):
            files.finish(case.result)


@pytest.mark.parametrize("part", ["write_colormap", "write"])
def test_no_file_stays_open_after_a_failure(tmp_path, case, monkeypatch, part):
    opened = []

    def open_and_note(*what, **profile):
        opened.append(_open(*what, **profile))
        return opened[-1]

    def fail(*_, **__):
        raise OSError(errno.EIO, "no more")

    def write():
        with (
            Staging(tmp_path) as staging,
            MapFiles(staging, lambda *_: case.look) as files,
        ):
            put_all(files, case)

    _open = geotiff._open
    monkeypatch.setattr(geotiff, "_open", open_and_note)
    monkeypatch.setattr(rasterio.io.DatasetWriter, part, fail)
    with pytest.raises(OutputError):
        write()
    assert [file.closed for file in opened] == [True]
    assert not list(tmp_path.iterdir())


def test_windows_side_by_side_give_the_files_of_finished_maps(tmp_path, case):
    width = case.grid.width
    windows = [
        Window(first, col, end - first, min(70, width - col))
        for first, end in pairwise(ROWS)
        for col in range(0, width, 70)
    ]
    assert fits(windows, case.grid)
    with Staging(tmp_path / "one") as staging, MapFiles(staging, lambda *_: case.look) as files:
        files.begin(case.grid, [case.result.hues], [()])
        for window in windows:
            rows = slice(window.row, window.row + window.height)
            part = case.labels.labels[rows, window.col : window.col + window.width]
            files.put(window, part[None])
        drain(files.finish(replace(case.result, full=None)))
    with Staging(tmp_path / "other") as staging:
        what = case.labels, case.grid, case.look, case.result
        drain(stage_label_map(staging, "clusters_k03.tif", *what, is_cog=False))
    found, expected = (
        (tmp_path / folder / "clusters_k03.tif").read_bytes() for folder in ("one", "other")
    )
    assert found == expected


def test_a_window_without_its_left_neighbour_is_refused(tmp_path, case):
    with Staging(tmp_path) as staging, MapFiles(staging, lambda *_: case.look) as files:
        files.begin(case.grid, [case.result.hues], [()])
        with pytest.raises(ValueError, match="column 50"):
            files.put(Window(0, 50, 256, 10), np.ones((1, 256, 10), np.uint8))


def test_only_whole_rows_of_tiles_can_be_taken(case):
    width, height = case.grid.width, case.grid.height
    assert fits([Window(0, 0, 256, width), Window(256, 0, 44, width)], case.grid)
    assert fits([Window(0, 0, 300, width - 1), Window(0, width - 1, 300, 1)], case.grid)
    assert not fits([Window(0, 0, 100, width), Window(100, 0, 200, width)], case.grid)
    assert not fits([Window(0, 0, 300, 1), Window(0, 2, 300, width - 2)], case.grid)
    assert not fits([Window(0, 0, height, width - 1)], case.grid)
