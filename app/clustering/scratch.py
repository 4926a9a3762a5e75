"""Keep full-size label maps in scratch files that never outlive the program."""

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np

from app.arrays import ByteArray
from app.errors import OutputError

_PREFIX = "bandsweep-scratch-"
_N_SMALL_BYTES = 4 * 2**20


def new_label_maps(n_maps: int, height: int, width: int) -> list[ByteArray]:
    """Return writable maps of shape (height, width), zero throughout, each in a scratch file.

    The room of a map is given back as soon as nobody holds that map any more.

    Raises
    ------
    OutputError
        The scratch folder has no room for all of them.
    """
    folder = _folder()
    n_bytes = height * width
    if shutil.disk_usage(folder).free < n_maps * n_bytes:
        raise _no_room(folder, n_maps * n_bytes)
    return [_new_map(folder, height, width, n_maps * n_bytes) for _ in range(n_maps)]


def new_label_map(height: int, width: int) -> ByteArray:
    """Return one such map for a scene in memory, where a small map is kept too.

    A large one is kept there only where the scratch folder has no room: thirty maps may well take
    more than the pixels they were made from.
    """
    if height * width > _N_SMALL_BYTES:
        with suppress(OutputError):
            return new_label_maps(1, height, width)[0]
    return np.zeros((height, width), dtype=np.uint8)


def _new_map(folder: Path, height: int, width: int, n_bytes_of_all: int) -> ByteArray:
    handle, name = tempfile.mkstemp(suffix=".labels", dir=folder)
    try:
        _reserve(handle, height * width)
    except OSError as error:
        raise _no_room(folder, n_bytes_of_all) from error
    else:
        mapped = np.memmap(name, dtype=np.uint8, mode="r+", shape=(height, width))
    finally:
        os.close(handle)
        if os.name == "posix":
            Path(name).unlink()  # the mapping keeps the space until it goes; a crash leaves nothing
    return np.asarray(mapped)


def remove_stale() -> None:
    """Remove what an earlier run left behind when it crashed (Windows only leaves files)."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        pid = folder.name.removeprefix(_PREFIX).split("-")[0]
        if pid.isdigit() and not _is_running(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _reserve(handle: int, n_bytes: int) -> None:
    """Take the room now: a disk that is full when a map is written would end the program."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, n_bytes)
    else:
        os.truncate(handle, n_bytes)


def _no_room(folder: Path, n_bytes: int) -> OutputError:
    free = shutil.disk_usage(folder).free
    return OutputError(
        "No room for the maps",
        f'The scratch folder "{folder}" has {free / 1e6:,.0f} MB free; the maps take '
        f"{n_bytes / 1e6:,.0f} MB.",
        "Free some space there, or sweep a smaller range of k.",
    )


def _folder() -> Path:
    mine = f"{_PREFIX}{os.getpid()}-"
    for folder in Path(tempfile.gettempdir()).glob(f"{mine}*"):
        return folder
    folder = Path(tempfile.mkdtemp(prefix=mine))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _is_running(pid: int) -> bool:
    import psutil

    return bool(psutil.pid_exists(pid))
