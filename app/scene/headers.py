"""Read the header of one raster file, and refuse what it would be unsafe to read on."""

import math
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np

from app import plain_text
from app.errors import SceneError
from app.scene.band import BandKind
from app.scene.georeference import read_grid
from app.scene.grid import Grid
from app.scene.raster_file import (
    READ_ERRORS,
    RasterFile,
    check_file,
    open_raster,
    quiet,
    refuse_for_memory,
)

N_PIXELS_MAX = 4_000_000_000  # 63,000 x 63,000; the largest real scenes have some 0.5e9
N_BLOCK_BYTES_MAX = 256 * 2**20  # one block is decoded as a whole, whatever is wanted of it
N_BANDS_MAX = 2_000
_N_BLOCKS_LOOKED_AT = 64
_N_TEXT_READ = 200  # of a description or tag; patterns are looked for in it, and some take long

_NM_PER_UNIT = {"nanometers": 1.0, "nm": 1.0, "micrometers": 1e3, "um": 1e3, "µm": 1e3}
_WAVELENGTH = re.compile(
    r"(?P<value>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>nanometers|nm|micrometers|um|µm)\b", re.IGNORECASE
)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class BandHeader:
    """What a file says about one of its bands.

    Attributes
    ----------
    kind
        Quality for an alpha band, other for a class map with a palette, else optical.
    """

    index: int
    dtype: str
    nodata: float | None
    description: str
    wavelength_nm: float | None
    kind: BandKind


@dataclass(frozen=True, slots=True)
class FileHeader:
    """What a file says about itself, without its pixels."""

    path: Path
    grid: Grid
    bands: tuple[BandHeader, ...]


def read_header(path: Path) -> FileHeader:
    """Read the header of one file.

    Raises
    ------
    SceneError
        It is no raster, holds complex numbers, is cut short, or declares more than can be read.
    """
    n_bytes = check_file(path)
    with quiet(), open_raster(path) as raster:
        try:
            _refuse_size(path, raster)
            _refuse_types(path, raster)
            _refuse_cut_file(path, raster, n_bytes)
            bands = tuple(_read_bands(raster))
            return FileHeader(path=path, grid=read_grid(raster), bands=bands)
        except READ_ERRORS as error:
            refuse_for_memory(path, error)
            raise SceneError(
                "Damaged raster file",
                f'The header of "{path.name}" cannot be read: {error}.',
                "Download or export it again.",
            ) from error


def _read_bands(raster: RasterFile) -> Iterator[BandHeader]:
    # Each of these walks over all bands of the file, so ask once: 224 bands are common.
    nodata = _or_none(lambda: raster.nodatavals) or (None,) * raster.count
    meanings = _or_none(lambda: [meaning.name for meaning in raster.colorinterp])
    dtypes, texts = raster.dtypes, raster.descriptions
    for index in raster.indexes:
        text = plain_text.one_line((texts[index - 1] or "")[:_N_TEXT_READ].strip())
        yield BandHeader(
            index=index,
            dtype=dtypes[index - 1],
            nodata=_nodata(nodata[index - 1], dtypes[index - 1]),
            description=text,
            wavelength_nm=_wavelength(raster, index, text),
            kind=_kind(meanings[index - 1] if meanings else ""),
        )


def _refuse_size(path: Path, raster: RasterFile) -> None:
    width, height, count = raster.width, raster.height, raster.count
    if width * height > N_PIXELS_MAX:
        raise SceneError(
            "Scene is too large",
            f'"{path.name}" declares {width} x {height} pixels, '
            f"more than {N_PIXELS_MAX // 10**9} thousand million.",
            "Cut out the part of interest first, or check that the file is whole.",
        )
    if count > N_BANDS_MAX:
        raise SceneError(
            "Too many bands",
            f'"{path.name}" declares {count} bands, more than {N_BANDS_MAX}.',
            "Write the bands of interest to a file of their own.",
        )
    rows, cols = raster.block_shapes[0]
    n_planes = count if _is_pixel_interleaved(raster) else 1
    n_bytes = rows * cols * n_planes * np.dtype(raster.dtypes[0]).itemsize
    if n_bytes > N_BLOCK_BYTES_MAX:
        raise SceneError(
            "Blocks are too large",
            f'"{path.name}" is stored in blocks of {cols} x {rows} pixels, '
            f"{n_bytes / 2**20:,.0f} MB each; at most {N_BLOCK_BYTES_MAX // 2**20} MB are read.",
            "Write it again in tiles of 256 x 256 pixels.",
        )


def _refuse_types(path: Path, raster: RasterFile) -> None:
    for index, dtype in zip(raster.indexes, raster.dtypes, strict=True):
        if "complex" in dtype:
            raise SceneError(
                "Complex numbers in band",
                f'Band {index} of "{path.name}" holds complex numbers ({dtype}).',
                "Compute amplitude or intensity first and open that.",
            )


def _refuse_cut_file(path: Path, raster: RasterFile, n_bytes: int) -> None:
    """Compare where blocks should lie with the file's length: a broken download lacks its end."""
    if raster.driver != "GTiff":
        return
    needed = max((end for end in _block_ends(raster)), default=0)
    if needed > n_bytes:
        raise SceneError(
            "File is cut short",
            f'"{path.name}" has {n_bytes:,} bytes, its pixels reach to byte {needed:,}.',
            "Download or copy it again.",
        )


def _block_ends(raster: RasterFile) -> Iterator[int]:
    rows, cols = raster.block_shapes[-1]
    n_down, n_across = math.ceil(raster.height / rows), math.ceil(raster.width / cols)
    n_blocks = n_down * n_across
    step = max(1, n_blocks // _N_BLOCKS_LOOKED_AT)
    band = raster.count
    for number in islice(range(n_blocks - 1, -1, -step), _N_BLOCKS_LOOKED_AT + 1):
        down, across = divmod(number, n_across)
        offset = raster.get_tag_item(f"BLOCK_OFFSET_{across}_{down}", "TIFF", bidx=band)
        size = raster.get_tag_item(f"BLOCK_SIZE_{across}_{down}", "TIFF", bidx=band)
        if offset and size:
            yield int(offset) + int(size)


def _nodata(declared: float | None, dtype: str) -> float | None:
    """Return the declared value as the band's own type stores it; None where it stores no such."""
    if declared is None:
        return None
    kind = np.dtype(dtype)
    if kind.kind == "f":
        with np.errstate(over="ignore"):
            return float(kind.type(declared))
    bounds = np.iinfo(kind)
    if not math.isfinite(declared) or not bounds.min <= declared <= bounds.max:
        return None
    return float(declared) if declared == int(declared) else None


def _wavelength(raster: RasterFile, index: int, description: str) -> float | None:
    micrometres = _or_none(lambda: raster.tags(index, ns="IMAGERY").get("CENTRAL_WAVELENGTH_UM"))
    tags = _or_none(lambda: raster.tags(index)) or {}
    tag, unit = tags.get("wavelength", ""), tags.get("wavelength_units", "")
    candidates = (
        f"{micrometres} um" if micrometres else "",
        tag,
        f"{tag} {unit}",
        description,
    )
    for text in candidates:
        match = _WAVELENGTH.search(text[:_N_TEXT_READ])
        if match:
            return float(match["value"]) * _NM_PER_UNIT[match["unit"].lower()]
    return None


def _kind(meaning: str) -> BandKind:
    if meaning == "alpha":
        return BandKind.QUALITY
    return BandKind.OTHER if meaning == "palette" else BandKind.OPTICAL


def _is_pixel_interleaved(raster: RasterFile) -> bool:
    interleaving = _or_none(lambda: raster.interleaving)
    return interleaving is not None and interleaving.name == "pixel"


def _or_none(read: Callable[[], _T]) -> _T | None:
    """Read one optional entry of a header; odd files fail here, and it does not matter."""
    with suppress(*READ_ERRORS, KeyError, AttributeError):
        return read()
    return None
