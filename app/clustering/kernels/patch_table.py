"""Hold what is known of the connected patches of a map, and have kernels find them."""

import numpy as np

from app.arrays import AnyArray, ByteArray, IntArray
from app.clustering.kernels import argument_checks as door
from app.clustering.kernels.kernel import Kernel
from app.clustering.kernels.map_calls import checked_table

_count_numbers, _join_patches = Kernel("count_numbers"), Kernel("join_patches")
_add_up_patches, _meet_neighbours = Kernel("add_up_patches"), Kernel("meet_neighbours")
_settle_patches, _give_codes = Kernel("settle_patches"), Kernel("give_codes")

_N_PX_MAX = np.iinfo(np.int32).max
_N_CLASSES = 256
_BYTES = frozenset((door.BYTE,))


class PatchTable:
    """The patches of a map of one class each, and where the small ones go.

    The map is passed over four times, strip after strip from its first row: by `count`, `join`,
    `meet` and `give`. `begin` comes before each pass; `add_up` after `join`, `settle` after `meet`.
    Memory is taken for numbers that pixels are given on the way, 14 bytes each: of patches, and of
    parts of patches that meet further down.

    Parameters
    ----------
    width
        Of the map.
    table
        Shape (256,), the class of each label; 0 is no data, and in no patch.
    with_corners
        Whether pixels that touch at a corner are neighbours.
    """

    def __init__(self, width: int, table: ByteArray, *, with_corners: bool) -> None:
        self._table = checked_table("classes", table)
        self._with_corners = bool(with_corners)
        self._rows = np.zeros((2, width), np.uint8)
        self._numbers = np.zeros((2, width), np.int32)
        self._row = self._n_known = self._n_room = 0
        self._lay_out(0)

    def _lay_out(self, n_room: int) -> None:
        self._n_room = n_room
        self._parents, self._sizes = np.empty(n_room, np.int32), np.empty(n_room, np.int32)
        self._classes, self._given = np.empty(n_room, np.uint8), np.zeros(n_room, np.uint8)
        self._largest: AnyArray = np.full(n_room, -1, np.int32)

    def begin(self) -> None:
        """Go back to the first row."""
        self._rows[:] = 0
        self._numbers[:] = 0
        self._row = self._n_known = 0

    def _advance(self, labels: ByteArray) -> tuple[int, int, int]:
        """Check a strip; return its first row, its rows and its columns."""
        height, width = door.shape_of_values(labels, _BYTES, 2)
        door.check_read("labels", labels, door.BYTE, (height, self._rows.shape[1]))
        first = self._row
        self._row += height
        if self._row * width > _N_PX_MAX:
            msg = f"{self._row} x {width} pixels are more than can be numbered"
            raise ValueError(msg)
        return first, height, width

    def count(self, labels: ByteArray) -> None:
        """Count the numbers that a strip, shape (height, width), will take."""
        first, height, width = self._advance(labels)
        self._n_known += _count_numbers(
            labels, self._table, self._rows, self._numbers, first, self._with_corners,
            height, width,
        )  # fmt: skip

    def make_room(self) -> None:
        """Take memory for what was counted."""
        self._lay_out(self._n_known)

    def join(self, labels: ByteArray) -> None:
        """Give the pixels of a strip their numbers, and join those that meet."""
        first, height, width = self._advance(labels)
        self._n_known = _checked(
            _join_patches(
                labels, self._table, self._rows, self._numbers, self._parents, self._sizes,
                self._classes, first, self._n_known, self._with_corners, height, width,
                self._n_room,
            )
        )  # fmt: skip

    def add_up(self) -> int:
        """Add up the sizes of patches; return how many patches there are."""
        self._n_room = self._n_known
        return _add_up_patches(self._parents, self._sizes, self._n_room)

    def tally(self) -> tuple[IntArray, IntArray]:
        """Count the patches of each class, once they are added up.

        Returns
        -------
        Of each class how many patches it has, and how many pixels the largest; shapes (256,).
        """
        whole = np.flatnonzero(self._parents == np.arange(self._n_room, dtype=np.int32))
        classes = self._classes[whole]
        largest = np.zeros(_N_CLASSES, np.int64)
        np.maximum.at(largest, classes, self._sizes[whole].astype(np.int64))
        return np.bincount(classes, minlength=_N_CLASSES).astype(np.int64), largest

    def meet(self, labels: ByteArray, n_px_min: int) -> None:
        """Let the patches of a strip that are smaller than `n_px_min` know their neighbours."""
        first, height, width = self._advance(labels)
        self._n_known = _checked(
            _meet_neighbours(
                labels, self._table, self._rows, self._numbers, self._parents, self._sizes,
                self._largest, first, self._n_known, door.whole("n_px_min", n_px_min),
                self._with_corners, height, width, self._n_room,
            )
        )  # fmt: skip

    def settle(self, codes: ByteArray, n_px_min: int) -> int:
        """Decide where small patches go; return how many stay what they are.

        Parameters
        ----------
        codes
            Shape (256,), the label that stands for each class.
        """
        return _settle_patches(
            self._parents, self._sizes, self._classes, self._largest,
            checked_table("codes", codes), self._given, door.whole("n_px_min", n_px_min),
            self._n_room,
        )  # fmt: skip

    def give(self, labels: ByteArray, out: ByteArray) -> int:
        """Write the labels of a strip as they are to be; return how many have changed."""
        first, height, width = self._advance(labels)
        door.check_written("out", out, door.BYTE, (height, width))
        door.check_apart(labels, out)
        n_changed = np.zeros(1, np.int64)
        self._n_known = _checked(
            _give_codes(
                labels, self._table, self._rows, self._numbers, self._given, out, n_changed,
                first, self._n_known, self._with_corners, height, width, self._n_room,
            )
        )  # fmt: skip
        return int(n_changed[0])


def _checked(n_known: int) -> int:
    if n_known < 0:
        msg = "the labels have changed between two passes"
        raise ValueError(msg)
    return n_known


def compile_patches() -> None:
    """Compile the kernels, or load what an earlier run has compiled."""
    labels, table = np.ones((1, 1), np.uint8), np.ones(256, np.uint8)
    patches = PatchTable(1, table, with_corners=False)
    patches.count(labels)
    patches.make_room()
    for work in (patches.join, lambda strip: patches.meet(strip, 2)):
        patches.begin()
        work(labels)
    patches.add_up()
    patches.settle(table, 2)
    patches.begin()
    patches.give(labels, np.zeros((1, 1), np.uint8))
