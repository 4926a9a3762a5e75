"""Hold a folder against other programs that would write there at the same moment.

Locks are those of the system: they end with the process, however it ends. Where there are none
(Windows, some network shares) the work goes on without.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.machine.system import IS_POSIX

if IS_POSIX:
    import fcntl

# Putting files in place takes milliseconds; but a stranger may hold the lock for ever.
_PATIENCE_S = 10.0
_LOOK_EVERY_S = 0.02


class HeldElsewhereError(Exception):
    """Another process, or another piece of work of this one, holds the folder."""


def hold(folder: Path) -> int | None:
    """Lock a folder until `let_go` or the end of the process; None where nothing can be locked.

    A link is never followed.

    Raises
    ------
    HeldElsewhereError
        Somebody else holds it.
    """
    if not IS_POSIX:
        return None
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise HeldElsewhereError from None
    except OSError:  # no locks on this disk
        os.close(handle)
        return None
    return handle


def let_go(handle: int | None) -> None:
    """End a lock."""
    if handle is not None:
        os.close(handle)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one process at a time put files in place in a folder; wait for the others a while."""
    until = time.monotonic() + _PATIENCE_S
    folder = folder.resolve()  # people may well choose a link to a folder
    handle = None
    while True:
        try:
            handle = hold(folder)
            break
        except HeldElsewhereError:
            if time.monotonic() > until:
                break
            time.sleep(_LOOK_EVERY_S)
    try:
        yield
    finally:
        let_go(handle)
