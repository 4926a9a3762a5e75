"""Check classes against labels that were set aside, and say which clusters need more labels."""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, DoubleArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class ErrorMatrix:
    """How labels that were set aside are classed.

    Attributes
    ----------
    counts
        Shape (n_classes + 1, n_classes): pixels by the class of the map, the last row for those
        without one, and by their label.
    """

    counts: IntArray

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
        return int(np.argmax(self.n_labelled)) + 1 if any(self.n_labelled) else 0

    @property
    def purity(self) -> float:
        """Share of that class among the labelled ones; NaN where none is."""
        total = sum(self.n_labelled)
        return max(self.n_labelled) / total if total else float("nan")

    @property
    def worth(self) -> float:
        """How much a label would tell: pixels that are likely to be of another class."""
        return float(self.n_px) if not any(self.n_labelled) else self.n_px * (1 - self.purity)


def error_matrix(labels: AnyArray, truth: AnyArray, n_classes: int) -> ErrorMatrix:
    """Count pixels by the class of the map and by their label.

    Parameters
    ----------
    labels, truth
        Same shape: classes from 1; labels may be 0, truth not.
    """
    own = np.where(labels == 0, n_classes + 1, labels).astype(np.int64) - 1
    pairs = own * n_classes + truth.astype(np.int64) - 1
    counts = np.bincount(pairs.reshape(-1), minlength=(n_classes + 1) * n_classes)
    return ErrorMatrix(counts.reshape(n_classes + 1, n_classes))


def _share(part: AnyArray, whole: AnyArray) -> DoubleArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
