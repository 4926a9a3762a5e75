"""Give back the memory that pages of mapped files take."""

import mmap
from typing import Any

import numpy as np

from app.arrays import AnyArray

_SHARED_MODES = frozenset(("r", "r+", "w+"))  # what is written reaches the file, not a copy


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
    return base if isinstance(base, mmap.mmap) and mode in _SHARED_MODES else None
