"""Write label maps as PNG, strip by strip.

Why not through Pillow or GDAL: both want the whole picture in memory, GDAL says nothing when the
disk is full, and Pillow only comes along with another library. A PNG is a header and a zlib stream.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from app.arrays import ByteArray
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import LabelMap
from app.machine.scratch_map import let_go
from app.products.maps.gis_styles import crs_xml
from app.products.product import Product, ProductGroup, Results
from app.products.provenance import in_short
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.products.writing.write_errors import translated
from app.scene.grids.grid import Grid
from app.steps import Progress, Steps

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PALETTE = 3  # colour type
_NO_FILTER = 0  # indices as they are: neighbouring ones have nothing to do with one another
_STRIP_PX = 256  # rows packed in one step: 0.1 s of a Landsat scene
_LEVEL = 3  # of zlib: a picture of a scene takes a second; 6 takes three times as long for 5 %


def stage_label_picture(
    staging: Staging, name: str, labels: LabelMap, look: ClusterLook, about: str = ""
) -> Steps[Progress, None]:
    """Write a label map in its colours, no data transparent, to be put in place with others.

    Parameters
    ----------
    about
        What the file tells of its scene.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    table = look.table()[: len(look.of_label) + 1]
    path = staging.place(name)
    height, width = labels.labels.shape
    with translated(staging.folder / name):
        with path.open("wb") as file:
            header = struct.pack(">IIBBBBB", width, height, 8, _PALETTE, 0, 0, 0)
            file.write(_SIGNATURE + _chunk(b"IHDR", header))
            file.write(_chunk(b"PLTE", table[:, :3].tobytes()))
            file.write(_chunk(b"tRNS", table[:, 3].tobytes()))
            if about:  # international text: UTF-8, not packed, of no language
                told = about.encode("utf-8", "replace")
                file.write(_chunk(b"iTXt", b"Description\0\0\0\0\0" + told))
            for done in _write_lines(file, labels.labels):
                yield Progress(f"Writing {name}", done / height)
            file.write(_chunk(b"IEND", b""))
        staging.seal(path)


def _write_lines(file: BinaryIO, pixels: ByteArray) -> Iterator[int]:
    """Write all lines; yield how many are done."""
    packer = zlib.compressobj(_LEVEL)
    height = pixels.shape[0]
    for start in range(0, height, _STRIP_PX):
        stop = min(start + _STRIP_PX, height)
        packed = packer.compress(_lines(pixels, start, stop).data)
        if stop == height:
            packed += packer.flush()
        let_go(pixels)
        if packed:
            file.write(_chunk(b"IDAT", packed))
        yield stop


def _lines(pixels: ByteArray, start: int, stop: int) -> ByteArray:
    """Return lines of indices, each behind the number of its filter."""
    lines = np.empty((stop - start, pixels.shape[1] + 1), dtype=np.uint8)
    lines[:, 0] = _NO_FILTER
    lines[:, 1:] = pixels[start:stop]
    return lines


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def _files(k: int) -> tuple[str, ...]:
    name = f"clusters_k{k:02d}.png"
    return name, f"clusters_k{k:02d}.pgw", f"{name}.aux.xml"


def world_lines(grid: Grid) -> Iterator[str]:
    """Yield the lines of a world file: the transform for middles of pixels."""
    a, b, _, d, e, _ = grid.transform
    x, y = grid.xy(0.5, 0.5)
    for value in (a, d, b, e, x, y):
        yield repr(float(value))


def _write(staging: Staging, results: Results, k: int) -> Steps[Progress, None]:
    name, world, aux = _files(k)
    grid = results.scene.grid
    if grid.has_georeference:
        stage_text(staging, world, world_lines(grid))
        stage_text(staging, aux, [crs_xml(grid)])
    else:
        staging.discard(world)
        staging.discard(aux)
    about = in_short(results.scene)
    return stage_label_picture(staging, name, results.labels(k), results.look(k), about)


PICTURE = Product(
    key="pictures",
    title="Picture as PNG",
    group=ProductGroup.MAPS,
    tip="The coloured map, with a world file and the CRS beside it",
    files=_files,
    write=_write,
    is_ticked=False,
)
