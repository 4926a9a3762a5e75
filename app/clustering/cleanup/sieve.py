"""Sieve a map of classes: patches that are too small go to their largest neighbour.

It does what GDAL's sieve filter does, to the pixel, in strips and in this program's own loops:
that filter holds the interpreter for as long as it runs, eight seconds on a large scene, and the
window would stand still.
"""

from collections.abc import Callable

import numpy as np

from app.arrays import ByteArray, read_only
from app.clustering.cleanup.class_codes import ClassCodes
from app.clustering.cleanup.tidied import Tidied, strips
from app.clustering.cleanup.ways import Sieve
from app.clustering.kernels import PatchTable
from app.machine.scratch_map import let_go, new_label_map
from app.steps import Progress, Steps

_N_PASSES = 4
_TEXT = "Sieving small patches"


def sieve(labels: ByteArray, codes: ClassCodes, how: Sieve) -> Steps[Progress, Tidied]:
    """Give patches that are too small to the largest of their neighbours.

    Where that is too small itself, they go where it goes; of neighbours of one size to the first
    that is met from the top. Patches among which none is large enough stay. No data stays, and
    takes nothing.

    Parameters
    ----------
    labels
        Shape (rows, cols), uint8. Pixels that change get the label that stands for their new
        class; all others keep theirs.
    """
    patches = PatchTable(labels.shape[1], codes.classes, with_corners=how.with_corners)
    sieved = new_label_map(*labels.shape)
    yield from _walk(labels, patches, 0, patches.count)
    patches.make_room()
    yield from _walk(labels, patches, 1, patches.join)
    patches.add_up()
    yield from _walk(labels, patches, 2, lambda strip: patches.meet(strip, how.n_px_min))
    n_left = patches.settle(codes.codes, how.n_px_min)
    n_changed = n_data = 0
    patches.begin()
    for top, bottom in strips(labels):
        yield Progress(_TEXT, (3 + top / len(labels)) / _N_PASSES)
        strip = np.ascontiguousarray(labels[top:bottom])
        n_changed += patches.give(strip, sieved[top:bottom])
        n_data += codes.n_data(strip)
    let_go(labels)
    let_go(sieved)
    return Tidied(read_only(sieved), n_changed, n_data, n_left)


def _walk(
    labels: ByteArray, patches: PatchTable, number: int, work: Callable[[ByteArray], None]
) -> Steps[Progress, None]:
    patches.begin()
    for top, bottom in strips(labels):
        yield Progress(_TEXT, (number + top / len(labels)) / _N_PASSES)
        work(np.ascontiguousarray(labels[top:bottom]))
    let_go(labels)
