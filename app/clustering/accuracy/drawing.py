"""Draw places at random within each class of a map, and say how many for each.

Source of the numbers: Olofsson et al. 2014 (see `estimates`), section 5.1: rare classes get a
fixed number, the others share the rest by their areas.
"""

import numpy as np

from app.arrays import ByteArray, DoubleArray, IntArray

LEAST_PER_CLASS = 50  # the paper's smaller choice; it takes 75 in its example


def allocate(
    shares: DoubleArray,
    n_places: int,
    *,
    least: int = LEAST_PER_CLASS,
    n_px: IntArray | None = None,
) -> IntArray:
    """Return how many places each class gets; their sum is `n_places` unless pixels run out.

    Parameters
    ----------
    shares
        Of the whole, for each class.
    least
        What a class gets at least, as far as all classes can have so many.
    n_px
        Pixels of each class: none gets more places than it has pixels.
    """
    n_classes = len(shares)
    room = np.full(n_classes, n_places) if n_px is None else np.asarray(n_px)
    least = min(least, n_places // n_classes)
    found = np.minimum(np.full(n_classes, least), room)
    is_rare = np.zeros(n_classes, dtype=bool)
    while True:  # a class whose share is below the least gets that, and the others share the rest
        left = n_places - found[is_rare].sum()
        others = ~is_rare
        total = shares[others].sum()
        if not others.any() or not total:
            break
        wanted = left * shares / total
        rarer = others & (wanted < least)
        if not rarer.any():
            found[others] = _rounded(wanted[others], int(left))
            break
        is_rare |= rarer
    return np.asarray(np.minimum(found, room), dtype=np.int64)


def _rounded(wanted: DoubleArray, total: int) -> IntArray:
    """Round numbers so that their sum stays: the largest remainders go up."""
    found = np.floor(wanted).astype(np.int64)
    order = np.argsort(-(wanted - found), kind="stable")
    found[order[: total - int(found.sum())]] += 1
    return found


def draw_places(
    labels: ByteArray, n_of_class: IntArray, seed: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Draw pixels of each class, each at most once, evenly at random.

    Parameters
    ----------
    labels
        Shape (height, width): classes from 1, 0 = no data.
    n_of_class
        How many of each class from 1 on.
    seed
        The same gives the same.

    Returns
    -------
    Rows, columns and classes, in an order that tells nothing of the class.
    """
    random = np.random.default_rng(seed)
    flat = labels.reshape(-1)
    places, classes = [], []
    for label, n_wanted in enumerate(n_of_class.tolist(), start=1):
        inside = np.flatnonzero(flat == label)
        picked = random.choice(inside, size=min(n_wanted, len(inside)), replace=False)
        places.append(picked)
        classes.append(np.full(len(picked), label))
    every, of_class = np.concatenate(places), np.concatenate(classes)
    order = random.permutation(len(every))
    rows, cols = np.divmod(every[order], labels.shape[1])
    return rows.astype(np.int64), cols.astype(np.int64), of_class[order].astype(np.int64)
