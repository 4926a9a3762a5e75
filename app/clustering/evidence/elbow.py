"""Find where a curve bends most (Satopaa, Albrecht, Irwin and Raghavan 2011, "Kneedle")."""

import math
from collections.abc import Sequence

import numpy as np

from app.arrays import BoolArray, DoubleArray

_FEWEST_POINTS = 3  # an elbow has a neighbour on either side


def find_elbow(ks: Sequence[int], inertias: Sequence[float]) -> int | None:
    """Find where a falling, convex curve bends most, never at its ends.

    Parameters
    ----------
    ks
        Rising.
    inertias
        One per k.

    Returns
    -------
    None where it bends nowhere clearly, or there are fewer than three points.
    """
    points = [(k, y) for k, y in zip(ks, inertias, strict=True) if math.isfinite(y)]
    if len(points) < _FEWEST_POINTS or points[-1][1] >= points[0][1]:
        return None
    known_ks, heights = zip(*points, strict=True)
    place = _bend(_unit(np.array(known_ks)), 1.0 - _unit(np.array(heights)))
    return known_ks[place] if place is not None and 0 < place < len(points) - 1 else None


def _bend(along: DoubleArray, risen: DoubleArray) -> int | None:
    """Return the place of the first bend of a rising curve, both axes 0..1; None without one.

    That is the first peak above the diagonal behind which the curve comes down to it by more than
    one step of the axis, at the sensitivity 1 of the paper, before it turns up again.
    """
    above = risen - along
    is_peak, is_trough = _turns(above), _turns(-above)
    step = float(np.abs(np.diff(along).mean()))
    peak: int | None = None
    for place in range(len(above) - 1):
        if is_peak[place]:
            peak = place
        if is_trough[place]:
            peak = None
        if peak is not None and above[place + 1] < above[peak] - step:
            return peak
    return None


def _turns(heights: DoubleArray) -> BoolArray:
    """Return where no neighbour is higher; at an end there is one neighbour."""
    beside = np.pad(heights, 1, mode="edge")
    return np.asarray((heights >= beside[:-2]) & (heights >= beside[2:]))


def _unit(values: DoubleArray) -> DoubleArray:
    lowest = values.min()
    return np.asarray((values - lowest) / (values.max() - lowest))
