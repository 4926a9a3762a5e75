"""Describe what a project file holds of marks on a map: in columns, for there may be thousands."""

from collections.abc import Iterator, Sequence
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from app.scene.areas.labelled.painted import (
    N_CLASSES_MAX,
    N_MARKS_MAX,
    N_NUMBERS_MAX,
    Mark,
    MarkKind,
)
from app.scene.leaving_out.leave_out import Polygon

_KINDS = {MarkKind.STROKE: "s", MarkKind.AREA: "a", MarkKind.PLACE: "p"}
_KIND_OF = {letter: kind for kind, letter in _KINDS.items()}
_FAR = 1e12  # units of a map; nothing on the Earth lies farther

Count = Annotated[int, Meta(ge=0, le=N_NUMBERS_MAX)]
Along = Annotated[float, Meta(ge=-_FAR, le=_FAR)]
Counts = Annotated[tuple[Count, ...], Meta(max_length=N_NUMBERS_MAX)]
Numbers = Annotated[tuple[Along, ...], Meta(max_length=N_NUMBERS_MAX)]

T = TypeVar("T")


class MarkFields(Struct, frozen=True, omit_defaults=True):
    """Marks one after the other, each by so many entries of each column.

    Attributes
    ----------
    kinds
        A letter each.
    labels, n_points, n_polygons
        One each.
    radii
        One for each stroke.
    points
        x and y in turns; `n_points` counts the numbers.
    n_rings, n_corners, corners
        Rings of each polygon, numbers of each ring, and these.
    """

    kinds: Annotated[str, Meta(max_length=N_MARKS_MAX, pattern="^[sap]*$")] = ""
    labels: Annotated[
        tuple[Annotated[int, Meta(ge=0, le=N_CLASSES_MAX)], ...], Meta(max_length=N_MARKS_MAX)
    ] = ()
    n_points: Counts = ()
    n_polygons: Counts = ()
    radii: Annotated[
        tuple[Annotated[float, Meta(ge=0, le=_FAR)], ...], Meta(max_length=N_MARKS_MAX)
    ] = ()
    points: Numbers = ()
    n_rings: Counts = ()
    n_corners: Counts = ()
    corners: Numbers = ()


def mark_fields(marks: Sequence[Mark]) -> MarkFields:
    """Return what is kept of marks."""
    polygons = [polygon for mark in marks for polygon in mark.polygons]
    rings = [ring for polygon in polygons for ring in polygon]
    return MarkFields(
        kinds="".join(_KINDS[mark.kind] for mark in marks),
        labels=tuple(mark.label for mark in marks),
        n_points=tuple(len(mark.points) for mark in marks),
        n_polygons=tuple(len(mark.polygons) for mark in marks),
        radii=tuple(mark.radius for mark in marks if mark.kind is MarkKind.STROKE),
        points=tuple(value for mark in marks for value in mark.points),
        n_rings=tuple(map(len, polygons)),
        n_corners=tuple(map(len, rings)),
        corners=tuple(value for ring in rings for value in ring),
    )


def marks_of(fields: MarkFields) -> tuple[Mark, ...]:
    """Return marks.

    Raises
    ------
    ValueError
        Columns are not as long as they say of each other.
    """
    columns = (fields.kinds, fields.labels, fields.n_points, fields.n_polygons)
    odd = [n for n in (*fields.n_points, *fields.n_corners) if n % 2]
    if len({len(column) for column in columns}) > 1 or odd:
        raise ValueError(fields.kinds)
    rings = _cut(tuple(map(float, fields.corners)), fields.n_corners)
    polygons: Iterator[Polygon] = iter(_cut(tuple(rings), fields.n_rings))
    radii = iter(fields.radii)
    points = _cut(tuple(map(float, fields.points)), fields.n_points)
    own = _cut(tuple(polygons), fields.n_polygons)
    n_strokes = fields.kinds.count(_KINDS[MarkKind.STROKE])
    if n_strokes != len(fields.radii):
        raise ValueError(n_strokes)
    return tuple(
        Mark(kind, label, line, areas, float(next(radii)) if kind is MarkKind.STROKE else 0.0)
        for kind, label, line, areas in zip(
            (_KIND_OF[letter] for letter in fields.kinds), fields.labels, points, own, strict=True
        )
    )


def _cut(values: tuple[T, ...], counts: Sequence[int]) -> list[tuple[T, ...]]:
    if sum(counts) != len(values):
        raise ValueError(len(values))
    found, first = [], 0
    for n in counts:
        found.append(values[first : first + n])
        first += n
    return found
