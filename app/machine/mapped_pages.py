"""Map files, and give back the memory that their pages take."""

import errno
import mmap
from typing import Any

import numpy as np

from app.arrays import AnyArray, ByteArray


class _SharedMapping(mmap.mmap):
    """A mapping of a file that all that is written to it reaches."""


_SHARED_MODES = frozenset(("r", "r+", "w+"))  # of numpy's mappings that do the same


def mapped(handle: int, shape: tuple[int, ...]) -> ByteArray:
    """Map an open file, as large as the array; closing the file leaves the mapping.

    By descriptor: what has the file's name by then may be another file.

    Raises
    ------
    OSError, MemoryError
        The system has no room for it.
    """
    n_bytes = int(np.prod(shape, dtype=np.int64))
    try:
        return np.ndarray(shape, np.uint8, buffer=_SharedMapping(handle, n_bytes))
    except OSError as error:
        if error.errno != errno.ENOMEM:
            raise
        msg = f"{n_bytes:,} bytes of a file"
        raise MemoryError(msg) from error


def let_go(array: AnyArray) -> None:
    """Give back the memory of the mapping an array is part of; nothing for other arrays.

    The pages come back from the file, or from the system's cache of it, when they are looked at
    again. Without this every map that was ever written or read as a whole would stay in memory:
    eight maps of a Sentinel-2 scene are 1 GB. On Windows, where the system takes such pages
    back by itself when memory runs short, this does nothing.
    """
    mapping = _mapping_of(array)
    if mapping is not None and hasattr(mmap, "MADV_DONTNEED"):
        mapping.madvise(mmap.MADV_DONTNEED)


def _mapping_of(array: AnyArray) -> mmap.mmap | None:
    """Return the shared mapping of a file below a chain of views."""
    base: Any = array
    mode = ""
    while isinstance(base, np.ndarray):
        mode = getattr(base, "mode", mode)  # of the memmap that is nearest to the file
        base = base.base
    # What was written to a private copy would be lost.
    is_shared = isinstance(base, _SharedMapping) or mode in _SHARED_MODES
    return base if isinstance(base, mmap.mmap) and is_shared else None
