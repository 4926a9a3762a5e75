"""Cut a grid into windows that match the blocks of its files."""

from app.arrays import Window
from app.scene.grids.grid import Grid

_N_WINDOWS = 8  # enough for progress, Stop and several threads on small scenes


def cut_windows(
    grid: Grid, block_shape: tuple[int, int], *, bytes_per_px: int, max_bytes: int
) -> tuple[Window, ...]:
    """Cut a grid into windows of whole blocks, top to bottom, left to right.

    Windows are bands of whole block rows; where one block row is larger than `max_bytes`, whole
    blocks of it; where even one block is, rows of a block. The cut depends on nothing else.
    """
    block_rows = min(block_shape[0], grid.height)
    block_cols = min(block_shape[1], grid.width)
    row_bytes = grid.width * bytes_per_px
    wanted = min(max_bytes, max(2**20, grid.height * row_bytes // _N_WINDOWS))
    if block_rows * row_bytes <= max_bytes:
        rows = max(1, wanted // (block_rows * row_bytes)) * block_rows
        return _tiles(grid, rows, grid.width)
    n_px = max(1, max_bytes // bytes_per_px)
    if block_rows * block_cols <= n_px:
        return _tiles(grid, block_rows, n_px // block_rows // block_cols * block_cols)
    rows = max(1, n_px // block_cols)
    if rows == 1:
        return _tiles(grid, 1, min(block_cols, n_px))
    return _tiles(grid, rows, block_cols)


def _tiles(grid: Grid, rows: int, cols: int) -> tuple[Window, ...]:
    return tuple(
        Window(row, col, min(rows, grid.height - row), min(cols, grid.width - col))
        for row in range(0, grid.height, rows)
        for col in range(0, grid.width, cols)
    )
