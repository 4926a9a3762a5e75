"""Say which bands of a scene come from one file, and how its pixels lie on the scene's grid."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from app.arrays import AnyArray, Window
from app.scene.band import Band
from app.scene.file_stamp import FileStamp
from app.scene.files.placing.resampling import resample, rule_of
from app.scene.files.placing.taps import Taps, make_taps
from app.scene.files.placing.thinned import Thinned
from app.scene.files.placing.warping import Warp, make_warp
from app.scene.grids.grid import Grid
from app.scene.grids.target_grid import Axis, Resampling, relate, same_crs
from app.scene.scene import Scene

_N_SHARED_PX = 256  # least rows and columns of what is shared: single strips would be many

OwnWindow = tuple[int, int, int, int]
"""First row, end, first column, end, in pixels of a file."""

_taps = lru_cache(maxsize=128)(make_taps)  # each thread has readers of its own, for the same files


@dataclass(frozen=True, slots=True, eq=False)
class Placing:
    """How a file of another grid gives the pixels of the scene's.

    Attributes
    ----------
    axes
        Rows and columns.
    rows, cols
        What each of the scene's is made of.
    """

    axes: tuple[Axis, Axis]
    rows: Taps
    cols: Taps

    @property
    def scales(self) -> tuple[float, float]:
        """Pixels of the file for each of the scene, along rows and along columns."""
        return self.axes[0].scale, self.axes[1].scale

    @property
    def n_own_per_px(self) -> float:
        """Pixels of the file for each of the scene."""
        return self.axes[0].scale * self.axes[1].scale

    def needed(self, window: Window) -> OwnWindow:
        """Return the pixels of the file that a window is made of."""
        return (
            *self.rows.span(window.row, window.height),
            *self.cols.span(window.col, window.width),
        )

    def bring(self, own: AnyArray, window: Window, band: Band, out: AnyArray) -> None:
        """Write one band of a window; `own` holds what it needs."""
        row, _, col, _ = self.needed(window)
        rows = self.rows.part(window.row, window.height)
        cols = self.cols.part(window.col, window.width)
        resample(own, (row, col), rows, cols, band, out)

    def thinned(self, window: Window, shape: tuple[int, int]) -> Thinned:
        """Look for the nearest own pixel of each that is shown of a window."""
        place = window.place(shape)
        row, end_row, n_rows, rows = _thin(self.axes[0], place.rows.ravel())
        col, end_col, n_cols, cols = _thin(self.axes[1], place.cols.ravel())
        own = (row, end_row, col, end_col)
        return Thinned(own, (n_rows, n_cols), rows[:, np.newaxis], cols[np.newaxis])


@dataclass(frozen=True, slots=True, eq=False)
class FilePart:
    """The wanted bands of one file, and where they go among all bands.

    Attributes
    ----------
    grid
        The file's own.
    placing
        None where this is the scene's.
    """

    path: Path
    indexes: tuple[int, ...]
    targets: tuple[int, ...]
    stamps: tuple[FileStamp, ...]
    grid: Grid
    placing: Placing | Warp | None

    @property
    def is_run(self) -> bool:
        """Whether the targets stand side by side, so that no copy is needed."""
        first = self.targets[0]
        return self.targets == tuple(range(first, first + len(self.targets)))


def make_parts(bands: tuple[Band, ...], scene: Scene) -> tuple[FilePart, ...]:
    """Group bands by file, and within it by the rule that brings them onto the scene's grid."""
    groups: dict[tuple[Path, Resampling | None], list[int]] = {}
    for target, band in enumerate(bands):
        rule = None if band.own_grid is None else rule_of(band, scene.target.resampling)
        groups.setdefault((band.path, rule), []).append(target)
    return tuple(
        FilePart(
            path,
            indexes=tuple(bands[target].index for target in targets),
            targets=tuple(targets),
            stamps=bands[targets[0]].stamps,
            grid=bands[targets[0]].own_grid or scene.grid,
            placing=_placing(bands[targets[0]], scene.grid, rule),
        )
        for (path, rule), targets in groups.items()
    )


def _placing(band: Band, target: Grid, rule: Resampling | None) -> Placing | Warp | None:
    if band.own_grid is None:
        return None
    if not same_crs(band.own_grid, target):
        return _warp(band.own_grid, target)
    axes = relate(band.own_grid, target)
    if axes is None:
        msg = "a band takes part whose grid cannot be brought onto the scene's"
        raise ValueError(msg)
    return Placing(axes, _taps(axes[0], rule), _taps(axes[1], rule))


def _warp(own: Grid, target: Grid) -> Warp:
    warp = make_warp(own, target)
    if warp is None:
        msg = "a band takes part whose CRS does not lead to the scene's"
        raise ValueError(msg)
    return warp


def shared_shape(block_shape: tuple[int, int]) -> tuple[int, int]:
    """Return rows and columns of whole blocks that are decoded together."""
    rows, cols = (-(-_N_SHARED_PX // length) * length for length in block_shape)
    return rows, cols


def blocks_of(own: OwnWindow, shape: tuple[int, int], grid: Grid) -> Iterator[OwnWindow]:
    """Yield the shared blocks that a part of a file lies in."""
    top, bottom, left, right = own
    n_rows, n_cols = shape
    for row in range(top // n_rows * n_rows, bottom, n_rows):
        for col in range(left // n_cols * n_cols, right, n_cols):
            yield row, min(row + n_rows, grid.height), col, min(col + n_cols, grid.width)


def overlap(block: OwnWindow, own: OwnWindow) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Return where a block's pixels lie in a part of its file, and which of the block these are."""
    top, bottom = max(block[0], own[0]), min(block[1], own[1])
    left, right = max(block[2], own[2]), min(block[3], own[3])
    in_part = slice(top - own[0], bottom - own[0]), slice(left - own[2], right - own[2])
    in_block = slice(top - block[0], bottom - block[0]), slice(left - block[2], right - block[2])
    return in_part, in_block


def _thin(axis: Axis, shown: AnyArray) -> tuple[int, int, int, AnyArray]:
    own = _taps(axis, None).first[shown]
    is_inside = (own >= 0) & (own < axis.n_own)
    if not is_inside.any():
        return 0, 0, 0, np.full(len(own), -1)
    first, end = int(own[is_inside].min()), int(own[is_inside].max()) + 1
    n = min(end - first, len(own))
    return first, end, n, np.where(is_inside, (own - first) * n // (end - first), -1)


def scaled_blocks(part: FilePart, block_shape: tuple[int, int]) -> tuple[int, int]:
    """Return rows and columns of a file's blocks in pixels of the scene."""
    if part.placing is None:
        return block_shape
    rows, cols = (
        max(1, math.floor(length / scale))
        for length, scale in zip(block_shape, part.placing.scales, strict=True)
    )
    return rows, cols
