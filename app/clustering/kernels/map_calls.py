"""Check what the kernels of class maps are given, and run them.

Tables have 256 entries: the class of each label, or the code that stands for each class. They are
copied, so that nobody changes them meanwhile.
"""

import numpy as np

from app.arrays import BoolArray, ByteArray, IntArray, Window
from app.clustering.kernels import argument_checks as door
from app.clustering.kernels.kernel import Kernel
from app.clustering.kernels.outlining.outline_calls import compile_outlines

_count_pairs, _vote, _flood = Kernel("count_pairs"), Kernel("vote"), Kernel("flood")

_BYTES = frozenset((door.BYTE,))
_N_LABELS = 256
_N_WAITING = 2**16  # spans of a patch that are still to be visited; more are made room for


def checked_table(name: str, table: ByteArray) -> ByteArray:
    """Return a copy of a table of 256 entries, uint8, that nobody changes any more."""
    door.check_read(name, table, door.BYTE, (_N_LABELS,))
    return table.copy()


def count_pairs(
    first: ByteArray,
    second: ByteArray,
    of_first: ByteArray,
    of_second: ByteArray,
    counts: IntArray,
    part: Window | None = None,
) -> None:
    """Count the pixels of two maps by the classes that they have there.

    Parameters
    ----------
    first, second
        Shape (height, width), labels.
    of_first, of_second
        The class of each label of either.
    counts
        Added to: shape (n_first, n_second), more of both than the highest class.
    part
        Which pixels to count; None for all.
    """
    height, width = door.shape_of_values(first, _BYTES, 2)
    door.check_read("second", second, door.BYTE, (height, width))
    of_first, of_second = checked_table("classes", of_first), checked_table("classes", of_second)
    n_first = door.check_rows("counts", counts)
    n_second = counts.shape[-1]
    door.check_written("counts", counts, door.WHOLE, (n_first, n_second))
    if of_first.max() >= n_first or of_second.max() >= n_second:
        msg = f"counts of {n_first} by {n_second} classes are too few"
        raise ValueError(msg)
    part = part or Window(0, 0, height, width)
    if (
        min(part.row, part.col, part.height, part.width) < 0
        or part.row + part.height > height
        or part.col + part.width > width
    ):
        msg = f"{part} of {height} x {width} pixels"
        raise ValueError(msg)
    if part.height and part.width:
        _count_pairs(
            first, second, of_first, of_second, counts,
            int(part.row), int(part.height), int(part.col), int(part.width),
            height, width, n_first, n_second,
        )  # fmt: skip


def vote(
    labels: ByteArray,
    table: ByteArray,
    codes: ByteArray,
    out: ByteArray,
    *,
    first: int,
    half: int,
) -> int:
    """Give pixels the class that most pixels of the window around them have.

    Where several have most, or no other has more than its own, a pixel keeps its label. Pixels of
    class 0 have no vote, and keep theirs.

    Parameters
    ----------
    labels
        Shape (height, width): rows and those that their windows reach into; beyond is nothing.
    table, codes
        The class of each label, and the label of each class.
    out
        Written: shape (n_rows, width).
    first
        The row of `labels` that is the first of `out`.
    half
        Of the window, which has 2 half + 1 rows and columns; 1 to 31.

    Returns
    -------
    How many pixels changed their class.
    """
    height, width = door.shape_of_values(labels, _BYTES, 2)
    n_rows = door.check_rows("out", out)
    door.check_written("out", out, door.BYTE, (n_rows, width))
    door.check_apart(labels, out)
    table, codes = checked_table("classes", table), checked_table("codes", codes)
    first, half = door.whole("first", first), door.whole("half", half)
    if not (0 <= first <= first + n_rows <= height and 1 <= half < 32):
        msg = f"rows {first} to {first + n_rows} of {height}, {half} pixels around each"
        raise ValueError(msg)
    if not (n_rows and width):
        return 0
    classes, votes = np.empty((height, width), np.uint8), np.zeros(_N_LABELS, np.int32)
    return _vote(
        labels, table, codes, out, classes, votes, first, n_rows, half, height, width
    )  # fmt: skip


def flood(
    labels: ByteArray, table: ByteArray, row: int, col: int, *, with_corners: bool
) -> tuple[Window, BoolArray]:
    """Find the connected patch of one class around a pixel.

    Parameters
    ----------
    labels
        Shape (height, width).
    with_corners
        Whether pixels that touch at a corner are neighbours.

    Returns
    -------
    The smallest window around it, and which pixels of that are in it.
    """
    height, width = door.shape_of_values(labels, _BYTES, 2)
    table = checked_table("classes", table)
    row, col = door.whole("row", row), door.whole("col", col)
    if not (0 <= row < height and 0 <= col < width):
        msg = f"pixel {row}, {col} of {height} x {width}"
        raise ValueError(msg)
    n_room = _N_WAITING
    while True:
        # Zeros that nobody has touched take no memory: a small patch takes little of it.
        mask, box = np.zeros((height, width), np.uint8), np.zeros(4, np.int64)
        to_visit = np.empty(n_room, np.int64)
        n_px = _flood(
            labels, table, mask, box, to_visit, row, col, bool(with_corners),
            height, width, n_room,
        )  # fmt: skip
        if n_px >= 0:
            top, bottom, left, right = box.tolist()
            window = Window(top, left, bottom + 1 - top, right + 1 - left)
            return window, mask[top : bottom + 1, left : right + 1].astype(bool)
        n_room *= 8


def compile_maps() -> None:
    """Compile the kernels, or load what an earlier run has compiled."""
    labels, table = np.ones((1, 1), np.uint8), np.zeros(_N_LABELS, np.uint8)
    count_pairs(labels, labels, table, table, np.zeros((1, 1), np.int64))
    vote(labels, table, table, np.ones((1, 1), np.uint8), first=0, half=1)
    flood(labels, table, 0, 0, with_corners=False)
    compile_outlines()
