"""Choose the pixels that a sweep is fitted and scored on."""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray
from app.clustering.settings import SweepSettings
from app.errors import FitError
from app.scene.band import Band
from app.scene.nodata import valid_pixels
from app.scene.pixels import PixelSample


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
    """

    bands: tuple[Band, ...]
    values: AnyArray
    valid_share: float


def training_pixels(sample: PixelSample, settings: SweepSettings) -> TrainingPixels:
    """Take the valid pixels of the chosen bands out of a scene's sample.

    Raises
    ------
    FitError
        No pixel of the sample is valid in every chosen band.
    """
    positions = [i for i, band in enumerate(sample.bands) if band.name in set(settings.band_names)]
    bands = tuple(sample.bands[i] for i in positions)
    values = sample.values[:, positions]
    valid = np.flatnonzero(valid_pixels(values.T, bands, settings.nodata))
    if not len(valid):
        raise FitError(
            "No valid pixel to fit",
            f"None of {len(values):,} sampled pixels holds a value in all of the "
            f"{len(bands)} chosen bands.",
            "Untick the band that is empty, or change what counts as no data.",
        )
    chosen = valid[spread_evenly(len(valid), settings.n_sample_px)]
    return TrainingPixels(
        bands=bands,
        values=np.ascontiguousarray(values[chosen]),
        valid_share=len(valid) / len(values),
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
