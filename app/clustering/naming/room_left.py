"""Keep room for as many colours as everybody can tell apart.

Colours that are taken one by one, each as near as it may be to what is wanted, fill the room badly:
the twelfth finds none. So a colour is taken only where some set of twelve stays within reach: those
of its members that are far enough from all that is taken still make up twelve with them. At first
every set is whole, and a member of a set within reach may always be taken, so that twelve are
always found.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from app.arrays import BoolArray, DoubleArray, IntArray
from app.clustering.naming.cluster_look import Rgb
from app.clustering.naming.colour_vision import difference, labs_as_seen
from app.clustering.naming.sets_of_twelve import COLOURS, SETS

N_APART = 12
APART = 14.05  # CIEDE2000, for normal vision, protanopia, deuteranopia and tritanopia


def room_beside(taken: Sequence[Rgb]) -> BoolArray:
    """Return which colours of the sets are far enough from what is taken, shape (n_colours,).

    Parameters
    ----------
    taken
        Fewer than `N_APART` colours.
    """
    room = np.ones(len(COLOURS), dtype=bool)
    for colour in taken:
        room &= _far_from(colour)
    return room


def keeps_room(labs: DoubleArray, room: BoolArray, n_left: int) -> BoolArray:
    """Return beside which colours there is room for those to come.

    Parameters
    ----------
    labs
        Shape (4, n, 3): the colours as seen.
    room
        As `room_beside` told.
    n_left
        How many colours are to be taken after it.
    """
    sets = _sets()[room[_sets()].sum(axis=1) >= n_left]
    if not len(sets):
        return np.zeros(labs.shape[1], dtype=bool)
    there = np.flatnonzero(room)
    apart = difference(labs[:, :, np.newaxis], _labs()[:, np.newaxis, there]).min(axis=0)
    stays = np.zeros((labs.shape[1], len(room)), dtype=bool)
    stays[:, there] = apart >= APART
    return np.asarray((stays[:, sets].sum(axis=2) >= n_left).any(axis=1))


@lru_cache(maxsize=500)
def _far_from(colour: Rgb) -> BoolArray:
    apart = difference(_labs(), labs_as_seen(np.array([colour]))).min(axis=0)
    return np.asarray(apart >= APART)


@lru_cache(maxsize=1)
def _labs() -> DoubleArray:
    """Return the colours of the sets as seen, shape (4, n_colours, 3)."""
    return labs_as_seen(np.array([[int(part, 16) * 17 for part in each] for each in COLOURS]))


@lru_cache(maxsize=1)
def _sets() -> IntArray:
    """Return which colours make up each set, shape (n_sets, N_APART)."""
    return np.array(SETS)
