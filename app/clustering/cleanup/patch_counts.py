"""Count the connected patches of every class of a map, in strips and in two passes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.arrays import ByteArray, IntArray, read_only
from app.clustering.cleanup.class_codes import ClassCodes
from app.clustering.cleanup.tidied import strips
from app.clustering.kernels import PatchTable
from app.machine.scratch_map import let_go
from app.steps import Progress, Steps

_TEXT = "Counting patches"
_N_PASSES = 2


@dataclass(frozen=True, slots=True, eq=False)
class PatchCounts:
    """The patches of a map, class by class.

    Attributes
    ----------
    n_patches
        Shape (256,): of each class how many there are; 0 of no data.
    largest_px
        Shape (256,): how many pixels its largest has.
    """

    n_patches: IntArray
    largest_px: IntArray


def count_patches(labels: ByteArray, codes: ClassCodes) -> Steps[Progress, PatchCounts]:
    """Count patches as the sieve has them: pixels are connected by their sides, not by corners.

    Parameters
    ----------
    labels
        Shape (rows, cols), uint8.
    """
    table = PatchTable(labels.shape[1], codes.classes, with_corners=False)
    yield from _walk(labels, table, 0, table.count)
    table.make_room()
    yield from _walk(labels, table, 1, table.join)
    table.add_up()
    n_patches, largest_px = table.tally()
    return PatchCounts(read_only(n_patches), read_only(largest_px))


def _walk(
    labels: ByteArray, table: PatchTable, number: int, work: Callable[[ByteArray], None]
) -> Steps[Progress, None]:
    table.begin()
    for top, bottom in strips(labels):
        yield Progress(_TEXT, (number + top / len(labels)) / _N_PASSES)
        work(np.ascontiguousarray(labels[top:bottom]))
    let_go(labels)
