"""Read the header of one raster file, and refuse what it would be unsafe to read on."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np

from app import plain_text
from app.errors import SceneError
from app.scene.band import BandKind
from app.scene.calibration import AS_STORED, Calibration
from app.scene.file_stamp import FileStamp
from app.scene.files.georeference import read_grid
from app.scene.files.places import file_of, is_within_archive
from app.scene.files.raster_file import (
    READ_ERRORS,
    RasterFile,
    check_file,
    open_raster,
    quiet,
    refuse_for_memory,
)
from app.scene.files.refusals.whole_file import refuse_cut_file
from app.scene.grids.grid import Grid

N_PIXELS_MAX = 4_000_000_000  # 63,000 x 63,000; the largest real scenes have some 0.5e9
N_BLOCK_BYTES_MAX = 256 * 2**20  # one block is decoded as a whole, whatever is wanted of it
N_BANDS_MAX = 2_000
_OF_SEVERAL_FILES = frozenset(("ENVI", "HFA"))
_SIDE_FILES = frozenset((".hdr", ".ige"))
_N_UNIT_READ = 24
_N_TAGS_READ = 200
_COLOURS = frozenset(("red", "green", "blue", "nir", "coastal", "rededge", "pan", "swir"))
_WAVELENGTH_TAGS = ("wavelength", "center_wavelength", "centre_wavelength", "central_wavelength")
_N_UM_MAX = 100.0  # no sensor sees beyond 100 um, none below 100 nm
_NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,9})?")
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
    colour
        What colour it is said to be shown as, "red" or "nir"; empty where nothing is said.
    calibration
        What its numbers measure, as the file itself says.
    """

    index: int
    dtype: str
    nodata: float | None
    description: str
    wavelength_nm: float | None
    kind: BandKind
    colour: str = ""
    calibration: Calibration = AS_STORED


@dataclass(frozen=True, slots=True)
class FileHeader:
    """What a file says about itself, without its pixels.

    Attributes
    ----------
    tags
        Texts on the whole file, by their names.
    """

    path: Path
    grid: Grid
    bands: tuple[BandHeader, ...]
    stamps: tuple[FileStamp, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


def read_header(path: Path) -> FileHeader:
    """Read the header of one file.

    Raises
    ------
    SceneError
        It is no raster, holds complex numbers, is cut short, or declares more than can be read.
    """
    n_bytes = check_file(path)
    stamp = _stamp(path)
    with quiet(), open_raster(path) as raster:
        try:
            _refuse_size(path, raster)
            _refuse_types(path, raster)
            _refuse_blocks(path, raster)
            refuse_cut_file(path, raster, n_bytes)
            bands = tuple(_read_bands(raster))
            stamps = (stamp, *_stamps_beside(path, raster))
            return FileHeader(path, read_grid(raster), bands, stamps, _tags(raster))
        except READ_ERRORS as error:
            refuse_for_memory(path, error)
            raise SceneError(
                "Damaged raster file",
                f'The header of "{path.name}" cannot be read: {error}.',
                "Download or export it again.",
            ) from error


def _stamp(path: Path) -> FileStamp:
    try:
        return FileStamp.of(file_of(path))
    except OSError as error:
        raise SceneError(
            "File cannot be reached", f'"{path.name}": {error.strerror}.', "Check the disk."
        ) from error


def _stamps_beside(path: Path, raster: RasterFile) -> Iterator[FileStamp]:
    """Yield stamps of an ENVI header, pixels beside an Imagine file, a mask beside a GeoTIFF."""
    mask = Path(f"{path}.msk")
    if raster.driver == "GTiff" and not is_within_archive(path) and mask.is_file():
        yield _stamp(mask)
    if raster.driver in _OF_SEVERAL_FILES and not is_within_archive(path):
        for name in raster.files:
            beside = Path(name)
            if beside.name != path.name and beside.suffix.casefold() in _SIDE_FILES:
                yield _stamp(beside)


def _read_bands(raster: RasterFile) -> Iterator[BandHeader]:
    # Each of these walks over all bands of the file, so ask once: 224 bands are common.
    nodata = _or_none(lambda: raster.nodatavals) or (None,) * raster.count
    meanings = _or_none(lambda: [meaning.name for meaning in raster.colorinterp])
    dtypes, texts = raster.dtypes, raster.descriptions
    calibrations = _calibrations(raster)
    for index in raster.indexes:
        text = plain_text.one_line((texts[index - 1] or "")[:_N_TEXT_READ].strip())
        yield BandHeader(
            index=index,
            dtype=dtypes[index - 1],
            nodata=_nodata(nodata[index - 1], dtypes[index - 1]),
            description=text,
            wavelength_nm=_wavelength(raster, index, text),
            kind=_kind(meanings[index - 1] if meanings else ""),
            colour=meanings[index - 1] if meanings and meanings[index - 1] in _COLOURS else "",
            calibration=calibrations[index - 1],
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


def _refuse_blocks(path: Path, raster: RasterFile) -> None:
    rows, cols = raster.block_shapes[0]
    n_planes = raster.count if _is_pixel_interleaved(raster) else 1
    n_bytes = rows * cols * n_planes * np.dtype(raster.dtypes[0]).itemsize
    if n_bytes > N_BLOCK_BYTES_MAX:
        raise SceneError(
            "Blocks are too large",
            f'"{path.name}" is stored in blocks of {cols} x {rows} pixels, '
            f"{n_bytes / 2**20:,.0f} MB each; at most {N_BLOCK_BYTES_MAX // 2**20} MB are read.",
            "Write it again in tiles of 256 x 256 pixels.",
        )


def _refuse_types(path: Path, raster: RasterFile) -> None:
    for index, dtype in zip(raster.indexes, _dtypes(path, raster), strict=True):
        if "complex" in dtype:
            raise SceneError(
                "Complex numbers in band",
                f'Band {index} of "{path.name}" holds complex numbers ({dtype}).',
                "Compute amplitude or intensity first and open that.",
            )


def _dtypes(path: Path, raster: RasterFile) -> tuple[str, ...]:
    try:
        dtypes: tuple[str, ...] = raster.dtypes
        for dtype in dtypes:
            if "complex" not in dtype:
                np.dtype(dtype)
    except (KeyError, TypeError) as error:  # GDAL knows types that rasterio or numpy do not
        raise SceneError(
            "Type of numbers unknown",
            f'"{path.name}" holds numbers of a type that cannot be read.',
            "Convert it to 16-bit integers or 32-bit floating point first.",
        ) from error
    return dtypes


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


def _calibrations(raster: RasterFile) -> tuple[Calibration, ...]:
    """Return what a file itself says its numbers measure."""
    count = raster.count
    scales = _or_none(lambda: raster.scales) or (1.0,) * count
    offsets = _or_none(lambda: raster.offsets) or (0.0,) * count
    units = _or_none(lambda: raster.units) or ("",) * count
    told = tuple(map(_calibration, scales, offsets, units))
    factor = _reflectance_factor(raster)
    return (Calibration(1.0 / factor, 0.0, "reflectance"),) * count if factor else told


def _reflectance_factor(raster: RasterFile) -> float:
    """Return what the numbers of an ENVI file are divided by; 0 where its header does not say.

    NV5 Geospatial, "ENVI Header Files": reflectance scale factor.
    """
    is_whole = all(np.dtype(dtype).kind in "iu" for dtype in raster.dtypes)
    if raster.driver != "ENVI" or not is_whole:
        return 0.0
    text = _or_none(lambda: raster.tags(ns="ENVI").get("reflectance_scale_factor")) or ""
    text = text[:_N_TEXT_READ].strip()
    return float(text) if _NUMBER.fullmatch(text) else 0.0


def _calibration(scale: float, offset: float, unit: str | None) -> Calibration:
    if not (math.isfinite(scale) and math.isfinite(offset)) or scale == 0.0:
        return AS_STORED
    if (scale, offset) == (1.0, 0.0):
        return AS_STORED
    return Calibration(scale, offset, plain_text.one_line((unit or "")[:_N_UNIT_READ].strip()))


def _tags(raster: RasterFile) -> dict[str, str]:
    tags = _or_none(raster.tags) or {}
    return {key: value[:_N_TEXT_READ] for key, value in list(tags.items())[:_N_TAGS_READ]}


def _wavelength(raster: RasterFile, index: int, description: str) -> float | None:
    """Return the centre wavelength in nanometres; a number without unit is told by its size."""
    micrometres = _or_none(lambda: raster.tags(index, ns="IMAGERY").get("CENTRAL_WAVELENGTH_UM"))
    read = _or_none(lambda: raster.tags(index)) or {}
    tags = {key.casefold(): value[:_N_TEXT_READ].strip() for key, value in read.items()}
    unit = tags.get("wavelength_units") or tags.get("wavelength_unit", "")
    told = [tags[key] for key in _WAVELENGTH_TAGS if tags.get(key)]
    candidates = (
        f"{micrometres} um" if micrometres else "",
        *told,
        *(f"{tag} {unit}" for tag in told),
        description,
    )
    for text in candidates:
        match = _WAVELENGTH.search(text[:_N_TEXT_READ])
        if match:
            return float(match["value"]) * _NM_PER_UNIT[match["unit"].lower()]
    plain = next((text for text in told if _NUMBER.fullmatch(text)), "")
    if not plain or unit:
        return None
    return float(plain) * (_NM_PER_UNIT["um"] if float(plain) < _N_UM_MAX else 1.0)


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
