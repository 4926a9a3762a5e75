"""Read small files of names or colours that a stranger may have written."""

import os
import re
import stat
from pathlib import Path

from app.clustering.naming.cluster_look import Rgb
from app.errors import AppError

N_BYTES_MAX = 2**20
N_ENTRIES_MAX = 1_000

_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


def read_small(path: Path) -> bytes:
    """Read a whole file of at most 1 MB.

    Raises
    ------
    AppError
        It cannot be read, is no regular file, or larger.
    """
    try:
        # Asked of what was opened, not of the path: a pipe put there in between would never end.
        descriptor = os.open(path, os.O_RDONLY | _WITHOUT_WAITING)
        with os.fdopen(descriptor, "rb") as file:
            is_file = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            content = file.read(N_BYTES_MAX + 1) if is_file else b""
    except OSError as error:
        raise not_read(path, f"cannot be read: {error.strerror or error}.") from error
    if not is_file:
        raise not_read(path, "is no file.")
    if len(content) > N_BYTES_MAX:
        raise not_read(path, f"is larger than {N_BYTES_MAX // 2**20} MB.")
    return content


def read_text(path: Path) -> str:
    """Read a text in UTF-8, with or without a byte order mark; see `read_small`."""
    content = read_small(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise not_read(
            path, f"is not written in UTF-8 (line {line}).", "Save it as UTF-8, then open it again."
        ) from error


def rgb_of(text: str) -> Rgb | None:
    """Return a colour written as #rrggbb; None where it is none."""
    if not _COLOUR.fullmatch(text):
        return None
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def not_read(path: Path, what: str, hint: str = "Open another file.") -> AppError:
    """Say what is wrong with a file, in words that follow its name."""
    return AppError("List cannot be read", f'"{path.name}" {what}', hint)
