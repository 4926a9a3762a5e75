"""Show an index as a ramp of colour, the same way in the overview and in any detail of it."""

import math
from dataclasses import dataclass, field, replace

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, Window
from app.scene.band import Band, computed_band
from app.scene.blocks import Preview
from app.scene.computed.picks import picked
from app.scene.computed.planes import Planes
from app.scene.nodata import NoDataRule, valid_pixels
from app.scene.picture.composite import IndexShown, Picture
from app.scene.picture.ramps import N_LEVELS, Ramp, levels

_PERCENTILES = (2.0, 98.0)  # a few odd pixels must not take most of the colours
_N_PERCENTILE_PX = 400_000
_NARROWEST = 1e-9


@dataclass(frozen=True, slots=True)
class IndexScale:
    """Which values the ends of a ramp stand for.

    Attributes
    ----------
    name
        Of the index.
    low, high
        Values beyond have the colours of the ends. NaN where no pixel has a value.
    """

    name: str
    ramp: Ramp
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class FittedIndex:
    """An index whose range was found on the overview.

    Attributes
    ----------
    scale
        Its range, in what the index measures.
    """

    scale: IndexScale
    _band: Band
    _rule: NoDataRule
    _overview: Picture = field(repr=False)

    @property
    def band_names(self) -> tuple[str, ...]:
        """Names of the bands whose values make a picture."""
        return tuple(band.name for band in Planes.of((self._band,)).stored)

    def picture(self) -> Picture:
        """Return the overview in colours."""
        return self._overview

    def apply(self, values: AnyArray, valid: BoolArray, window: Window) -> Picture:
        """Return a detail in colours.

        Parameters
        ----------
        values
            Shape (n_bands, rows, cols), one entry of `band_names` each, numbers of the files; may
            be thinned out.
        valid
            Shape (rows, cols).
        window
            The full-size pixels they cover.
        """
        plane = Planes.of((self._band,)).lay_out(values, self._rule)[0]
        return Picture(coloured(plane, valid & np.isfinite(plane), self.scale), window)


def fit_index(preview: Preview, shown: IndexShown, rule: NoDataRule) -> FittedIndex:
    """Find the range of colours on the overview.

    From the 2nd to the 98th percentile; of diverging colours equally far to both sides of zero.

    Parameters
    ----------
    rule
        What counts as no data: it is transparent. Neither that nor what is left out by place has a
        say in the range.

    Raises
    ------
    KeyError
        A band of the index is missing.
    """
    band = computed_band(shown.maths, preview.bands)
    planes = Planes.of((band,))
    values, bands = picked(preview, [source.name for source in planes.stored], rule)
    plane = planes.lay_out(values, rule)[0]
    known = np.isfinite(plane)
    scale = _scale(plane, valid_pixels(values, bands, rule, preview.place) & known, shown)
    everywhere = replace(rule, masks=())  # what is left out by place has a picture all the same
    valid = valid_pixels(values, bands, everywhere, preview.place) & known
    height, width = valid.shape
    window = Window(0, 0, height * preview.step, width * preview.step)
    return FittedIndex(scale, band, everywhere, Picture(coloured(plane, valid, scale), window))


def _scale(plane: AnyArray, valid: BoolArray, shown: IndexShown) -> IndexScale:
    stride = max(1, math.isqrt(plane.size // _N_PERCENTILE_PX))
    thinned = plane[::stride, ::stride][valid[::stride, ::stride]]
    if not thinned.size:
        return IndexScale(shown.maths.name, shown.ramp, math.nan, math.nan)
    low, high = np.percentile(thinned.astype(np.float64), _PERCENTILES).tolist()
    if shown.ramp is Ramp.DIVERGING:
        high = max(abs(low), abs(high))
        low = -high
    return IndexScale(shown.maths.name, shown.ramp, low, high)


def coloured(plane: AnyArray, valid: BoolArray, scale: IndexScale) -> ByteArray:
    """Return the colours of values, shape (rows, cols, 4); transparent where they are not valid."""
    rgba = np.zeros((*plane.shape, 4), dtype=np.uint8)
    span = scale.high - scale.low
    gain = (N_LEVELS - 1) / span if span > _NARROWEST else 0.0
    base = 0.0 if gain else (N_LEVELS - 1) / 2
    shifted = (plane[valid].astype(np.float64) - scale.low) * gain + base
    level = np.rint(np.clip(shifted, 0, N_LEVELS - 1)).astype(np.uint8)
    rgba[valid, :3] = levels(scale.ramp)[level]
    rgba[valid, 3] = 255
    return rgba
