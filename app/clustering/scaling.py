"""Centre and scale bands before distances are measured."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.arrays import AnyArray, DoubleArray, SingleArray
from app.clustering.settings import Scaling
from app.scene.calibration import Calibration, Curve

_SHORT = 2  # bytes: float32 holds such integers exactly


@dataclass(frozen=True, slots=True, eq=False)
class BandScaling:
    """Centre and spread of each band: distances are measured in (value - offset) / scale.

    Values are in scene units: stored numbers, or what these measure where there are calibrations.
    So are offset, scale and centres.

    Attributes
    ----------
    offset
        Shape (n_bands,). Subtracting it changes no distance, but keeps float32 exact on 16-bit
        data. Where pixels are brought to unit length, the value that measures 0.
    scale
        Shape (n_bands,); all ones without scaling.
    to_unit_length
        Whether pixels and centres are brought to unit length after that, so that the angle between
        them counts. Centres are then known by their direction alone.
    calibrations
        One entry a band, by which pixels are turned into what they measure ahead of all that; none
        where stored numbers serve. They do unless a band follows a curve: there a difference of one
        number measures more at one place than at another.
    """

    offset: DoubleArray
    scale: DoubleArray
    to_unit_length: bool = False
    calibrations: tuple[Calibration, ...] = ()

    @property
    def is_linear(self) -> bool:
        """Whether scaled values are stored numbers, shifted and stretched.

        Kernels do that on the way, and distances follow from figures of the stored numbers.
        """
        return not self.to_unit_length and not self.calibrations


def fit_scaling(
    values: AnyArray, kind: Scaling, calibrations: Sequence[Calibration] = ()
) -> BandScaling:
    """Measure the centre of each band, and its spread where bands are to be standardised.

    Where all bands are calibrated alike, distances in stored numbers part pixels as those in units
    do, and are what is measured. Otherwise the scale makes units of them. Angles are seen from the
    origin: an offset makes them others, so that stored numbers serve only where there is none.
    Where a band follows a curve, whatever the kind, all are taken as what they measure.

    Parameters
    ----------
    values
        Shape (n_pixels, n_bands), stored numbers, at least one pixel.
    kind
        With `Scaling.NONE` the scale is one, or that of the units. A constant band always keeps
        the scale one where bands are standardised.
    calibrations
        What the numbers of each band measure; none where they are taken as they are.
    """
    if not all(each.is_linear for each in calibrations):
        told = tuple(calibrations)
        measured = np.column_stack(
            [_measured(column, each) for column, each in zip(values.T, told, strict=True)]
        )
        return replace(fit_scaling(measured, kind), calibrations=told)
    if kind is Scaling.ANGLE:
        return _seen_from_origin(values.shape[1], calibrations)
    offset = _as_kernels_hold(values.mean(axis=0, dtype=np.float64))
    scale = np.ones(values.shape[1])
    if kind is Scaling.STANDARDISE:
        spread = values.std(axis=0, dtype=np.float64)
        scale = _as_kernels_hold(np.where(spread > 0, spread, 1.0))
    elif are_measured_apart(calibrations):
        scale = _as_kernels_hold(1 / np.abs([each.scale for each in calibrations]))
    return BandScaling(offset=offset, scale=scale)


def are_measured_apart(calibrations: Sequence[Calibration]) -> bool:
    """Whether a difference of one number measures another thing in one band than in another."""
    told = {(abs(each.scale), each.unit, each.curve, each.k1, each.k2) for each in calibrations}
    return len(told) > 1


def are_in_units(scaling: BandScaling) -> bool:
    """Whether distances are measured in units, if they are not standardised."""
    is_moved = scaling.to_unit_length and bool((scaling.offset != 0).any())
    return is_moved or bool(scaling.calibrations) or bool((scaling.scale != 1).any())


def _seen_from_origin(n_bands: int, calibrations: Sequence[Calibration]) -> BandScaling:
    offset, scale = np.zeros(n_bands), np.ones(n_bands)
    if are_measured_apart(calibrations) or any(each.offset for each in calibrations):
        scales = np.array([each.scale for each in calibrations])
        scale = _as_kernels_hold(1 / scales)
        offset = _as_kernels_hold(-np.array([each.offset for each in calibrations]) / scales)
    return BandScaling(offset=offset, scale=scale, to_unit_length=True)


def _as_kernels_hold(values: DoubleArray) -> DoubleArray:
    """Round to float32, so that pixels and centres are shifted by the very same number."""
    return values.astype(np.float32).astype(np.float64)


def scale_pixels(values: AnyArray, scaling: BandScaling) -> SingleArray:
    """Return pixels as the kernels want them.

    Parameters
    ----------
    values
        Shape (n_bands, n_px), stored numbers, any type.

    Returns
    -------
    Shape (n_bands, n_px), float32, C order.
    """
    scaled = np.empty(values.shape, dtype=np.float32)
    for i, (offset, scale) in enumerate(zip(scaling.offset, scaling.scale, strict=True)):
        out, plane = scaled[i], values[i]
        if scaling.calibrations:
            plane = _measured(plane, scaling.calibrations[i], out)
        # 16-bit numbers are exact in float32; wider ones are centred before they lose digits.
        if plane.dtype.itemsize <= _SHORT or plane.dtype == np.float32:
            if plane is not out or offset:
                shift = np.float32(offset)
                np.subtract(plane, shift, out=out, dtype=np.float32, casting="unsafe")
        else:
            scaled[i] = plane - offset
        if scale != 1.0:
            scaled[i] /= np.float32(scale)
    if scaling.to_unit_length:
        with np.errstate(all="ignore"):  # of pixels that are no data
            # Squares of short integers, or of what they measure, stay far within float32.
            kind = np.float32 if values.dtype.itemsize <= _SHORT else np.float64
            squares = np.einsum("bp,bp->p", scaled, scaled, dtype=kind)
            scaled *= _one_over_length(squares).astype(np.float32)
    return scaled


def _measured(
    numbers: AnyArray, calibration: Calibration, room: SingleArray | None = None
) -> AnyArray:
    """Return what numbers of one band measure, as finely as their type has them.

    Parameters
    ----------
    room
        Where what fits into float32 is written; None for memory of its own.
    """
    is_wide = numbers.dtype.itemsize > _SHORT and numbers.dtype != np.float32
    measured = calibration.values(numbers) if is_wide else calibration.singles(numbers, room)
    if calibration.curve is Curve.PLANCK:
        np.nan_to_num(measured, copy=False, nan=0.0)  # what does not radiate is at 0 K
    return measured


def ready_for_kernels(
    values: AnyArray, scaling: BandScaling | None
) -> tuple[AnyArray, BandScaling | None]:
    """Return pixels and what a kernel has still to do with them on the way.

    Kernels centre and scale bands, which costs nothing there; to bring pixels to unit length they
    would have to see all bands of a pixel before any, and curves they do not know.
    """
    if scaling is None or scaling.is_linear:
        return values, scaling
    return scale_pixels(values, scaling), None


def scale_centres(centres: DoubleArray, scaling: BandScaling) -> SingleArray:
    """Return centres, shape (n, n_bands), in the units of `scale_pixels`."""
    scaled = (centres - scaling.offset) / scaling.scale
    if scaling.to_unit_length:
        scaled = of_unit_length(scaled)
    return np.ascontiguousarray(scaled, dtype=np.float32)


def unscale_centres(scaled: AnyArray, scaling: BandScaling) -> DoubleArray:
    """Return centres, shape (n, n_bands), in scene units."""
    return np.asarray(scaled * scaling.scale + scaling.offset, dtype=np.float64)


def of_unit_length(vectors: DoubleArray) -> DoubleArray:
    """Return vectors, shape (n, n_bands), of unit length; those of no length stay as they are."""
    return np.asarray(vectors * _one_over_length((vectors**2).sum(axis=1))[:, None])


def _one_over_length(squares: DoubleArray) -> DoubleArray:
    """Return factors that make squared lengths 1; 1 where there is no length."""
    return np.asarray(1 / np.sqrt(np.where(squares > 0, squares, 1)))
