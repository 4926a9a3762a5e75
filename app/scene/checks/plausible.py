"""Find bands whose numbers are none that their sensor's products hold."""

import tomllib
from collections.abc import Sequence
from functools import cache

import numpy as np

from app.number_text import grouped, significant
from app.resources import resource_path
from app.scene.band import Band, BandKind
from app.scene.blocks import PixelSample, SceneCheck
from app.scene.checks.words import hold, leave_out, names_of, untick
from app.scene.pixels.evidence import is_missing

_N_PX_LEAST = 100
_N_TOLD = 3


def check_plausible(sensor: str, sample: PixelSample, ticked: Sequence[str]) -> SceneCheck | None:
    """Compare the median of every ticked band with what products of the sensor hold.

    Where some are of other numbers and all others surely as delivered, bands of several products
    are mixed. Otherwise somebody has converted them all, which is worth a note.
    """
    among = [band for band in sample.bands if band.name in ticked and band.kind is BandKind.OPTICAL]
    medians = {band: _median(sample, band) for band in among}
    odd = [
        band
        for band, median in medians.items()
        if median is not None and not _is_plausible(sensor, band, median)
    ]
    if not odd:
        return None
    worst = odd[0]
    low, _, high = _bounds(sensor, worst) or (0, 0, 0)
    around = ", ".join(significant(medians[band] or 0.0, 4) for band in odd[:_N_TOLD])
    sentence = (
        f"{names_of(odd)} {hold(len(odd))} values around {around}; medians of {sensor} products as "
        f"delivered lie between {grouped(low)} and {grouped(high)}."
    )
    others = [median for band, median in medians.items() if median is not None and band not in odd]
    if not others or not all(_is_as_delivered(sensor, worst, median) for median in others):
        return SceneCheck(
            "implausible_values",
            sentence,
            "They seem to be in other units than those delivered; clusters do not mind, as long as "
            "all bands are.",
            is_note=True,
        )
    why = (
        "or give files of one product: bands in other units count for more or less than they should"
    )
    return SceneCheck(
        "implausible_values",
        sentence,
        f"{untick(odd)}, {why}.",
        command=f"{leave_out(odd, ticked)}, {why}.",
        bands=tuple(band.name for band in odd),
    )


def _median(sample: PixelSample, band: Band) -> float | None:
    """Return the median of a band's known values; None where there are too few."""
    values = sample.values[:, sample.bands.index(band)]
    known = values[~is_missing(values, band) & (values != 0)]
    return float(np.median(known)) if len(known) >= _N_PX_LEAST else None


def _is_plausible(sensor: str, band: Band, median: float) -> bool:
    bounds = _bounds(sensor, band)
    return bounds is None or bounds[0] <= median <= bounds[-1]


def _is_as_delivered(sensor: str, band: Band, median: float) -> bool:
    bounds = _bounds(sensor, band)
    return bounds is not None and bounds[1] <= median <= bounds[-1]


def _bounds(sensor: str, band: Band) -> tuple[int, int, int] | None:
    bounds = _tables().get(sensor, {}).get(band.dtype)
    return None if bounds is None else (bounds[0], bounds[1], bounds[2])


@cache
def _tables() -> dict[str, dict[str, list[int]]]:
    with resource_path("sensors.toml").open("rb") as file:
        return dict(tomllib.load(file)["plausible"])
