"""Say where an exact Lloyd step would move the centres of one k, and whether they rest."""

import numpy as np

from app.arrays import DoubleArray
from app.clustering.models import ClusterModel
from app.clustering.results import KResult
from app.clustering.sums_of_squares import total_sum_of_squares


def exact_means(result: KResult) -> DoubleArray:
    """Return the mean of every cluster, shape (k, n_bands), scene units.

    A cluster that has no pixel keeps its centre. The means are exact where every pixel was
    labelled; of an estimate they are those of the sample.
    """
    spectra = result.signatures
    has_pixels = spectra.n_px[:, None] > 0
    return np.where(has_pixels, spectra.mean, result.model.describe().centres)


def is_at_rest(result: KResult) -> bool:
    """Whether the centres are as near to the means of their pixels as a fit would leave them.

    A model of another kind than nearest centres is: there is no step that it could take. Where
    angles are clustered, or bands follow a curve, the spectra do not tell: the centres then stay
    at rest on the pixels that they were fitted on.
    """
    model = result.model
    if not isinstance(model, ClusterModel):
        return True
    from app.clustering.fitting.lloyd import (
        TOLERANCE,  # loads the compiled loops, so not at the top
    )

    scaling = model.scaling
    if not scaling.is_linear:
        return True
    steps = (exact_means(result) - model.centres) / scaling.scale
    n_values = max(result.n_valid_px, 1) * len(scaling.scale)
    mean_variance = total_sum_of_squares(result.signatures, scaling) / n_values
    return float((steps**2).sum()) <= TOLERANCE * mean_variance
