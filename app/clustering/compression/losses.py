"""Measure what is lost when pixels are rebuilt from a codebook."""

import math

import numpy as np

from app.arrays import AnyArray, DoubleArray


class Losses:
    """Adds up errors of rebuilt pixels, block after block, in numbers of the files.

    Parameters
    ----------
    scale, offset
        Shape (n_bands,): what a number measures is number x scale + offset. Angles are those of
        what is measured.

    Attributes
    ----------
    squares
        Sum of the squared errors of each band.
    largest
        The largest error of each band.
    low, high
        The range of the original values of each band.
    angles_rad
        Sum of the angles between spectra.
    """

    def __init__(self, scale: DoubleArray, offset: DoubleArray) -> None:
        n_bands = len(scale)
        self._scale, self._offset = scale[:, None], offset[:, None]
        self.squares = np.zeros(n_bands)
        self.largest = np.zeros(n_bands)
        self.low = np.full(n_bands, np.inf)
        self.high = np.full(n_bands, -np.inf)
        self.angles_rad = 0.0
        self.n_px = 0

    def add(self, original: AnyArray, rebuilt: AnyArray) -> None:
        """Add pixels of shape (n_bands, n_px), without no data."""
        if not original.shape[1]:
            return
        one, other = original.astype(np.float64), rebuilt.astype(np.float64)
        away = np.abs(one - other)
        self.squares += np.einsum("bp,bp->b", away, away)
        self.largest = np.maximum(self.largest, away.max(axis=1))
        self.low = np.minimum(self.low, one.min(axis=1))
        self.high = np.maximum(self.high, one.max(axis=1))
        self.angles_rad += float(_angles(self._measured(one), self._measured(other)).sum())
        self.n_px += one.shape[1]

    def add_up(self, other: "Losses") -> None:
        """Add what was lost of other pixels of the same bands."""
        self.squares += other.squares
        self.largest = np.maximum(self.largest, other.largest)
        self.low = np.minimum(self.low, other.low)
        self.high = np.maximum(self.high, other.high)
        self.angles_rad += other.angles_rad
        self.n_px += other.n_px

    def _measured(self, numbers: DoubleArray) -> DoubleArray:
        return np.asarray(numbers * self._scale + self._offset)

    @property
    def rmse(self) -> DoubleArray:
        """Root of the mean squared error of each band."""
        return np.sqrt(self.squares / max(1, self.n_px))

    @property
    def psnr_db(self) -> DoubleArray:
        """Peak signal-to-noise ratio of each band in decibels, infinite where nothing is lost.

        The peak is the range of the band's values: 20 log10(range / RMSE).
        """
        span = np.where(self.n_px, self.high - self.low, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = 20 * np.log10(span / self.rmse)
        return np.where(self.rmse == 0, np.inf, found)

    @property
    def spectral_angle_deg(self) -> float:
        """Mean angle between original and rebuilt spectra, in degrees (Kruse et al. 1993)."""
        return math.degrees(self.angles_rad / max(1, self.n_px))


def _angles(one: DoubleArray, other: DoubleArray) -> DoubleArray:
    """Return the angles between spectra in radians; 0 where one of them is nothing at all."""
    norms = np.sqrt(np.einsum("bp,bp->p", one, one) * np.einsum("bp,bp->p", other, other))
    cosine = np.einsum("bp,bp->p", one, other) / np.where(norms > 0, norms, 1.0)
    return np.where(norms > 0, np.arccos(np.clip(cosine, -1.0, 1.0)), 0.0)
