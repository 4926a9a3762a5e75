"""Estimate accuracy and areas from a sample of places, stratified by the classes of a map.

Source: P. Olofsson, G. M. Foody, M. Herold, S. V. Stehman, C. E. Woodcock, M. A. Wulder, "Good
practices for estimating area and assessing accuracy of land change", Remote Sensing of
Environment 148 (2014) 42-57; numbers of equations are those of the paper.
"""

from dataclasses import dataclass

import numpy as np

from app.arrays import DoubleArray, IntArray

Z_95 = 1.96  # of the normal distribution, as in the paper


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and half the width of its 95 % confidence interval; NaN where it cannot be told."""

    value: float
    half_width: float

    @property
    def low(self) -> float:
        """The lower end."""
        return self.value - self.half_width

    @property
    def high(self) -> float:
        """The upper end."""
        return self.value + self.half_width


@dataclass(frozen=True, slots=True, eq=False)
class Accuracy:
    """What a sample tells of a map.

    Attributes
    ----------
    counts
        Shape (n_map, n_reference): places by the class of the map and the one they are of. The
        first n_map of the reference are the classes of the map, in their order.
    proportions
        Same shape: estimated shares of the whole area.
    overall
        Share of the area that the map has right.
    users, producers
        For each class of the map: share of what the map calls so that is; share of what is so
        that the map calls so.
    areas
        For each class of the reference: its share of the whole.
    """

    counts: IntArray
    proportions: DoubleArray
    overall: Estimate
    users: tuple[Estimate, ...]
    producers: tuple[Estimate, ...]
    areas: tuple[Estimate, ...]


def estimate(counts: IntArray, weights: DoubleArray) -> Accuracy:
    """Estimate accuracies and areas.

    Parameters
    ----------
    counts
        Shape (n_map, n_reference), n_reference >= n_map; see `Accuracy`.
    weights
        Shape (n_map,): share of the map that each class covers. Classes without a place are left
        out, and the others stand for the whole.
    """
    n_map = len(counts)
    n = counts.sum(axis=1)
    has = n > 0
    weights = np.where(has, weights, 0.0)
    weights = weights / (weights.sum() or 1.0)
    shares = counts / np.maximum(n, 1)[:, np.newaxis]
    proportions = weights[:, np.newaxis] * shares  # equation 4
    # A class with one place has no variance that could be told; without any it adds nothing.
    per = np.where(n > 1, n - 1, np.where(has, np.nan, 1)).astype(float)
    spread = shares * (1 - shares) / per[:, np.newaxis]
    right = np.diag(shares)
    variance = float((weights**2 * np.diag(spread)).sum())  # equation 5
    users = tuple(
        _estimate(right[i], spread[i, i]) if has[i] else _estimate(np.nan, np.nan)
        for i in range(n_map)
    )  # equation 6
    totals = proportions.sum(axis=0)
    areas = tuple(
        _estimate(totals[j], float((weights**2 * spread[:, j]).sum()))
        for j in range(counts.shape[1])
    )  # equations 9 and 10
    producers = tuple(_producers(j, proportions, weights, spread, totals[j]) for j in range(n_map))
    overall = _estimate(float(np.diag(proportions).sum()), variance)
    return Accuracy(counts, proportions, overall, users, producers, areas)


def _producers(
    j: int, proportions: DoubleArray, weights: DoubleArray, spread: DoubleArray, total: float
) -> Estimate:
    """Return the producer's accuracy of a class, equations 3 and 7."""
    if not total:
        return _estimate(np.nan, np.nan)
    found = float(proportions[j, j]) / total
    own = weights[j] ** 2 * (1 - found) ** 2 * spread[j, j]
    others = weights**2 * spread[:, j]
    others[j] = 0.0
    return _estimate(found, float(own + found**2 * others.sum()) / total**2)


def _estimate(value: float, variance: float) -> Estimate:
    return Estimate(float(value), Z_95 * float(np.sqrt(variance)))
