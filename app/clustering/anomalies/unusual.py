"""Cluster a plain ground so that its rare pixels get clusters of their own, and rank these."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from app.arrays import (
    BoolArray,
    ByteArray,
    DoubleArray,
    IntArray,
    SingleArray,
    counted,
)
from app.clustering.fitting.bandsweep import find_centres
from app.clustering.fitting.fitter import FitPixels
from app.steps import Steps

_N_STARTS = 8
_COMMON = 0.02  # of the ground: more is ground, whatever it looks like
_FAR = 6.0  # spreads of the ground
_COMPACT = 0.2
_EIGHT = np.ones((3, 3), dtype=bool)


@dataclass(frozen=True, slots=True)
class RankedCluster:
    """One cluster of the ground.

    Attributes
    ----------
    number
        From 1.
    share
        Of the ground, 0..1.
    distance
        Of its centre from the nearest common cluster, in spreads of that; 0 for common ones.
    compactness
        Share of its pixels that lie in pieces of several pixels, none of them too large, 0..1.
    score
        Rarity x compactness x distance, where rarity is 1 - share; 0 for common ones.
    """

    number: int
    n_px: int
    share: float
    distance: float
    compactness: float
    score: float

    @property
    def is_common(self) -> bool:
        """Whether it is ground."""
        return self.share >= _COMMON


@dataclass(frozen=True, slots=True, eq=False)
class GroundSpread:
    """How the common clusters of a ground lie.

    Attributes
    ----------
    centres
        Shape (n_common, n_bands).
    spread
        Shape (n_common,): root of the mean squared distance of their pixels.
    """

    centres: SingleArray
    spread: DoubleArray

    @classmethod
    def of(
        cls, ranked: tuple[RankedCluster, ...], centres: SingleArray, squares: DoubleArray
    ) -> "GroundSpread":
        """Return that of the clusters that are ground."""
        common = [each for each in ranked if each.is_common]
        at = [each.number - 1 for each in common]
        counts = np.array([each.n_px for each in common], dtype=np.float64)
        return cls(centres[at], np.sqrt(squares[at] / np.maximum(counts, 1)))

    def away(self, pixels: SingleArray) -> SingleArray:
        """Return the distances of pixels (n_bands, n_px) from the nearest, in its spreads."""
        least = np.finfo(np.float32).eps * max(1.0, float(np.abs(self.centres).max(initial=0)))
        found = np.full(pixels.shape[1], np.inf, dtype=np.float32)
        for centre, spread in zip(self.centres, np.maximum(self.spread, least), strict=True):
            own = np.sqrt(((pixels - centre[:, None]) ** 2).sum(axis=0)) / np.float32(spread)
            found = np.minimum(found, own)
        return found


class Extremes:
    """Keeps the pixels that lie farthest from the ground while blocks pass by.

    Parameters
    ----------
    middle
        Shape (n_bands,): a value of the ground.
    n_px
        How many are kept.
    """

    def __init__(self, middle: SingleArray, n_px: int) -> None:
        self._middle, self._n_px = middle, n_px
        self._values: SingleArray = np.empty((0, len(middle)), dtype=np.float32)
        self._away: SingleArray = np.empty(0, dtype=np.float32)

    def pass_by(self, pixels: SingleArray) -> None:
        """Look at pixels of shape (n_bands, n_px)."""
        away = ((pixels - self._middle[:, None]) ** 2).sum(axis=0)
        values = np.concatenate([self._values, pixels.T])
        away = np.concatenate([self._away, away])
        if len(away) > self._n_px:
            kept = np.sort(np.argpartition(away, -self._n_px)[-self._n_px :])
            values, away = values[kept], away[kept]
        self._values, self._away = values, away

    @property
    def values(self) -> SingleArray:
        """Shape (n_px, n_bands)."""
        return self._values


def cluster_ground(
    sampled: SingleArray, extremes: SingleArray, k: int, *, seed: int, pool: ThreadPoolExecutor
) -> Steps[None, SingleArray]:
    """Cluster sampled pixels of the ground together with its extremes; return (k, n_bands).

    A plain sample of a sea may hold no pixel of a ship: the extremes see to it that rare things
    have a say.

    Parameters
    ----------
    sampled, extremes
        Shape (n_px, n_bands) each.
    """
    pixels = np.ascontiguousarray(np.concatenate([sampled, extremes]))
    k = max(1, min(k, len(np.unique(pixels, axis=0))))
    found = yield from find_centres(
        FitPixels.of(pixels), k, n_starts=_N_STARTS, seed=seed, pool=pool
    )
    return found.centres


def rank(
    labels: ByteArray, centres: SingleArray, squares: DoubleArray, *, largest_px: int
) -> tuple[RankedCluster, ...]:
    """Rank the clusters of a ground; the most unusual first, common ones last.

    Parameters
    ----------
    labels
        Shape (height, width): clusters 1..k, 0 beside the ground.
    centres
        Shape (k, n_bands).
    squares
        Shape (k,): sums of squared distances of the pixels to their centres.
    largest_px
        Larger pieces are no odd things.
    """
    k = len(centres)
    counts = counted(labels, k + 1)[1:]
    shares = counts / max(1, int(counts.sum()))
    spread = np.sqrt(squares / np.maximum(counts, 1))
    common = np.flatnonzero(shares >= _COMMON)
    ranked = []
    for place in range(k):
        if not counts[place]:
            continue
        distance = _distance(place, centres, spread, common)
        compact = 0.0 if distance == 0 else _compactness(labels == place + 1, largest_px)
        share = float(shares[place])
        score = (1 - share) * compact * distance
        ranked.append(RankedCluster(place + 1, int(counts[place]), share, distance, compact, score))
    return tuple(sorted(ranked, key=lambda cluster: (-cluster.score, cluster.number)))


def unusual_numbers(ranked: tuple[RankedCluster, ...], least: float) -> tuple[int, ...]:
    """Return the clusters that odd things are begun from.

    Parameters
    ----------
    least
        0..1: share of the best score from which on a cluster counts.
    """
    fit = [each for each in ranked if each.distance >= _FAR and each.compactness >= _COMPACT]
    best = max((each.score for each in fit), default=0.0)
    return tuple(each.number for each in fit if each.score >= least * best)


def rare_numbers(ranked: tuple[RankedCluster, ...]) -> tuple[int, ...]:
    """Return the clusters that may belong to odd things: all that are not common."""
    return tuple(each.number for each in ranked if not each.is_common)


def seeded(rare: BoolArray, seeds: BoolArray) -> tuple[IntArray, int]:
    """Return the connected pieces of rare pixels that hold a seed, numbered from 1.

    Pixels that touch at corners alone are connected.
    """
    from scipy.ndimage import label

    pieces, n_pieces = label(rare | seeds, _EIGHT)
    held = np.zeros(n_pieces + 1, dtype=bool)
    held[pieces[seeds]] = True
    held[0] = False
    number = np.zeros(n_pieces + 1, dtype=np.int32)
    number[held] = np.arange(1, int(held.sum()) + 1)
    for row in pieces:  # in its place: of a full scene a copy has a quarter of a gigabyte
        row[:] = number[row]
    return pieces, int(held.sum())


def _distance(place: int, centres: SingleArray, spread: DoubleArray, common: IntArray) -> float:
    if place in common or not len(common):
        return 0.0
    away = np.sqrt(((centres[common] - centres[place]) ** 2).sum(axis=1, dtype=np.float64))
    least = np.finfo(np.float32).eps * max(1.0, float(np.abs(centres).max()))
    return float((away / np.maximum(spread[common], least)).min())


def _compactness(plane: BoolArray, largest_px: int) -> float:
    from scipy.ndimage import label

    pieces, n_pieces = label(plane, _EIGHT)
    sizes = counted(pieces, n_pieces + 1)[1:]
    compact = sizes[(sizes >= 2) & (sizes <= largest_px)]
    return float(compact.sum() / max(1, int(sizes.sum())))
