"""Keep label maps and other arrays in scratch files that never outlive the program."""

import errno
import mmap
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Self

import numpy as np

from app.arrays import AnyArray, ByteArray, read_only
from app.errors import NoRoomError, OutputError
from app.machine.process_folder import ProcessFolder, process_folder

_N_SMALL_BYTES = 4 * 2**20
_N_WRITTEN_BYTES = 2**20  # at a time
_ALIGNED_BYTES = 64


class ScratchMap(mmap.mmap):
    """Memory of a label map that lies in a scratch file, and is gone with it.

    It goes when nobody holds its array, or what was cut out of that, any more. It is not to be
    closed before: arrays of numpy do not keep memory mapped that somebody closes.
    """

    @classmethod
    def create(cls, folder: ProcessFolder, n_bytes: int) -> Self:
        """Take the room for a map, zero throughout.

        Raises
        ------
        OSError
            The disk has no room for it.
        MemoryError
            There are no addresses for it.
        """
        file = folder.new_file(".labels")
        try:
            _reserve(file.handle, n_bytes)
            # By descriptor: what has the file's name by then may be another file.
            return cls(file.handle, n_bytes)
        except OSError as error:
            if error.errno != errno.ENOMEM:
                raise
            msg = f"{n_bytes:,} bytes of a file"
            raise MemoryError(msg) from error
        finally:
            os.close(file.handle)
            if os.name == "posix":  # elsewhere it goes with the last who has it open
                folder.remove(file.name)

    def array(self, height: int, width: int) -> ByteArray:
        """Return the map, to be read and written."""
        return np.ndarray((height, width), np.uint8, buffer=self)

    def let_go(self) -> None:
        """Give back the memory that its pages take.

        They come back from the file, or from the system's cache of it, when they are looked at
        again. Without this every map that was ever written or read as a whole would stay in
        memory: eight maps of a Sentinel-2 scene are 1 GB. On Windows, where the system takes such
        pages back by itself when memory runs short, this does nothing.
        """
        if hasattr(mmap, "MADV_DONTNEED"):
            self.madvise(mmap.MADV_DONTNEED)


def let_go(array: AnyArray) -> None:
    """Give back the memory of the scratch map an array is part of; nothing for other arrays."""
    base = _base(array)
    if isinstance(base, ScratchMap):
        base.let_go()


def lies_in_scratch(array: AnyArray) -> bool:
    """Tell whether an array is part of a scratch file, and so holds no memory of its own."""
    return isinstance(_base(array), ScratchMap)


def put_in_scratch(arrays: Sequence[AnyArray]) -> list[AnyArray]:
    """Copy arrays of any kind into one scratch file; return them as they lie there, read-only.

    Raises
    ------
    NoRoomError
        The scratch folder has no room for them.
    OutputError
        The scratch folder cannot be made.
    """
    starts, n_bytes = [], 0
    for array in arrays:
        starts.append(n_bytes)
        n_bytes += -(-array.nbytes // _ALIGNED_BYTES) * _ALIGNED_BYTES
    folder = _folder()
    if folder.free_bytes() < n_bytes:
        raise _no_room(folder, n_bytes)
    try:
        file = ScratchMap.create(folder, max(n_bytes, _ALIGNED_BYTES))
    except OSError as error:
        raise _no_room(folder, n_bytes) from error
    copies = []
    for array, start in zip(arrays, starts, strict=True):
        copy: AnyArray = np.ndarray(array.shape, array.dtype, buffer=file, offset=start)
        copy[...] = array
        copies.append(read_only(copy))
    file.let_go()
    return copies


def _base(array: AnyArray) -> Any:  # noqa: ANN401 - whatever numpy was given
    base: Any = array
    while isinstance(base, np.ndarray):
        base = base.base
    return base


def new_label_maps(n_maps: int, height: int, width: int) -> list[ByteArray]:
    """Return writable maps of shape (height, width), zero throughout, each in a scratch file.

    The room of a map is given back as soon as nobody holds that map any more.

    Raises
    ------
    NoRoomError
        The scratch folder has no room for all of them.
    OutputError
        The scratch folder cannot be made.
    """
    n_bytes = n_maps * height * width
    folder = _folder()
    if folder.free_bytes() < n_bytes:
        raise _no_room(folder, n_bytes)
    try:
        maps = [ScratchMap.create(folder, height * width) for _ in range(n_maps)]
    except OSError as error:
        raise _no_room(folder, n_bytes) from error
    return [one.array(height, width) for one in maps]


def new_label_map(height: int, width: int) -> ByteArray:
    """Return one such map for a scene in memory, where a small map is kept too.

    A large one is kept there only where the scratch folder has no room: thirty maps may well take
    more than the pixels they were made from.
    """
    if height * width > _N_SMALL_BYTES:
        with suppress(OutputError):
            return new_label_maps(1, height, width)[0]
    return np.zeros((height, width), dtype=np.uint8)


def _reserve(handle: int, n_bytes: int) -> None:
    """Take the room now: a disk that is full when a map is written would end the program."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, n_bytes)
        return
    zeros = bytes(_N_WRITTEN_BYTES)
    with os.fdopen(handle, "wb", closefd=False) as file:
        for first in range(0, n_bytes, len(zeros)):
            file.write(zeros[: n_bytes - first])


def _no_room(folder: ProcessFolder, n_bytes: int) -> NoRoomError:
    return NoRoomError(
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
            "No folder for the maps",
            f"A folder for scratch files cannot be made: {reason}.",
            "Set TMPDIR to a folder that you alone can write, then start again.",
        ) from error
