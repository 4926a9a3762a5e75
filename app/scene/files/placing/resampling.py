"""Bring a band from its own pixels onto those of another grid, by definition.

GDAL resamples as well, but takes overviews where a file has some (of JPEG 2000 these are wavelets,
not averages), and its sums depend on the window that is asked for. Here the value of a pixel
depends on its place alone, so that the windows of a pass leave no trace. Weights are the same as
GDAL's: overlaps for the average, Keys (1981) with a = -0.5 for the cubic rule.
"""

from typing import Any

import numpy as np

from app.arrays import AnyArray, BoolArray, DoubleArray, IntArray
from app.scene.band import NOT_MEASURED, Band
from app.scene.files.placing.taps import NEAR, Taps
from app.scene.files.placing.whole_means import is_countable, whole_means
from app.scene.grids.target_grid import Resampling

LEAST_WEIGHT = 0.5  # of the pixels below that hold a value; with less, the target is no data
_TIE = 1e-7  # of a unit: thirty-sixths do not add up to a half exactly
_N_ROWS_VALUES = 2**21  # values that are summed at a time


def rule_of(band: Band, rule: Resampling) -> Resampling | None:
    """Return the rule for a band: marks of quality cannot be averaged."""
    return None if band.kind in NOT_MEASURED else rule


def fill_of(dtype: np.dtype[Any]) -> float:
    """Return what marks missing pixels of a band that declares nothing: NaN, or the least value."""
    return float("nan") if dtype.kind == "f" else float(np.iinfo(dtype).min)


def resample(
    own: AnyArray, corner: tuple[int, int], rows: Taps, cols: Taps, band: Band, out: AnyArray
) -> None:
    """Write what own pixels give on the target into `out`, shape (n_rows, n_cols).

    Averages are over pixels that hold a value, and there is none where these weigh less than half:
    then, and outside the file, `out` is the band's no data. Values keep the type in which they are
    stored; sums are rounded to it, half up, so that integers err by half a unit at most.

    Parameters
    ----------
    own
        Pixels of the band, shape (rows, cols), that hold all which `rows.span` and `cols.span` ask.
    corner
        Row and column of its first pixel in the file.
    """
    fill = fill_of(np.dtype(band.dtype)) if band.nodata is None else band.nodata
    if not own.size:
        out[...] = fill
    elif rows.is_gather and cols.is_gather:
        _gather(own, corner, (rows, cols), fill, out)
    else:
        n_taps = rows.weights.shape[1]
        step = max(1, _N_ROWS_VALUES // (own.shape[1] * n_taps))
        for start in range(0, len(out), step):
            part = rows.part(start, min(step, len(out) - start))
            low, high = part.span(0, len(part.first))
            some = own[low - corner[0] : high - corner[0]]
            place = (low, corner[1])
            _weigh(some, place, (part, cols), band, fill, out[start : start + step])


def _gather(
    own: AnyArray, corner: tuple[int, int], axes: tuple[Taps, Taps], fill: float, out: AnyArray
) -> None:
    n_rows, n_cols = own.shape
    row, col = axes[0].first - corner[0], axes[1].first - corner[1]
    across = _copied_across(own, col, axes[1].n_copies)
    across.take(row, axis=0, out=out, mode="clip")  # which needs no buffer, as "raise" does
    out[(row < 0) | (row >= n_rows)] = fill
    out[:, (col < 0) | (col >= n_cols)] = fill


def _copied_across(own: AnyArray, col: IntArray, n_copies: int) -> AnyArray:
    """Take columns; where each is copied as often as the others, in half the time."""
    first, last = int(col[0]), int(col[-1])
    if not n_copies or first < 0 or last >= own.shape[1]:
        return own.take(col, axis=1, mode="clip")
    n_of_first = int(np.count_nonzero(col == first))
    n_before = n_copies - n_of_first if last > first else 0
    copies = np.repeat(own[:, first : last + 1], n_copies, axis=1)
    return copies[:, n_before : n_before + len(col)]


def _weigh(
    own: AnyArray,
    corner: tuple[int, int],
    axes: tuple[Taps, Taps],
    band: Band,
    fill: float,
    out: AnyArray,
) -> None:
    if not own.size:
        out[...] = fill
        return
    known = known_pixels(own, band)
    if is_countable(own, axes):
        store(*whole_means(own, known, corner, axes), band, fill, out)
        return
    if known.all() and all(map(_is_inside, axes)):
        store(_sums(own, corner, axes), np.True_, band, fill, out)
        return
    sums = _sums(np.where(known, own, 0), corner, axes)
    # Rounded, so that whole weights are whole: then these pixels are as in the way above.
    weights = np.round(_sums(known, corner, axes), 9)
    has_value = weights >= LEAST_WEIGHT - NEAR
    with np.errstate(divide="ignore", invalid="ignore"):
        store(sums / weights, has_value, band, fill, out)


def known_pixels(own: AnyArray, band: Band) -> BoolArray:
    """Tell which pixels of a band hold a value."""
    known = np.isfinite(own) if own.dtype.kind == "f" else np.ones(own.shape, dtype=bool)
    if band.nodata is not None and not np.isnan(band.nodata):
        known &= own != own.dtype.type(band.nodata)
    return known


def _is_inside(taps: Taps) -> bool:
    """Tell whether the file holds every pixel that weighs anything."""
    own = taps.first[:, np.newaxis] + np.arange(taps.weights.shape[1])
    return not taps.weights[(own < 0) | (own >= taps.n_own)].any()


def _sums(own: AnyArray, corner: tuple[int, int], axes: tuple[Taps, Taps]) -> DoubleArray:
    """Weigh and add, columns first; always in the same order, whatever the window."""
    rows, cols = axes
    across = np.zeros((own.shape[0], len(cols.first)))
    for number in range(cols.weights.shape[1]):
        place = cols.first - corner[1] + number
        weights = np.where((place >= 0) & (place < own.shape[1]), cols.weights[:, number], 0.0)
        across += _taken(own, place, 1) * weights
    sums = np.zeros((len(rows.first), across.shape[1]))
    for number in range(rows.weights.shape[1]):
        place = rows.first - corner[0] + number
        weights = np.where((place >= 0) & (place < own.shape[0]), rows.weights[:, number], 0.0)
        sums += _taken(across, place, 0) * weights[:, np.newaxis]
    return sums


def _taken(values: AnyArray, place: IntArray, axis: int) -> AnyArray:
    """Take rows or columns; places outside give any value, which weighs nothing."""
    n = values.shape[axis]
    step = int(place[1] - place[0]) if len(place) > 1 else 1
    is_even = step > 0 and place[0] >= 0 and place[-1] < n and (np.diff(place) == step).all()
    if is_even:
        evenly = slice(int(place[0]), int(place[-1]) + 1, step)
        return values[:, evenly] if axis else values[evenly]
    return values.take(np.clip(place, 0, n - 1), axis=axis)


def store(
    values: DoubleArray, has_value: BoolArray | np.bool_, band: Band, fill: float, out: AnyArray
) -> None:
    """Write values in the type of a band, rounded half up; `fill` where there is none."""
    dtype = np.dtype(band.dtype)
    if dtype.kind == "f":
        out[...] = np.where(has_value, values, fill)
        return
    bounds = np.iinfo(dtype)
    whole = np.clip(np.floor(values + (0.5 + _TIE)), bounds.min, bounds.max)
    if band.nodata is not None:  # a sum that happens to be the mark is moved off it, as by GDAL
        off = band.nodata + 1 if band.nodata < bounds.max else band.nodata - 1
        whole[whole == band.nodata] = off
    out[...] = np.where(has_value, whole, fill)
