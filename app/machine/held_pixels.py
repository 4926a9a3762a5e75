"""Hold the pixels of a large scene in memory that can be given back, or serves again, in pieces."""

import ctypes
import math
import mmap
import sys
import weakref
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from threading import Lock
from typing import Any, cast

import numpy as np

from app.arrays import AnyArray, Window, read_only

_MADV_POPULATE_WRITE = 23  # of Linux 5.14; older ones refuse it


class HeldPixels:
    """Pixels that are looked at through here, so that nobody sees what was given back.

    Memory that was given back reads as zeros, which no reader could tell from pixels. So it is only
    given back when nobody looks at it any more, and looking at it later raises.

    Parameters
    ----------
    pixels
        Shape (n_bands, height, width), of `room_for`; nobody else is to hold them.
    """

    def __init__(self, pixels: AnyArray) -> None:
        self._pixels = read_only(pixels)
        self._memory = _mapping_of(pixels)
        self._is_given_back = np.zeros(pixels.shape[1], dtype=bool)  # rows
        self._waiting: list[Window] = []
        self._looks: list[tuple[Window, weakref.ref[AnyArray]]] = []
        self._lock = Lock()

    @property
    def shape(self) -> tuple[int, ...]:
        """Bands, rows and columns."""
        return self._pixels.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the values."""
        return self._pixels.dtype

    def look(self, window: Window, which: slice | list[int] = slice(None)) -> AnyArray:
        """Return the values of some bands in a window, read-only; a view where bands are a slice.

        Raises
        ------
        ValueError
            They were given back.
        """
        with self._lock:
            rows = slice(window.row, window.row + window.height)
            if self._is_given_back[rows].any():
                msg = f"pixels of rows {rows.start} to {rows.stop} were given back"
                raise ValueError(msg)
            if isinstance(which, list):
                cols = slice(window.col, window.col + window.width)
                return read_only(self._pixels[which, rows, cols])
            values = self._view(window, which)
            self._looks = [*self._still_looked_at(), (window, weakref.ref(values))]
        return values

    def give_back(self, window: Window) -> None:
        """Return the memory of whole rows to the system, as soon as nobody looks at them.

        Nobody can from now on. See `give_back` of this module.
        """
        if window.width != self.shape[2]:
            return
        with self._lock:
            self._is_given_back[window.row : window.row + window.height] = True
            self._waiting.append(window)
            looked_at = [seen for seen, _ in self._still_looked_at()]
            free = [one for one in self._waiting if not any(_meet(one, seen) for seen in looked_at)]
            for one in free:
                self._waiting.remove(one)
                give_back(self._pixels, one)

    def _still_looked_at(self) -> list[tuple[Window, "weakref.ref[AnyArray]"]]:
        return [look for look in self._looks if look[1]() is not None]

    def _view(self, window: Window, which: slice) -> AnyArray:
        """Cut out an array that all that is made of it holds, and not the whole."""
        cols = slice(window.col, window.col + window.width)
        values = self._pixels[which, window.row : window.row + window.height, cols]
        if self._memory is not None:
            # numpy has views of views hold what is below them all. Below this is only the memory.
            first = _address(values) - _address(self._pixels)
            values = np.ndarray(values.shape, values.dtype, self._memory, first, values.strides)
        return read_only(values)


class HeldPlanes:
    """Planes of different sizes, each known by a key, held from the pass on that fills them.

    Threads may put pixels at the same time, each elsewhere. What nobody has put there is zero, and
    takes no memory.

    Parameters
    ----------
    shapes
        Rows, columns and type of each plane.

    Raises
    ------
    MemoryError
        The system has not so much memory.
    """

    def __init__(self, shapes: Mapping[Hashable, tuple[tuple[int, int], np.dtype[Any]]]) -> None:
        self._planes = {key: room_for((1, *shape), dtype) for key, (shape, dtype) in shapes.items()}
        self._is_whole = False
        self._n_fetched = dict.fromkeys(shapes, 0)  # rows
        self._n_given_back = dict.fromkeys(shapes, 0)

    @property
    def is_whole(self) -> bool:
        """Whether all is there that anybody will look at."""
        return self._is_whole

    def end(self) -> None:
        """Say that all was put there."""
        self._is_whole = True

    def has(self, key: Hashable) -> bool:
        """Tell whether a plane is held."""
        return key in self._planes

    def put(self, key: Hashable, place: Window, pixels: AnyArray) -> None:
        """Copy pixels of one plane, of a type that its own holds, to where they belong."""
        plane, end = self._planes[key], place.row + place.height
        begin = self._n_fetched[key]
        if begin < end:  # whole rows, once: to look whether pages are there takes time, too
            self._n_fetched[key] = end
            fetch(plane, Window(begin, 0, end - begin, plane.shape[2]))
        plane[0, place.row : end, place.col : place.col + place.width] = pixels

    def look(self, key: Hashable, place: Window) -> AnyArray:
        """Return pixels of one plane: a view, read-only.

        Raises
        ------
        ValueError
            They were given back.
        """
        if place.height and place.row < self._n_given_back[key]:
            msg = f"pixels from row {place.row} on were given back"
            raise ValueError(msg)
        rows = slice(place.row, place.row + place.height)
        cols = slice(place.col, place.col + place.width)
        return read_only(self._planes[key][0, rows, cols])

    def give_back(self, key: Hashable, end: int) -> None:
        """Return the memory of the first rows of a plane, which nobody is looking at any more.

        See `give_back` of this module; whoever looks at them later is told.
        """
        plane, begin = self._planes[key], self._n_given_back[key]
        if begin < end:
            self._n_given_back[key] = end
            give_back(plane, Window(begin, 0, end - begin, plane.shape[2]))


class ReusedRoom:
    """Memory for arrays that come and go in threads: what one leaves serves the next.

    The system clears each page that it gives, which takes longer than to copy into it, and heaps of
    threads return what they hold as soon as it is free. An array is left once nobody holds it or a
    view of it. All goes back to the system with the last array.
    """

    def __init__(self) -> None:
        self._left: list[mmap.mmap] = []
        self._lock = Lock()

    def array(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> AnyArray:
        """Return an array in C order; what it holds is anything.

        Raises
        ------
        MemoryError
            The system has not so much memory.
        """
        n_bytes = max(1, math.prod(shape) * dtype.itemsize)
        memory = self._take(n_bytes)
        array: AnyArray = np.ndarray(shape, dtype, buffer=memory)
        weakref.finalize(array, self._leave, memory).atexit = False
        return array

    def _take(self, n_bytes: int) -> mmap.mmap:
        with self._lock:
            for memory in reversed(self._left):  # the last one is in the cache, if any is
                if len(memory) >= n_bytes:
                    self._left.remove(memory)
                    return memory
            self._left.clear()  # too small: those that come are larger
        return _taken(n_bytes)

    def _leave(self, memory: mmap.mmap) -> None:
        self._left.append(memory)


def _meet(one: Window, other: Window) -> bool:
    """Tell whether two windows have a row in common."""
    return one.row < other.row + other.height and other.row < one.row + one.height


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
    return np.ndarray(shape, dtype, buffer=_taken(n_bytes))


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
    """Return the memory of whole rows to the system; they are zeros, or what they were, from then.

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


def _taken(n_bytes: int) -> mmap.mmap:
    try:
        return _mapped(n_bytes)
    except (OSError, ValueError, OverflowError) as error:
        msg = f"{n_bytes:,} bytes"
        raise MemoryError(msg) from error


def _mapped(n_bytes: int) -> mmap.mmap:
    if sys.platform == "win32":
        return mmap.mmap(-1, n_bytes)
    # Shared memory, which is the default, would be kept whatever is said about it.
    return mmap.mmap(-1, n_bytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


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
