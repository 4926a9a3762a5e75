"""Figures that follow from the spectra of clusters."""

import numpy as np

from app.arrays import DoubleArray
from app.clustering.models import Model
from app.clustering.results import Signatures
from app.clustering.scaling import BandScaling


def total_sum_of_squares(signatures: Signatures, scaling: BandScaling) -> float:
    """Return the squared distances of all pixels to their common mean, in scaled units.

    Within and between the clusters add up to the total (the decomposition behind the variance
    ratio of Calinski and Harabasz 1974), so no further pass over the pixels is needed.
    """
    n_px: DoubleArray = signatures.n_px[:, None].astype(np.float64)
    common = (n_px * signatures.mean).sum(axis=0) / max(float(n_px.sum()), 1.0)
    squares = n_px * (signatures.std**2 + (signatures.mean - common) ** 2)
    return float((squares / scaling.scale**2).sum())


def within_sum_of_squares(signatures: Signatures, model: Model) -> float:
    """Return the squared distances of all pixels to the centres of their clusters, scaled units.

    As exact as the spectra: those of pixels to their mean, and that of the mean to the centre.
    """
    told = model.describe()
    n_px: DoubleArray = signatures.n_px[:, None].astype(np.float64)
    squares = n_px * (signatures.std**2 + (signatures.mean - told.centres) ** 2)
    return float((squares / told.scaling.scale**2).sum())
