"""Check classes against labels that were set aside, and say which clusters need more labels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.arrays import AnyArray, DoubleArray, IntArray

_PURE = 0.9
_Z_95 = 1.959964  # of the normal distribution, two-sided


class VoteState(StrEnum):
    """What labels say of a cluster altogether."""

    PURE = "pure"  # nine in ten of its labelled pixels are of one class
    MIXED = "mixed"
    UNLABELLED = "unlabelled"


@dataclass(frozen=True, slots=True, eq=False)
class ErrorMatrix:
    """How labels that were set aside are classed.

    Attributes
    ----------
    counts
        Shape (n_classes + 1, n_classes): pixels by the class of the map, the last row for those
        without one, and by their label.
    overall_low, overall_high
        The interval of 95 % of the overall accuracy; NaN where none was checked.
    """

    counts: IntArray
    overall_low: float = math.nan
    overall_high: float = math.nan

    @property
    def n_px(self) -> int:
        """Pixels that were checked."""
        return int(self.counts.sum())

    @property
    def overall(self) -> float:
        """Share that is right; a pixel without a class is not. NaN where none was checked."""
        right = np.diag(self.counts[:-1]).sum()
        return float(right / self.n_px) if self.n_px else float("nan")

    @property
    def users(self) -> DoubleArray:
        """For each class: share of what the map calls so that is; NaN where it calls none so."""
        return _share(np.diag(self.counts[:-1]), self.counts[:-1].sum(axis=1))

    @property
    def producers(self) -> DoubleArray:
        """For each class: share of what is so that the map calls so; NaN where none is."""
        return _share(np.diag(self.counts[:-1]), self.counts.sum(axis=0))


@dataclass(frozen=True, slots=True)
class ClusterVote:
    """What labelled pixels say of one cluster.

    Attributes
    ----------
    number
        From 1.
    n_px
        Its pixels.
    n_labelled
        Labelled ones among them, by class.
    row, col
        A pixel of it, near the middle of the scene's pixels of that cluster; -1 without any.
    """

    number: int
    n_px: int
    n_labelled: tuple[int, ...]
    row: int
    col: int

    @property
    def best(self) -> int:
        """The class that most of them have, from 1; 0 where none is labelled."""
        most = max(self.n_labelled, default=0)
        return self.n_labelled.index(most) + 1 if most else 0

    @property
    def purity(self) -> float:
        """Share of that class among the labelled ones; NaN where none is."""
        total = sum(self.n_labelled)
        return max(self.n_labelled) / total if total else float("nan")

    @property
    def state(self) -> VoteState:
        """What its labels say altogether."""
        if not self.best:
            return VoteState.UNLABELLED
        return VoteState.PURE if self.purity >= _PURE else VoteState.MIXED

    @property
    def worth(self) -> float:
        """How much a label would tell: pixels that are likely to be of another class."""
        return float(self.n_px) if not any(self.n_labelled) else self.n_px * (1 - self.purity)


def where_next(votes: Sequence[ClusterVote]) -> tuple[ClusterVote, ...]:
    """Return clusters by how much one more label would tell, the most first."""
    return tuple(sorted(votes, key=lambda vote: (-vote.worth, vote.number)))


def error_matrix(
    labels: AnyArray, truth: AnyArray, n_classes: int, witness: AnyArray | None = None
) -> ErrorMatrix:
    """Count pixels by the class of the map and by their label.

    Parameters
    ----------
    labels, truth
        Same shape: classes from 1; labels may be 0, truth not.
    witness
        Same shape: pixels of one are not independent of each other; None where all are.
    """
    own = np.where(labels == 0, n_classes + 1, labels).astype(np.int64) - 1
    pairs = own * n_classes + truth.astype(np.int64) - 1
    counts = np.bincount(pairs.reshape(-1), minlength=(n_classes + 1) * n_classes)
    each = np.arange(labels.size) if witness is None else witness.reshape(-1)
    interval = _interval((labels == truth).reshape(-1), each)
    return ErrorMatrix(counts.reshape(n_classes + 1, n_classes), *interval)


def _interval(is_right: AnyArray, witness: AnyArray) -> tuple[float, float]:
    """Return the interval of 95 % of a share that is known by groups of pixels.

    The variance is that of a ratio of sums over groups (Cochran 1977, Sampling Techniques, 3.12);
    the interval is Wilson's (1927), for as many single pixels as would have that variance. Groups
    that all say the same count one each.
    """
    n_px = is_right.size
    if not n_px:
        return math.nan, math.nan
    _, group = np.unique(witness, return_inverse=True)
    sizes = np.bincount(group)
    rights = np.bincount(group, weights=is_right.astype(np.float64))
    share, n_groups = float(is_right.mean()), len(sizes)
    spread = float(((rights - share * sizes) ** 2).sum())
    variance = spread * n_groups / max(1, n_groups - 1) / n_px**2
    n = float(n_groups) if variance <= 0 else share * (1 - share) / variance
    n = min(max(n, 1.0), float(n_px))
    middle = (share + _Z_95**2 / (2 * n)) / (1 + _Z_95**2 / n)
    reach = _Z_95 / (1 + _Z_95**2 / n) * math.sqrt(share * (1 - share) / n + (_Z_95 / (2 * n)) ** 2)
    return max(0.0, min(middle - reach, share)), min(1.0, max(middle + reach, share))


def _share(part: AnyArray, whole: AnyArray) -> DoubleArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
