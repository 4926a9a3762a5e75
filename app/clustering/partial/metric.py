"""Measure distances so that pixels of one class lie as near to each other in every direction."""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, DoubleArray, SingleArray

# Towards bands that spread each by itself: few labels say little of how bands go along, and with
# 4,000 even a hundredth blurs what tells wheat from soil.
_SHRINK_MOST, _SHRINK_A_BAND = 0.1, 0.5
_LEAST_PX = 3  # of a class, that tell of its spread


@dataclass(frozen=True, slots=True, eq=False)
class ClassMetric:
    """A linear way of scaling pixels.

    Attributes
    ----------
    middle
        Shape (n_bands,).
    way
        Shape (n_bands, n_bands): scaled = (pixel - middle) @ way, of unit variance within classes.
    """

    middle: DoubleArray
    way: DoubleArray

    def scaled(self, pixels: AnyArray) -> SingleArray:
        """Return pixels of shape (n_px, n_bands) scaled."""
        return np.ascontiguousarray((pixels - self.middle) @ self.way, dtype=np.float32)


def learn_metric(pixels: AnyArray, labels: AnyArray) -> ClassMetric:
    """Learn from labelled pixels how classes spread.

    The pooled covariance within classes is made a sphere, as in linear discriminant analysis
    (Fisher 1936; the metric of a semi-supervised k-means as in Bilenko, Basu and Mooney 2004,
    doi 10.1145/1015330.1015360).

    Parameters
    ----------
    pixels
        Shape (n_px, n_bands).
    labels
        Shape (n_px,): classes from 1.
    """
    n_bands = pixels.shape[1]
    total, n_px = np.zeros((n_bands, n_bands)), 0
    for one in np.unique(labels):
        own = pixels[labels == one].astype(np.float64)
        if len(own) >= _LEAST_PX:
            away = own - own.mean(axis=0)
            total += away.T @ away
            n_px += len(own) - 1
    all_of_them = np.cov(pixels.astype(np.float64), rowvar=False).reshape(n_bands, n_bands)
    within = total / n_px if n_px else all_of_them
    level = float(np.trace(within)) / n_bands or 1.0
    shrink = min(_SHRINK_MOST, _SHRINK_A_BAND * n_bands / max(1, n_px))
    floor = shrink * np.diag(np.diag(within)) + 1e-9 * level * np.eye(n_bands)
    values, vectors = np.linalg.eigh((1 - shrink) * within + floor)
    return ClassMetric(
        pixels.mean(axis=0, dtype=np.float64), vectors / np.sqrt(np.maximum(values, 1e-12 * level))
    )
