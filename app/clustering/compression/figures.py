"""Tell what a size of the codebook comes to, in plain values and in units of the bands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.arrays import DoubleArray
from app.clustering.compression.losses import Losses
from app.scene.band import Band

ALL_BANDS = ""  # stands where a band may be named


@dataclass(frozen=True, slots=True)
class BandLoss:
    """What is lost in one band, or in all together.

    Attributes
    ----------
    name
        Of the band; `ALL_BANDS` for all.
    title
        As a person reads it.
    unit
        Of RMSE and largest error; empty for numbers of the files.
    psnr_db
        Infinite where nothing is lost.
    """

    name: str
    title: str
    unit: str
    rmse: float
    largest: float
    psnr_db: float


@dataclass(frozen=True, slots=True)
class SizeFigures:
    """One size of the codebook as curve and table show it.

    Attributes
    ----------
    n_bytes
        Of indices and codebook.
    bands
        All bands together, then each.
    spectral_angle_deg
        Mean angle between original and rebuilt spectra.
    seconds
        What fitting and measuring took.
    """

    k: int
    n_bytes: int
    bands: tuple[BandLoss, ...]
    spectral_angle_deg: float
    seconds: float

    def of(self, name: str) -> BandLoss:
        """Return what is lost in a band; in all together where none is called so."""
        return next((loss for loss in self.bands if loss.name == name), self.bands[0])


def band_losses(losses: Losses, bands: Sequence[Band]) -> tuple[BandLoss, ...]:
    """Return what is lost in all bands together, then in each.

    All together are one image of many bands: the error is the root of the mean square over bands
    and pixels, the peak of its PSNR the range of all values. In units where the bands have the
    same one, otherwise in numbers of the files.
    """
    unit, scales = common_unit(bands), unit_scales(bands)
    each = tuple(
        BandLoss(
            *(band.name, band.title, _unit(band)[0], float(rmse) * scale, float(largest) * scale),
            float(psnr),
        )
        for band, (_, scale), rmse, largest, psnr in zip(
            bands, map(_unit, bands), losses.rmse, losses.largest, losses.psnr_db, strict=True
        )
    )
    rmse = float(np.sqrt(((losses.rmse * scales) ** 2).mean()))
    ends = np.array([losses.low, losses.high]) * scales + unit_offsets(bands)
    span = float(ends.max() - ends.min())
    psnr = math.inf if rmse == 0 else 20 * math.log10(span / rmse) if span > 0 else math.nan
    largest = float((losses.largest * scales).max())
    return (BandLoss(ALL_BANDS, "All bands", unit, rmse, largest, psnr), *each)


def common_unit(bands: Sequence[Band]) -> str:
    """Return the unit that all bands have; empty where they have none in common."""
    units = set(map(_unit, bands))
    return units.pop()[0] if len(units) == 1 else ""


def unit_scales(bands: Sequence[Band]) -> DoubleArray:
    """Return what a number of each band measures, shape (n_bands,); 1 where no unit is shared."""
    if not common_unit(bands):
        return np.ones(len(bands))
    return np.array([_unit(band)[1] for band in bands])


def unit_offsets(bands: Sequence[Band]) -> DoubleArray:
    """Return what the number 0 of each band measures, shape (n_bands,); 0 without a unit."""
    if not common_unit(bands):
        return np.zeros(len(bands))
    return np.array([band.calibration.offset for band in bands])


def _unit(band: Band) -> tuple[str, float]:
    calibration = band.calibration
    if calibration.unit and calibration.is_linear:
        return calibration.unit, abs(calibration.scale)
    return "", 1.0
