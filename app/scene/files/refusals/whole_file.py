"""Refuse a file that is shorter than it says, or whose end was lost."""

import math
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import numpy as np

from app.errors import SceneError
from app.scene.files.places import open_bytes
from app.scene.files.raster_file import RasterFile
from app.scene.files.refusals.jp2_boxes import find_codestream, has_whole_codestream

_N_BLOCKS_LOOKED_AT = 192
_N_BANDS_LOOKED_AT = 64
_HFA_BLOCK_PX = 64
_PNG_END = b"IEND\xaeB`\x82"
_N_PNG_CHUNKS_MOST = 1_000_000
_N_DIGITS_MOST = 16  # of an offset


def refuse_cut_file(path: Path, raster: RasterFile, n_bytes: int) -> None:
    """Compare what the header declares with what the file holds.

    Raises
    ------
    SceneError
        The file's end is missing, or is no longer what was written there.
    """
    driver = raster.driver
    if driver == "GTiff":
        _refuse_short(path, n_bytes, max(_block_ends(raster), default=0))
    elif driver == "ENVI":
        _refuse_short(path, n_bytes, _envi_bytes(raster))
    elif driver == "HFA":
        _refuse_cut_spill_file(raster)
    elif driver == "JP2OpenJPEG":
        _refuse_cut_codestream(path, n_bytes)
    elif driver == "PNG":
        _refuse_endless_png(path, n_bytes)


def _refuse_short(path: Path, n_bytes: int, needed: int) -> None:
    if needed > n_bytes:
        raise SceneError(
            "File is cut short",
            f'"{path.name}" has {n_bytes:,} bytes, its pixels reach to byte {needed:,}.',
            "Download or copy it again.",
        )


def _block_ends(raster: RasterFile) -> Iterator[int]:
    """Yield where blocks of a GeoTIFF end: some of each band, the last ones first."""
    rows, cols = raster.block_shapes[-1]
    n_down, n_across = math.ceil(raster.height / rows), math.ceil(raster.width / cols)
    n_blocks = n_down * n_across
    bands = range(raster.count, 0, -max(1, raster.count // _N_BANDS_LOOKED_AT))
    step = max(1, n_blocks * len(bands) // _N_BLOCKS_LOOKED_AT)
    numbers = range(n_blocks - 1, -1, -step)
    for number, band in islice(product(numbers, bands), _N_BLOCKS_LOOKED_AT + len(bands)):
        down, across = divmod(number, n_across)
        offset = raster.get_tag_item(f"BLOCK_OFFSET_{across}_{down}", "TIFF", bidx=band)
        size = raster.get_tag_item(f"BLOCK_SIZE_{across}_{down}", "TIFF", bidx=band)
        if offset and size:
            yield int(offset) + int(size)


def _envi_bytes(raster: RasterFile) -> int:
    """Return the bytes that an ENVI header asks for; none where they are compressed."""
    header = raster.tags(ns="ENVI")
    if header.get("file_compression", "0").strip() not in {"", "0"}:
        return 0
    offset = header.get("header_offset", "0").strip()
    n_values = raster.width * raster.height * raster.count
    n_before = int(offset) if offset.isdecimal() and len(offset) < _N_DIGITS_MOST else 0
    return int(n_before + n_values * _item_bytes(raster))


def _refuse_cut_spill_file(raster: RasterFile) -> None:
    """Look at the file of pixels beside an Imagine header: what is cut off there reads as zero."""
    across, down = (math.ceil(size / _HFA_BLOCK_PX) for size in (raster.width, raster.height))
    needed = across * down * _HFA_BLOCK_PX**2 * raster.count * _item_bytes(raster)
    is_packed = any(
        raster.tags(1, ns="IMAGE_STRUCTURE").get(key) for key in ("COMPRESSION", "NBITS")
    )
    for name in raster.files:
        spill = Path(name)
        if spill.suffix.casefold() == ".ige" and not is_packed:
            _refuse_short(spill, spill.stat().st_size, needed)


def _item_bytes(raster: RasterFile) -> int:
    return int(np.dtype(raster.dtypes[0]).itemsize)


def _refuse_cut_codestream(path: Path, n_bytes: int) -> None:
    """Walk along the parts of a JPEG 2000 file, each of which says where the next one begins."""
    with open_bytes(path) as file:
        begin, end = find_codestream(file, n_bytes)
        _refuse_short(path, n_bytes, end)
        is_whole = has_whole_codestream(file, begin, end)
    if not is_whole:
        raise _lost_end(path, n_bytes)


def _refuse_endless_png(path: Path, n_bytes: int) -> None:
    with open_bytes(path) as file:
        file.seek(-min(n_bytes, len(_PNG_END)), 2)
        if file.read() == _PNG_END:
            return
        # Something may follow the picture, which is allowed: walk to where it ends.
        place = len(b"\x89PNG\r\n\x1a\n")
        for _ in range(_N_PNG_CHUNKS_MOST):
            file.seek(place)
            head = file.read(8)
            if head[4:] == b"IEND":
                return
            if len(head) < 8 or not head[4:].isalpha():
                raise _lost_end(path, n_bytes)
            place += 12 + int.from_bytes(head[:4], "big")


def _lost_end(path: Path, n_bytes: int) -> SceneError:
    return SceneError(
        "End of file is lost",
        f'"{path.name}" has {n_bytes:,} bytes and lacks the mark at its end: the last part of its '
        "pixels was never written, or was written over.",
        "Download or copy it again.",
    )
