"""Check what the kernels of outlines are given, and run them."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray, IntArray
from app.clustering.kernels import argument_checks as door
from app.clustering.kernels.kernel import Kernel
from app.scene.grids.pixel_areas import PixelAreas

_count_corners, _trace_outlines = Kernel("count_corners"), Kernel("trace_outlines")
_place_loops, _lay_out_polygons = Kernel("place_loops"), Kernel("lay_out_polygons")

_BYTES = frozenset((door.BYTE,))
_N_STRIP_PX = 2**21
_N_VERTICES_MAX = np.iinfo(np.int32).max
_N_POINT_BYTES = 16
_N_HEAD_BYTES, _N_COUNT_BYTES = 9, 4  # of a polygon, and of a ring


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """What bounds the patches of one class, loop after loop.

    The loops of a patch follow each other, the one around its outside first; patches in the order
    in which their first pixels are met from the top.

    Attributes
    ----------
    vertices
        Shape (n_vertices,), int32: row * (width + 1) + column of corners of pixels.
    starts, ends
        Shape (n_loops,): which of the vertices are a loop's.
    patches
        Shape (n_loops,), the patch of each, from 0 on, rising.
    n_px, m2
        Shape (n_patches,), pixels and area of each patch; the area is 0 where it is not known.
    width
        Columns of the map.
    """

    vertices: AnyArray
    starts: IntArray
    ends: IntArray
    patches: AnyArray
    n_px: IntArray
    m2: DoubleArray
    width: int

    @property
    def n_patches(self) -> int:
        """How many there are."""
        return len(self.n_px)

    @property
    def is_first(self) -> AnyArray:
        """Which loops go around the outside, and so begin a polygon; shape (n_loops,)."""
        return np.diff(self.patches, prepend=-1) > 0

    @property
    def counts(self) -> IntArray:
        """Points of each loop, the first of them once more at the end; shape (n_loops,)."""
        return self.ends - self.starts + 1

    @property
    def n_bytes(self) -> IntArray:
        """Bytes that each loop takes in well-known binary; shape (n_loops,)."""
        return np.asarray(
            _N_POINT_BYTES * self.counts + _N_COUNT_BYTES + _N_HEAD_BYTES * self.is_first
        )

    def points(self, first: int, last: int, transform: tuple[float, ...]) -> DoubleArray:
        """Return x and y along some loops, each of them closed; shape (n_points, 2)."""
        starts, ends = self.starts[first:last].copy(), self.ends[first:last].copy()
        points = np.empty((int((ends - starts + 1).sum()), 2))
        if len(starts):
            n = _place_loops(
                self.vertices, starts, ends, np.array(transform, dtype=np.float64), points,
                self.width + 1, len(self.vertices), len(starts), len(points),
            )  # fmt: skip
            _check(n == len(points))
        return points

    def well_known(self, first: int, last: int, points: DoubleArray) -> ByteArray:
        """Return polygons in well-known binary, of some loops and what `points` has of them.

        Parts of a polygon may be asked for one after the other.
        """
        counts, is_first = self.counts[first:last].copy(), self.is_first
        n_rings = np.zeros(last - first, dtype=np.int64)
        begin = np.flatnonzero(is_first)
        of_patch = np.diff(begin, append=len(is_first))
        inside = (begin >= first) & (begin < last)
        n_rings[begin[inside] - first] = of_patch[inside]
        out = np.empty(int(self.n_bytes[first:last].sum()), dtype=np.uint8)
        door.check_read("points", points, door.DOUBLE, (int(counts.sum()), 2))
        if len(counts):
            n = _lay_out_polygons(
                points.reshape(-1).view(np.uint8), counts, n_rings, out,
                len(counts), len(points), len(out),
            )  # fmt: skip
            _check(n == len(out))
        return out


class OutlineTracer:
    """Walks around the patches of each class of a map.

    Memory is taken for about ten bytes for each pixel, and five to ten for each corner of the
    class that is walked around. Strips do not show: outlines are walked to their ends, and strips
    say only when to look whether to go on.

    Parameters
    ----------
    classes
        Shape (height, width); not to be changed meanwhile.
    areas
        Of pixels.
    """

    def __init__(self, classes: ByteArray, areas: PixelAreas) -> None:
        self._height, self._width = door.shape_of_values(classes, _BYTES, 2)
        if (self._height + 1) * (self._width + 1) > _N_VERTICES_MAX:
            msg = f"{self._height} x {self._width} pixels have more corners than can be numbered"
            raise ValueError(msg)
        door.check_read("classes", classes, door.BYTE, (self._height, self._width))
        self._classes = classes
        self._lefts = np.zeros((self._height, self._width), np.int32)
        self._bottoms = np.zeros((self._height, self._width), np.uint8)
        self._spots = np.zeros((self._height + 1, self._width + 1), np.int32)
        self._cells_m2, self._row_cells, self._col_cells = _cells(areas, classes.shape)

    def trace(self, own: int) -> Generator[None, None, Outlines]:
        """Walk around one class, and not again around one that was; pause after each strip."""
        strips = self._strips()
        n_corners = 0
        for first, last in strips:
            stop = last + (last == self._height)  # there is one more row of corners than of pixels
            n_corners += _count_corners(
                self._classes, own, first, stop, self._height, self._width
            )  # fmt: skip
            yield
        stack, vertices = np.empty(n_corners, np.int32), np.empty(n_corners, np.int32)
        n_room = n_corners // 4
        ends, patches = np.empty(n_room, np.int64), np.empty(n_room, np.int32)
        is_outer, state = np.empty(n_room, np.uint8), np.zeros(3, np.int64)
        n_px, m2 = np.empty(n_room, np.int64), np.empty(n_room)
        for first, last in strips if n_corners else ():
            done = _trace_outlines(
                self._classes, own, self._lefts, self._bottoms, self._spots, stack, vertices,
                ends, patches, is_outer, n_px, m2, self._cells_m2, self._row_cells,
                self._col_cells, state, first, last, self._height, self._width, n_corners,
                n_room, *self._cells_m2.shape,
            )  # fmt: skip
            _check(done >= 0)
            yield
        del stack
        n_loops, n_patches = state[1:].tolist()
        ends, patches, is_outer = ends[:n_loops], patches[:n_loops], is_outer[:n_loops]
        starts = np.concatenate([np.zeros(1, np.int64), ends])[:-1]
        order = np.lexsort((1 - is_outer, patches))
        return Outlines(
            vertices,
            starts[order],
            ends[order],
            patches[order],
            n_px[:n_patches].copy(),
            m2[:n_patches].copy(),
            self._width,
        )

    def _strips(self) -> tuple[tuple[int, int], ...]:
        n_rows = max(1, _N_STRIP_PX // max(1, self._width))
        tops = range(0, self._height, n_rows)
        return tuple((top, min(top + n_rows, self._height)) for top in tops)


def _cells(areas: PixelAreas, shape: tuple[int, ...]) -> tuple[DoubleArray, AnyArray, AnyArray]:
    """Return the areas of cells, and the cell of each row and column."""
    if not areas.is_known:
        return np.zeros((1, 1)), np.zeros(shape[0], np.int32), np.zeros(shape[1], np.int32)
    cells = [
        (np.searchsorted(edges, np.arange(size), side="right") - 1).astype(np.int32)
        for edges, size in zip((areas.row_edges, areas.col_edges), shape, strict=True)
    ]
    return np.ascontiguousarray(areas.m2, dtype=np.float64), cells[0], cells[1]


def _check(is_well: bool) -> None:  # noqa: FBT001
    if not is_well:
        msg = "the classes have changed between two passes"
        raise ValueError(msg)


def compile_outlines() -> None:
    """Compile the kernels, or load what an earlier run has compiled."""
    areas = PixelAreas.constant(1.0, 1, 1, on_map_units=True)
    walk = OutlineTracer(np.ones((1, 1), np.uint8), areas).trace(1)
    while True:
        try:
            next(walk)
        except StopIteration as end:
            points = end.value.points(0, 1, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
            end.value.well_known(0, 1, points)
            return
