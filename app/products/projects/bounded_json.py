"""Read a JSON document that a stranger may have written: of bounded size, with no name twice.

A parser makes objects of 50 to 100 bytes out of two or three letters. What a document may hold is
counted before, on its bytes.
"""

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

# A project of every k from 2 to 30 on 2,000 bands holds 932,000 numbers on 24 MB, one of every k
# from 2 to 64 on 500 bands as many. Of more, fewer k have to be saved.
N_BYTES_MAX = 32 * 2**20
_N_START = 200
_N_DIGITS_MAX = 400  # a float has 309 before its point
_N_MAX = {b",": 1_200_000, b"[": 20_000, b"{": 20_000, b":": 100_000}


class NoRegularFileError(Exception):
    """The path leads to a folder, a pipe or a device."""


class NoJsonError(Exception):
    """The document breaks off, or is something else.

    Attributes
    ----------
    start
        How it begins.
    """

    def __init__(self, what: str, start: bytes) -> None:
        super().__init__(what)
        self.start = start


class TooLargeError(NoJsonError):
    """The document holds more than it may; says what, in words that follow its name."""


def refuse_too_large(written: bytes) -> None:
    """Make sure that what is to be written could be read again.

    Raises
    ------
    TooLargeError
        It holds more than a document may.
    """
    if len(written) > N_BYTES_MAX:
        raise TooLargeError(f"has {len(written) / 2**20:,.0f} MB", written[:_N_START])
    _refuse_many(written)


def load(path: Path) -> Any:  # noqa: ANN401 - what the document holds
    """Read a document.

    Raises
    ------
    OSError
        The file is gone or cannot be read.
    NoRegularFileError, NoJsonError, TooLargeError
        It is not what it should be.
    """
    written = _read(path)
    _refuse_many(written)
    try:
        text = written.decode("utf-8")
        return json.loads(text, parse_constant=_refuse, parse_int=_whole, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise NoJsonError(str(error), written[:_N_START]) from error


def _refuse_many(written: bytes) -> None:
    for sign, most in _N_MAX.items():
        if written.count(sign) > most:
            raise TooLargeError(f"holds more than {most:,} entries", written[:_N_START])


def _read(path: Path) -> bytes:
    # Asked of what was opened, not of the path: a pipe put there in between would never end.
    descriptor = os.open(path, os.O_RDONLY | _WITHOUT_WAITING)
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise NoRegularFileError
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            written = file.read(N_BYTES_MAX + 1)
    finally:
        os.close(descriptor)
    if len(written) > N_BYTES_MAX:
        size = f"{max(state.st_size, len(written)) / 2**20:,.0f} MB"
        raise TooLargeError(f"has {size}", written[:_N_START])
    return written


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _whole(digits: str) -> int:
    if len(digits) > _N_DIGITS_MAX:  # thousands of them take long to read
        raise ValueError("a number is too long")
    return int(digits)


def _unique(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):  # the second would take the place of the first without a word
        raise ValueError("a name is there twice")
    return fields


_WITHOUT_WAITING = (
    getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
)
