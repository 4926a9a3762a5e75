"""Say when Python looks for garbage."""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def made_to_stay() -> Iterator[None]:
    """Do not look for garbage in here, and never in what is made here.

    For the import of large libraries: a million objects that live as long as the program. Looking
    through them again and again while they come took 0.3 s of 2 s of a sweep without a window,
    0.4 s more when the program ended, and held up the window for up to 50 ms each time. What else
    is made meanwhile stays too. Once for each process: each later time something more would stay.
    """
    if gc.get_freeze_count():
        yield
        return
    gc.disable()
    atexit.register(gc.freeze)
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
