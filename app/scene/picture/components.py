"""Find the principal components of bands, and show bands along them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, DoubleArray, SingleArray
from app.scene.band import Band
from app.scene.blocks import Preview
from app.scene.computed.picks import picked
from app.scene.nodata import NoDataRule, valid_pixels

_N_COMPONENTS = 3  # red, green, blue
_N_FIT_PX = 50_000  # more move a loading by less than a colour can show
_N_CHUNK_PX = 65_536  # of 64 bands these take 16 MB


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """The three directions in which pixels differ most (Pearson 1901), in what bands measure.

    Attributes
    ----------
    bands
        The bands they are made of, in scene order.
    centre
        Shape (n_bands,): the mean of the pixels they were found on, in units.
    loadings
        Shape (3, n_bands), rows of unit length, by falling variance. A direction has no sign of
        its own: the greatest loading of each is positive. Zeros where there are fewer bands.
    shares
        Part of the variance of all bands that each component holds, 0..1.
    """

    bands: tuple[Band, ...]
    centre: DoubleArray
    loadings: DoubleArray
    shares: tuple[float, float, float]

    def project(self, values: AnyArray) -> SingleArray:
        """Return where pixels lie along each component, as seen from the mean.

        Parameters
        ----------
        values
            Shape (n_bands, rows, cols), numbers of the files.

        Returns
        -------
        Shape (3, rows, cols); not finite where a band measures nothing.
        """
        flat = values.reshape(len(values), -1)
        loadings = self.loadings.astype(np.float32)
        along = np.empty((_N_COMPONENTS, flat.shape[1]), dtype=np.float32)
        with np.errstate(all="ignore"):  # of pixels that are no data
            for first in range(0, flat.shape[1], _N_CHUNK_PX):
                chunk = slice(first, first + _N_CHUNK_PX)
                along[:, chunk] = loadings @ self._centred(flat[:, chunk])
        return along.reshape(_N_COMPONENTS, *values.shape[1:])

    def _centred(self, values: AnyArray) -> SingleArray:
        centred = np.empty(values.shape, dtype=np.float32)
        for row, numbers, band, mean in zip(centred, values, self.bands, self.centre, strict=True):
            measured = _measured(numbers, band)
            row[:] = measured - measured.dtype.type(mean)
        return centred


def fit_components(preview: Preview, names: Sequence[str], rule: NoDataRule) -> Components:
    """Find the components of some bands on the valid pixels of a preview.

    Parameters
    ----------
    names
        Of the bands, in scene order.
    rule
        What counts as no data, or is left out: it has no say in the components.
    """
    thinned = preview.thinned_to(_N_FIT_PX)
    values, bands = picked(thinned, names, rule)
    valid = valid_pixels(values, bands, rule, thinned.place)
    pairs = zip(values, bands, strict=True)
    measured = np.stack([_measured(plane[valid], band) for plane, band in pairs])
    measured = measured[:, np.isfinite(measured).all(axis=0)]
    with np.errstate(all="ignore"):  # values may lie farther apart than squares can say
        centre = measured.mean(axis=1, dtype=np.float64) if measured.size else np.zeros(len(bands))
        spread = measured - centre[:, np.newaxis]
        covariance = spread @ spread.T / max(measured.shape[1], 1)
    if not np.isfinite(covariance).all():
        covariance = np.zeros_like(covariance)
    return _components_of(covariance, bands, centre)


def _components_of(
    covariance: DoubleArray, bands: tuple[Band, ...], centre: DoubleArray
) -> Components:
    variances, directions = np.linalg.eigh(covariance)  # rising, one direction a column
    loadings = np.zeros((_N_COMPONENTS, len(bands)))
    held = np.zeros(_N_COMPONENTS)
    n_found = min(_N_COMPONENTS, len(bands))
    loadings[:n_found] = directions.T[::-1][:n_found]
    held[:n_found] = np.maximum(variances[::-1][:n_found], 0)
    greatest = np.abs(loadings).argmax(axis=1)
    loadings *= np.where(loadings[np.arange(_N_COMPONENTS), greatest] < 0, -1, 1)[:, np.newaxis]
    total = float(np.trace(covariance))
    first, second, third = (held / total if total > 0 else held).tolist()
    return Components(bands, centre, loadings, (first, second, third))


def _measured(numbers: AnyArray, band: Band) -> AnyArray:
    """Return what numbers of a band measure, as finely as its type has them."""
    fine = numbers.dtype.itemsize > 2 and numbers.dtype != np.float32
    return band.calibration.values(numbers) if fine else band.calibration.singles(numbers)
