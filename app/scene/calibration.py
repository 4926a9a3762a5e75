"""Turn the numbers of a file into what they measure."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np

from app.arrays import AnyArray, DoubleArray, SingleArray, read_only

_SHORT = 2  # bytes
_UNSIGNED = {1: np.uint8, 2: np.uint16}
_N_TABLES = 16  # of 256 kB at most; bands of a product share theirs
_DECIMALS = {"reflectance": 4, "K": 2}


class Curve(StrEnum):
    """What is done with number x scale + offset to make a value of it."""

    LINEAR = "linear"
    PLANCK = "planck"  # radiance to temperature: k2 / ln(k1 / x + 1)
    SIGNED_SQUARE = "signed square"  # sign(x) x^2, as embeddings are stored in 8 bits


@dataclass(frozen=True, slots=True)
class Calibration:
    """What one number of a band stands for: value = number x scale + offset, put through a curve.

    Attributes
    ----------
    scale, offset
        As the product's metadata or handbook gives them.
    unit
        "reflectance", "K", "W/(m2 sr um)"; empty where numbers are shown as they are.
    curve
        Linear for nearly all.
    k1, k2
        The constants of a thermal band; used by Planck's curve alone (USGS, "Landsat 8-9
        Data Users Handbook", section 5: conversion to at-sensor brightness temperature).
    """

    scale: float = 1.0
    offset: float = 0.0
    unit: str = ""
    curve: Curve = Curve.LINEAR
    k1: float = 0.0
    k2: float = 0.0

    @property
    def is_identity(self) -> bool:
        """Whether values are the numbers themselves."""
        return self.scale == 1.0 and self.offset == 0.0 and self.is_linear

    @property
    def is_linear(self) -> bool:
        """Whether differences of values are differences of numbers times the scale."""
        return self.curve is Curve.LINEAR

    @property
    def decimals(self) -> int | None:
        """Decimals that tell all a figure in this unit means; None where that is not known."""
        return _DECIMALS.get(self.unit)

    def values(self, numbers: AnyArray) -> DoubleArray:
        """Return what numbers of the file measure; any shape. NaN where they measure nothing."""
        scaled = np.asarray(numbers, dtype=np.float64) * self.scale + self.offset
        if self.curve is Curve.PLANCK:
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.where(scaled > 0, self.k2 / np.log(self.k1 / scaled + 1.0), np.nan)
        if self.curve is Curve.SIGNED_SQUARE:
            return np.sign(scaled) * scaled**2
        return scaled

    def singles(self, numbers: AnyArray, out: SingleArray | None = None) -> SingleArray:
        """Return the same in float32; short integers are looked up, so that curves cost little.

        Parameters
        ----------
        out
            Where they are written; None for memory of their own.
        """
        if out is None:
            out = np.empty(numbers.shape, dtype=np.float32)
        if numbers.dtype.kind not in "iu" or numbers.dtype.itemsize > _SHORT:
            out[...] = self.values(numbers)
            return out
        table = _table(self, numbers.dtype)
        at = numbers.view(_UNSIGNED[numbers.dtype.itemsize])
        return table.take(at, out=out, mode="clip")  # with no check of the indices

    def spread(self, numbers: AnyArray, at: AnyArray | None = None) -> DoubleArray:
        """Return what a difference of numbers measures, of a standard deviation for example.

        Parameters
        ----------
        at
            The numbers it is a difference around, a mean for example: a curve that is not linear
            stretches it by its slope there. NaN where it has to be told and is not.
        """
        spread = np.asarray(numbers, dtype=np.float64)
        if self.is_linear:
            return spread * abs(self.scale)
        if at is None:
            return np.full(spread.shape, np.nan)
        middle = np.asarray(at, dtype=np.float64)
        return spread * np.abs(self.values(middle + 0.5) - self.values(middle - 0.5))


@lru_cache(maxsize=_N_TABLES)
def _table(calibration: Calibration, dtype: np.dtype[Any]) -> SingleArray:
    """Return what every number of a type measures, in the order of its bits."""
    n_bytes = dtype.itemsize
    bits = np.arange(256**n_bytes).astype(_UNSIGNED[n_bytes])
    return read_only(calibration.values(bits.view(dtype)).astype(np.float32))


AS_STORED = Calibration()
"""Numbers are shown as they stand in the file."""
