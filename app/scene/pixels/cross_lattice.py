"""Pick the pixels where chosen rows meet chosen columns, window by window."""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, IntArray, Window

_N_PATCHES = 4  # along each side
_PATCH_PX = 96
_N_GAPS = 5  # patches lie at 1/5, 2/5, 3/5 and 4/5, away from a collar


@dataclass(frozen=True, slots=True, eq=False)
class CrossLattice:
    """Rows and columns of a grid, both in order; a place may come twice."""

    rows: IntArray
    cols: IntArray

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of what is picked from the whole grid."""
        return len(self.rows), len(self.cols)

    def pick(self, window: Window, values: AnyArray) -> AnyArray:
        """Return the values of shape (n_bands, rows, cols) that lie on the lattice."""
        down, across = self._within(window)
        rows, cols = self.rows[down] - window.row, self.cols[across] - window.col
        if not len(rows) or not len(cols):
            return np.empty((len(values), len(rows), len(cols)), values.dtype)
        chosen = values if len(rows) == window.height and _is_run(rows) else values[:, rows]
        return chosen[:, :, cols]

    def put(self, window: Window, picked: AnyArray, values: AnyArray) -> None:
        """Write what was picked from a window into an array of shape (n_bands, *shape)."""
        down, across = self._within(window)
        values[:, down, across] = picked

    def _within(self, window: Window) -> tuple[slice, slice]:
        return (
            _between(self.rows, window.row, window.height),
            _between(self.cols, window.col, window.width),
        )


def spread(first: int, last: int, n: int) -> IntArray:
    """Return `n` places from first to last, spread evenly."""
    return np.round(np.linspace(first, last, n)).astype(np.int64)


def cell_edges(length: int, block: int, n_most: int) -> IntArray:
    """Cut a length into blocks, or into as many blocks at a time as leave `n_most` cells."""
    n_blocks = -(-length // block)
    step = block * -(-n_blocks // n_most)
    return np.append(np.arange(0, length, step, dtype=np.int64), length)


def mirrored_patches(length: int, n_px: int) -> tuple[IntArray, int]:
    """Place patches along one side so that they lie as their own mirror image.

    Parameters
    ----------
    n_px
        Pixels of a square of patches, at most.

    Returns
    -------
    The places of all their pixels, and the length of one patch: the whole where that is short.
    """
    side = max(8, min(_PATCH_PX, int(n_px**0.5) // _N_GAPS // 8 * 8))
    if length <= _N_GAPS * side:
        return np.arange(length), length
    half = [number * length // _N_GAPS - side // 2 for number in range(1, _N_PATCHES // 2 + 1)]
    starts = half + [length - side - start for start in reversed(half)]
    return np.concatenate([np.arange(start, start + side) for start in starts]), side


def _between(places: IntArray, first: int, length: int) -> slice:
    low = int(np.searchsorted(places, first, side="left"))
    return slice(low, int(np.searchsorted(places, first + length, side="left")))


def _is_run(places: IntArray) -> bool:
    return bool(places[-1] - places[0] == len(places) - 1 and (np.diff(places) == 1).all())
