"""Centre and scale bands before distances are measured."""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, DoubleArray, SingleArray
from app.clustering.settings import Scaling


@dataclass(frozen=True, slots=True, eq=False)
class BandScaling:
    """Centre and spread of each band: distances are measured in (value - offset) / scale.

    Attributes
    ----------
    offset
        Shape (n_bands,), scene units. Subtracting it changes no distance, but keeps float32
        exact on 16-bit data.
    scale
        Shape (n_bands,), scene units; all ones without scaling.
    """

    offset: DoubleArray
    scale: DoubleArray


def fit_scaling(values: AnyArray, kind: Scaling) -> BandScaling:
    """Measure the centre of each band, and its spread where bands are to be standardised.

    Parameters
    ----------
    values
        Shape (n_pixels, n_bands), scene units, at least one pixel.
    kind
        With `Scaling.NONE` the scale is one. A constant band always keeps the scale one.
    """
    offset = _as_kernels_hold(values.mean(axis=0, dtype=np.float64))
    scale = np.ones(values.shape[1])
    if kind is Scaling.STANDARDISE:
        spread = values.std(axis=0, dtype=np.float64)
        scale = _as_kernels_hold(np.where(spread > 0, spread, 1.0))
    return BandScaling(offset=offset, scale=scale)


def _as_kernels_hold(values: DoubleArray) -> DoubleArray:
    """Round to float32, so that pixels and centres are shifted by the very same number."""
    return values.astype(np.float32).astype(np.float64)


def scale_pixels(values: AnyArray, scaling: BandScaling) -> SingleArray:
    """Return pixels as the kernels want them.

    Parameters
    ----------
    values
        Shape (n_bands, n_px), scene units, any type.

    Returns
    -------
    Shape (n_bands, n_px), float32, C order.
    """
    scaled = np.empty(values.shape, dtype=np.float32)
    # 16-bit numbers are exact in float32; wider ones are centred before they lose digits.
    is_exact = values.dtype.itemsize <= 2 or values.dtype == np.float32
    for i, (offset, scale) in enumerate(zip(scaling.offset, scaling.scale, strict=True)):
        if is_exact:
            out = scaled[i]
            np.subtract(values[i], np.float32(offset), out=out, dtype=np.float32, casting="unsafe")
        else:
            scaled[i] = values[i] - offset
        if scale != 1.0:
            scaled[i] /= np.float32(scale)
    return scaled


def scale_centres(centres: DoubleArray, scaling: BandScaling) -> SingleArray:
    """Return centres, shape (n, n_bands), in the units of `scale_pixels`."""
    return np.ascontiguousarray((centres - scaling.offset) / scaling.scale, dtype=np.float32)


def unscale_centres(scaled: AnyArray, scaling: BandScaling) -> DoubleArray:
    """Return centres, shape (n, n_bands), in scene units."""
    return np.asarray(scaled * scaling.scale + scaling.offset, dtype=np.float64)
