"""Hold pixels together with their meaning: blocks, previews, samples."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.arrays import AnyArray, BoolArray, IntArray
from app.scene.band import Band

if TYPE_CHECKING:  # it asks for windows
    from app.scene.held_pixels import HeldPixels


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of pixels: first row and column, rows and columns."""

    row: int
    col: int
    height: int
    width: int


@dataclass(frozen=True, slots=True, eq=False)
class PixelBlock:
    """Values of some bands in one window.

    Attributes
    ----------
    window
        Where it lies, in full-size pixels.
    values
        Shape (n_bands, rows, cols), in the bands' common type, C order, read-only. Smaller than
        the window where it was read thinned out.
    valid
        Shape (rows, cols); False where a pixel is no data in any of the bands.
    """

    window: Window
    values: AnyArray
    valid: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """The whole scene, thinned out by nearest neighbour to what a screen needs.

    Attributes
    ----------
    bands
        The bands, in scene order: all of the scene that hold measured values.
    values
        Shape (n_bands, rows, cols), the bands' common type, no-data values still in place.
    step
        Full-size pixels per preview pixel along both axes; 1 where the preview is the scene.
    is_final
        False while only overviews or part of the scene have been read.
    """

    bands: tuple[Band, ...]
    values: AnyArray
    step: int
    is_final: bool


@dataclass(frozen=True, slots=True, eq=False)
class BandStats:
    """Figures of one band over its own valid pixels.

    Attributes
    ----------
    minimum, maximum, mean, std
        Over every valid pixel of the band, in scene units.
    n_valid_px, n_zero_px, n_saturated_px, n_not_finite_px
        Counts over the whole scene. Saturated: at the top of the type's range.
    """

    band: Band
    minimum: float
    maximum: float
    mean: float
    std: float
    n_valid_px: int
    n_zero_px: int
    n_saturated_px: int
    n_not_finite_px: int


@dataclass(frozen=True, slots=True, eq=False)
class PixelSample:
    """Seeded pixels, spread evenly over the scene.

    Attributes
    ----------
    bands
        The bands, in scene order.
    values
        Shape (n_pixels, n_bands), in scene units, no-data values still in place.
    rows, cols
        Shape (n_pixels,), where each pixel lies.
    """

    bands: tuple[Band, ...]
    values: AnyArray
    rows: IntArray
    cols: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What one pass over the scene found.

    Attributes
    ----------
    preview
        The final preview.
    stats
        One entry a band of the preview.
    sample
        Pixels for the fits.
    n_zero_everywhere_px
        Pixels that are zero in every optical band although no file declares zero as no data.
    pixels
        The whole scene, shape (n_bands, height, width), bands as in the preview, where it fits
        in memory with all that is made of it; None where it has to be streamed.
    held
        The same of a larger scene that is streamed, block by block as from its files, but need
        not be decoded again; None where there is no room for that. May be spent: then it raises.
    """

    preview: Preview
    stats: tuple[BandStats, ...]
    sample: PixelSample
    n_zero_everywhere_px: int
    pixels: AnyArray | None
    held: "HeldPixels | None" = None


@dataclass(frozen=True, slots=True)
class SceneCheck:
    """One thing to know before a run.

    Attributes
    ----------
    name
        "fill_value", "fill_like", "not_finite", "grids_differ", "no_georeference", "saturated",
        "constant_band", "stretched_area".
    sentence
        What was found, with numbers.
    remedy
        What is done about it, or what the person can do.
    fill
        The value that may mark missing pixels; None where it is not about one.
    command
        What the command says in place of the remedy, where that speaks of the window; empty
        otherwise.
    is_note
        Whether all is in order as it is dealt with by itself, and is only worth knowing; otherwise
        it is a warning: the maps may be wrong.
    """

    name: str
    sentence: str
    remedy: str
    fill: float | None = None
    command: str = ""
    is_note: bool = False
