"""Count pixels by their values in two bands, under every label, and say how classes lie there."""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, DoubleArray, IntArray, read_only
from app.clustering.legends.map_steps import Groups
from app.clustering.reading.label_moments import Moments, MomentSums, of_classes
from app.scene.band import Band

N_BINS, _FEWEST_BINS = 128, 40  # as many as there are pixels for
_BINS_PER_ROOT = 1.5
N_SIGMA = 2.0
_ENDS = (0.1, 99.9)  # percent of the sampled pixels; the axes reach a little further
_MARGIN = 0.04
_N_CORNERS = 72  # of an ellipse
_NARROW = 1e-6  # of a value, where there is no other


@dataclass(frozen=True, slots=True)
class AxisBins:
    """How the values of one band are counted: in so many bins of one width.

    Attributes
    ----------
    low
        Of the first bin, scene units.
    width
        Of a bin.
    """

    low: float
    width: float
    n: int

    @property
    def high(self) -> float:
        """Of the last bin."""
        return self.low + self.n * self.width

    @classmethod
    def over(cls, values: AnyArray, band: Band) -> "AxisBins":
        """Choose bins for sampled values: fewer for few, of whole widths for whole numbers."""
        known = values[np.isfinite(values)].astype(np.float64)
        if not len(known):
            return cls(0.0, 1.0 / N_BINS, N_BINS)
        low, high = np.percentile(known, _ENDS).tolist()
        n = int(min(max(_BINS_PER_ROOT * np.sqrt(len(known)), _FEWEST_BINS), N_BINS))
        span = high - low or max(abs(low), 1.0) * _NARROW
        low, high = low - _MARGIN * span, high + _MARGIN * span
        if np.dtype(band.dtype).kind in "iu":
            width = max(1.0, float(np.ceil((high - low) / n)))
            low = float(np.floor(low)) - 0.5
            return cls(low, width, max(1, int(np.ceil((high - low) / width))))
        return cls(low, (high - low) / n, n)


@dataclass(frozen=True, slots=True, eq=False)
class Scatter:
    """Pixels by their values in two bands.

    Attributes
    ----------
    x, y
        The bands' bins; the bands stand in the moments.
    counts
        Shape (n_labels, y.n, x.n): how many pixels of each label have these values; those beyond
        the axes are not counted.
    moments
        Of the labels in these two bands.
    """

    x: AxisBins
    y: AxisBins
    counts: IntArray
    moments: Moments

    @property
    def bands(self) -> tuple[Band, Band]:
        """Of the level and of the upright axis."""
        level, upright = self.moments.bands
        return level, upright

    @property
    def is_of_sample(self) -> bool:
        """Whether not every pixel was counted."""
        return self.moments.is_of_sample

    def density(self, labels: tuple[int, ...] | None = None) -> IntArray:
        """Return the counts of some labels together, or of all; shape (y.n, x.n)."""
        if labels is None:
            return np.asarray(self.counts.sum(axis=0))
        rows = [label - 1 for label in labels if label <= len(self.counts)]
        return np.asarray(self.counts[rows].sum(axis=0))


class ScatterCounts:
    """Counts and moments of pixels that come in pieces.

    Parameters
    ----------
    near
        Shape (n_labels, 2): values near those of each label.
    """

    def __init__(self, x: AxisBins, y: AxisBins, near: DoubleArray) -> None:
        self._x, self._y = x, y
        self._n_labels = len(near)
        self._counts = np.zeros(self._n_labels * y.n * x.n, dtype=np.int64)
        self._sums = MomentSums(near)

    def add(self, values: AnyArray, labels: ByteArray) -> None:
        """Add pixels.

        Parameters
        ----------
        values
            Shape (2, n_px), scene units.
        labels
            Shape (n_px,); 0 is left out.
        """
        self._sums.add(values, labels)
        across, up = (
            np.floor((plane - axis.low) / axis.width)
            for plane, axis in zip(values, (self._x, self._y), strict=True)
        )
        inside = (labels > 0) & (labels <= self._n_labels)
        inside &= (across >= 0) & (across < self._x.n) & (up >= 0) & (up < self._y.n)
        at = (labels[inside].astype(np.intp) - 1) * self._y.n + up[inside].astype(np.intp)
        at = at * self._x.n + across[inside].astype(np.intp)
        self._counts += np.bincount(at, minlength=len(self._counts))

    def scatter(self, bands: tuple[Band, Band], *, is_of_sample: bool) -> Scatter:
        """Return what was counted."""
        shape = self._n_labels, self._y.n, self._x.n
        moments = self._sums.moments(bands, is_of_sample=is_of_sample)
        return Scatter(self._x, self._y, read_only(self._counts.reshape(shape)), moments)


def class_moments(scatter: Scatter, groups: Groups) -> Moments:
    """Return where the classes lie in the plot, those without a pixel as NaN."""
    return of_classes(scatter.moments, groups)


def ellipse(mean: DoubleArray, covariance: DoubleArray) -> DoubleArray | None:
    """Return the ellipse of two sigma of one class, closed; None where it has none.

    It holds 86 % of a normal distribution: 1 - exp(-2).

    Returns
    -------
    Shape (n, 2): x and y.
    """
    if not (np.isfinite(mean).all() and np.isfinite(covariance).all()):
        return None
    variances, axes = np.linalg.eigh(covariance)
    turn = np.linspace(0.0, 2.0 * np.pi, _N_CORNERS + 1)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    reach = N_SIGMA * np.sqrt(np.maximum(variances, 0.0))
    return np.asarray(mean + (axes @ (reach[:, np.newaxis] * circle)).T)


def class_at(moments: Moments, x: float, y: float) -> int:
    """Return the class, by its row, in whose ellipse a place lies most inside; -1 for none."""
    best, nearest = -1, N_SIGMA**2
    for row, (mean, covariance) in enumerate(zip(moments.mean, moments.covariance, strict=True)):
        if not (np.isfinite(mean).all() and np.linalg.det(covariance) > 0):
            continue
        apart = np.array([x, y]) - mean
        distance = float(apart @ np.linalg.solve(covariance, apart))
        if distance <= nearest:
            best, nearest = row, distance
    return best


def beyond(
    values: AnyArray, labels: ByteArray, low: tuple[float, float], high: tuple[float, float]
) -> ByteArray:
    """Return 1 for pixels with a label that lie outside of a rectangle of the plot, 0 for others.

    Parameters
    ----------
    values
        Shape (2, rows, cols).
    """
    inside: BoolArray = np.ones(labels.shape, dtype=bool)
    for plane, least, most in zip(values, low, high, strict=True):
        inside &= (plane >= least) & (plane <= most)
    return np.ascontiguousarray((~inside & (labels > 0)).astype(np.uint8))
