"""Keep full-size label maps in scratch files that never outlive the program."""

import os
from contextlib import suppress

import numpy as np

from app.arrays import ByteArray
from app.errors import OutputError
from app.machine.mapped_pages import mapped
from app.machine.process_folder import ProcessFolder, process_folder, remove_stale

__all__ = ["new_label_map", "new_label_maps", "remove_stale"]

_N_SMALL_BYTES = 4 * 2**20


def new_label_maps(n_maps: int, height: int, width: int) -> list[ByteArray]:
    """Return writable maps of shape (height, width), zero throughout, each in a scratch file.

    The room of a map is given back as soon as nobody holds that map any more.

    Raises
    ------
    OutputError
        The scratch folder cannot be made, or has no room for all of them.
    """
    n_bytes = n_maps * height * width
    folder = _folder()
    if folder.free_bytes() < n_bytes:
        raise _no_room(folder, n_bytes)
    try:
        return [_new_map(folder, height, width) for _ in range(n_maps)]
    except OSError as error:
        raise _no_room(folder, n_bytes) from error


def new_label_map(height: int, width: int) -> ByteArray:
    """Return one such map for a scene in memory, where a small map is kept too.

    A large one is kept there only where the scratch folder has no room: thirty maps may well take
    more than the pixels they were made from.
    """
    if height * width > _N_SMALL_BYTES:
        with suppress(OutputError):
            return new_label_maps(1, height, width)[0]
    return np.zeros((height, width), dtype=np.uint8)


def _new_map(folder: ProcessFolder, height: int, width: int) -> ByteArray:
    file = folder.new_file(".labels")
    try:
        _reserve(file.handle, height * width)
        return mapped(file.handle, (height, width))
    finally:
        os.close(file.handle)
        if os.name == "posix":
            folder.remove(file.name)  # the mapping keeps the space; a crash leaves nothing


def _reserve(handle: int, n_bytes: int) -> None:
    """Take the room now: a disk that is full when a map is written would end the program."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, n_bytes)
    else:
        os.truncate(handle, n_bytes)


def _no_room(folder: ProcessFolder, n_bytes: int) -> OutputError:
    return OutputError(
        "No room for the maps",
        f'The scratch folder "{folder.path}" has {folder.free_bytes() / 1e6:,.0f} MB free; the '
        f"maps take {n_bytes / 1e6:,.0f} MB.",
        "Free some space there, or sweep a smaller range of k.",
    )


def _folder() -> ProcessFolder:
    try:
        return process_folder()
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            "No room for the maps",
            f"A folder for scratch files cannot be made: {reason}.",
            "Set TMPDIR to a folder that you alone can write, then start again.",
        ) from error
