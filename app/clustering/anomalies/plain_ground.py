"""Make a plain ground of the pixels that look like it: holes filled, its shore left out."""

import numpy as np

from app.arrays import BoolArray, counted
from app.scene.leaving_out.growing import grown

_LEAST_PX = 100  # a puddle is no sea


def plain_ground(
    like_ground: BoolArray, known: BoolArray, *, hole_px: int, shore_px: int
) -> BoolArray:
    """Return the ground in which odd things are looked for, shape (height, width).

    Parameters
    ----------
    like_ground
        Pixels that look like the ground.
    known
        Pixels that have data: the edge of the scene is no shore.
    hole_px
        Pieces of other pixels that the ground encloses, of this size at most, lie on it.
    shore_px
        Pixels that are left out beside what is not ground.
    """
    from scipy.ndimage import label

    ground = like_ground & known
    pieces, n_pieces = label(ground)
    sizes = counted(pieces, n_pieces + 1)
    is_large = sizes >= _LEAST_PX
    is_large[0] = False
    ground = is_large[pieces]
    del pieces
    holes, n_holes = label(~ground, np.ones((3, 3), dtype=bool))
    sizes = counted(holes, n_holes + 1)
    is_small = sizes <= hole_px
    is_small[0] = False
    ground |= is_small[holes] & known
    del holes
    if not shore_px:
        return np.asarray(ground)
    width = ground.shape[1]
    other = np.packbits(~ground & known, axis=1)
    near = np.unpackbits(grown(other, width, shore_px), axis=1, count=width).view(np.bool_)
    return np.asarray(ground & ~near)
