"""Write pictures as PNG, strip by strip.

Why not through Pillow or GDAL: both want the whole picture in memory, GDAL says nothing when the
disk is full, and Pillow only comes along with another library. A PNG is a header and a zlib stream.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from app.arrays import ByteArray
from app.clustering.look import ClusterLook
from app.clustering.results import LabelMap
from app.products.safe_write import Staging
from app.products.write_errors import translated
from app.steps import Progress, Steps

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA, _PALETTE = 6, 3  # colour types
_NO_FILTER, _UP = 0, 2  # line filters: indices as they are, colours less the line above
_STRIP_PX = 256  # rows packed in one step: 0.1 s of a Landsat scene
_LEVEL = 3  # of zlib: a picture of a scene takes a second; 6 takes three times as long for 5 %


def write_png(path: Path, rgba: ByteArray) -> None:
    """Write a picture, whole or not at all.

    Parameters
    ----------
    rgba
        Shape (rows, cols, 4), uint8.

    Raises
    ------
    OutputError
        The file cannot be written; the old one still stands.
    """
    with Staging(path.parent) as staging:
        for _ in _stage(staging, path.name, rgba, _RGBA, b""):
            pass


def stage_label_picture(
    staging: Staging, name: str, labels: LabelMap, look: ClusterLook
) -> Steps[Progress, None]:
    """Write a label map in its colours, no data transparent, to be put in place with others.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    table = look.table()[: look.k + 1]
    palette = _chunk(b"PLTE", table[:, :3].tobytes()) + _chunk(b"tRNS", table[:, 3].tobytes())
    yield from _stage(staging, name, labels.labels, _PALETTE, palette)


def _stage(
    staging: Staging, name: str, pixels: ByteArray, colour_type: int, palette: bytes
) -> Steps[Progress, None]:
    path = staging.place(name)
    height, width = pixels.shape[:2]
    with translated(staging.folder / name):
        with path.open("wb") as file:
            header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
            file.write(_SIGNATURE + _chunk(b"IHDR", header) + palette)
            lines = _rgba_lines if colour_type == _RGBA else _index_lines
            for done in _write_lines(file, pixels, lines):
                yield Progress(f"Writing {name}", done / height)
            file.write(_chunk(b"IEND", b""))
        staging.seal(path)


def _write_lines(
    file: BinaryIO, pixels: ByteArray, lines: Callable[[ByteArray, int, int], ByteArray]
) -> Iterator[int]:
    """Write all lines; yield how many are done."""
    packer = zlib.compressobj(_LEVEL)
    height = pixels.shape[0]
    for start in range(0, height, _STRIP_PX):
        stop = min(start + _STRIP_PX, height)
        packed = packer.compress(lines(pixels, start, stop).data)
        if stop == height:
            packed += packer.flush()
        if packed:
            file.write(_chunk(b"IDAT", packed))
        yield stop


def _index_lines(pixels: ByteArray, start: int, stop: int) -> ByteArray:
    """Return lines of indices, each behind the number of its filter."""
    lines = np.empty((stop - start, pixels.shape[1] + 1), dtype=np.uint8)
    lines[:, 0] = _NO_FILTER
    lines[:, 1:] = pixels[start:stop]
    return lines


def _rgba_lines(pixels: ByteArray, start: int, stop: int) -> ByteArray:
    """Return lines of colours less the line above, each behind the number of its filter."""
    flat = pixels.reshape(pixels.shape[0], -1)
    lines = np.empty((stop - start, flat.shape[1] + 1), dtype=np.uint8)
    lines[:, 0] = _UP
    lines[:, 1:] = flat[start:stop]
    lines[1:, 1:] -= flat[start : stop - 1]
    if start:
        lines[0, 1:] -= flat[start - 1]
    return lines


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
