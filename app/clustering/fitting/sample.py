"""Choose the pixels that a sweep is fitted and scored on."""

import math
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, IntArray
from app.clustering.settings import SweepSettings
from app.errors import DECLARE_NODATA, UNTICK_BAND, FitError, Remedy
from app.scene.band import Band
from app.scene.blocks import PixelSample
from app.scene.computed.picks import picked_of_sample
from app.scene.nodata import valid_pixels

# Distances are squared and added up in float32, which ends at 3.4e38 and begins at 1.2e-38.
_GREATEST_SUM, _NARROWEST = 1e38, 1e-17


@dataclass(frozen=True, slots=True, eq=False)
class TrainingPixels:
    """Valid pixels of the bands that take part, spread over the scene.

    Attributes
    ----------
    bands
        The bands that take part.
    values
        Shape (n_pixels, n_bands), scene units.
    valid_share
        Share of all sampled pixels that are valid in every one of these bands.
    at
        Shape (n_pixels,), rising: which of the sampled pixels they are.
    """

    bands: tuple[Band, ...]
    values: AnyArray
    valid_share: float
    at: IntArray


def training_pixels(sample: PixelSample, settings: SweepSettings) -> TrainingPixels:
    """Take the valid pixels of the chosen bands out of a scene's sample.

    Raises
    ------
    FitError
        No pixel of the sample is valid in every chosen band, or values lie too far apart.
    """
    values, bands = picked_of_sample(sample, settings.band_names, settings.nodata)
    valid = np.flatnonzero(valid_pixels(values.T, bands, settings.nodata, sample.place))
    if not len(valid):
        raise FitError(
            "No valid pixel to fit",
            f"None of {len(values):,} sampled pixels holds a value in "
            + (f"{bands[0].title}." if len(bands) == 1 else f"all {len(bands)} chosen bands."),
            "Untick the band that is empty, or change what counts as no data.",
            command="Leave the band that is empty out of --bands, or change what counts as no data "
            "with --nodata VALUE or --zero-is-data.",
        )
    refuse_extremes(values[valid], bands)
    chosen = valid[spread_evenly(len(valid), settings.n_sample_px)]
    return TrainingPixels(
        bands=bands,
        values=np.ascontiguousarray(values[chosen]),
        valid_share=len(valid) / len(values),
        at=chosen,
    )


def refuse_extremes(values: AnyArray, bands: tuple[Band, ...]) -> None:
    """Refuse values between which no distance can be computed: fill values, as a rule.

    Parameters
    ----------
    values
        Shape (n_pixels, n_bands), scene units, at least one pixel.

    Raises
    ------
    FitError
        Values lie too far apart, or too close together.
    """
    if values.dtype.kind != "f" and values.dtype.itemsize < 8:  # these reach nowhere near
        return
    lowest, highest = values.min(axis=0).astype(float), values.max(axis=0).astype(float)
    half_spans = highest / 2 - lowest / 2  # a whole span may overflow
    widest = int(half_spans.argmax())
    if half_spans[widest] > math.sqrt(_GREATEST_SUM / values.size) / 2:
        far = max(lowest[widest], highest[widest], key=abs)
        raise FitError(
            "Values too far apart",
            f"{bands[widest].title} reaches from {lowest[widest]:g} to {highest[widest]:g}: "
            "distances between such values cannot be computed.",
            f"Declare {far:g} as no data if it marks missing pixels, or leave the band out.",
            remedies=(
                Remedy(f"{DECLARE_NODATA} {float(far)!r}", f"Treat {far:g} as no data"),
                Remedy(f"{UNTICK_BAND} {bands[widest].name}", f"Untick {bands[widest].called}"),
            ),
        )
    if 0 < half_spans[widest] < _NARROWEST:
        raise FitError(
            "Values too close together",
            f"{bands[widest].title} reaches from {lowest[widest]:g} to {highest[widest]:g}, "
            "the other bands no further: distances between such values cannot be computed.",
            "Multiply the values before they are opened here.",
        )


def spread_evenly(n: int, n_wanted: int) -> AnyArray:
    """Return at most `n_wanted` rising positions below `n`, evenly spread.

    The sample lies in the order of rows and columns, so even positions are even on the ground.
    """
    if n <= n_wanted:
        return np.arange(n)
    return (np.arange(n_wanted) * n) // n_wanted


def count_distinct(values: AnyArray, up_to: int) -> int:
    """Count distinct rows of `values`, shape (n, n_bands); stop looking at `up_to`."""
    for n in (1_000, len(values)):
        n_distinct = len(np.unique(values[spread_evenly(len(values), n)], axis=0))
        if n_distinct >= up_to:
            return up_to
    return n_distinct


def stratified_positions(n_available: int, n_wanted: int, seed: int) -> IntArray:
    """Pick positions of an ordered sample, one at random from each of equal stretches.

    A sample that lies in rows over the scene is thus thinned out evenly over the scene.

    Returns
    -------
    Rising, distinct, min(n_available, n_wanted) of them.
    """
    n_picked = min(n_available, n_wanted)
    edges = np.arange(n_picked + 1, dtype=np.int64) * n_available // max(n_picked, 1)
    return np.random.default_rng(seed).integers(edges[:-1], edges[1:])
