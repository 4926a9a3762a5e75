"""Say in which colours clusters would be seen: those of the scene, a little exaggerated.

Colours are those of the composite that a scene opens with, over the sample that k-means is fitted
on: they follow from the scene, and neither from the picture on the screen nor from the range of k.
Means of clusters lie near the grey that all mixes to, so they are led away from what is common to
them. In natural colour dense forest and water are both nearly black. Where near infrared is known,
plants are led a little to green and water to blue, by how far apart bands lie, not by a name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.arrays import ByteArray, DoubleArray, IntArray
from app.clustering.naming.colour_vision import lab_of
from app.scene.band import Band
from app.scene.blocks import PixelSample
from app.scene.picture.composite import default_channels

N_PX = 20_000  # a mean of them moves by less than eyes see
_PERCENTILES = (1.0, 99.0)
_N_LEVELS = 256
_CLIP_LIMIT = 0.025  # of the histogram, as the adaptive stretch has it at first
_N_ROUNDS = 12
_GREY_SHARE = 0.2
_COMMON_SHARE = 0.6  # of what is common to all, taken away
_COMMON_LEFT = 0.3
_EXAGGERATED = 1.7
_TO_GREEN = np.array([-14.0, 12.0])  # a and b of CIELAB
_TO_BLUE = np.array([-2.0, -36.0])
_NATURAL = ("red", "green", "blue")
_NEAR_INFRARED = ("nir", "nir08")


@dataclass(frozen=True, slots=True, eq=False)
class SeenPixels:
    """Pixels as the picture of a scene shows them.

    Attributes
    ----------
    rgb
        Shape (n, 3), 0..255.
    measured
        Shape (n, 3), what red, green and near infrared measure; None where one is not known, or
        the picture is none in natural colour.
    """

    rgb: DoubleArray
    measured: DoubleArray | None

    def wanted(self, labels: ByteArray, k: int) -> DoubleArray:
        """Return the colour that is wanted for each cluster, CIELAB, shape (k, 3).

        Parameters
        ----------
        labels
            Shape (n,), 1..k.
        """
        lab = lab_of(_means(self.rgb, labels, k))
        common = lab_of(self.rgb.mean(axis=0))[1:]
        wanted = lab.copy()
        wanted[:, 1:] -= _COMMON_SHARE * common
        wanted[:, 1:] *= _EXAGGERATED
        wanted[:, 1:] += _COMMON_LEFT * common
        if self.measured is not None:
            plants, water = _plants_and_water(_means(self.measured, labels, k), lab[:, 0])
            wanted[:, 1:] += plants[:, np.newaxis] * _TO_GREEN + water[:, np.newaxis] * _TO_BLUE
        return wanted


def seen_pixels(sample: PixelSample, at: IntArray) -> SeenPixels:
    """Return pixels of a sample as the composite that a scene opens with shows them.

    Parameters
    ----------
    at
        Which of them, rising.
    """
    names = [band.name for band in sample.bands]
    channels = default_channels(sample.bands)
    places = [names.index(name) for name in channels]
    shown = sample.values[at][:, places].astype(np.float64)
    roles = tuple(sample.bands[place].role for place in places)
    near = next((i for role in _NEAR_INFRARED for i in _with_role(sample.bands, role)), None)
    measured = None
    if roles == _NATURAL and near is not None:
        own = [places[0], places[1], near]
        measured = np.stack([_measured(sample, at, place) for place in own], axis=1)
    return SeenPixels(_lit(_ranged(shown)) * 255, measured)


def _with_role(bands: Sequence[Band], role: str) -> list[int]:
    return [place for place, band in enumerate(bands) if band.role == role]


def _measured(sample: PixelSample, at: IntArray, place: int) -> DoubleArray:
    numbers = sample.values[at, place]
    return np.asarray(sample.bands[place].calibration.values(numbers), dtype=np.float64)


def _ranged(values: DoubleArray) -> DoubleArray:
    """Bring three channels to 0..1, their gains half way to that of the widest."""
    finite = np.nan_to_num(values)
    low, high = np.percentile(finite, _PERCENTILES, axis=0)
    spans = np.maximum(high - low, np.finfo(np.float64).tiny)
    spans = np.where(high > low, np.sqrt(spans) * np.sqrt(spans.max()), np.inf)
    return np.asarray(np.clip((finite - low) / spans, 0.0, 1.0))


def _lit(colours: DoubleArray) -> DoubleArray:
    """Equalise brightness as far as the clip limit lets it, and soften colours."""
    brightness = colours.max(axis=1)
    levels = (brightness * (_N_LEVELS - 1)).astype(int)
    shares = np.bincount(levels, minlength=_N_LEVELS) / len(levels)
    clipped = np.minimum(shares, _CLIP_LIMIT)
    for _ in range(_N_ROUNDS):
        n_below = max(int((clipped < _CLIP_LIMIT).sum()), 1)
        clipped = np.minimum(clipped + (1 - clipped.sum()) / n_below, _CLIP_LIMIT)
    lit = np.minimum(np.cumsum(clipped), 1.0)[levels]
    softened = colours * (1 - _GREY_SHARE) + _GREY_SHARE
    return np.asarray(softened * (lit / softened.max(axis=1))[:, np.newaxis])


def _means(values: DoubleArray, labels: ByteArray, k: int) -> DoubleArray:
    """Return the mean of each cluster; that of all where it has no pixel."""
    n_px = np.bincount(labels, minlength=k + 1)[1:]
    sums = [np.bincount(labels, column, minlength=k + 1)[1:] for column in values.T]
    means = np.stack(sums, axis=1) / np.maximum(n_px, 1)[:, np.newaxis]
    return np.where(n_px[:, np.newaxis] > 0, means, values.mean(axis=0))


def _plants_and_water(
    measured: DoubleArray, lightness: DoubleArray
) -> tuple[DoubleArray, DoubleArray]:
    """Return how far each cluster is led to green, and to blue, 0..1.

    By NDVI (Rouse 1974) and NDWI (McFeeters 1996). Haze lets the NDWI of water sink below zero,
    where dark roofs lie too: how dark it is has a say.
    """
    red, green, near = measured.T
    with np.errstate(all="ignore"):  # what is measured may be nothing
        ndvi = np.nan_to_num((near - red) / (near + red))
        ndwi = np.nan_to_num((green - near) / (green + near))
    plants = np.clip((ndvi - 0.35) / 0.3, 0, 1)
    clear = np.clip((ndwi + 0.05) / 0.15, 0, 1) * np.clip((85 - lightness) / 25, 0, 1)
    hazy = np.clip((ndwi + 0.3) / 0.2, 0, 1) * np.clip((50 - lightness) / 20, 0, 1)
    return plants, np.maximum(clear, hazy) * (1 - plants)
