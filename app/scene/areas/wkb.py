"""Read polygons from well-known binary (OGC 06-103r4), with or without z and m."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from app.scene.areas.file_errors import NoAreaError
from app.scene.leaving_out.leave_out import Polygon, Ring

_POINT, _POLYGON, _MULTI_POINT, _MULTI_POLYGON, _COLLECTION = 1, 3, 4, 6, 7
_DEPTH_MAX = 8
_EWKB_Z, _EWKB_M, _EWKB_SRID = 0x80000000, 0x40000000, 0x20000000


class Point(NamedTuple):
    """A point by its coordinates."""

    x: float
    y: float


def polygons_of(blob: bytes) -> Iterator[Polygon]:
    """Yield the polygons of one geometry; none where it is a point or a line.

    Raises
    ------
    NoAreaError
        It breaks off.
    """
    reader = _Reader(blob)
    try:
        yield from reader.geometry(_DEPTH_MAX)
    except (struct.error, ValueError) as error:
        raise NoAreaError("holds a geometry that breaks off") from error


def shapes_of(blob: bytes) -> Iterator[Point | Polygon]:
    """Yield the points and the polygons of one geometry; none where it is a line.

    Raises
    ------
    NoAreaError
        It breaks off.
    """
    reader = _Reader(blob, with_points=True)
    try:
        yield from reader.shapes(_DEPTH_MAX)
    except (struct.error, ValueError) as error:
        raise NoAreaError("holds a geometry that breaks off") from error


class _Reader:
    """Goes through the bytes of one geometry.

    Parameters
    ----------
    with_points
        Whether points are wanted too.
    """

    def __init__(self, blob: bytes, *, with_points: bool = False) -> None:
        self._blob = blob
        self._at = 0
        self._kinds = (_MULTI_POLYGON, _COLLECTION, *((_MULTI_POINT,) if with_points else ()))
        self._with_points = with_points

    def geometry(self, depth: int) -> Iterator[Polygon]:
        """Yield polygons."""
        for shape in self.shapes(depth):
            if not isinstance(shape, Point):
                yield shape

    def shapes(self, depth: int) -> Iterator[Point | Polygon]:
        """Yield polygons, and points where they are wanted."""
        order = "<" if self._take("<B") else ">"
        code = self._take(f"{order}I")
        n_values = 2 + bool(code & _EWKB_Z) + bool(code & _EWKB_M)
        if code & _EWKB_SRID:
            self._take(f"{order}I")
        code &= 0x0FFFFFFF
        n_values += (0, 1, 1, 2)[code // 1000 % 4]
        kind = code % 1000
        if kind == _POLYGON:
            yield self._polygon(order, n_values)
        elif kind == _POINT and self._with_points:
            x, y = struct.unpack_from(f"{order}2d", self._blob, self._at)
            self._at += 8 * n_values
            yield Point(x, y)
        elif kind in self._kinds:
            if depth == 0:
                raise ValueError("collections within collections without end")
            for _ in range(self._take(f"{order}I")):
                yield from self.shapes(depth - 1)
        elif depth < _DEPTH_MAX:
            # Where a point or a line ends within a collection is not worth knowing.
            raise ValueError("polygons among points and lines")

    def _polygon(self, order: str, n_values: int) -> Polygon:
        n_rings = self._take(f"{order}I")
        return tuple(self._ring(order, n_values) for _ in range(n_rings))

    def _ring(self, order: str, n_values: int) -> Ring:
        n_points = self._take(f"{order}I")
        if n_points * n_values * 8 > len(self._blob) - self._at:
            raise ValueError("more points than there are bytes")
        values = np.frombuffer(self._blob, f"{order}f8", n_points * n_values, self._at)
        self._at += n_points * n_values * 8
        return tuple(values.reshape(n_points, n_values)[:, :2].ravel().tolist())

    def _take(self, form: str) -> int:
        (value,) = struct.unpack_from(form, self._blob, self._at)
        self._at += struct.calcsize(form)
        return int(value)
