"""Equalise brightness locally (contrast-limited adaptive histogram equalisation).

A scene that is shown whole is equalised by scikit-image. One that is shown as an overview with
details is not: scikit-image cannot be asked how it would change a pixel that is not in its
picture. There the same method (same tiles, same clip limit, 256 levels) is done in two halves:
the curves are found once, on the overview, and applied to the pixels of any window. So zooming in
never changes how bright a thing is.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.arrays import BoolArray, ByteArray, DoubleArray, IntArray, SingleArray
from app.scene.picture.calm_tiles import CalmTiles, find_calm_tiles
from app.scene.picture.histograms import N_LEVELS, clip_shares, levels_of

_TILES_PER_SIDE = 8
_SMALLEST_TILE_PX = 32  # smaller tiles hold too few pixels for a histogram


@dataclass(frozen=True, slots=True, eq=False)
class LocalCurves:
    """One rising curve per tile of the overview, blended between the tiles' centres.

    Attributes
    ----------
    tables
        Shape (n_tile_rows + 2, n_tile_cols + 2, 256): new brightness by level, 0..1; the outer
        ones are repeated.
    tile_px
        Height and width of a tile, in pixels of the overview.
    """

    tables: SingleArray
    tile_px: tuple[int, int]

    def apply(self, brightness: SingleArray, rows: DoubleArray, cols: DoubleArray) -> SingleArray:
        """Return the new brightness of some pixels.

        Parameters
        ----------
        brightness
            Shape (rows, cols), 0..1.
        rows, cols
            Where they lie in the overview, in its pixels, rising.
        """
        levels = levels_of(brightness)
        top, down = self._tiles_at(rows, axis=0)
        left, across = self._tiles_at(cols, axis=1)
        changed = np.empty(brightness.shape, dtype=np.float32)
        for i, row_slice in _runs(top):
            for j, col_slice in _runs(left):
                changed[row_slice, col_slice] = _blend(
                    self.tables[i : i + 2, j : j + 2],
                    levels[row_slice, col_slice],
                    down[row_slice, None],
                    across[col_slice],
                )
        return changed

    def _tiles_at(self, positions: DoubleArray, *, axis: int) -> tuple[IntArray, SingleArray]:
        """Return the tile before each position, in `tables`, and the share of the one after."""
        tile_px = self.tile_px[axis]
        place = (positions - tile_px // 2) / tile_px + 1
        before = np.clip(np.floor(place), 0, self.tables.shape[axis] - 2)
        share = np.clip(place - before, 0, 1)
        return before.astype(np.int64), share.astype(np.float32)


@dataclass(frozen=True, slots=True)
class LocalStretch:
    """Local curves, after which the whole span of brightness is used; less where all is even."""

    curves: LocalCurves
    low: float
    gain: float
    calm: CalmTiles

    def apply(self, brightness: SingleArray, rows: DoubleArray, cols: DoubleArray) -> SingleArray:
        """Return the new brightness of some pixels; see `LocalCurves.apply`."""
        lit = self.curves.apply(brightness, rows, cols)
        lit -= np.float32(self.low)
        lit *= np.float32(self.gain)
        return self.calm.blend(brightness, np.clip(lit, 0, 1, out=lit), rows, cols)


def equalise(brightness: SingleArray, valid: BoolArray, clip_limit: float) -> SingleArray:
    """Equalise a picture that has no details.

    Pixels without data get the values of valid ones, drawn with a fixed seed: every tile they
    lie in then sees the histogram of the scene there, not a dark mass.

    Parameters
    ----------
    brightness
        Shape (rows, cols), 0..1.
    valid
        Pixels that hold data.
    clip_limit
        As scikit-image has it; higher gives more contrast.
    """
    from skimage.exposure import equalize_adapthist

    measured = brightness[valid]
    is_flat = not measured.size or measured.min() == measured.max()
    if is_flat or min(brightness.shape) < _SMALLEST_TILE_PX:
        return brightness.copy()
    filled = brightness.copy()
    gaps = ~valid
    filled[gaps] = np.random.default_rng(0).choice(measured, int(gaps.sum()))
    lit: SingleArray = equalize_adapthist(filled, clip_limit=clip_limit).astype(np.float32)
    rows, cols = (np.arange(n_px, dtype=np.float64) for n_px in brightness.shape)
    return find_calm_tiles(brightness, valid).blend(
        brightness, np.clip(lit, 0, 1, out=lit), rows, cols
    )


def fit_local_stretch(
    brightness: SingleArray, valid: BoolArray, clip_limit: float
) -> tuple[LocalStretch, SingleArray]:
    """Find the local stretch of an overview; return it and the overview's new brightness."""
    curves = fit_curves(brightness, valid, clip_limit)
    rows, cols = (np.arange(n_px, dtype=np.float64) for n_px in brightness.shape)
    reached = curves.apply(brightness, rows, cols)[valid]
    low, high = (float(reached.min()), float(reached.max())) if reached.size else (0.0, 1.0)
    if low >= high:
        low, high = 0.0, 1.0
    local = LocalStretch(curves, low, 1 / (high - low), find_calm_tiles(brightness, valid))
    return local, local.apply(brightness, rows, cols)


def fit_curves(brightness: SingleArray, valid: BoolArray, clip_limit: float) -> LocalCurves:
    """Find the curves of an overview.

    Parameters
    ----------
    brightness
        Shape (rows, cols), 0..1.
    valid
        Pixels that hold data; the others do not count.
    clip_limit
        Largest share of a tile's pixels in one level; higher gives more contrast.
    """
    height, width = brightness.shape
    tile_px = _tile_size(height), _tile_size(width)
    shares = _tile_histograms(levels_of(brightness), valid, tile_px)
    # A level takes one pixel at least, as in scikit-image.
    limit = max(clip_limit, 1 / (tile_px[0] * tile_px[1]))
    curves = np.minimum(np.cumsum(clip_shares(shares, limit), axis=-1), 1.0)
    padded = np.pad(curves, [(1, 1), (1, 1), (0, 0)], mode="edge")
    return LocalCurves(padded.astype(np.float32), tile_px)


def _tile_size(n_px: int) -> int:
    return max(n_px // _TILES_PER_SIDE, min(n_px, _SMALLEST_TILE_PX), 1)


def _tile_histograms(levels: ByteArray, valid: BoolArray, tile_px: tuple[int, int]) -> DoubleArray:
    """Return the share of each level in each tile, shape (n_tile_rows, n_tile_cols, 256).

    What a tile lacks in valid pixels is filled up with the distribution over the whole overview.
    """
    row_tiles = _tile_slices(levels.shape[0], tile_px[0])
    col_tiles = _tile_slices(levels.shape[1], tile_px[1])
    counts = np.empty((len(row_tiles), len(col_tiles), N_LEVELS))
    for i, tile_rows in enumerate(row_tiles):
        for j, tile_cols in enumerate(col_tiles):
            tile = tile_rows, tile_cols
            counts[i, j] = np.bincount(levels[tile][valid[tile]], minlength=N_LEVELS)
    n_tile_px = tile_px[0] * tile_px[1]
    overall = counts.sum(axis=(0, 1))
    overall /= max(overall.sum(), 1.0)
    lacking = n_tile_px - counts.sum(axis=-1, keepdims=True)
    shares: DoubleArray = (counts + lacking * overall) / n_tile_px
    return shares


def _tile_slices(n_px: int, tile_px: int) -> list[slice]:
    """Cut an axis into tiles of one size; the last one is moved back inside."""
    starts = [min(start, n_px - tile_px) for start in range(0, n_px, tile_px)]
    return [slice(start, start + tile_px) for start in starts]


def _runs(tiles: IntArray) -> list[tuple[int, slice]]:
    """Split rising tile numbers into runs of the same one."""
    edges = np.flatnonzero(np.diff(tiles, prepend=-1, append=-1)).tolist()
    return [(int(tiles[a]), slice(a, b)) for a, b in pairwise(edges)]


def _blend(
    tables: SingleArray, levels: ByteArray, down: SingleArray, across: SingleArray
) -> SingleArray:
    """Look the levels up in four curves and blend; `down` is a column, `across` a row."""
    index = levels.astype(np.intp)
    above = np.take(tables[0, 0], index)
    above += (np.take(tables[0, 1], index) - above) * across
    below = np.take(tables[1, 0], index)
    below += (np.take(tables[1, 1], index) - below) * across
    blended: SingleArray = above + (below - above) * down
    return blended
