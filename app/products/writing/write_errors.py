"""Say in words why a file cannot be written."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import OutputError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_FOLDER = (errno.ENOTDIR, errno.EEXIST)
_ELSEWHERE = "Choose another folder."
_NEARLY_FULL_BYTES = 1024**2


@contextmanager
def translated(target: Path, subject: str = "") -> Iterator[None]:
    """Turn every `OSError` of the block into an `OutputError` about `target`.

    Parameters
    ----------
    subject
        What a person calls it; its name in quotes unless given.

    Raises
    ------
    OutputError
        The block met an `OSError`.
    """
    try:
        yield
    except OSError as error:
        raise output_error(error, target, subject) from error


def output_error(error: OSError, target: Path, subject: str = "") -> OutputError:
    """Explain one failure of the system while `target` was written."""
    name, folder = target.name, target.parent
    what = subject or f'"{name}"'
    code = error.errno
    if code in _FULL:
        return disk_full(target, subject)
    if code in _FORBIDDEN:
        return OutputError(
            "Folder not writable",
            f'{what} cannot be written: you may not write in "{folder}".',
            "Choose another folder, or ask for permission to write in this one.",
        )
    if code == errno.ENAMETOOLONG:
        return OutputError(
            "Name too long",
            f'"{_shortened(name)}" has {len(name)} characters, more than the disk takes.',
            "Choose a shorter name or a folder with a shorter path.",
        )
    if code in _NO_FOLDER:
        return OutputError(
            "Not a folder",
            f'{what} cannot be written: a part of "{folder}" is a file.',
            _ELSEWHERE,
        )
    if code == errno.ENOENT:
        return OutputError("Folder not found", f'"{folder}" cannot be reached.', _ELSEWHERE)
    reason = error.strerror or str(error)
    return OutputError(
        "File not written", f'{what} in "{folder}": {reason}.', "Try again in another folder."
    )


def disk_full(target: Path, subject: str = "") -> OutputError:
    """Explain that there is no room for `target`."""
    what = subject or f'"{target.name}"'
    return OutputError(
        "Disk is full",
        f'{what} did not fit: {_left_text(target.parent)} "{target.parent}".',
        "Make room, or choose a folder on another disk.",
    )


def not_read_back(target: Path) -> OutputError:
    """Explain that `target` did not read back as it was written; most often the disk is full."""
    try:
        is_full = shutil.disk_usage(target.parent).free < _NEARLY_FULL_BYTES
    except OSError:  # the folder has gone: the general sentence holds
        is_full = False
    if is_full or _takes_no_file(target.parent):
        return disk_full(target)
    return OutputError(
        "File not written whole",
        f'"{target.name}" in "{target.parent}" did not read back as it was written.',
        "Check the disk and any limit on file sizes, or choose another folder.",
    )


def check_target(target: Path) -> None:
    """Refuse a target that is no file or may not be replaced.

    Raises
    ------
    OutputError
        A folder or a device has the name, or the file is write-protected, or the name is too long.
    """
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise output_error(error, target) from error
    if stat.S_ISDIR(mode):
        raise OutputError(
            "Name taken by a folder",
            f'"{target.name}" in "{target.parent}" is a folder.',
            "Rename that folder, or choose another one.",
        )
    if not stat.S_ISREG(mode):
        raise OutputError(
            "Name taken",
            f'"{target.name}" in "{target.parent}" is not a regular file.',
            _ELSEWHERE,
        )
    if not os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise OutputError(
            "File is write-protected",
            f'"{target.name}" in "{target.parent}" may not be changed.',
            "Choose another folder, or allow the file to be changed.",
        )


def _shortened(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:37]}..."


def _left_text(folder: Path) -> str:
    if _takes_no_file(folder):
        return "no more files can be made in"
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return "nothing is left in"
    return f"{free / 1000:,.0f} kB are left in"


def _takes_no_file(folder: Path) -> bool:
    """Tell whether the disk has room for names of files no more; not every disk counts them."""
    if not hasattr(os, "statvfs"):
        return False
    try:
        status = os.statvfs(folder)
    except OSError:
        return False
    return status.f_files > 0 and status.f_favail == 0
