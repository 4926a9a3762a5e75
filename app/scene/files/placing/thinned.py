"""Bring a thinned-out part of a file onto the pixels that are shown."""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray
from app.scene.band import Band
from app.scene.files.placing.resampling import fill_of


@dataclass(frozen=True, slots=True, eq=False)
class Thinned:
    """Which own pixels a thinned-out window shows, and how few of the file must be read for it.

    Attributes
    ----------
    own
        The part of the file that is looked at: first and end row, first and end column.
    shape
        Rows and columns to read it in.
    rows, cols
        Which of these each shown pixel is, both of shape (n_rows, n_cols) or broadcasting to it;
        negative beside the file.
    """

    own: tuple[int, int, int, int]
    shape: tuple[int, int]
    rows: AnyArray
    cols: AnyArray

    def bring(self, seen: AnyArray, band: Band, out: AnyArray) -> None:
        """Write one band; `seen` is what was read, of `shape`."""
        take(seen, (self.rows, self.cols), band, out)


def take(own: AnyArray, place: tuple[AnyArray, AnyArray], band: Band, out: AnyArray) -> None:
    """Write the value of one own pixel into each; no data where there is none.

    Parameters
    ----------
    place
        Rows and columns in `own`, as in `Thinned`.
    """
    row, col = place
    fill = fill_of(np.dtype(band.dtype)) if band.nodata is None else band.nodata
    if not own.size:
        out[...] = fill
        return
    is_beside = (row < 0) | (col < 0)
    index = np.where(is_beside, 0, row * own.shape[1] + col)
    out[...] = own.ravel().take(index, mode="clip")
    out[is_beside] = fill
