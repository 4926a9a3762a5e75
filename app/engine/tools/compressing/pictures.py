"""Show a scene as it was, as it is rebuilt from few spectra, and where both differ."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.arrays import AnyArray, BoolArray, Place, SingleArray, Window
from app.clustering.compression.codebook import Codebook
from app.clustering.compression.figures import ALL_BANDS, unit_scales
from app.scene.band import Band
from app.scene.blocks import Preview
from app.scene.computed.picks import laid_out, picked
from app.scene.computed.planes import Planes
from app.scene.nodata import NoDataRule, valid_pixels
from app.scene.picture.composite import (
    Composite,
    IndexShown,
    Picture,
    PrincipalComponents,
    Stretch,
    bands_of,
)
from app.scene.picture.index_picture import IndexScale, coloured
from app.scene.picture.ramps import Ramp
from app.scene.scene import Scene

if TYPE_CHECKING:
    from app.scene.picture.index_picture import FittedIndex
    from app.scene.picture.stretch import FittedStretch

_RULE = NoDataRule()  # what the files declare, as where a scene is compressed
_PERCENTILE = 99.0  # a few odd pixels must not take most of the colours
_N_PERCENTILE_PX = 400_000


@dataclass(frozen=True, slots=True)
class PictureWishes:
    """What a person looks at.

    Attributes
    ----------
    composite, stretch
        What the picture shows, and how.
    ticked
        Bands that take part, for components.
    band
        In which band the difference is shown; `ALL_BANDS` for the root of the mean square of all.
    """

    composite: Composite
    stretch: Stretch
    ticked: tuple[str, ...]
    band: str = ALL_BANDS


@dataclass(frozen=True, slots=True, eq=False)
class RebuiltLook:
    """What all pictures of one size have in common: the spectra, the contrast and the scale.

    Attributes
    ----------
    bands
        Those that are compressed.
    shown
        Those that the colours are made of; of them, others than these are shown as they are.
    scale
        Which differences the ends of the ramp stand for, in units of the band.
    """

    book: Codebook
    bands: tuple[Band, ...]
    fitted: "FittedStretch | FittedIndex"
    shown: tuple[Band, ...]
    band: str
    scale: IndexScale

    @property
    def stored(self) -> tuple[Band, ...]:
        """All stored bands that pictures are made of, the compressed ones first."""
        return _stored(self.bands, self.shown)


@dataclass(frozen=True, slots=True, eq=False)
class RebuiltPictures:
    """Three pictures of the same pixels."""

    look: RebuiltLook
    original: Picture
    rebuilt: Picture
    difference: Picture


def show_rebuilt(
    preview: Preview, book: Codebook, bands: tuple[Band, ...], wishes: PictureWishes
) -> RebuiltPictures:
    """Make the pictures of the whole scene, from its preview.

    Parameters
    ----------
    bands
        Those that are compressed, in the order of the spectra.
    """
    fitted = _fitted(preview, wishes)
    known = {band.name: band for band in preview.bands + preview.computed}
    shown = tuple(known[name] for name in fitted.band_names)
    stored = _stored(bands, shown)
    values, _ = picked(preview, [band.name for band in stored], _RULE)
    place = preview.place
    n_rows, n_cols = values.shape[1:]
    window = Window(0, 0, n_rows * preview.step, n_cols * preview.step)
    valid = valid_pixels(values[: len(bands)], bands, _RULE, place)
    rebuilt = _rebuilt(values[: len(bands)], valid, book)
    away = _away(values[: len(bands)], rebuilt, bands, wishes.band)
    look = RebuiltLook(
        *(book, bands, fitted, shown, wishes.band),
        _scale(away, valid, bands, wishes.band),
    )
    return _pictures(look, values, place, window)


def show_rebuilt_detail(
    scene: Scene, look: RebuiltLook, window: Window, shape: tuple[int, int]
) -> RebuiltPictures:
    """Make the pictures of a part as fine as the screen shows it.

    Raises
    ------
    SceneError
        A file cannot be read.
    """
    from app.scene.files.reader import SceneReader

    out_shape = min(shape[0], window.height), min(shape[1], window.width)
    names = [band.name for band in look.stored]
    with SceneReader(scene, names, NoDataRule(as_values=True)) as reader:
        block = reader.read(window, out_shape=out_shape)
        at = {band.name: place for place, band in enumerate(reader.bands)}
    values = block.values[[at[name] for name in names]]
    return _pictures(look, values, window.place(out_shape), window)


def _fitted(preview: Preview, wishes: PictureWishes) -> "FittedStretch | FittedIndex":
    """Fit colours to the original; what is rebuilt is shown in the very same."""
    from app.scene.picture.components import fit_components
    from app.scene.picture.index_picture import fit_index
    from app.scene.picture.stretch import fit_stretch

    chosen = wishes.composite
    if isinstance(chosen, IndexShown):
        return fit_index(preview, chosen, _RULE)
    if isinstance(chosen, PrincipalComponents):
        names = bands_of(chosen, preview.bands, wishes.ticked)
        components = fit_components(preview, names, _RULE)
        return fit_stretch(preview, components, wishes.stretch, _RULE, for_others=True)
    return fit_stretch(preview, chosen, wishes.stretch, _RULE, for_others=True)


def _stored(bands: tuple[Band, ...], shown: tuple[Band, ...]) -> tuple[Band, ...]:
    own = {band.name for band in bands}
    more = (band for band in Planes.of(shown).stored if band.name not in own)
    return (*bands, *more)


def _pictures(look: RebuiltLook, values: AnyArray, place: Place, window: Window) -> RebuiltPictures:
    """Colour pixels of all stored bands, shape (n_stored, rows, cols)."""
    n_bands = len(look.bands)
    original = values[:n_bands]
    valid = valid_pixels(original, look.bands, _RULE, place)
    rebuilt = _rebuilt(original, valid, look.book)
    away = _away(original, rebuilt, look.bands, look.band)
    others = np.concatenate([rebuilt, values[n_bands:]])
    return RebuiltPictures(
        look,
        _picture(look, values, place, window),
        _picture(look, others, place, window),
        Picture(coloured(away, valid, look.scale), window),
    )


def _picture(look: RebuiltLook, values: AnyArray, place: Place, window: Window) -> Picture:
    shown = laid_out(values, look.stored, look.shown, _RULE)
    valid = valid_pixels(shown, look.shown, _RULE, place)
    valid &= valid_pixels(values[: len(look.bands)], look.bands, _RULE, place)
    return look.fitted.apply(shown, valid, window)


def _rebuilt(values: AnyArray, valid: BoolArray, book: Codebook) -> AnyArray:
    """Return pixels as they come back; those without data as they are."""
    inside = valid.reshape(-1)
    flat = values.reshape(len(values), -1).copy()
    flat[:, inside] = book.rebuilt(book.indices(np.ascontiguousarray(flat[:, inside])))
    return flat.reshape(values.shape)


def _away(values: AnyArray, rebuilt: AnyArray, bands: tuple[Band, ...], band: str) -> SingleArray:
    """Return original less rebuilt in units of a band, or the root of its mean square of all."""
    scales = unit_scales(bands)
    chosen = [at for at, each in enumerate(bands) if each.name == band]
    squares = np.zeros(values.shape[1:], dtype=np.float32)
    with np.errstate(all="ignore"):  # no data may be anything
        for at in chosen or range(len(bands)):
            away = values[at].astype(np.float64) - rebuilt[at]
            if chosen:
                return np.asarray(away * scales[at], dtype=np.float32)
            squares += np.asarray((away * scales[at]) ** 2, dtype=np.float32)
        return np.asarray(np.sqrt(squares / len(bands)))


def _scale(away: SingleArray, valid: BoolArray, bands: tuple[Band, ...], band: str) -> IndexScale:
    """Find how far the colours reach: to the 99th percentile, equally far to both sides of 0."""
    stride = max(1, math.isqrt(away.size // _N_PERCENTILE_PX))
    seen = np.abs(away[::stride, ::stride][valid[::stride, ::stride]])
    high = float(np.percentile(seen, _PERCENTILE)) if seen.size else math.nan
    called = {each.name: each.called for each in bands}
    if band in called:
        return IndexScale(
            f"Original \N{MINUS SIGN} rebuilt, {called[band]}", Ramp.DIVERGING, -high, high
        )
    return IndexScale("RMS difference, all bands", Ramp.SEQUENTIAL, 0.0, high)
