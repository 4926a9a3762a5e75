"""Smooth a map of classes: each pixel gets the class that most pixels around it have."""

import numpy as np

from app.arrays import ByteArray, read_only
from app.clustering.cleanup.class_codes import ClassCodes
from app.clustering.cleanup.tidied import Tidied, strips
from app.clustering.cleanup.ways import Majority
from app.clustering.kernels import vote
from app.machine.scratch_map import let_go, new_label_map
from app.steps import Progress, Steps


def smooth(labels: ByteArray, codes: ClassCodes, how: Majority) -> Steps[Progress, Tidied]:
    """Give each pixel the class that has most votes in the window around it.

    Where several classes have most, a pixel keeps its own. No data has no vote and stays, and at
    the edge of the map the window ends with it. All pixels vote with the class they had before.

    Parameters
    ----------
    labels
        Shape (rows, cols), uint8. Pixels that change get the label that stands for their new
        class; all others keep theirs.
    """
    smoothed = new_label_map(*labels.shape)
    n_changed = n_data = 0
    for top, bottom in strips(labels):
        yield Progress("Smoothing borders", top / len(labels))
        above = max(0, top - how.reach_px)
        strip = np.ascontiguousarray(labels[above : bottom + how.reach_px])
        n_changed += vote(
            strip,
            codes.classes,
            codes.codes,
            smoothed[top:bottom],
            first=top - above,
            half=how.reach_px,
        )
        n_data += codes.n_data(labels[top:bottom])
    let_go(labels)
    let_go(smoothed)
    return Tidied(read_only(smoothed), n_changed, n_data)
