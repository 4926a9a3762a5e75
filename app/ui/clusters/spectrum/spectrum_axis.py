"""Place bands along the level axis of a spectrum."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.arrays import DoubleArray
from app.scene.band import Band
from app.ui.parts import number_format

LEFT_AXIS_PX = 68  # of the upright one: five digits and the label


@dataclass(frozen=True, slots=True, eq=False)
class SpectrumAxis:
    """Where bands stand.

    Attributes
    ----------
    order
        Shape (n_bands,), indices of the bands from left to right.
    places
        Shape (n_bands,), the axis' value of each band in that order.
    label
        What the axis says.
    titles
        Of each band in that order, with its wavelength where known.
    ticks
        Named places; empty where ordinary numbers serve.
    """

    order: np.ndarray[tuple[int], np.dtype[np.int64]]
    places: DoubleArray
    label: str
    titles: tuple[str, ...]
    ticks: tuple[tuple[float, str], ...]

    def nearest(self, x: float) -> int:
        """Return the place in the order that lies next to x."""
        return int(np.abs(self.places - x).argmin())


def unit_of(bands: tuple[Band, ...]) -> str:
    """Return what the upright axis says: the unit, where all bands have the same."""
    units = {band.calibration.unit for band in bands}
    unit = units.pop() if len(units) == 1 else ""
    if not unit:
        return "Value"
    return unit.capitalize() if unit.isalpha() and unit.islower() else f"Value ({unit})"


def pixel_spectrum(bands: tuple[Band, ...], named: Mapping[str, float]) -> DoubleArray | None:
    """Return the values of one pixel in the order of the bands; None where one is missing.

    Parameters
    ----------
    named
        Values by what bands are called.
    """
    if any(band.called not in named for band in bands) or not bands:
        return None
    values = np.array([named[band.called] for band in bands], dtype=np.float64)
    return values if np.isfinite(values).all() else None


def lay_out(bands: tuple[Band, ...], *, is_even: bool = False) -> SpectrumAxis:
    """Order bands by wavelength where all are known, else one after the other.

    Parameters
    ----------
    is_even
        Whether they stand evenly spaced, by their names, in that order too.
    """
    known = [band.wavelength_nm for band in bands if band.wavelength_nm is not None]
    if len(known) == len(bands) and len(set(known)) > 1:
        order = np.argsort(np.array(known), kind="stable")
        titles = tuple(
            f"{bands[i].title}, {number_format.number(known[i])} nm" for i in order.tolist()
        )
        if not is_even:
            places = np.array(known, dtype=np.float64)[order]
            return SpectrumAxis(order, places, "Wavelength (nm)", titles, ())
    else:
        order = np.arange(len(bands), dtype=np.int64)
        titles = tuple(band.title for band in bands)
    places = np.arange(1, len(bands) + 1, dtype=np.float64)
    step = max(1, -(-len(bands) // _MOST_TICKS))
    names = [bands[i].called for i in order.tolist()]
    ticks = tuple((float(i + 1), names[i]) for i in range(0, len(bands), step))
    return SpectrumAxis(order, places, "Band", titles, ticks)


_MOST_TICKS = 12
