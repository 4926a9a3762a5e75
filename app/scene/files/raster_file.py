"""Open one raster file, and only what is safe to open."""

import os
import re
import stat
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from app.errors import SceneError
from app.machine.memory_limit import is_memory_failure
from app.scene.files import gdal_env, places
from app.scene.files.refusals.box_lengths import refuse_endless_boxes
from app.scene.files.refusals.foreign_files import refuse_foreign_files, refuse_foreign_overviews
from app.scene.files.refusals.geojp2 import has_broken_place

import rasterio  # isort: skip  # only after gdal_env has locked GDAL down
from rasterio._err import CPLE_BaseError  # isort: skip  # not a RasterioError, nowhere public
from rasterio.errors import NotGeoreferencedWarning, RasterioError  # isort: skip

gdal_env.keep_words_out()

RasterFile: TypeAlias = Any
"""An open rasterio dataset; rasterio ships no types."""

READ_ERRORS = (RasterioError, CPLE_BaseError, OSError, ValueError, OverflowError, MemoryError)
"""What rasterio raises on odd and damaged files, depending on what is odd."""

_SIGNATURES = (
    (b"II*\0", "GTiff"),
    (b"MM\0*", "GTiff"),
    (b"II+\0", "GTiff"),  # BigTIFF
    (b"MM\0+", "GTiff"),
    (b"\0\0\0\x0cjP  ", "JP2OpenJPEG"),
    (b"\xff\x4f\xff\x51", "JP2OpenJPEG"),  # a bare code stream
    (b"EHFA_HEADER_TAG", "HFA"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
)
_UNPLACED = {driver: {"GEOREF_SOURCES": "NONE"} for driver in ("GTiff", "JP2OpenJPEG")}
_OPENING = threading.Lock()


def check_file(path: Path) -> int:
    """Make sure that a path is a regular local file; return its size in bytes.

    Opening a FIFO would wait for ever, and GDAL takes some texts for addresses.

    Raises
    ------
    SceneError
        It is gone, may not be read, is empty or no regular file.
    """
    text = str(path)
    if text.startswith("/vsi") or re.search(r"^\w{2,}:/", text):
        raise SceneError(
            "Not a local file",
            f'"{text}" is no path of a file on this computer.',
            "Copy the file to this computer first.",
        )
    size = _size_in_archive(path) if places.is_within_archive(path) else _regular_size(path)
    if size == 0:
        raise SceneError(
            "File is empty", f'"{path.name}" has 0 bytes.', "Download or copy it again."
        )
    if not os.access(places.file_of(path), os.R_OK):
        raise unreadable(path)
    return size


@contextmanager
def open_raster(path: Path) -> Iterator[RasterFile]:
    """Open a raster for reading, with the drivers that read plain pixels and no others.

    Raises
    ------
    SceneError
        The file is gone, no regular file, or no raster that can be read.
    """
    raster = open_raster_handle(path)
    try:
        yield raster
    finally:
        raster.close()


def open_raster_handle(path: Path, *, is_placed: bool = True) -> RasterFile:
    """Open a raster as `open_raster` does; the caller closes it.

    Parameters
    ----------
    is_placed
        Whether to read where it lies. Who wants pixels alone goes without: PROJ takes a fiftieth of
        a second to start in each thread, and longer for each file than the rest of opening it.
    """
    check_file(path)
    try:
        # The file's first bytes choose the one driver that may open it. Warning filters belong
        # to the process, so only one thread at a time may change them.
        driver = _driver_of(path)
        refuse_foreign_files(path, driver)
        if driver == "JP2OpenJPEG":
            refuse_endless_boxes(path)
        options = _options(path, driver) if is_placed else _UNPLACED.get(driver, {})
        with _OPENING, warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            raster = rasterio.open(
                places.name_for_gdal(path), driver=driver, sharing=False, **options
            )
        refuse_foreign_overviews(raster, path)
    except PermissionError as error:
        raise unreadable(path) from error
    except READ_ERRORS as error:
        refuse_for_memory(path, error)
        raise SceneError(
            "Raster cannot be opened",
            f'"{path.name}" begins as a raster file, but: {_reason(error, path)}.',
            "Download it again, or export it as a plain GeoTIFF.",
        ) from error
    return raster


def _driver_of(path: Path) -> str:
    with places.open_bytes(path) as file:
        start = file.read(16)
    for signature, driver in _SIGNATURES:
        if start.startswith(signature):
            return driver
    if any(places.is_file(hdr) for hdr in (path.with_suffix(".hdr"), Path(f"{path}.hdr"))):
        return "ENVI"
    raise SceneError(
        "Not a raster file",
        f'"{path.name}" is no GeoTIFF, JPEG 2000, ENVI, Imagine or PNG file'
        + (", it is a web page." if start.lstrip().startswith((b"<!", b"<html")) else "."),
        "Download or export it again, as GeoTIFF for example.",
    )


def _options(path: Path, driver: str) -> dict[str, str]:
    """Return what GDAL is asked to leave out: it writes to the terminal about broken places."""
    if driver == "JP2OpenJPEG" and has_broken_place(path):
        return {"GEOREF_SOURCES": "GMLJP2,WORLDFILE"}
    return {}


def _reason(error: BaseException, path: Path) -> str:
    lines = (
        str(error)
        .replace(f"{places.name_for_gdal(path)}: ", "")
        .replace(f"{path.name}: ", "")
        .splitlines()
    )
    return lines[0].strip().rstrip(".") if lines else "no reason is given"


def quiet() -> Any:  # noqa: ANN401  # rasterio ships no types
    """Return a context in which GDAL's messages stay off the terminal, for one thread."""
    return rasterio.Env()


def refuse_for_memory(path: Path, error: BaseException) -> None:
    """Tell an error that comes from memory alone apart from damage of the file.

    Raises
    ------
    SceneError
        There was no memory; otherwise nothing happens.
    """
    if is_memory_failure(error):
        raise SceneError(
            "Not enough memory",
            f'The system gave no memory to read "{path.name}".',
            "Close other programs, or open fewer bands.",
        ) from error


def unreadable(path: Path) -> SceneError:
    """Make the error for a file or folder that may not be read."""
    return SceneError(
        "No permission to read",
        f'"{path.name}" may not be read by this account.',
        "Ask its owner for the right to read it, or copy it elsewhere.",
    )


def _size_in_archive(path: Path) -> int:
    """Return the size of a file within an archive, which itself has to be a regular file."""
    _regular_size(places.file_of(path))
    try:
        return places.n_bytes_of(path)
    except OSError as error:
        raise SceneError(
            "File not found",
            f'"{path.name}" is not in "{places.file_of(path).name}".',
            "Check its name, or open the archive itself.",
        ) from error


def _regular_size(path: Path) -> int:
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise SceneError(
            "File not found",
            f'"{path.name}" is not in "{path.absolute().parent}".',
            "Check its name; if it was moved, put it back or open the scene without it.",
        ) from error
    except PermissionError as error:
        raise unreadable(path) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SceneError(
            "File cannot be reached", f'"{path.name}": {reason}.', "Check the path and the disk."
        ) from error
    if not stat.S_ISREG(status.st_mode):
        raise SceneError(
            "Not a regular file",
            f'"{path.name}" is a folder, pipe or device, not a file of pixels.',
            "Choose the files of a scene.",
        )
    _refuse_odd_neighbours(path)
    return status.st_size


def _refuse_odd_neighbours(path: Path) -> None:
    """Refuse a raster beside pipes and devices that are named like it.

    GDAL looks for dozens of side files by itself (overviews, masks, world files, the metadata of
    a dozen vendors: "x_B4.tfw", "x_MTL.txt"), and opening one that is a pipe would wait for ever.
    """
    start = re.split(r"[_.-]", path.name, maxsplit=1)[0].casefold()
    try:
        with os.scandir(path.absolute().parent) as entries:
            odd = [
                entry.name
                for entry in entries
                if entry.name.casefold().startswith(start) and _is_pipe_or_device(entry)
            ]
    except OSError:  # a folder that may not be listed: the file itself is what was asked for
        return
    if odd:
        raise SceneError(
            "Not a regular file",
            f'"{min(odd)}" beside "{path.name}" is a pipe or device.',
            "Move it away and open the scene again.",
        )


def _is_pipe_or_device(entry: os.DirEntry[str]) -> bool:
    if entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False):
        return False
    try:
        mode = entry.stat().st_mode
    except OSError:  # a link that leads nowhere, or in a circle
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)
