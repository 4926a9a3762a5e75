"""Lay painted labels onto the pixels of a grid, and bring those of a file to them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray, IntArray, counted
from app.errors import SettingsError
from app.scene.areas.labelled.label_file import LabelFile, label_order
from app.scene.areas.labelled.label_plane import LabelPlane, crs_by_size, lay_out, pixels_of
from app.scene.areas.labelled.painted import (
    ERASED,
    N_CLASSES_MAX,
    Mark,
    MarkKind,
    PaintedLabels,
    Rgb,
    refuse_too_many,
)
from app.scene.areas.way_to_grid import WayToGrid
from app.scene.areas.wkb import Point
from app.scene.grids.grid import Grid
from app.scene.leaving_out.leave_out import Polygon

TITLE = "Labels of the map"
_BLOCK_PX = 16  # what was painted within such a square is one place
_STEP_PX = 0.25  # along a line, to find the pixels under it
_Pixels = tuple[AnyArray, AnyArray]


def paint(labels: PaintedLabels, grid: Grid) -> tuple[AnyArray, AnyArray]:
    """Lay marks onto a grid, each over those before it.

    Returns
    -------
    Shape (height, width): numbers of classes, uint8, 0 where nothing is marked; and, in whole
    numbers no wider than they need to be, which feature of a file a pixel belongs to, from 1 by the
    place of its mark, 0 for what was painted.
    """
    plane = np.zeros((grid.height, grid.width), dtype=np.uint8)
    features = np.zeros((grid.height, grid.width), dtype=np.min_scalar_type(len(labels.marks)))
    for number, mark, at in _each_covered(labels.marks, grid):
        plane[at] = mark.label
        features[at] = number if mark.kind is MarkKind.PLACE and mark.label else 0
    return plane, features


def paint_over(plane: ByteArray, marks: Sequence[Mark], grid: Grid, counts: IntArray) -> ByteArray:
    """Return a plane of `paint` with more marks on top; itself it stays.

    Parameters
    ----------
    counts
        Shape (256,): pixels of each number of the plane; changed to those of the new one. A whole
        scene is not counted anew for each stroke of a brush.
    """
    painted = plane.copy()
    for _, mark, (rows, cols) in _each_covered(marks, grid):
        flat = np.unique(np.asarray(rows, dtype=np.int64) * grid.width + cols)
        held = painted.reshape(-1)[flat]
        counts -= np.bincount(held, minlength=len(counts))
        counts[mark.label] += len(flat)
        painted.reshape(-1)[flat] = mark.label
    return painted


def _each_covered(marks: Sequence[Mark], grid: Grid) -> Iterator[tuple[int, Mark, _Pixels]]:
    """Yield pixels that marks cover, with the marks and their places from 1."""
    way = WayToGrid(TITLE, "", grid, TITLE)
    for number, mark in enumerate(marks, start=1):
        for at in _covered(mark, way, grid):
            yield number, mark, at


def painted_plane(labels: PaintedLabels, grid: Grid) -> LabelPlane:
    """Return what is said of each pixel, as a file of these labels would say it.

    Classes are those that are marked anywhere, in the order in which they are read from a file; a
    place is a feature of a file, or what was painted of a class within a square of 16 x 16 pixels.
    """
    plane, features = paint(labels, grid)
    counts = counted(plane, 256)
    known = [each for each in labels.classes if counts[each.number]]
    known.sort(key=lambda each: (label_order(each.name), each.number))
    names = tuple(dict.fromkeys(each.name for each in known))
    table = np.zeros(256, dtype=np.uint8)
    colours: list[Rgb | None] = [None] * len(names)
    for each in known:
        at = names.index(each.name)
        table[each.number] = at + 1
        colours[at] = colours[at] or each.colour
    said = table[plane]
    return LabelPlane(said, _places(said, features), names, 0, 0, TITLE, tuple(colours))


def marks_of_file(
    file: LabelFile, labels: PaintedLabels, grid: Grid, title: str, colours: tuple[Rgb, ...]
) -> PaintedLabels:
    """Return labels with those of a file on top.

    Pixels of which the file says two different things are left out, as the command leaves them.

    Parameters
    ----------
    colours
        Of classes that neither have one nor get one from the file, one after the other.

    Raises
    ------
    SettingsError
        The labels lie elsewhere, or there are too many of them.
    """
    laid = lay_out(file, grid, title)
    by_name = {each.name: each.number for each in labels.classes}
    for name in laid.names:
        if name not in by_name:
            colour = file.colours.get(name) or colours[len(labels.classes) % len(colours)]
            labels, by_name[name] = labels.with_class(name, colour), labels.free_number
    if not all(by_name.values()):
        raise SettingsError(
            "Too many classes",
            f'With those of "{file.name}" there are more than {N_CLASSES_MAX} classes.',
            "Remove labels that are not needed, or load another file.",
        )
    way = WayToGrid(file.name, file.crs or crs_by_size(file, grid), grid, title)
    marks = [
        Mark(MarkKind.PLACE, by_name[place.label], points, polygons)
        for place in file.places
        for points, polygons in (_on_map(place.shapes, way, grid),)
        if points or polygons
    ]
    marks += _contradicted(laid, marks, grid)
    found = labels.marked(marks)
    refuse_too_many(found)
    return found


def _contradicted(laid: LabelPlane, marks: list[Mark], grid: Grid) -> list[Mark]:
    """Return what takes away pixels of which two different things are said."""
    if not laid.n_contradicted_px:
        return []
    plane, _ = paint(PaintedLabels(marks=tuple(marks)), grid)
    rows, cols = np.nonzero((plane > 0) & (laid.labels == 0))
    points = tuple(
        value
        for row, col in zip(rows.tolist(), cols.tolist(), strict=True)
        for value in grid.xy(row + 0.5, col + 0.5)
    )
    return [Mark(MarkKind.PLACE, ERASED, points)] if points else []


def _on_map(
    shapes: tuple[Point | Polygon, ...], way: WayToGrid, grid: Grid
) -> tuple[tuple[float, ...], tuple[Polygon, ...]]:
    """Bring shapes to x and y of the grid; those that lie nowhere are left out."""
    points: list[float] = []
    polygons: list[Polygon] = []
    for shape in shapes:
        if isinstance(shape, Point):
            col, row = way.points(np.array([shape], dtype=np.float64))[0].tolist()
            if np.isfinite(col) and np.isfinite(row):
                points += grid.xy(row, col)
            continue
        rings = [way.ring(ring) for ring in shape]
        polygon = tuple(
            tuple(value for col, row in ring.tolist() for value in grid.xy(row, col))
            for ring in rings
            if len(ring)
        )
        if polygon:
            polygons.append(polygon)
    return tuple(points), tuple(polygons)


def _covered(mark: Mark, way: WayToGrid, grid: Grid) -> list[_Pixels]:
    """Return rows and columns that a mark covers, part by part."""
    if mark.kind is MarkKind.STROKE:
        line = way.points(np.array(mark.points, dtype=np.float64).reshape(-1, 2))
        a, b, _, d, e, _ = grid.transform
        return [_near(line, mark.radius / abs(a * e - b * d) ** 0.5, grid)]
    points = zip(mark.points[::2], mark.points[1::2], strict=True)
    shapes = [*mark.polygons, *(Point(x, y) for x, y in points)]
    found = [pixels_of(shape, way, grid) for shape in shapes]
    return [at for at in found if at is not None]


def _near(line: DoubleArray, radius_px: float, grid: Grid) -> _Pixels:
    """Return pixels whose centres are within the radius of a line, and those that it crosses.

    Parameters
    ----------
    line
        Columns and rows, shape (n_points, 2).
    """
    ends = np.concatenate([line, line[-1:]])
    found: list[AnyArray] = []
    for start, end in pairwise(ends):
        low = np.floor(np.minimum(start, end) - radius_px).astype(np.int64).clip(0)
        high = np.ceil(np.maximum(start, end) + radius_px).astype(np.int64)
        high = np.minimum(high + 1, [grid.width, grid.height])
        if (high <= low).any():
            continue
        cols, rows = np.arange(low[0], high[0]) + 0.5, np.arange(low[1], high[1]) + 0.5
        along, length = end - start, float(((end - start) ** 2).sum())
        dx, dy = cols[np.newaxis] - start[0], rows[:, np.newaxis] - start[1]
        share = np.clip((dx * along[0] + dy * along[1]) / length, 0, 1) if length else 0.0
        away = (dx - share * along[0]) ** 2 + (dy - share * along[1]) ** 2
        near_rows, near_cols = np.nonzero(away <= radius_px**2)
        n_steps = int(np.ceil(length**0.5 / _STEP_PX)) + 1
        under = np.floor(start + along * np.linspace(0, 1, n_steps)[:, np.newaxis]).astype(np.int64)
        is_in = ((under >= 0) & (under < [grid.width, grid.height])).all(axis=1)
        found.append((near_rows + low[1]) * grid.width + near_cols + low[0])
        found.append(under[is_in, 1] * grid.width + under[is_in, 0])
    at = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    return at // grid.width, at % grid.width


def _places(said: AnyArray, features: AnyArray) -> AnyArray:
    """Return numbers of places, from 1 as they are met by rows; 0 where nothing is said."""
    rows, cols = np.nonzero(said)
    own = said[rows, cols].astype(np.int64)
    block = (rows // _BLOCK_PX) * (said.shape[1] // _BLOCK_PX + 1) + cols // _BLOCK_PX
    feature = features[rows, cols].astype(np.int64)
    unit = np.where(feature > 0, -feature, block * 256 + own)
    _, first, at = np.unique(unit, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(1, len(first) + 1)
    places = np.zeros(said.shape, dtype=np.min_scalar_type(len(first)))
    places[rows, cols] = rank[at]
    return places
