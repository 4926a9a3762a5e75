"""Hold what an index raster needs to be rebuilt, as text in the file itself; trust nothing read."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.clustering.compression.codebook import Codebook
from app.clustering.compression.wishes import SIZES
from app.scene.band import Band

NAMESPACE, FIELD = "BANDSWEEP", "CODEBOOK"
FORM = 1
_DTYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64")
_N_BANDS_MAX = 4_096
_N_TEXT_MAX = 64 * 2**20
_N_NAME_MAX = 200


@dataclass(frozen=True, slots=True, eq=False)
class BookedBand:
    """What is kept of a band: its name, what it is, and the number that marks no data."""

    name: str
    title: str
    wavelength_nm: float | None
    scale: float
    offset: float
    nodata: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Booked:
    """A codebook with its bands, as the file holds it."""

    codebook: Codebook
    bands: tuple[BookedBand, ...]


class NoCodebookError(ValueError):
    """The text is no codebook; it says why, as the rest of a sentence."""


def booked_bands(bands: tuple[Band, ...]) -> tuple[BookedBand, ...]:
    """Return what is kept of bands."""
    return tuple(
        BookedBand(
            band.called,
            band.title,
            band.wavelength_nm,
            band.calibration.scale,
            band.calibration.offset,
            band.nodata,
        )
        for band in bands
    )


def codebook_text(booked: Booked) -> str:
    """Return the text that stands in the file."""
    spectra = booked.codebook.spectra
    fields = {
        "form": FORM,
        "dtype": spectra.dtype.name,
        "bands": [
            {
                "name": band.name,
                "title": band.title,
                "wavelength_nm": band.wavelength_nm,
                "scale": band.scale,
                "offset": band.offset,
                "nodata": None if band.nodata is None else repr(float(band.nodata)),
            }
            for band in booked.bands
        ],
        "spectra": spectra.tolist(),
    }
    return json.dumps(fields, separators=(",", ":"), allow_nan=False)


def read_codebook(text: str) -> Booked:
    """Read the text back.

    Raises
    ------
    NoCodebookError
        It is none, or of a newer version.
    """
    if len(text) > _N_TEXT_MAX:
        raise NoCodebookError("holds more than a codebook can be")
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoCodebookError("holds a damaged codebook") from error
    if not isinstance(fields, dict) or not isinstance(fields.get("form"), int):
        raise NoCodebookError("holds a damaged codebook")
    if fields["form"] > FORM:
        raise NoCodebookError("was written by a newer version of Bandsweep")
    try:
        return _booked(fields)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise NoCodebookError("holds a damaged codebook") from error


def _booked(fields: dict[str, Any]) -> Booked:
    if fields["dtype"] not in _DTYPES:
        raise ValueError(fields["dtype"])
    bands = tuple(_band(entry) for entry in fields["bands"])
    rows = fields["spectra"]
    exact = np.array(rows, dtype=np.float64)
    if exact.ndim != 2 or not 1 <= len(exact) <= SIZES[-1] or not np.isfinite(exact).all():
        raise ValueError(exact.shape)
    if exact.shape[1] != len(bands) or not 1 <= len(bands) <= _N_BANDS_MAX:
        raise ValueError(exact.shape)
    dtype = np.dtype(fields["dtype"])
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        if exact.min() < limits.min or exact.max() > limits.max:
            raise ValueError(dtype)
    return Booked(Codebook(exact.astype(dtype)), bands)


def _band(entry: dict[str, Any]) -> BookedBand:
    wavelength, nodata = entry["wavelength_nm"], entry["nodata"]
    return BookedBand(
        str(entry["name"])[:_N_NAME_MAX],
        str(entry["title"])[:_N_NAME_MAX],
        None if wavelength is None else float(wavelength),
        float(entry["scale"]),
        float(entry["offset"]),
        None if nodata is None else float(nodata),
    )
