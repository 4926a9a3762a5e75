"""Write the files of a compressed scene: indices with their codebook, and what they lack."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from app.clustering.compression.codebook import Codebook
from app.clustering.compression.residuals import residual
from app.engine.tools.compressing.index_file import (
    ZLEVEL,
    LabelledScene,
    place_of,
    valid_of,
    write_index_file,
)
from app.products.compressed.codebook_fields import Booked
from app.products.compressed.compressed_names import index_name, residual_name
from app.products.maps.pixel_file import PixelFile
from app.products.writing.safe_write import Staging
from app.scene.pixels.source import PixelSource
from app.steps import Progress, Steps


def label_scene(source: PixelSource, book: Codebook) -> Steps[Progress, LabelledScene]:
    """Find the spectrum that is nearest to each pixel.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    """
    labelled = LabelledScene.empty(source.grid)
    for block in source.stream():
        labelled.fill(block, book.indices(valid_of(block)))
        yield Progress("Labelling every pixel", block.window.row / source.grid.height)
    return labelled


def write_indices(
    staging: Staging,
    source: PixelSource,
    labelled: LabelledScene,
    booked: Booked,
    k: int,
    tags: Mapping[str, str] = MappingProxyType({}),
) -> Steps[Progress, int]:
    """Write the indices with their codebook in one file; return its size.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    name = index_name(k)
    path = staging.place(name)
    staging.discard(f"{name}.aux.xml")
    target = staging.folder / name
    size = yield from write_index_file(path, target, source.grid, labelled, booked, tags)
    staging.seal(path)
    return size


def write_residual(
    staging: Staging,
    source: PixelSource,
    labelled: LabelledScene,
    book: Codebook,
    k: int,
    tags: Mapping[str, str] = MappingProxyType({}),
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
        tags=tags,
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
