"""Say when memory that is no longer used goes back to the system."""

import contextlib
import ctypes
import sys
import threading

# Of glibc's malloc.h.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_N_KEPT_BYTES = 512 * 2**20
_N_MAPPED_BYTES = 32 * 2**20  # the largest that glibc takes


def hold_memory() -> None:
    """Tell the C library to keep what is freed at hand: blocks of a scene soon need it again.

    Otherwise it returns the end of a heap whenever 128 kB there are free, and the system clears
    each page anew: 0.3 s of a sweep over a Landsat scene. For programs that end with their work.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):  # musl has no such choice
        set_option = ctypes.CDLL(None).mallopt
        set_option(_M_TRIM_THRESHOLD, _N_KEPT_BYTES)
        set_option(_M_MMAP_THRESHOLD, _N_MAPPED_BYTES)


def share_heaps() -> None:
    """Have threads share two heaps, where addresses are limited.

    For each thread glibc otherwise lays 64 MB of addresses by, up to eight times the processors.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def give_memory_back_soon() -> None:
    """Do so in a thread of its own, that goes no further behind than who calls this.

    A heap is locked meanwhile, and whoever wants memory of it waits. A thread of low priority that
    held the lock without getting a processor let the window wait for a third of a second.

    Where the system has no room for another thread, memory stays: who calls this has more to do.
    """
    with contextlib.suppress(RuntimeError):
        threading.Thread(target=give_memory_back, name="giving memory back", daemon=True).start()


def give_memory_back() -> None:
    """Tell the C library to return what its heaps hold of freed blocks; takes milliseconds.

    Blocks of a scene come and go in a dozen threads, and glibc keeps a heap for each of several:
    after a sweep over a Landsat scene they held 430 MB of nothing. Having every block mapped by
    itself instead would return it at once, at the price of two seconds of page faults in such a
    sweep. Other systems need no telling.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):  # musl keeps nothing
        ctypes.CDLL(None).malloc_trim(0)
