"""Hold the pixels of a large scene in memory that can be given back piece by piece."""

import ctypes
import mmap
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, cast

import numpy as np

from app.arrays import AnyArray
from app.scene.pixels import Window

_MADV_POPULATE_WRITE = 23  # of Linux 5.14; older ones refuse it


def room_for(shape: tuple[int, ...], dtype: np.dtype[Any]) -> AnyArray:
    """Return zeros of this shape, in C order, whose memory `give_back` can return.

    Huge pages are not asked for, as numpy does. They are fetched in fewer steps, but only from what
    has long been free, and on a virtual machine that is with the host by then: there they took
    four times as long as small pages, most of which other programs had only just let go of.

    Raises
    ------
    MemoryError
        The system has not so much memory.
    """
    n_bytes = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    try:
        mapping = _mapped(n_bytes)
    except (OSError, ValueError, OverflowError) as error:
        msg = f"{n_bytes:,} bytes"
        raise MemoryError(msg) from error
    return np.ndarray(shape, dtype, buffer=mapping)


def fetch(pixels: AnyArray, window: Window) -> None:
    """Have the system make ready the memory that a window is about to be written to, in one step.

    Otherwise it stops the program at each page to make that ready, which takes twice as long. Where
    the pixels lie in other memory, or the system has no such call, this does nothing.

    Parameters
    ----------
    pixels
        Shape (n_bands, height, width), of `room_for`.
    """
    advise = _advise()
    if advise is None or _mapping_of(pixels) is None:
        return
    cols = slice(window.col, window.col + window.width)
    for plane in pixels:
        rows = plane[window.row : window.row + window.height, cols]
        begin = _address(rows) // mmap.PAGESIZE * mmap.PAGESIZE
        advise(begin, _address(rows[-1, -1:]) + rows.itemsize - begin, _MADV_POPULATE_WRITE)


def give_back(pixels: AnyArray, window: Window) -> None:
    """Return the memory of whole rows to the system; they are not to be read any more.

    What is given back serves at once for what is made of the pixels: the system has no need to
    fetch and clear other memory for it. Pages that other rows share stay. Where the pixels lie
    in other memory, or on other systems than Linux, this does nothing.

    Parameters
    ----------
    pixels
        Shape (n_bands, height, width), of `room_for`.
    window
        Of no effect unless it is as wide as the scene.
    """
    mapping = _mapping_of(pixels)
    if mapping is None or sys.platform != "linux" or window.width != pixels.shape[2]:
        return
    first = _address(np.frombuffer(mapping, dtype=np.uint8))
    for plane in pixels:
        rows = plane[window.row : window.row + window.height]
        begin = _address(rows) - first
        whole_begin = -(-begin // mmap.PAGESIZE) * mmap.PAGESIZE
        whole_end = (begin + rows.nbytes) // mmap.PAGESIZE * mmap.PAGESIZE
        if whole_begin < whole_end:
            mapping.madvise(mmap.MADV_DONTNEED, whole_begin, whole_end - whole_begin)


@cache
def _advise() -> Callable[[int, int, int], int] | None:
    """Return madvise of the C library: that of Python would hold the interpreter meanwhile."""
    if sys.platform != "linux":
        return None
    try:
        advise = ctypes.CDLL(None).madvise
    except (OSError, AttributeError):
        return None
    advise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    return cast("Callable[[int, int, int], int]", advise)


def _mapped(n_bytes: int) -> mmap.mmap:
    if sys.platform == "win32":
        return mmap.mmap(-1, n_bytes)
    # Shared memory, which is the default, would be kept whatever is said about it.
    return mmap.mmap(-1, n_bytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def _address(array: AnyArray) -> int:
    return int(array.__array_interface__["data"][0])


def _mapping_of(array: AnyArray) -> mmap.mmap | None:
    """Return the memory of `room_for` below a chain of views."""
    base: Any = array
    while isinstance(base, np.ndarray):
        if isinstance(base, np.memmap):  # of a file: what is there is not ours to drop
            return None
        base = base.base
    return base if isinstance(base, mmap.mmap) else None
