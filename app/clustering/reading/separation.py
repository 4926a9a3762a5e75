"""Measure how far classes stand apart: Jeffries-Matusita distance and transformed divergence."""

from dataclasses import dataclass

import numpy as np

from app.arrays import DoubleArray, read_only
from app.clustering.reading.label_moments import Moments

MOST = 2.0  # of both measures
WELL_APART = 1.9  # Richards and Jia, "Remote Sensing Digital Image Analysis" (2006), section 10.3
_ROUNDING = 1.0 / 12.0  # variance that whole numbers have by their rounding alone (Sheppard)
_SMALL = 1e-9  # of a band's variance over all classes, for values that are not whole numbers


@dataclass(frozen=True, slots=True, eq=False)
class Separation:
    """How far the classes of one k stand apart, two by two.

    Attributes
    ----------
    jeffries_matusita, divergence
        Shape (n_classes, n_classes), 0 (the same) to 2 (apart), symmetric; NaN on the diagonal,
        and where a class has fewer pixels than its covariance needs.
    """

    jeffries_matusita: DoubleArray
    divergence: DoubleArray

    def nearest_to(self, row: int) -> int:
        """Return the class that stands nearest to another; -1 where none is known.

        By the Jeffries-Matusita distance, and by divergence where that is the same for several.
        """
        known = np.flatnonzero(np.isfinite(self.jeffries_matusita[row]))
        if not len(known):
            return -1
        by = np.lexsort((self.divergence[row, known], self.jeffries_matusita[row, known]))
        return int(known[by[0]])


def separation_of(moments: Moments) -> Separation:
    """Measure the distance of all pairs of classes, each as a normal distribution.

    With means m and covariances C, S = (C1 + C2) / 2 and d = m1 - m2, the Bhattacharyya distance is
    B = d' S^-1 d / 8 + ln(|S| / sqrt(|C1| |C2|)) / 2 and the Jeffries-Matusita distance
    2 (1 - exp(-B)); the divergence is D = tr((C1 - C2) (C2^-1 - C1^-1)) / 2 +
    d' (C1^-1 + C2^-1) d / 2, and transformed 2 (1 - exp(-D / 8)) (Swain and Davis, "Remote Sensing:
    The Quantitative Approach", 1978, section 3; the scale 0..2 as is usual in image processing).
    Both stay the same whatever linear units the bands are in.

    Each variance is raised by that of rounding to whole numbers, or by a billionth of the band's,
    so that a class of one single value has a distance too.
    """
    n, n_bands = moments.mean.shape
    jeffries_matusita = np.full((n, n), np.nan)
    divergence = np.full((n, n), np.nan)
    covariances = moments.covariance + np.diag(_least_variances(moments))
    fit = [row for row in range(n) if moments.n_px[row] > n_bands]
    inverses = {row: np.linalg.inv(covariances[row]) for row in fit}
    logs = {row: np.linalg.slogdet(covariances[row])[1] for row in fit}
    for place, one in enumerate(fit):
        for other in fit[place + 1 :]:
            apart = moments.mean[one] - moments.mean[other]
            both = (covariances[one] + covariances[other]) / 2
            quadratic = float(apart @ np.linalg.solve(both, apart))
            spread = np.linalg.slogdet(both)[1] - (logs[one] + logs[other]) / 2
            bhattacharyya = quadratic / 8 + max(float(spread), 0.0) / 2
            of_spread = (covariances[one] - covariances[other]) * (inverses[other] - inverses[one])
            of_means = apart @ (inverses[one] + inverses[other]) @ apart
            diverging = max(float(of_spread.sum() + of_means), 0.0) / 2
            jeffries_matusita[one, other] = MOST * -np.expm1(-bhattacharyya)
            divergence[one, other] = MOST * -np.expm1(-diverging / 8)
    for table in (jeffries_matusita, divergence):
        table[:] = np.where(np.isnan(table), table.T, table)
    return Separation(read_only(jeffries_matusita), read_only(divergence))


def _least_variances(moments: Moments) -> DoubleArray:
    variances = np.nan_to_num(np.diagonal(moments.covariance, axis1=1, axis2=2))
    shares = moments.n_px / max(1, int(moments.n_px.sum()))
    means = np.nan_to_num(moments.mean)
    centre = shares @ means
    overall = shares @ (variances + (means - centre) ** 2)
    is_whole = np.array([np.dtype(band.dtype).kind in "iu" for band in moments.bands])
    tiny = np.finfo(np.float64).tiny
    return np.asarray(np.where(is_whole, _ROUNDING, np.maximum(_SMALL * overall, tiny)))
