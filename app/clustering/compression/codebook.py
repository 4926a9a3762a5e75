"""Find a short list of spectra that stands for all pixels of a scene."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.arrays import AnyArray, ByteArray, SingleArray
from app.clustering.fitting.fitter import FitPixels
from app.steps import Steps

_GROUP = 128  # of the kernel's labels, which are bytes that begin at 1
_N_STARTS = 1


@dataclass(frozen=True, slots=True, eq=False)
class Codebook:
    """Spectra that stand for pixels, in numbers of the files.

    Attributes
    ----------
    spectra
        Shape (k, n_bands), in the type of the bands: what a pixel is rebuilt as.
    """

    spectra: AnyArray

    @property
    def k(self) -> int:
        """How many there are."""
        return len(self.spectra)

    def indices(self, values: AnyArray) -> ByteArray:
        """Return which spectrum is nearest to each pixel, from 0 on; shape (n_px,).

        Parameters
        ----------
        values
            Shape (n_bands, n_px), numbers of the files; all of them finite.
        """
        pixels = np.ascontiguousarray(values, dtype=np.float32)
        centres = self.spectra.astype(np.float32)
        found = [
            _nearest(pixels, centres[first : first + _GROUP]) for first in range(0, self.k, _GROUP)
        ]
        if len(found) == 1:
            return found[0]
        away = [
            ((pixels - centres[group * _GROUP + own].T) ** 2).sum(axis=0)
            for group, own in enumerate(found)
        ]
        return np.where(away[1] < away[0], found[1] + _GROUP, found[0]).astype(np.uint8)

    def rebuilt(self, indices: ByteArray) -> AnyArray:
        """Return the spectra of indices, shape (n_bands, n_px)."""
        return np.ascontiguousarray(self.spectra[indices].T)


def find_codebook(
    pixels: AnyArray, k: int, dtype: np.dtype[Any], *, seed: int, pool: ThreadPoolExecutor
) -> Steps[None, Codebook]:
    """Fit the spectra to sampled pixels by k-means, and round them to the type of the bands.

    Vector quantisation by Lloyd's algorithm (Linde, Buzo and Gray 1980, doi
    10.1109/TCOM.1980.1094577); distances are in numbers of the files, so that a band of larger
    numbers counts more.

    Parameters
    ----------
    pixels
        Shape (n_px, n_bands).
    k
        At most 256.
    dtype
        Of the bands.
    """
    from app.clustering.fitting.scikit_learn import find_centres

    rows = np.ascontiguousarray(pixels, dtype=np.float32)
    k = min(k, len(np.unique(rows, axis=0)))
    # The program's own fitter labels with bytes from 1 on, and cannot tell 256 apart.
    found = yield from find_centres(FitPixels.of(rows), k, n_starts=_N_STARTS, seed=seed, pool=pool)
    spectra = found.centres.astype(np.float64)
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        spectra = np.clip(np.rint(spectra), limits.min, limits.max)
    order = np.lexsort(spectra.T[::-1])  # the darkest first, whatever the fit began with
    return Codebook(spectra[order].astype(dtype))


def _nearest(pixels: SingleArray, centres: SingleArray) -> ByteArray:
    from app.clustering.kernels import nearest

    labels = np.zeros((1, pixels.shape[1]), dtype=np.uint8)
    starts = np.array([0, len(centres)])
    nearest(pixels, np.ascontiguousarray(centres), starts, labels, np.zeros(1))
    return np.asarray(labels.reshape(-1) - 1)
