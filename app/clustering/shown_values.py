"""Tell the figures of clusters in what their bands measure, or in the numbers of the files.

Figures are counted in stored numbers, where they are exact. What is shown and written is turned
here, and the bands that go with it say so: their calibration then turns nothing any more, and its
unit is that of the figures.
"""

from dataclasses import replace
from enum import StrEnum

import numpy as np

from app.arrays import DoubleArray
from app.clustering.results import BandValues, ClusterValues, Signatures, SweepResult
from app.clustering.scaling import are_in_units
from app.clustering.settings import Scaling
from app.scene.band import Band
from app.scene.calibration import AS_STORED, Calibration


class ValuesAs(StrEnum):
    """In what figures are told."""

    UNITS = "units"
    STORED = "stored"


class ClusteredOn(StrEnum):
    """In what the distances of a sweep were measured."""

    STORED = "stored numbers"
    UNITS = "units"


def clustered_on(sweep: SweepResult) -> ClusteredOn:
    """Tell what distances were measured in, as far as the models of a sweep know it."""
    if sweep.settings.scaling is Scaling.STANDARDISE:
        return ClusteredOn.STORED  # standardised, both come to the same
    on_units = any(are_in_units(result.model.describe().scaling) for result in sweep.results)
    return ClusteredOn.UNITS if on_units else ClusteredOn.STORED


def signatures_as(signatures: Signatures, told: ValuesAs) -> Signatures:
    """Return spectra in units, or as they are in stored numbers; counted ones in either case.

    Where a calibration turns the order round, the lower ends become the upper ones. Of one that
    follows a curve, extremes and percentiles are exact; mean and standard deviation are those of
    the stored numbers, put through the curve and its slope there: right to first order.
    """
    bands = _bands_as(signatures.bands, told)
    turned = [_of(band, told) for band in signatures.bands]
    if all(calibration.is_identity for calibration in turned):
        return replace(signatures, bands=bands)
    p05, p95 = _values(signatures.p05, turned), _values(signatures.p95, turned)
    lowest, highest = _values(signatures.minimum, turned), _values(signatures.maximum, turned)
    spreads = zip(turned, signatures.std.T, signatures.mean.T, strict=True)
    return replace(
        signatures,
        bands=bands,
        mean=_values(signatures.mean, turned),
        std=np.column_stack([each.spread(std, at=mean) for each, std, mean in spreads]),
        p05=np.minimum(p05, p95),
        p95=np.maximum(p05, p95),
        minimum=np.minimum(lowest, highest),
        maximum=np.maximum(lowest, highest),
    )


def values_as(values: ClusterValues, told: ValuesAs) -> ClusterValues:
    """Return the figures of every band in units, or in stored numbers.

    The distinct values stay the numbers of the file: they are what was counted.
    """
    return replace(values, bands=tuple(_band_values(band, told) for band in values.bands))


def band_as(band: Band, told: ValuesAs) -> Band:
    """Return a band as it goes with figures that are told in this way."""
    calibration = _of(band, told)
    told_in = AS_STORED if told is ValuesAs.STORED else Calibration(unit=calibration.unit)
    return band if band.calibration == told_in else replace(band, calibration=told_in)


def is_told_otherwise(bands: tuple[Band, ...]) -> bool:
    """Whether units of any of the bands are something else than the numbers of its file."""
    return any(band.calibration != AS_STORED for band in bands)


def _of(band: Band, told: ValuesAs) -> Calibration:
    return AS_STORED if told is ValuesAs.STORED else band.calibration


def _bands_as(bands: tuple[Band, ...], told: ValuesAs) -> tuple[Band, ...]:
    return tuple(band_as(band, told) for band in bands)


def _values(figures: DoubleArray, calibrations: list[Calibration]) -> DoubleArray:
    """Turn figures of shape (k, n_bands)."""
    columns = zip(calibrations, figures.T, strict=True)
    return np.column_stack([calibration.values(column) for calibration, column in columns])


def _mean_and_std(values: BandValues, calibration: Calibration) -> tuple[float, float]:
    """Return them in units; from every distinct value where a curve makes them others."""
    if calibration.is_linear:
        std = calibration.spread(np.array(values.std))
        return float(calibration.values(np.array(values.mean))), float(std)
    measured = calibration.values(values.distinct)
    measures = np.isfinite(measured)
    if not measures.any():
        return np.nan, np.nan
    measured, counts = measured[measures], values.counts[measures]
    centre = float(np.average(measured, weights=counts))
    return centre, float(np.sqrt(np.average((measured - centre) ** 2, weights=counts)))


def _band_values(values: BandValues, told: ValuesAs) -> BandValues:
    band, calibration = values.band, _of(values.band, told)
    if calibration.is_identity:
        return replace(values, band=band_as(band, told))
    places = np.array(
        [
            values.minimum, values.p05, values.p25, values.median, values.p75, values.p95,
            values.maximum,
        ]
    )  # fmt: skip
    turned = np.sort(calibration.values(places)).tolist()
    minimum, p05, p25, median, p75, p95, maximum = turned
    mean, std = _mean_and_std(values, calibration)
    return replace(
        values,
        band=band_as(band, told),
        minimum=minimum,
        maximum=maximum,
        mean=mean,
        std=std,
        p05=p05,
        p25=p25,
        median=median,
        p75=p75,
        p95=p95,
    )
