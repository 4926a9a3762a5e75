"""Say when Python looks for garbage."""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_come: set[str] = set()
_N_NEW_OBJECTS = 20_000  # fewer are looked through in a millisecond; Python itself says 700


@contextmanager
def made_to_stay(libraries: str) -> Iterator[None]:
    """Do not look for garbage in here, and never in what is made here.

    For the import of large libraries: a million objects that live as long as the program. Looking
    through them again and again while they come took 0.3 s of 2 s of a sweep without a window,
    0.4 s more when the program ended, and held up the window for up to 50 ms each time. What else
    is made meanwhile stays too.

    Parameters
    ----------
    libraries
        What is imported. Once for each in a process: each later time something more would stay.
    """
    if libraries in _come:
        yield
        return
    _come.add(libraries)
    was_enabled = gc.isenabled()
    gc.disable()
    atexit.register(gc.freeze)
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


@contextmanager
def seldom_looked_for() -> Iterator[None]:
    """Look for garbage seldom in here, and rarely through all that there is.

    For commands, which import libraries from their first line on and make little garbage: looking
    for it took up to a third of the time of importing.
    """
    before = gc.get_threshold()
    gc.set_threshold(_N_NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def look_only_when_told() -> None:
    """Have Python look for garbage in no thread of its own choice, only in `look_if_due`.

    It looks in whichever thread happens to make something, and destroys there what it finds. What
    belongs to Qt is to be destroyed in the thread it lives in: its timers and its widgets crash
    the program elsewhere, now and then.
    """
    gc.disable()


def look_if_due() -> None:
    """Look for garbage where so much was made that Python would by itself; nothing otherwise."""
    for generation, threshold in enumerate(gc.get_threshold()):
        if gc.get_count()[generation] <= threshold:
            return
        gc.collect(generation)
