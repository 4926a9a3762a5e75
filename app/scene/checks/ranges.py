"""Find bands whose numbers are of another size than those of the others."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray
from app.number_text import significant
from app.scene.band import Band, BandKind
from app.scene.blocks import Evidence, SceneCheck
from app.scene.checks.words import names_of, untick, within
from app.scene.computed.picks import laid_out
from app.scene.nodata import NoDataRule
from app.scene.pixels.evidence import is_missing

# Times by which both spread and level of a band differ from the others'. Bands of one product
# reach 13 (over open sea); a band of 8 bits among 16-bit ones, or of 0 to 1, is far beyond.
_MOST_TIMES = 40.0
_MOST_TIMES_OF_OTHER_TYPE = 8.0
_MOST_TIMES_OF_COMPUTED = 2.5  # an index beside reflectances: at three times it weighs nine-fold
_N_PX = 20_000
_N_PX_LEAST = 16
_LOW, _HIGH = 5, 95  # percent
_MEASURES = ("level", "spread")


@dataclass(frozen=True, slots=True)
class Extent:
    """How large the usual numbers of one band are, and how far they reach apart."""

    band: Band
    level: float
    spread: float


def measure_extents(evidence: Evidence) -> tuple[Extent, ...]:
    """Measure the optical bands that hold more than one value."""
    planes = evidence.patches.reshape(len(evidence.bands), -1)
    planes = planes[:, :: 1 + planes.shape[1] // _N_PX]
    extents = []
    for band, plane in zip(evidence.bands, planes, strict=True):
        extent = _extent(band, plane) if band.kind is BandKind.OPTICAL else None
        if extent is not None:
            extents.append(extent)
    return tuple(extents)


def measure_with_computed(
    evidence: Evidence, computed: Sequence[Band], ticked: Sequence[str]
) -> tuple[Extent, ...]:
    """Measure the optical bands and the ticked computed ones, on the same pixels.

    A sweep takes bands in units as soon as one of them has no part in a calibration that all others
    share: so all are measured in units here.

    Returns
    -------
    Nothing where no computed band is ticked.
    """
    made = tuple(band for band in computed if band.name in ticked)
    if not made:
        return ()
    planes = evidence.patches.reshape(len(evidence.bands), -1)
    planes = planes[:, :: 1 + planes.shape[1] // _N_PX]
    pairs = zip(evidence.bands, planes, strict=True)
    extents = [
        _extent(band, plane, is_in_units=True)
        for band, plane in pairs
        if band.kind is BandKind.OPTICAL
    ]
    values = laid_out(planes, evidence.bands, made, NoDataRule())
    extents += [_extent(band, plane) for band, plane in zip(made, values, strict=True)]
    return tuple(extent for extent in extents if extent is not None)


def check_ranges(extents: Sequence[Extent], ticked: Sequence[str]) -> SceneCheck | None:
    """Say which ticked bands have numbers of another size; for bands that are used as they are."""
    among = [one for one in extents if one.band.name in ticked]
    odd = [(one, times) for one, times in zip(among, _times(among), strict=True) if times]
    if not odd:
        return None
    one, times = max(odd, key=lambda item: max(item[1], 1 / item[1]))
    bands = [entry.band for entry, _ in odd]
    usual = float(np.median([other.level for other in among if other is not one]))
    weight = "it hardly counts" if times > 1 else "it outweighs all others"
    level = significant(one.level, 3)
    text = (
        f"Values of {within(names_of([one.band]))} lie around {level}, those of the other bands "
        f"around {significant(usual, 3)}: unscaled, {weight} in the clusters."
    )
    if len(bands) > 1:
        rest = [band for band in bands if band is not one.band]
        text += f" {names_of(rest)} {'is' if len(rest) == 1 else 'are'} of another size too."
    return SceneCheck(
        "ranges_differ",
        text,
        f'{untick(bands)}, or choose "Yes, standardise" for "Scale bands".',
        command="Add --scale standardise, so that all bands count alike.",
        bands=tuple(band.name for band in bands),
    )


def _times(among: Sequence[Extent]) -> Sequence[float]:
    """Return how many times smaller each band is than the others; 0 where it is of their size."""
    if len(among) < 2:
        return [0.0] * len(among)
    levels, spreads = (np.array([getattr(one, key) for one in among]) for key in _MEASURES)
    types = Counter(one.band.dtype for one in among)
    times = []
    for number, one in enumerate(among):
        level = float(np.median(np.delete(levels, number))) / one.level
        spread = float(np.median(np.delete(spreads, number))) / one.spread
        others = types - Counter([one.band.dtype])
        is_usual = one.band.dtype == max(others, key=lambda kind: others[kind])
        limit = _MOST_TIMES if is_usual else _MOST_TIMES_OF_OTHER_TYPE
        limit = limit if one.band.computed is None else _MOST_TIMES_OF_COMPUTED
        times.append(_beyond(level, spread, limit))
    return times


def _beyond(level: float, spread: float, limit: float) -> float:
    if min(level, spread) > limit:
        return min(level, spread)
    return max(level, spread) if max(level, spread) < 1 / limit else 0.0


def _extent(band: Band, plane: AnyArray, *, is_in_units: bool = False) -> Extent | None:
    values = _known(plane, band)
    if is_in_units:
        values = band.calibration.values(values)
        values = values[np.isfinite(values)]
    if len(values) < _N_PX_LEAST:
        return None
    # Values near the end of their type lie infinitely far apart: no run accepts them.
    with np.errstate(over="ignore", invalid="ignore"):
        low, high = np.percentile(values, (_LOW, _HIGH))
        spread = float(high - low)
    if not (spread > 0 and math.isfinite(spread)):
        return None
    return Extent(band, float(max(abs(low), abs(high))), spread)


def _known(plane: AnyArray, band: Band) -> AnyArray:
    values = plane[~is_missing(plane, band)].astype(np.float64)
    return np.asarray(values[np.isfinite(values) & (values != 0)])
