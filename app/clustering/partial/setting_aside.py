"""Set a part of the labelled pixels aside for checking, by place: neighbours stay together."""

import numpy as np

from app.arrays import AnyArray, BoolArray, IntArray

_BLOCK_PX = 8  # points nearer than this are no independent witnesses


def set_aside(labels: AnyArray, places: AnyArray, share: float, *, seed: int) -> BoolArray:
    """Return which labelled pixels are kept for checking; shape (height, width).

    Whole polygons, and all points within a square of 8 x 8 pixels, go one way or the other; of
    each class about the same share, and always one place to learn from.

    Parameters
    ----------
    labels
        Shape (height, width): classes from 1; 0 where nothing is said.
    places
        Same shape: number of the place in the file, from 1.
    share
        0..1.
    """
    rows, cols = np.nonzero(labels)
    if share <= 0 or not len(rows):
        return np.zeros(labels.shape, dtype=bool)
    own = labels[rows, cols]
    units, at = np.unique(witnesses(labels, places), return_inverse=True)
    class_of_unit = np.zeros(len(units), dtype=own.dtype)
    class_of_unit[at] = own
    order = np.random.default_rng(seed).permutation(len(units))
    kept = np.zeros(len(units), dtype=bool)
    sizes = np.bincount(at, minlength=len(units))
    for one in np.unique(class_of_unit):
        mine = order[class_of_unit[order] == one]
        wanted = share * sizes[mine].sum()
        done = 0
        for unit_at in mine[:-1]:  # the last one is learned from
            if done + sizes[unit_at] / 2 > wanted:
                break
            kept[unit_at] = True
            done += sizes[unit_at]
    aside = np.zeros(labels.shape, dtype=bool)
    aside[rows, cols] = kept[at]
    return aside


def witnesses(labels: AnyArray, places: AnyArray) -> IntArray:
    """Return which witness each labelled pixel belongs to, in the order of rows.

    A polygon is one by itself; points are told by the square of 8 x 8 pixels they lie in, class by
    class.

    Parameters
    ----------
    labels, places
        As in `set_aside`.

    Returns
    -------
    Shape (n_labelled,): any numbers, the same for pixels of one witness.
    """
    rows, cols = np.nonzero(labels)
    own, place = labels[rows, cols], places[rows, cols].astype(np.int64)
    n_of_place = np.bincount(place)
    block = (rows // _BLOCK_PX) * (labels.shape[1] // _BLOCK_PX + 1) + cols // _BLOCK_PX
    return np.where(n_of_place[place] > 1, -place, (block + 1) * 256 + own)
