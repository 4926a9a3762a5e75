"""Hold pixels together with their meaning: blocks, previews, samples."""

import math
from dataclasses import dataclass, replace

import numpy as np

from app.arrays import AnyArray, BoolArray, IntArray, Place, Window
from app.machine.held_pixels import HeldPixels, HeldPlanes
from app.scene.band import Band


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
    shown
        Shape (rows, cols); True where a pixel is left out by place and yet gets a label. None
        where there is no such pixel, or nobody asked for it.
    """

    window: Window
    values: AnyArray
    valid: BoolArray
    shown: BoolArray | None = None


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
    computed
        The bands that can be computed from these.
    """

    bands: tuple[Band, ...]
    values: AnyArray
    step: int
    is_final: bool
    computed: tuple[Band, ...] = ()

    @property
    def place(self) -> Place:
        """Where its pixels lie."""
        n_rows, n_cols = self.values.shape[1:]
        rows, cols = np.arange(n_rows) * self.step, np.arange(n_cols) * self.step
        return Place(rows[:, np.newaxis], cols[np.newaxis])

    def thinned_to(self, n_px: int) -> "Preview":
        """Return it with about that many pixels, evenly spread; no copy."""
        stride = max(1, round(math.sqrt(self.values[0].size / n_px)))
        thinned = self.values[:, ::stride, ::stride]
        return replace(self, values=thinned, step=self.step * stride)


@dataclass(frozen=True, slots=True, eq=False)
class BandStats:
    """Figures of one band over its own valid pixels.

    Attributes
    ----------
    minimum, maximum, mean, std
        Over every valid pixel of the band, in scene units.
    n_valid_px, n_saturated_px, n_not_finite_px
        Counts over the whole scene. Saturated: at the top of the type's range.
    """

    band: Band
    minimum: float
    maximum: float
    mean: float
    std: float
    n_valid_px: int
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
    computed
        The bands that can be computed from these.
    """

    bands: tuple[Band, ...]
    values: AnyArray
    rows: IntArray
    cols: IntArray
    computed: tuple[Band, ...] = ()

    @property
    def place(self) -> Place:
        """Where its pixels lie."""
        return Place(self.rows, self.cols)


@dataclass(frozen=True, slots=True, eq=False)
class CellEvidence:
    """What is known of the blocks in which the files are stored, or of squares of such blocks.

    Attributes
    ----------
    row_edges, col_edges
        First rows and columns of the cells, and the height or width of the grid.
    points
        Values at 8 x 8 places of each cell, from edge to edge; shape (n_bands, n_down * 8,
        n_across * 8).
    is_flat
        Whether a cell holds one single value; shape (n_bands, n_down, n_across).
    """

    row_edges: IntArray
    col_edges: IntArray
    points: AnyArray
    is_flat: BoolArray


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Evidence:
    """Full-size pixels at fixed places, and which rows hold one value only.

    It depends on the scene alone: not on the windows of the pass, the memory or the preview.

    Attributes
    ----------
    bands
        The bands of all arrays, in scene order.
    profile
        Values of every row at a few columns, shape (n_bands, height, n_cols).
    is_flat
        Whether a row holds one single value beside declared no data, in every column; shape
        (n_bands, height).
    patches
        Squares of full-size pixels side by side, shape (n_bands, n_down * side, n_across * side),
        that lie as a mirror image of themselves; the whole scene where it is small.
    patch_shape
        Rows and columns of one patch.
    cells
        None where the files are stored in whole rows.
    """

    bands: tuple[Band, ...]
    profile: AnyArray
    is_flat: BoolArray
    patches: AnyArray
    patch_shape: tuple[int, int]
    cells: CellEvidence | None


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
    evidence
        What checks of whole bands look at; None where nobody gathered it.
    planes
        What the files of a scene of several grids hold, to be read in their place; None where the
        pixels are there otherwise, or there is no room.
    """

    preview: Preview
    stats: tuple[BandStats, ...]
    sample: PixelSample
    n_zero_everywhere_px: int
    pixels: AnyArray | None
    held: HeldPixels | None = None
    evidence: Evidence | None = None
    planes: HeldPlanes | None = None

    def numbers_at(self, row: int, col: int) -> AnyArray:
        """Return the numbers of one pixel, shape (n_bands,), bands as in the preview.

        Streamed scenes that are not held answer with the nearest pixel of the preview.
        """
        if self.pixels is not None:
            return np.asarray(self.pixels[:, row, col])
        if self.held is not None:
            return np.asarray(self.held.look(Window(row, col, 1, 1))[:, 0, 0])
        step, (_, n_rows, n_cols) = self.preview.step, self.preview.values.shape
        at = min(row // step, n_rows - 1), min(col // step, n_cols - 1)
        return np.asarray(self.preview.values[:, at[0], at[1]])


@dataclass(frozen=True, slots=True)
class SceneCheck:
    """One thing to know before a run.

    Attributes
    ----------
    name
        "fill_value", "fill_like", "not_finite", "grids_differ", "no_georeference", "saturated",
        "constant_band", "empty_bands", "unknown_area", "implausible_values", "scene_cut",
        "transparent"; of bands that do not fit the others: "band_cut", "same_bands",
        "ranges_differ", "band_turned", "band_shifted", "bands_swapped".
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
    bands
        Names of the bands that can be left out at a click; none where that is no remedy.
    """

    name: str
    sentence: str
    remedy: str
    fill: float | None = None
    command: str = ""
    is_note: bool = False
    bands: tuple[str, ...] = ()
