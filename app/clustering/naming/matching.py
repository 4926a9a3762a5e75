"""Let cluster numbers and colours follow the same thing over all k."""

import numpy as np

from app.arrays import DoubleArray, IntArray
from app.clustering.naming.pairing import cheapest_pairs
from app.clustering.scaling import BandScaling


def order_dark_to_bright(centres: DoubleArray) -> IntArray:
    """Tell in which order centres are numbered when there is nothing to follow.

    Parameters
    ----------
    centres
        Shape (k, n_bands), scene units.

    Returns
    -------
    Shape (k,): `centres[order]` rises in mean brightness. Equal brightness is settled by the
    bands one after the other, so the outcome does not depend on the order that came in.
    """
    keys = [*centres.T[::-1], centres.mean(axis=1)]  # lexsort: the last key counts first
    return np.lexsort(keys).astype(np.int64)


def match_clusters(
    known: DoubleArray, hues: tuple[int, ...], centres: DoubleArray, scaling: BandScaling
) -> tuple[IntArray, tuple[int, ...]]:
    """Give the centres of one k numbers and colours after those of a neighbouring k.

    Parameters
    ----------
    known
        Shape (k, n_bands), scene units, in the order of their cluster numbers.
    hues
        Colour numbers of the known clusters, from 1.
    centres
        Shape (k_new, n_bands), scene units, in any order.
    scaling
        How distances are measured.

    Returns
    -------
    order
        Shape (k_new,): `centres[order]` are the clusters 1..k_new. Those that match a known one
        come first, in its order; the others follow from dark to bright.
    hues
        One entry per cluster 1..k_new: its known colour, or the smallest one not in use.
    """
    kept, matched = _assign(known / scaling.scale, centres / scaling.scale)
    is_new = np.ones(len(centres), dtype=bool)
    is_new[matched] = False
    newcomers = np.flatnonzero(is_new)
    newcomers = newcomers[order_dark_to_bright(centres[newcomers])]
    kept_hues = [hues[position] for position in kept]
    return np.concatenate([matched, newcomers]), (*kept_hues, *_unused(kept_hues, len(newcomers)))


def _assign(known: DoubleArray, centres: DoubleArray) -> tuple[IntArray, IntArray]:
    """Pair as many as there are of both; return positions in each, known ones rising."""
    distance = np.linalg.norm(known[:, None, :] - centres[None, :, :], axis=2)
    # The root makes one far move cheaper than many near ones: a cluster that vanished gives its
    # colour away instead of pushing the colours of all its neighbours on by one.
    return cheapest_pairs(np.sqrt(distance))


def _unused(taken: list[int], n_wanted: int) -> tuple[int, ...]:
    free = (hue for hue in range(1, len(taken) + n_wanted + 1) if hue not in taken)
    return tuple(hue for _, hue in zip(range(n_wanted), free, strict=False))
