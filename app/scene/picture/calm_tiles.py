"""Leave alone what has hardly any contrast: open water, haze and cloud decks.

Local equalisation spreads the noise of an even surface over many of the grey values. So how far
the new brightness counts follows from how far apart the brightness of a tile lies. Where there is
nothing to see, one gentle curve of the whole scene stands in its place, which makes dark land
readable beside clouds and little of noise. Between the tiles' centres both are blended.
"""

from dataclasses import dataclass

import numpy as np

from app.arrays import BoolArray, DoubleArray, IntArray, SingleArray
from app.scene.picture.histograms import N_LEVELS, clip_shares, levels_of

# Of brightness, from the 5th to the 95th percentile of a tile, where 1 is that from the 1st to the
# 99th of the scene. Sea spans 0.05 to 0.14, forest 0.2 and more, but for one beside bright clouds
# (ten scenes, Landsat 5, 7 and 8 and Sentinel-2).
_CALM, _LIVELY = 0.08, 0.20
_GENTLE_LIMIT = 0.013  # no level is spread over more than 3.3 of its width
_PERCENTILES = (5.0, 95.0)
_SMALLEST_TILE_PX = 16
_TILES_PER_SIDE = 16
_FEWEST_PX = 30


@dataclass(frozen=True, slots=True, eq=False)
class CalmTiles:
    """How far the new brightness counts, tile by tile.

    Attributes
    ----------
    shares
        Shape (n_down, n_across), 0..1.
    gentle
        Shape (256,), rising: brightness by level where it does not count.
    tile_px
        Height and width of a tile, in pixels of the overview.
    """

    shares: SingleArray
    gentle: SingleArray
    tile_px: tuple[int, int]

    def blend(
        self, brightness: SingleArray, lit: SingleArray, rows: DoubleArray, cols: DoubleArray
    ) -> SingleArray:
        """Return the new brightness of some pixels, as far as it counts.

        Parameters
        ----------
        brightness, lit
            Shape (rows, cols), 0..1: as it was, and as it would be.
        rows, cols
            Where they lie in the overview, in its pixels, rising.
        """
        down, below = self._beside(rows, 0)
        across, right = self._beside(cols, 1)
        along = self.shares[:, across] * (1 - right) + self.shares[:, across + 1] * right
        share = along[down] * (1 - below)[:, None] + along[down + 1] * below[:, None]
        calm = self.gentle[levels_of(brightness)]
        return np.asarray(calm + (lit - calm) * share, dtype=np.float32)

    def _beside(self, places: DoubleArray, axis: int) -> tuple[IntArray, SingleArray]:
        """Return the tile before each place, and the share of the one after."""
        last = self.shares.shape[axis] - 2
        at = places / self.tile_px[axis] - 0.5
        before = np.clip(np.floor(at), 0, last).astype(np.int64)
        return before, np.clip(at - before, 0, 1).astype(np.float32)


def find_calm_tiles(brightness: SingleArray, valid: BoolArray) -> CalmTiles:
    """Find how far the new brightness of an overview counts.

    Parameters
    ----------
    brightness
        Shape (rows, cols), 0..1.
    valid
        Pixels that hold data. A tile with hardly any is taken for one with contrast.
    """
    n_down, n_across = (max(1, n // _tile_px(n)) for n in brightness.shape)
    tile_px = tuple(
        -(-n // parts) for n, parts in zip(brightness.shape, (n_down, n_across), strict=True)
    )
    shares = np.ones((n_down, n_across), dtype=np.float32)
    for i in range(n_down):
        for j in range(n_across):
            part = (
                slice(i * tile_px[0], (i + 1) * tile_px[0]),
                slice(j * tile_px[1], (j + 1) * tile_px[1]),
            )
            measured = brightness[part][valid[part]]
            if measured.size >= _FEWEST_PX:
                low, high = np.percentile(measured, _PERCENTILES)
                shares[i, j] = np.clip((high - low - _CALM) / (_LIVELY - _CALM), 0, 1)
    # Two at least along each side, to go between.
    padding = [(0, int(n == 1)) for n in shares.shape]
    gentle = _gentle_curve(brightness[valid])
    return CalmTiles(np.pad(shares, padding, mode="edge"), gentle, (tile_px[0], tile_px[1]))


def _gentle_curve(measured: SingleArray) -> SingleArray:
    counts = np.bincount(levels_of(measured), minlength=N_LEVELS)
    shares = clip_shares(counts / max(measured.size, 1), _GENTLE_LIMIT)
    return np.minimum(np.cumsum(shares), 1.0).astype(np.float32)


def _tile_px(n_px: int) -> int:
    return max(n_px // _TILES_PER_SIDE, min(n_px, _SMALLEST_TILE_PX), 1)
