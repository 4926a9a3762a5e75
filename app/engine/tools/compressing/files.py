"""Write the files of a compressed scene: indices with their codebook, and what they lack."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.arrays import BoolArray, ByteArray, Window
from app.clustering.compression.codebook import Codebook
from app.clustering.compression.residuals import residual
from app.engine.tools.compressing.curve import (
    NO_INDEX,
    TILE_PX,
    ZLEVEL,
    coded_plane,
    place_of,
    valid_of,
)
from app.products.compressed.codebook_fields import FIELD, NAMESPACE, Booked, codebook_text
from app.products.maps.pixel_file import PixelFile
from app.products.writing.safe_write import Staging
from app.scene.pixels.source import PixelSource
from app.steps import Progress, Steps


@dataclass(frozen=True, slots=True, eq=False)
class LabelledScene:
    """Which spectrum stands for each pixel.

    Attributes
    ----------
    indices
        Shape (height, width), as the file holds them; see `coded_plane`.
    valid
        Shape (height, width); where pixels have data.
    """

    indices: ByteArray
    valid: BoolArray


def index_name(k: int) -> str:
    """Return the name of the index raster."""
    return f"compressed_k{k:03d}.tif"


def residual_name(k: int) -> str:
    """Return the name of the layer that makes it lossless."""
    return f"residual_k{k:03d}.tif"


def label_scene(source: PixelSource, book: Codebook) -> Steps[Progress, LabelledScene]:
    """Find the spectrum that is nearest to each pixel.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    """
    shape = (source.grid.height, source.grid.width)
    indices, valid = np.zeros(shape, dtype=np.uint8), np.zeros(shape, dtype=bool)
    for block in source.stream():
        place = place_of(block)
        valid[place] = block.valid
        indices[place] = coded_plane(book, book.indices(valid_of(block)), block.valid)
        yield Progress("Labelling every pixel", block.window.row / shape[0])
    return LabelledScene(indices, valid)


def write_indices(
    staging: Staging,
    source: PixelSource,
    labelled: LabelledScene,
    booked: Booked,
    k: int,
) -> Steps[Progress, int]:
    """Write the indices with their codebook in one file; return its size.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    import rasterio

    indices, valid = labelled.indices, labelled.valid
    name = index_name(k)
    path, grid = staging.place(name), source.grid
    staging.discard(f"{name}.aux.xml")
    needs_mask = booked.codebook.k > NO_INDEX and not valid.all()
    nodata = None if needs_mask or valid.all() else float(NO_INDEX)
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        PixelFile(
            path,
            staging.folder / name,
            grid,
            n_bands=1,
            dtype="uint8",
            nodata=nodata,
            compress="deflate",
            zlevel=ZLEVEL,
        ) as file,
    ):
        file.file.update_tags(ns=NAMESPACE, **{FIELD: codebook_text(booked)})
        file.file.set_band_description(1, f"index into {booked.codebook.k} spectra")
        for window in _strips(grid.height, grid.width):
            rows = slice(window.row, window.row + window.height)
            plane = indices[rows]
            if nodata is not None:
                plane = np.where(valid[rows], plane, np.uint8(NO_INDEX))
            file.write(window, plane[np.newaxis])
            if needs_mask:
                file.write_mask(window, valid[rows])
            yield Progress(f"Writing {name}", window.row / grid.height)
        file.close()
    staging.seal(path)
    return path.stat().st_size


def write_residual(
    staging: Staging,
    source: PixelSource,
    labelled: LabelledScene,
    book: Codebook,
    k: int,
) -> Steps[Progress, int]:
    """Write what the rebuilt scene lacks; return the size of the file.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    OutputError
        The file cannot be written.
    """
    name, n_bands = residual_name(k), len(source.bands)
    path = staging.place(name)
    with PixelFile(
        path,
        staging.folder / name,
        source.grid,
        n_bands=n_bands,
        dtype=f"uint{8 * source.dtype.itemsize}",
        compress="deflate",
        zlevel=ZLEVEL,
        interleave="band",
    ) as file:
        for block in source.stream():
            place = place_of(block)
            inside = labelled.valid[place].reshape(-1)
            found = labelled.indices[place].reshape(-1)
            shown = book.rebuilt(np.where(inside, found, np.uint8(0)))
            shown[:, ~inside] = 0
            original = np.ascontiguousarray(block.values.reshape(n_bands, -1))
            left = residual(original, shown)
            file.write(block.window, left.reshape(block.values.shape))
            yield Progress(f"Writing {name}", block.window.row / source.grid.height)
        file.close()
    staging.seal(path)
    return path.stat().st_size


def _strips(height: int, width: int) -> Iterator[Window]:
    for row in range(0, height, 4 * TILE_PX):
        yield Window(row, 0, min(4 * TILE_PX, height - row), width)
