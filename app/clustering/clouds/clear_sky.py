"""Predict a later date from a clear one: a straight line for each band."""

from dataclasses import dataclass

import numpy as np

from app.arrays import BoolArray, DoubleArray, SingleArray

_N_PAIRS = 400  # half of the pixels changed: one pair in four is of two that did not
_N_JUDGED_PX = 4_000
_N_TRIMS_MAX = 30
_TRIM = 2.5  # robust standard deviations, as Rousseeuw and Leroy trim
_MAD = 1.4826  # of a normal distribution: its standard deviation by its median deviation
_FLOOR = 1e-4  # of the spread of the band: noise of a scene without any


@dataclass(frozen=True, slots=True, eq=False)
class ClearSky:
    """What a later date would show under a clear sky: gain x clear + offset, band by band.

    Attributes
    ----------
    gain, offset
        Shape (n_bands,).
    spread
        Shape (n_bands,): robust standard deviation of what is left, in units of the later date.
    """

    gain: DoubleArray
    offset: DoubleArray
    spread: DoubleArray

    def predict(self, clear: SingleArray) -> SingleArray:
        """Return what the later date would show; shape (n_bands, n_px) as the clear values."""
        gain, offset = self.gain.astype(np.float32), self.offset.astype(np.float32)
        return np.asarray(clear * gain[:, None] + offset[:, None], dtype=np.float32)


def fit_clear_sky(clear: SingleArray, later: SingleArray, *, seed: int) -> ClearSky:
    """Fit a line for each band to the pixels that did not change between two dates.

    The first line is the one of least median of squares (Rousseeuw 1984, doi
    10.1080/01621459.1984.10477105), which holds as long as less than half of the pixels changed;
    least squares over the pixels near to it follow until these stay the same.

    Parameters
    ----------
    clear, later
        Shape (n_bands, n_px), values of the same pixels, at least two.
    """
    rng = np.random.default_rng(seed)
    lines = [
        _fit_line(one.astype(float), other.astype(float), rng)
        for one, other in zip(clear, later, strict=True)
    ]
    gain, offset, spread = (np.array(part) for part in zip(*lines, strict=True))
    return ClearSky(gain, offset, spread)


def _fit_line(
    clear: DoubleArray, later: DoubleArray, rng: np.random.Generator
) -> tuple[float, float, float]:
    floor = _FLOOR * max(float(np.ptp(later)), float(np.finfo(np.float32).tiny))
    gain, offset = _least_median(clear, later, rng)
    near: BoolArray | None = None
    spread = floor
    for _ in range(_N_TRIMS_MAX):
        away = later - (gain * clear + offset)
        known = away if near is None else away[near]
        spread = max(_MAD * float(np.median(np.abs(known - np.median(known)))), floor)
        nearer = np.abs(away) <= _TRIM * spread
        if (near is not None and (nearer == near).all()) or np.ptp(clear[nearer]) == 0:
            break
        near = nearer
        gain, offset = np.polyfit(clear[near], later[near], 1)
    return float(gain), float(offset), spread


def _least_median(
    clear: DoubleArray, later: DoubleArray, rng: np.random.Generator
) -> tuple[float, float]:
    """Return the line through two of the pixels from which half of all are nearest."""
    judged = rng.integers(len(clear), size=min(_N_JUDGED_PX, len(clear)))
    first, second = rng.integers(len(clear), size=(2, _N_PAIRS))
    apart = clear[second] - clear[first]
    usable = np.abs(apart) > 0.05 * np.std(clear)
    best, found = np.inf, (1.0, float(np.median(later - clear)))
    if not usable.any():
        return 0.0, float(np.median(later))
    gains = (later[second] - later[first])[usable] / apart[usable]
    for gain, at in zip(gains.tolist(), first[usable].tolist(), strict=True):
        if gain <= 0:
            continue
        offset = later[at] - gain * clear[at]
        median = float(np.median(np.abs(later[judged] - gain * clear[judged] - offset)))
        if median < best:
            best, found = median, (gain, float(offset))
    return found
