"""Call the compiled kernels: lay out their working space and tell them the sizes of arrays.

Where labels are read, what is returned is negative if one of them has no row in the table.
"""

import threading
from typing import Any

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, DoubleArray, IntArray, SingleArray
from app.clustering.kernels.kernel import Kernel, Room

_nearest, _reassign = Kernel("nearest"), Kernel("reassign")
_count_values, _describe_counts = Kernel("count_values"), Kernel("describe_counts")
_add_moments, _add_joined = Kernel("add_moments"), Kernel("add_joined")
_rest, _add_areas = Kernel("rest"), Kernel("add_areas")

# As in `dialect`, which is not imported here: it would bring numba. A test compares them.
_TILE_PX = 512
_N_LANES = 64
_N_SORTED = 2**16  # pixels: their places are uint16, and the values of a band stay in the cache
_SMALL = 2.0**20
# What kernels fill scenes of fewer bands up to; and what memory is aligned to.
_N_BANDS_MIN = 4
_N_PAGE_BYTES = 4096
_SHORT = {np.dtype(np.uint8), np.dtype(np.int16), np.dtype(np.uint16)}


class _Rooms(threading.local):
    """Working space of each thread that calls kernels."""

    def __init__(self) -> None:
        self._to_compare: dict[int, tuple[Room, ...]] = {}
        self._to_sum: dict[int, Room] = {}
        self._to_pack = Room.of(np.zeros(_TILE_PX, np.uint64))
        self._to_sort: dict[tuple[np.dtype[Any], int], tuple[Room, ...]] = {}

    def to_compare(self, n_bands: int) -> tuple[Room, ...]:
        """Return room for scaled values, squares, the least of them, and where."""
        scaled, squares, best, _, where, _ = self.to_reassign(n_bands)
        return scaled, squares, best, where

    def to_reassign(self, n_bands: int) -> tuple[Room, ...]:
        """Return the same, with room for the second least and for positions."""
        rooms = self._to_compare.get(n_bands)
        if rooms is None:
            n_rows = max(n_bands, _N_BANDS_MIN)
            block = _aligned((n_rows + 6) * _TILE_PX).reshape(-1, _TILE_PX)
            scaled, (best, second, where, positions) = block[:n_rows], block[n_rows + 2 :]
            arrays = (
                scaled,
                block[n_rows : n_rows + 2],
                best,
                second,
                where.view(np.int32),
                positions.view(np.int32),
            )
            rooms = self._to_compare[n_bands] = tuple(Room.of(array) for array in arrays)
        return rooms

    def to_sum(self, n_groups: int) -> Room:
        """Return room for sums of squares, in lanes."""
        room = self._to_sum.get(n_groups)
        if room is None:
            room = self._to_sum[n_groups] = Room.of(np.zeros((n_groups, _N_LANES)))
        return room

    def to_pack(self) -> Room:
        """Return room for the labels of a tile's pixels, packed."""
        return self._to_pack

    def to_sort(self, dtype: np.dtype[Any], n_numbers: int) -> tuple[Room, ...]:
        """Return room for numbers of pixels, where those of each end, and a band of them sorted."""
        found = self._to_sort.get((dtype, n_numbers))
        if found is None:
            found = self._to_sort[dtype, n_numbers] = (
                Room.of(np.zeros(_N_SORTED, np.uint16)),
                Room.of(np.zeros(n_numbers, np.int64)),
                Room.of(np.zeros(_N_SORTED, dtype)),
            )
        return found


rooms = _Rooms()


def padded(centres: SingleArray) -> SingleArray:
    """Fill centres up to four bands, and add one that nothing is near to."""
    n_centres, n_bands = centres.shape
    padded = np.zeros((n_centres + 1, max(n_bands, _N_BANDS_MIN)), np.float32)
    padded[:n_centres, :n_bands] = centres
    padded[n_centres] = np.inf
    return padded


def _aligned(n: int) -> SingleArray:
    """Return zeros that begin on a page.

    Arrays that are walked side by side then never lie a few bytes behind one another in the
    processor's eyes, which look at the last twelve bits of addresses: it would take a pixel that is
    written for the next that is read. That and crossed cache lines cost up to half of the time.
    """
    block = np.zeros(n * 4 + _N_PAGE_BYTES, np.uint8)
    first = -block.__array_interface__["data"][0] % _N_PAGE_BYTES
    return block[first : first + n * 4].view(np.float32)


def nearest(
    values: AnyArray,
    valid: BoolArray,
    offset: AnyArray,
    gain: AnyArray,
    centres: SingleArray,
    starts: IntArray,
    labels: ByteArray,
    inertia: DoubleArray,
) -> None:
    """Give every valid pixel its nearest centre for each group of centres, and 0 to the others."""
    n_bands, n_px = values.shape
    n_groups = len(starts) - 1
    _nearest(
        values, valid.view(np.uint8), offset, gain, padded(centres), starts, labels, inertia,
        *rooms.to_compare(n_bands), rooms.to_sum(n_groups),
        n_bands, n_px, len(valid), len(centres), n_groups,
    )  # fmt: skip


def reassign(
    values: AnyArray,
    offset: AnyArray,
    gain: AnyArray,
    centres: SingleArray,
    drift: float,
    labels: ByteArray,
    limits: SingleArray,
    sums: DoubleArray,
    counts: IntArray,
) -> int:
    """Give pixels whose label is in doubt their nearest centre; carry sums along; count moves."""
    n_bands, n_px = values.shape
    return _reassign(
        values, offset, gain, padded(centres), drift, labels, limits, sums, counts,
        *rooms.to_reassign(n_bands), n_bands, n_px, len(centres), values.dtype in _SHORT,
    )  # fmt: skip


def rest(values: SingleArray, centres: DoubleArray, tolerance: float, n_steps_max: int) -> int:
    """Move centres to the means of their pixels until they rest; return the steps taken."""
    n_bands, n_px = values.shape
    k = len(centres)
    _, squares, best, _, where, _ = rooms.to_reassign(n_bands)
    return _rest(
        values, centres, np.full(n_px, -1, np.int32), np.empty(n_px, np.float32),
        np.empty((k, n_bands)), np.empty(k, np.int64), squares, best, where,
        tolerance, n_steps_max, n_bands, n_px, k,
    )  # fmt: skip


def count_values(values: AnyArray, lowest: int, labels: ByteArray, table: AnyArray) -> int:
    """Count each value under each label; values outside the table are left out."""
    return _count_values(values, lowest, labels, table, len(values), *table.shape)


def describe_counts(table: AnyArray, figures: DoubleArray) -> None:
    """Read mean, spread, 5 and 95 %, least and greatest value off the counts of each label."""
    _describe_counts(table, figures, *table.shape)


def add_moments(values: AnyArray, base: float, labels: AnyArray, moments: DoubleArray) -> int:
    """Add sum, sum of squares, minimum and maximum under each label but 0."""
    return _add_moments(values, base, labels, moments, len(values), len(moments))


def add_joined(
    values: AnyArray,
    bases: DoubleArray,
    labels: ByteArray,
    first: int,
    slots: AnyArray,
    numbers: AnyArray,
    keys: AnyArray,
    counts: IntArray,
    moments: DoubleArray,
) -> int:
    """Add up per combination of labels, a new number for each; return where numbers ran out."""
    if values.dtype in _SHORT and _are_small_whole(bases):
        bases = bases.astype(np.int64)
    return _add_joined(
        values, bases, labels, first, slots, numbers, keys, counts, moments,
        rooms.to_pack(), *rooms.to_sort(values.dtype, len(keys)),
        *values.shape, len(labels), len(slots), len(keys), _N_SORTED,
    )  # fmt: skip


def _are_small_whole(bases: AnyArray) -> bool:
    """Whether sums of squares of short integers about them, of sorted pixels, are whole too."""
    return bool((np.abs(bases) <= _SMALL).all() and (np.rint(bases) == bases).all())


def add_areas(
    labels: ByteArray,
    row_edges: IntArray,
    col_edges: IntArray,
    m2: DoubleArray,
    areas: DoubleArray,
) -> int:
    """Add up the areas under each label but 0; pixels between the same edges have the same."""
    return _add_areas(
        labels, row_edges, col_edges, m2, areas, np.empty((4, 256), np.uint32),
        *labels.shape, *m2.shape, areas.shape[1],
    )  # fmt: skip
