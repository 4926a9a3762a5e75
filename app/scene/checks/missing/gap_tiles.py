"""Find tiles that are missing in one band and not in the others."""

from collections.abc import Iterator, Sequence

import numpy as np

from app.arrays import AnyArray, BoolArray
from app.scene.band import Band
from app.scene.blocks import CellEvidence
from app.scene.pixels.evidence import is_missing, same

# A lake that fills a tile goes on beyond its edges; a missing tile ends there.
_MOST_BESIDE = 0.2
_N_POINTS_LEAST = 16  # beside the missing tiles

Cell = tuple[int, int]


def lost_tiles(
    cells: CellEvidence, bands: Sequence[Band], number: int, n_alive: AnyArray
) -> Iterator[tuple[float, int, tuple[int, int]]]:
    """Yield value, number of tiles and first and last row edge of each group a band lacks."""
    flat = cells.is_flat[number]
    if len(bands) < 2 or not flat.any() or flat.all():
        return
    alive = n_alive > _alive(cells, bands[number], number)  # where another band has a value
    n_side = cells.points.shape[1] // flat.shape[0]
    by_cell = alive.reshape(flat.shape[0], n_side, flat.shape[1], n_side)
    alive_cells = np.asarray(by_cell.any(axis=(1, 3)))
    values = cells.points[number, ::n_side, ::n_side]
    for group in _groups(flat, values):
        if lies_beside(bands[number], values[group[0]]):
            continue
        lost = [cell for cell in group if alive_cells[cell]]
        if lost and _ends_at_its_edge(cells, number, group, alive, n_side):
            rows = [row for row, _ in lost]
            yield float(values[group[0]]), len(lost), (min(rows), max(rows) + 1)


def lies_beside(band: Band, values: AnyArray) -> bool:
    """Tell whether rows or tiles are no data because a band of another grid ends before them."""
    return band.own_grid is not None and bool(is_missing(np.asarray(values), band).all())


def count_alive(cells: CellEvidence, bands: Sequence[Band]) -> AnyArray:
    """Count at each point the bands that have a value that is none of a collar."""
    n_alive = np.zeros(cells.points.shape[1:], dtype=np.int32)
    for number, band in enumerate(bands):
        n_alive += _alive(cells, band, number)
    return n_alive


def _alive(cells: CellEvidence, band: Band, number: int) -> BoolArray:
    n_side = cells.points.shape[1] // cells.is_flat.shape[1]
    own = cells.points[number]
    filled = np.repeat(np.repeat(~cells.is_flat[number], n_side, axis=0), n_side, axis=1)
    return np.asarray(filled & ~is_missing(own, band) & (own != 0))


def _groups(flat: BoolArray, values: AnyArray) -> Iterator[list[Cell]]:
    """Yield groups of flat cells that touch and hold the same value."""
    left = {(int(row), int(col)) for row, col in np.argwhere(flat)}
    while left:
        todo = [left.pop()]
        group = []
        while todo:
            cell = todo.pop()
            group.append(cell)
            for other in _neighbours(cell):
                if other in left and same(values[other], values[cell]):
                    left.remove(other)
                    todo.append(other)
        yield sorted(group)


def _neighbours(cell: Cell) -> tuple[Cell, ...]:
    row, col = cell
    return (row - 1, col), (row + 1, col), (row, col - 1), (row, col + 1)


def _ends_at_its_edge(
    cells: CellEvidence, number: int, group: Sequence[Cell], alive: BoolArray, n_side: int
) -> bool:
    """Tell whether few points that face a group from outside hold its value."""
    inside = set(group)
    points = cells.points[number]
    value = points[group[0][0] * n_side, group[0][1] * n_side]
    shape = cells.is_flat.shape[1:]
    alike: list[bool] = []
    for cell in group:
        for row, col in _neighbours(cell):
            if (row, col) in inside or not (0 <= row < shape[0] and 0 <= col < shape[1]):
                continue
            facing = _facing(cell, (row, col), n_side)
            alike += same(points[facing], value)[alive[facing]].tolist()
    return len(alike) >= _N_POINTS_LEAST and sum(alike) <= _MOST_BESIDE * len(alike)


def _facing(cell: Cell, other: Cell, n_side: int) -> tuple[slice | int, slice | int]:
    """Return the points of a neighbour cell that lie along the common edge."""
    rows = slice(other[0] * n_side, (other[0] + 1) * n_side)
    cols = slice(other[1] * n_side, (other[1] + 1) * n_side)
    if other[0] != cell[0]:
        return (rows.start if other[0] > cell[0] else rows.stop - 1), cols
    return rows, (cols.start if other[1] > cell[1] else cols.stop - 1)
