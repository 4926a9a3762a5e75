"""Have memory that is no longer used given back to the system."""

import contextlib
import ctypes
import sys

# From glibc's malloc.h.
_M_ARENA_MAX = -8
_M_MMAP_THRESHOLD = -3
_LARGE_BYTES = 8 * 2**20
_N_ARENAS = 4


def give_memory_back() -> None:
    """Tell the C library to map every large array by itself, so that it goes when it is freed.

    By default glibc raises the size from which it does so to that of the largest array it has
    seen freed, up to 32 MB, and cuts smaller ones out of heaps, one for each of several threads,
    that keep what was freed in them. Blocks of a scene are 28 MB and come and go in a dozen
    threads: after a sweep over a Landsat scene the heaps held 430 MB of nothing. Other systems
    need no telling.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):  # musl has no such switch
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        mallopt(_M_ARENA_MAX, _N_ARENAS)
