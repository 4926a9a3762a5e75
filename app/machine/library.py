"""Load large libraries without holding the interpreter."""

import contextlib
import ctypes
import os
import sys
from importlib.util import find_spec
from pathlib import Path


def load_unheld(package: str, pattern: str) -> None:
    """Load a shared library that a package brings, for the import that comes after.

    An import holds the interpreter while the system maps and links what it loads: 0.15 s for LLVM
    with a cold disk cache, in which the window stands still. A call through ctypes does not. Where
    there is no such library, or on other systems than Linux, this does nothing.

    Parameters
    ----------
    pattern
        The path of the library, from the folder that holds the package.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError, ImportError, ValueError):
        spec = find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            for path in sorted(Path(folder).parent.glob(pattern)):
                load = ctypes.CDLL(None).dlopen
                load.restype = ctypes.c_void_p
                load.argtypes = [ctypes.c_char_p, ctypes.c_int]
                load(os.fsencode(path), os.RTLD_NOW)
