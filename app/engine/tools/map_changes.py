"""Compare two classified maps of one place: what became of each class, and where."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.arrays import ByteArray, read_only
from app.clustering.legends.change_codes import code_table
from app.clustering.legends.changes.differences import Differences, summed_up
from app.clustering.legends.meeting import Meeting, label_area, meet, other_labels
from app.clustering.legends.overlap import Overlap, overlap
from app.products.maps.any_map import AnyMap, read_any_map
from app.scene.files.georeference import with_areas
from app.scene.grids.grid import Grid
from app.steps import Progress, Steps

_N_STRIP_PX = 2**22


@dataclass(frozen=True, slots=True, eq=False)
class MapChanges:
    """What became of the classes of one map in another, and where.

    Attributes
    ----------
    grid
        Where both maps lie, in pixels of the coarser.
    codes
        Shape (height, width) of that grid: 1 where the class stayed, from 2 the changes by size; 0
        where one of them has none.
    """

    first: AnyMap
    second: AnyMap
    told: Differences
    grid: Grid
    codes: ByteArray


def compare_maps(
    first: Path, second: Path, *, titles: tuple[str, str] | None = None
) -> Steps[Progress, MapChanges]:
    """Count which class of one map became which of another, on their common grid.

    Parameters
    ----------
    titles
        What the maps are called; None for the names of their files.

    Raises
    ------
    SceneError
        A map cannot be read, or they cannot be laid over each other; says in what they differ.
    """
    one = yield from read_any_map(first)
    other = yield from read_any_map(second)
    return (yield from _compared(one, other, titles or (one.path.name, other.path.name)))


def _compared(one: AnyMap, other: AnyMap, titles: tuple[str, str]) -> Steps[Progress, MapChanges]:
    found = _whole(
        (yield from overlap(one.map, other.map)), len(one.classes) + 1, len(other.classes) + 1
    )
    told = summed_up(found, (one.classes, other.classes), titles)
    table = code_table(told.changes, told.same, len(one.classes), len(other.classes))
    grid, codes = yield from _codes(one, other, table)
    return MapChanges(one, other, told, grid, codes)


def _whole(found: Overlap, n_first: int, n_second: int) -> Overlap:
    """Let every class have its row and column, also those beyond the last that was met."""
    n_px, m2 = (
        None if part is None else part[:n_first, :n_second] for part in (found.n_px, found.m2)
    )
    assert n_px is not None  # noqa: S101 - tells mypy
    room = ((0, n_first - n_px.shape[0]), (0, n_second - n_px.shape[1]))
    return Overlap(np.pad(n_px, room), None if m2 is None else np.pad(m2, room))


def _codes(
    first: AnyMap, second: AnyMap, table: ByteArray
) -> Steps[Progress, tuple[Grid, ByteArray]]:
    """Look up the code of every pixel that both maps have, as `overlap` counts them."""
    base, other = first.map, second.map
    if label_area(other) > label_area(base):
        base, other, table = other, base, np.ascontiguousarray(table.T)
    meeting = meet(base, other)
    height = meeting.rows.stop - meeting.rows.start
    codes: ByteArray = np.zeros((height, meeting.cols.stop - meeting.cols.start), dtype=np.uint8)
    for top, bottom in _strips(*codes.shape):
        yield Progress("Drawing the changes", top / height)
        rows = slice(meeting.rows.start + top, meeting.rows.start + bottom)
        own = base.map.labels[rows, meeting.cols]
        codes[top:bottom] = table[own, other_labels(other.map.labels, meeting, top, bottom)]
    return _grid(base.grid, meeting), read_only(codes)


def _strips(height: int, width: int) -> Iterator[tuple[int, int]]:
    n_rows = max(1, _N_STRIP_PX // max(1, width))
    for top in range(0, height, n_rows):
        yield top, min(top + n_rows, height)


def _grid(grid: Grid, meeting: Meeting) -> Grid:
    """Return the part of a grid that meets another."""
    a, b, c, d, e, f = grid.transform
    row, col = meeting.rows.start, meeting.cols.start
    part = replace(
        grid,
        width=meeting.cols.stop - col,
        height=meeting.rows.stop - row,
        transform=(a, b, c + a * col + b * row, d, e, f + d * col + e * row),
    )
    return with_areas(part)
