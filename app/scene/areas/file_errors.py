"""Say what is wrong with the file of an area, and bound what is read of it."""

import os
import stat
from pathlib import Path

N_BYTES_MAX = 64 * 2**20
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class NoAreaError(Exception):
    """The file is not what it should be; says so in words that follow its name.

    Attributes
    ----------
    hint
        The next move.
    """

    def __init__(self, what: str, hint: str = "Save the area again, as GeoJSON for one.") -> None:
        super().__init__(what)
        self.hint = hint


def read_bounded(path: Path) -> bytes:
    """Read a whole file of at most 64 MB.

    Raises
    ------
    OSError
        It is gone or cannot be read.
    NoAreaError
        It is no regular file, or larger.
    """
    # Asked of what was opened, not of the path: a pipe put there in between would never end.
    descriptor = os.open(path, os.O_RDONLY | _WITHOUT_WAITING)
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(file.fileno())
        refuse_size(state)
        content = file.read(N_BYTES_MAX + 1)
    if len(content) > N_BYTES_MAX:
        raise _too_large(len(content))
    return content


def refuse_size(state: os.stat_result) -> None:
    """Refuse what is no regular file, or too large.

    Raises
    ------
    NoAreaError
        It is.
    """
    if not stat.S_ISREG(state.st_mode):
        raise NoAreaError("is no file")
    if state.st_size > N_BYTES_MAX:
        raise _too_large(state.st_size)


def _too_large(n_bytes: int) -> NoAreaError:
    return NoAreaError(
        f"has {n_bytes / 2**20:,.0f} MB; areas of up to {N_BYTES_MAX // 2**20} MB are read",
        "Simplify the area, or cut out what lies on the scene.",
    )
