"""Know a limit that was set for this process's memory, and what a failure of memory looks like.

`ulimit -v` and batch systems limit the addresses that a process may use: code of libraries, stacks
of threads and what allocators lay by count in full, whether they are used or not.
"""

import errno
import os
import re
import sys

# Measured on two processors: libraries, their threads and the small sample scene take 520 MB of
# addresses, with or without a window. Each further processor means two threads with stacks of 8 MB.
OWN_BYTES = 512 * 2**20
_THREAD_BYTES, _MARGIN_BYTES = 16 * 2**20, 96 * 2**20

# What comes up where there is no memory, besides MemoryError.
_WORDS = re.compile(
    r"out of memory|cannot allocate|memory allocation|failed to map segment|std::bad_alloc"
    r"|can't start new thread|cannot create shared object|unable to allocate",
    re.IGNORECASE,
)


def limit_bytes() -> int | None:
    """Return how many bytes of addresses this process may use; None where there is no limit."""
    if sys.platform == "win32":
        return None
    import resource

    limits = [resource.getrlimit(which)[0] for which in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
    return min((limit for limit in limits if limit != resource.RLIM_INFINITY), default=None)


def least_bytes() -> int:
    """Return the addresses below which no scene can be opened on this machine."""
    return OWN_BYTES + _MARGIN_BYTES + _THREAD_BYTES * (os.cpu_count() or 1)


def is_memory_failure(error: BaseException | None) -> bool:
    """Tell whether there was no memory for something, whatever a library made of it.

    Looks at the error and at those that led to it.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
            return True
        # Errors of GDAL have their kind in their name alone.
        if "OutOfMemory" in type(error).__name__ or _WORDS.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False
