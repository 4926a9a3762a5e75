import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scene.grids.grid import Grid
from app.scene.pixels.partition import cut_windows

ONE = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
sizes = st.integers(1, 400)


@settings(deadline=None)  # a busy machine is no error
@given(sizes, sizes, sizes, sizes, st.integers(1, 64), st.integers(64, 100_000))
def test_windows_cover_every_pixel_once_within_the_budget(
    height, width, rows, cols, bytes_per_px, max_bytes
):
    windows = cut_windows(
        Grid(width, height, ONE), (rows, cols), bytes_per_px=bytes_per_px, max_bytes=max_bytes
    )
    assert sum(window.height * window.width for window in windows) == height * width
    assert len({(window.row, window.col) for window in windows}) == len(windows)
    assert max(w.height * w.width * bytes_per_px for w in windows) <= max_bytes
    assert all(w.row + w.height <= height and w.col + w.width <= width for w in windows)


def test_a_landsat_scene_is_cut_into_its_block_rows():
    grid = Grid(7711, 7821, ONE)
    windows = cut_windows(grid, (256, 256), bytes_per_px=14, max_bytes=32 * 2**20)
    assert {window.height for window in windows} == {256, 7821 % 256}
    assert {window.width for window in windows} == {7711}


@pytest.mark.parametrize("rows", [1, 3, 27])
def test_strips_are_grouped_whole(rows):
    grid = Grid(3000, 4000, ONE)
    windows = cut_windows(grid, (rows, 3000), bytes_per_px=14, max_bytes=32 * 2**20)
    assert all(window.height % rows == 0 for window in windows[:-1])
    assert len(windows) >= 6


def test_wide_block_rows_are_cut_between_blocks():
    grid = Grid(10980, 10980, ONE)
    windows = cut_windows(grid, (1024, 1024), bytes_per_px=20, max_bytes=64 * 2**20)
    assert {window.height for window in windows} == {1024, 10980 % 1024}
    assert all(window.col % 1024 == 0 for window in windows)
