"""Add up how values of bands vary together under every label, and put labels together to classes.

A class of several labels is put together exactly, by the law of total covariance.
"""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray, IntArray, read_only
from app.clustering.legends.map_steps import Groups
from app.scene.band import Band


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Counts, means and covariances of the pixels of labels, or of classes.

    Attributes
    ----------
    bands
        The bands that took part.
    n_px
        Shape (n,).
    mean
        Shape (n, n_bands), scene units.
    covariance
        Shape (n, n_bands, n_bands), scene units squared, the population's (ddof 0).
    is_of_sample
        Whether they rest on the preview's pixels and not on every one.
    """

    bands: tuple[Band, ...]
    n_px: IntArray
    mean: DoubleArray
    covariance: DoubleArray
    is_of_sample: bool


class MomentSums:
    """Sums of values and of their products under every label, pixel by pixel.

    Parameters
    ----------
    near
        Shape (n_labels, n_bands), scene units: a value near those of each label, so that products
        keep their digits.
    """

    def __init__(self, near: DoubleArray) -> None:
        n_labels, n_bands = near.shape
        self._near = np.nan_to_num(near)
        self._n_px = np.zeros(n_labels, dtype=np.int64)
        self._sums = np.zeros((n_labels, n_bands))
        self._products = np.zeros((n_labels, n_bands, n_bands))

    def add(self, values: AnyArray, labels: ByteArray) -> None:
        """Add pixels.

        Parameters
        ----------
        values
            Shape (n_bands, n_px), scene units.
        labels
            Shape (n_px,); 0 is left out.
        """
        n_labels = len(self._n_px)
        order = np.argsort(labels, kind="stable")  # by counting, for bytes: no comparisons
        counts = np.bincount(labels, minlength=n_labels + 1)[: n_labels + 1]
        ends = np.cumsum(counts)
        for row in np.flatnonzero(counts[1:]).tolist():
            own = order[ends[row] : ends[row + 1]]
            apart = values[:, own] - self._near[row][:, np.newaxis]
            self._n_px[row] += len(own)
            self._sums[row] += apart.sum(axis=1)
            self._products[row] += apart @ apart.T

    def moments(self, bands: tuple[Band, ...], *, is_of_sample: bool) -> Moments:
        """Return what was added up; means and covariances are NaN where a label has no pixel."""
        n = np.where(self._n_px > 0, self._n_px, np.nan)[:, np.newaxis]
        apart = self._sums / n
        covariance = self._products / n[:, :, np.newaxis]
        covariance -= apart[:, :, np.newaxis] * apart[:, np.newaxis, :]
        return Moments(
            bands=bands,
            n_px=read_only(self._n_px.copy()),
            mean=read_only(self._near + apart),
            covariance=read_only(covariance),
            is_of_sample=is_of_sample,
        )


def of_classes(found: Moments, groups: Groups) -> Moments:
    """Put the moments of classes together from those of their labels, exactly.

    Parameters
    ----------
    found
        Of the labels from 1 on.
    groups
        The labels of each class; one that is not there adds nothing.
    """
    joined = [_joined(found, group) for group in groups]
    return Moments(
        bands=found.bands,
        n_px=read_only(np.array([n_px for n_px, _, _ in joined], dtype=np.int64)),
        mean=read_only(np.stack([mean for _, mean, _ in joined])),
        covariance=read_only(np.stack([covariance for _, _, covariance in joined])),
        is_of_sample=found.is_of_sample,
    )


def _joined(found: Moments, group: tuple[int, ...]) -> tuple[int, DoubleArray, DoubleArray]:
    n_found, n_bands = found.mean.shape
    rows = np.array([label - 1 for label in group if label <= n_found], dtype=np.intp)
    rows = rows[found.n_px[rows] > 0]
    n_px = int(found.n_px[rows].sum())
    if not n_px:
        return 0, np.full(n_bands, np.nan), np.full((n_bands, n_bands), np.nan)
    weights = found.n_px[rows] / n_px
    mean = weights @ found.mean[rows]
    apart = found.mean[rows] - mean
    within = np.tensordot(weights, found.covariance[rows], axes=1)
    return n_px, mean, within + (apart.T * weights) @ apart
