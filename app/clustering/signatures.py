"""Measure the spectra of clusters on sampled pixels."""

import numpy as np

from app.arrays import AnyArray, DoubleArray, IntArray
from app.clustering.results import BandScaling, Signatures
from app.scene.band import Band


def sample_signatures(
    values: AnyArray, labels: AnyArray, bands: tuple[Band, ...], *, k: int, n_px: IntArray
) -> Signatures:
    """Estimate the spectra of clusters from a sample.

    Parameters
    ----------
    values
        Shape (n_pixels, n_bands), scene units.
    labels
        Shape (n_pixels,), cluster numbers 1..k.
    n_px
        Shape (k,): pixels of each cluster over the scene, as far as they are known.
    """
    figures = np.zeros((6, k, len(bands)))
    for cluster in range(1, k + 1):
        members = values[labels == cluster].astype(np.float64)
        if len(members):
            p05, p95 = np.percentile(members, (5, 95), axis=0)
            figures[:, cluster - 1] = (
                members.mean(axis=0), members.std(axis=0), p05, p95,
                members.min(axis=0), members.max(axis=0),
            )  # fmt: skip
    mean, std, low, high, minimum, maximum = figures
    return Signatures(
        bands=bands, n_px=n_px, mean=mean, std=std, p05=low, p95=high,
        minimum=minimum, maximum=maximum,
    )  # fmt: skip


def total_sum_of_squares(signatures: Signatures, scaling: BandScaling) -> float:
    """Return the squared distances of all pixels to their common mean, in scaled units.

    Within and between the clusters add up to the total (the decomposition behind the variance
    ratio of Calinski and Harabasz 1974), so no further pass over the pixels is needed.
    """
    n_px: DoubleArray = signatures.n_px[:, None].astype(np.float64)
    common = (n_px * signatures.mean).sum(axis=0) / max(float(n_px.sum()), 1.0)
    squares = n_px * (signatures.std**2 + (signatures.mean - common) ** 2)
    return float((squares / scaling.scale**2).sum())
