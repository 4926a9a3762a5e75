"""Weigh the spread between clusters against that within them."""

import math

from app.clustering.models import Model
from app.clustering.results import Signatures
from app.clustering.sums_of_squares import total_sum_of_squares


def calinski_harabasz(signatures: Signatures, inertia: float, model: Model) -> float:
    """Return the variance ratio (Calinski and Harabasz 1974), higher is better.

    Parameters
    ----------
    signatures
        Spectra of all clusters.
    inertia
        Sum of squared distances to the centres of the clusters, scaled units.

    Returns
    -------
    NaN where it has no meaning: one cluster, no more pixels than clusters, or no spread left; and
    for angles and along curves, where the spectra do not tell the spread about a common mean.
    """
    scaling = model.describe().scaling
    if not scaling.is_linear:
        return math.nan
    n_px = int(signatures.n_px.sum())
    return variance_ratio(inertia, total_sum_of_squares(signatures, scaling), n_px, model.k)


def variance_ratio(inertia: float, total_ss: float, n_px: int, k: int) -> float:
    """Return the ratio of variances; `total_ss` is the sum of squares about the mean of all."""
    if k < 2 or n_px <= k or inertia <= 0:
        return math.nan
    between = max(total_ss - inertia, 0.0)
    return (between / (k - 1)) / (inertia / (n_px - k))
