"""Tidy the window in view, as the whole map would be tidied there."""

import numpy as np

from app.arrays import ByteArray, Window, read_only
from app.clustering.cleanup.class_codes import ClassCodes
from app.clustering.cleanup.majority import smooth
from app.clustering.cleanup.sieve import sieve
from app.clustering.cleanup.tidied import Tidied
from app.clustering.cleanup.ways import Majority, Sieve, Way
from app.steps import Progress, Steps

_N_AROUND_MAX = 512


def tidy(labels: ByteArray, codes: ClassCodes, how: Way) -> Steps[Progress, Tidied]:
    """Tidy a whole map the way that is wanted."""
    return sieve(labels, codes, how) if isinstance(how, Sieve) else smooth(labels, codes, how)


def tidy_in_view(
    labels: ByteArray, codes: ClassCodes, how: Way, window: Window
) -> Steps[Progress, Tidied]:
    """Tidy a window, with as much around it as matters there.

    A majority is exact. A sieve is, unless a patch borders on two large ones of which more lies
    outside, or a chain of small ones leads outside: then it may go to the other neighbour.

    Parameters
    ----------
    window
        What is in view; what of it lies outside of the map is left out.

    Returns
    -------
    Labels and counts of the window alone.
    """
    around = _n_around(how)
    height, width = labels.shape
    top, left = max(0, window.row), max(0, window.col)
    bottom = max(top, min(height, window.row + window.height))
    right = max(left, min(width, window.col + window.width))
    above, before = max(0, top - around), max(0, left - around)
    part = np.ascontiguousarray(labels[above : bottom + around, before : right + around])
    found = yield from tidy(part, codes, how)
    seen = np.s_[top - above : bottom - above, left - before : right - before]
    before_it, after = part[seen], np.ascontiguousarray(found.labels[seen])
    n_changed = int(np.count_nonzero(codes.classes[before_it] != codes.classes[after]))
    return Tidied(read_only(after), n_changed, codes.n_data(before_it), found.n_patches_left)


def _n_around(how: Way) -> int:
    """Return how many pixels around a window decide on what becomes of it.

    A small patch reaches out of it by less than its pixels, and by as many more any neighbour is
    known to be large enough.
    """
    if isinstance(how, Majority):
        return how.reach_px
    return min(2 * how.n_px_min, _N_AROUND_MAX)
