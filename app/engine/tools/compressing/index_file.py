"""Write the indices of a scene with their codebook as one file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, Window
from app.products.compressed.codebook_fields import FIELD, NAMESPACE, Booked, codebook_text
from app.products.maps.pixel_file import PixelFile
from app.scene.blocks import PixelBlock
from app.scene.grids.grid import Grid
from app.steps import Progress, Steps

NO_INDEX = 255  # of pixels without data; a codebook of 256 needs a mask instead
ZLEVEL = 9
_STRIP_PX = 1_024


@dataclass(frozen=True, slots=True, eq=False)
class LabelledScene:
    """Which spectrum stands for each pixel; made once, then filled block by block.

    Attributes
    ----------
    indices
        Shape (height, width), from 0 on; anything where there is no data.
    valid
        Shape (height, width); where pixels have data.
    """

    indices: ByteArray
    valid: BoolArray

    @classmethod
    def empty(cls, grid: Grid) -> "LabelledScene":
        """Return a scene in which no pixel has data."""
        shape = (grid.height, grid.width)
        return cls(np.zeros(shape, dtype=np.uint8), np.zeros(shape, dtype=bool))

    def fill(self, block: PixelBlock, found: ByteArray) -> None:
        """Put in the indices of the pixels of a block that have data, shape (n_valid,)."""
        place = place_of(block)
        self.valid[place] = block.valid
        self.indices[place][block.valid] = found


def place_of(block: PixelBlock) -> tuple[slice, slice]:
    """Return where a block lies in the scene."""
    window = block.window
    rows = slice(window.row, window.row + window.height)
    return rows, slice(window.col, window.col + window.width)


def valid_of(block: PixelBlock) -> AnyArray:
    """Return the pixels of a block that have data, shape (n_bands, n_px)."""
    return np.ascontiguousarray(block.values.reshape(len(block.values), -1)[:, block.valid.ravel()])


def write_index_file(
    path: Path,
    target: Path,
    grid: Grid,
    labelled: LabelledScene,
    booked: Booked,
    tags: Mapping[str, str] = MappingProxyType({}),
) -> Steps[Progress, int]:
    """Write the indices with their codebook; return the size of the file.

    Parameters
    ----------
    target
        The path that a person is told of.
    tags
        What the file is to tell of where it comes from.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    import rasterio

    indices, valid = labelled.indices, labelled.valid
    is_whole = bool(valid.all())
    needs_mask = booked.codebook.k > NO_INDEX and not is_whole
    nodata = None if needs_mask or is_whole else float(NO_INDEX)
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        PixelFile(
            path,
            target,
            grid,
            n_bands=1,
            dtype="uint8",
            nodata=nodata,
            tags=tags,
            compress="deflate",
            zlevel=ZLEVEL,
            num_threads="all_cpus",
        ) as file,
    ):
        file.file.update_tags(ns=NAMESPACE, **{FIELD: codebook_text(booked)})
        file.file.set_band_description(1, f"index into {booked.codebook.k} spectra")
        for window in _strips(grid.height, grid.width):
            rows = slice(window.row, window.row + window.height)
            outside = np.uint8(0 if nodata is None else NO_INDEX)
            file.write(window, np.where(valid[rows], indices[rows], outside)[np.newaxis])
            if needs_mask:
                file.write_mask(window, valid[rows])
            yield Progress(f"Packing {booked.codebook.k} spectra", window.row / grid.height)
        file.close()
    return path.stat().st_size


def _strips(height: int, width: int) -> Iterator[Window]:
    for row in range(0, height, _STRIP_PX):
        yield Window(row, 0, min(_STRIP_PX, height - row), width)
