"""Count and sum the values of one band, block by block."""

import math
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray
from app.scene.band import Band
from app.scene.blocks import BandStats

_N_SUMMED_PX = 2**16  # widened to 64 bits they fill half of a second-level cache
_SHORT_TYPES = frozenset(("uint8", "int8", "uint16", "int16"))


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures of one band over some pixels; tallies of two blocks add up to that of both.

    Attributes
    ----------
    n_valid, n_zero, n_saturated, n_not_finite
        Counts. Valid leaves out the declared no-data value, NaN and infinity.
    minimum, maximum
        Over valid pixels; infinity and minus infinity where there are none.
    mean, squares
        Mean, and sum of squared distances to it, over valid pixels.
    """

    n_valid: int = 0
    n_zero: int = 0
    n_saturated: int = 0
    n_not_finite: int = 0
    minimum: float = math.inf
    maximum: float = -math.inf
    mean: float = 0.0
    squares: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        n_valid = self.n_valid + other.n_valid
        apart = other.mean - self.mean
        share = other.n_valid / n_valid if n_valid else 0.0
        return Tally(
            n_valid=n_valid,
            n_zero=self.n_zero + other.n_zero,
            n_saturated=self.n_saturated + other.n_saturated,
            n_not_finite=self.n_not_finite + other.n_not_finite,
            minimum=min(self.minimum, other.minimum),
            maximum=max(self.maximum, other.maximum),
            mean=_between(self.mean, other.mean, share),
            # In this order no infinity meets a zero.
            squares=self.squares + other.squares + apart * share * self.n_valid * apart,
        )

    def stats(self, band: Band) -> BandStats:
        """Turn the sums into figures for a person; NaN where no pixel is valid."""
        empty = self.n_valid == 0
        return BandStats(
            band=band,
            minimum=math.nan if empty else self.minimum,
            maximum=math.nan if empty else self.maximum,
            mean=math.nan if empty else self.mean,
            std=math.nan if empty else math.sqrt(self.squares / self.n_valid),
            n_valid_px=self.n_valid,
            n_saturated_px=self.n_saturated,
            n_not_finite_px=self.n_not_finite,
        )


def tally(plane: AnyArray, band: Band) -> Tally:
    """Count and sum the values of one band in one block.

    Saturated pixels are valid ones at the top of the range of the file's type; floating-point
    bands have no such top.
    """
    if band.dtype in _SHORT_TYPES and plane.dtype == band.dtype:
        return _tally_short(plane.ravel(), band)
    return _tally_values(plane, band)


def _tally_short(values: AnyArray, band: Band) -> Tally:
    """Tally short integers: sums of them and of their squares are exact in doubles."""
    bounds = np.iinfo(values.dtype)
    n_valid = n_zero = n_top = total = squares = 0
    lowest, highest = math.inf, -math.inf
    fill = band.nodata
    for first in range(0, len(values), _N_SUMMED_PX):
        part = values[first : first + _N_SUMMED_PX]
        least, most = int(part.min()), int(part.max())
        if least <= 0 <= most:
            n_zero += len(part) - int(np.count_nonzero(part))
        if fill is not None and least <= fill <= most and fill == int(fill):
            part = part[part != values.dtype.type(fill)]
            if not len(part):
                continue
            least, most = int(part.min()), int(part.max())
        wide = part.astype(np.float64)
        n_valid += len(part)
        if most == bounds.max:
            n_top += int(np.count_nonzero(part == bounds.max))
        total += int(wide.sum())
        squares += int(np.dot(wide, wide))  # BLAS; the program keeps it to one thread
        lowest, highest = min(lowest, float(least)), max(highest, float(most))
    if n_valid == 0:
        return Tally(n_zero=n_zero)
    return Tally(
        n_valid=n_valid,
        n_zero=n_zero,
        n_saturated=n_top,
        minimum=lowest,
        maximum=highest,
        mean=total / n_valid,
        squares=(squares * n_valid - total * total) / n_valid,
    )


def _tally_values(plane: AnyArray, band: Band) -> Tally:
    finite = np.isfinite(plane)
    valid = finite
    if band.nodata is not None and np.isfinite(band.nodata):
        valid = finite & (plane != band.nodata)
    values = plane[valid].astype(np.float64)
    counts = {
        "n_zero": int(np.count_nonzero(plane == 0)),
        "n_not_finite": int(plane.size - np.count_nonzero(finite)),
    }
    if len(values) == 0:
        return Tally(**counts)
    mean = _mean(values)
    # Of values near the end of their type distances and squares may be infinite.
    with np.errstate(over="ignore"):
        apart = values - mean
        squares = _dot(apart, apart)
    return Tally(
        n_valid=len(values),
        n_saturated=_n_saturated(values, band),
        minimum=float(values.min()),
        maximum=float(values.max()),
        mean=mean,
        squares=squares,
        **counts,
    )


def _mean(values: AnyArray) -> float:
    """Return the mean of finite numbers, even where their sum is none."""
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float(values.mean())
    return mean if math.isfinite(mean) else float((values / len(values)).sum())


def _between(first: float, second: float, share: float) -> float:
    """Go a share of the way from one number to another, however far they lie apart."""
    apart = second - first
    return first + apart * share if math.isfinite(apart) else first * (1 - share) + second * share


def _n_saturated(values: AnyArray, band: Band) -> int:
    dtype = np.dtype(band.dtype)
    if dtype.kind == "f":
        return 0
    return int(np.count_nonzero(values == float(np.iinfo(dtype).max)))


def _dot(first: AnyArray, second: AnyArray) -> float:
    """Multiply and sum numbers of any kind; numpy's own sum does not depend on a BLAS."""
    return float(np.einsum("i,i->", first, second, dtype=np.float64))
