"""Turn bands or components into colours, the same way in the overview and in any detail of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, DoubleArray, SingleArray, Window
from app.scene.band import Band
from app.scene.blocks import Preview
from app.scene.computed.picks import picked
from app.scene.nodata import NoDataRule, valid_pixels
from app.scene.picture.components import Components
from app.scene.picture.composite import Picture, Stretch, StretchKind
from app.scene.picture.local_contrast import LocalStretch, equalise, fit_local_stretch

_N_PERCENTILE_PX = 400_000  # percentiles of more pixels cost more time and move by less than a hair
# Ahead of the local curves a few glints and clouds must not squeeze all the rest into a few
# levels of the histogram.
_ADAPTIVE_CUT_PERCENT = 1.0
# Share of grey mixed into every colour before it is made brighter: without it dark colours, being
# nearly pure, turn garish. Chosen by eye on Landsat farmland in 4-3-2 and 7-6-4.
_GREY_SHARE = np.float32(0.2)
_LAST_VISIBLE_NM = 720.0
_NARROWEST = 1e-30  # below, one over the span leaves the range of float32


@dataclass(frozen=True, slots=True)
class _Range:
    """Values of one channel become (value - low) * gain + base, 0..1."""

    low: float
    gain: float
    base: float


@dataclass(frozen=True, slots=True, eq=False)
class FittedStretch:
    """A stretch whose figures were found on the overview.

    Attributes
    ----------
    step
        Full-size pixels per pixel of that overview.
    shown
        Names of the bands shown as red, green and blue, or the components that are.
    """

    step: int
    shown: tuple[str, ...] | Components
    _ranges: tuple[_Range, ...]
    _local: LocalStretch | None  # None unless adaptive
    _overview: Picture = field(repr=False)

    @property
    def band_names(self) -> tuple[str, ...]:
        """Names of the bands whose values make a picture."""
        return _names(self.shown)

    def picture(self) -> Picture:
        """Return the overview in colours."""
        return self._overview

    def apply(self, values: AnyArray, valid: BoolArray, window: Window) -> Picture:
        """Return a detail in colours, as bright as it is in the overview.

        Parameters
        ----------
        values
            Shape (n_bands, rows, cols), one entry of `band_names` each, in scene units; may be
            thinned out.
        valid
            Shape (rows, cols).
        window
            The full-size pixels they cover.
        """
        planes = _planes(values, self.shown)
        valid = valid & _measures(planes, self.shown)
        colours = _ranged(planes, valid, self._ranges)
        if self._local is not None:
            lit = self._local.apply(colours.max(axis=0), *_places(valid.shape, window, self.step))
            _relight(colours, lit)
        return Picture(_rgba(colours, valid), window)


def fit_stretch(
    preview: Preview,
    shown: Sequence[str] | Components,
    stretch: Stretch,
    rule: NoDataRule,
    *,
    for_others: bool = False,
) -> FittedStretch:
    """Find the figures of a stretch on the overview.

    Parameters
    ----------
    shown
        Names of the bands shown as red, green and blue; the same one may be named again. Or the
        components that are.
    rule
        What counts as no data: it is transparent. Neither that nor what is left out by place has
        a say in the range of colours.
    for_others
        Whether other values of the same place are to be shown in just these colours, also where
        the overview is the whole scene.
    """
    names = _names(shown)
    values, bands = picked(preview, names, rule)
    planes = _planes(values, shown)
    valid = valid_pixels(values, bands, rule, preview.place) & _measures(planes, shown)
    ranges = tuple(_range_of(plane, valid, _cut_of(stretch)) for plane in planes)
    is_visible = not isinstance(shown, Components) and all(map(_is_visible, bands))
    if stretch.kind is StretchKind.ADAPTIVE and is_visible:
        ranges = _nearer(ranges)
    if rule.masks:  # what is left out by place has a picture all the same
        valid = valid_pixels(values, bands, replace(rule, masks=()), preview.place)
        valid &= _measures(planes, shown)
    colours = _ranged(planes, valid, ranges)
    height, width = valid.shape
    window = Window(0, 0, height * preview.step, width * preview.step)
    local = None
    if stretch.kind is StretchKind.ADAPTIVE:
        brightness = colours.max(axis=0)
        if (
            preview.step == 1 and not for_others
        ):  # the overview is the scene: there are no details to agree with
            lit = equalise(brightness, valid, stretch.clip_limit)
        else:
            local, lit = fit_local_stretch(brightness, valid, stretch.clip_limit)
        _relight(colours, lit)
    picture = Picture(_rgba(colours, valid), window)
    kept = shown if isinstance(shown, Components) else names
    return FittedStretch(preview.step, kept, ranges, local, picture)


def _names(shown: Sequence[str] | Components) -> tuple[str, ...]:
    if isinstance(shown, Components):
        return tuple(band.name for band in shown.bands)
    return tuple(shown)


def _planes(values: AnyArray, shown: Sequence[str] | Components) -> AnyArray:
    """Return what is shown as red, green and blue."""
    return shown.project(values) if isinstance(shown, Components) else values


def _measures(planes: AnyArray, shown: Sequence[str] | Components) -> BoolArray | np.bool_:
    """Tell where components are known; where bands are, the rule of no data says."""
    return np.isfinite(planes).all(axis=0) if isinstance(shown, Components) else np.True_


def _cut_of(stretch: Stretch) -> float:
    """Return how much of the values is cut at either end, in percent."""
    if stretch.kind is StretchKind.ADAPTIVE:
        return _ADAPTIVE_CUT_PERCENT
    return stretch.cut_percent if stretch.kind is StretchKind.PERCENTILE else 0.0


def _range_of(plane: AnyArray, valid: BoolArray, cut_percent: float) -> _Range:
    if cut_percent > 0:
        percentiles = (cut_percent, 100.0 - cut_percent)
        stride = max(1, math.isqrt(plane.size // _N_PERCENTILE_PX))
        thinned = plane[::stride, ::stride][valid[::stride, ::stride]]
        if thinned.size:
            with np.errstate(all="ignore"):  # values may lie farther apart than a float can say
                low, high = np.percentile(thinned.astype(np.float64), percentiles).tolist()
            if high - low > _NARROWEST:
                return _Range(low, 1 / (high - low), 0.0)
    measured = plane[valid]
    if not measured.size:
        return _Range(0.0, 0.0, 0.5)
    low, high = float(measured.min()), float(measured.max())
    is_wide = high - low > _NARROWEST
    return _Range(low, 1 / (high - low), 0.0) if is_wide else _Range(low, 0.0, 0.5)


def _ranged(values: AnyArray, valid: BoolArray, ranges: Sequence[_Range]) -> SingleArray:
    """Bring three channels to 0..1; no data becomes 0."""
    # float32 holds 16-bit values exactly; wider ones lose digits before the subtraction.
    working = np.float32 if np.can_cast(values.dtype, np.float32) else np.float64
    colours = np.empty(values.shape, dtype=np.float32)
    with np.errstate(all="ignore"):  # no data may be NaN, infinite or the end of the type's range
        for plane, channel, colour in zip(values, ranges, colours, strict=True):
            shifted = np.subtract(plane, working(channel.low), dtype=working)
            shifted *= working(channel.gain)
            shifted += working(channel.base)
            np.clip(shifted, 0, 1, out=colour, casting="same_kind")
    if working is np.float64:  # of values too far apart for a range: the same for all
        np.nan_to_num(colours, copy=False)
    colours[:, ~valid] = 0
    return colours


def _is_visible(band: Band) -> bool:
    return band.wavelength_nm is not None and band.wavelength_nm < _LAST_VISIBLE_NM


def _nearer(ranges: Sequence[_Range]) -> tuple[_Range, ...]:
    """Bring the gains of channels half way to that of the widest.

    Each channel's own gain turns a field of crops as red and as blue as it is green; one gain for
    all is the eye's balance, but leaves a hazy picture flat.
    """
    least = min(channel.gain for channel in ranges)
    return tuple(
        _Range(channel.low, math.sqrt(channel.gain * least), channel.base) for channel in ranges
    )


def _places(shape: tuple[int, ...], window: Window, step: int) -> tuple[DoubleArray, DoubleArray]:
    """Return where the rows and columns of a window lie in the overview, in its pixels."""
    n_rows, n_cols = shape
    rows = (window.row + (np.arange(n_rows) + 0.5) * window.height / n_rows) / step - 0.5
    cols = (window.col + (np.arange(n_cols) + 0.5) * window.width / n_cols) / step - 0.5
    return rows, cols


def _relight(colours: SingleArray, lit: SingleArray) -> None:
    """Give colours in place a new brightness, the V of HSV, and a softer saturation."""
    colours *= 1 - _GREY_SHARE
    colours += _GREY_SHARE
    colours *= lit / colours.max(axis=0)


def _rgba(colours: SingleArray, valid: BoolArray) -> ByteArray:
    rgba = np.empty((*valid.shape, 4), dtype=np.uint8)
    for channel, colour in enumerate(colours):
        np.multiply(colour, np.float32(255), out=rgba[..., channel], casting="unsafe")
    rgba[..., 3] = 255
    rgba[~valid] = 0
    return rgba
