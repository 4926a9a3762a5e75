"""Read and write files that are the person's own and that nobody else can write.

What the program reads back at its next start is believed: settings, and machine code that is run.
A digest over it would not help, for whoever plants a file can work that out too. What helps is
whose file it is. It has to belong to the person or to the system's administrator, and so has the
folder it lies in; neither may be open to anyone else's writing. Files are looked at by descriptor,
so that what was looked at is what is read. On Windows, where folders of a person are closed by
lists of rights that Python cannot read, everything counts as the person's own.
"""

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HAS_OWNERS = hasattr(os, "geteuid")
_ADMINISTRATOR = 0
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
# A pipe that somebody put in place of a file would be waited for.
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_PRIVATE_FOLDER, _PRIVATE_FILE, _SHOWN_FOLDER, _SHOWN_FILE = 0o700, 0o600, 0o755, 0o644


class NotOwnError(PermissionError):
    """A file or folder is another person's, or others can write it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} belongs to someone else, or others can write it")


def cache_folder() -> Path | None:
    """Return the program's folder in the person's cache; None where there is no home folder.

    It need not be there, and whose it is has to be asked before it is used.
    """
    from platformdirs import user_cache_path  # takes some milliseconds, and is seldom needed

    folder = user_cache_path("bandsweep", appauthor=False)
    return folder if folder.is_absolute() else None  # without a home, "~" stays as it is


def config_folder() -> Path | None:
    """Return the folder the program's settings lie in; None where there is no home folder.

    It need not be there, and whose it is has to be asked before it is used.
    """
    from platformdirs import user_config_path  # takes some milliseconds, and is seldom needed

    folder = user_config_path("Bandsweep", appauthor=False)
    return folder if folder.is_absolute() else None  # without a home, "~" stays as it is


def state_folder() -> Path | None:
    """Return the program's folder for what it remembers; None where there is no home folder.

    It need not be there, and whose it is has to be asked before it is used.
    """
    from platformdirs import user_state_path  # takes some milliseconds, and is seldom needed

    folder = user_state_path("bandsweep", appauthor=False)
    return folder if folder.is_absolute() else None  # without a home, "~" stays as it is


def is_own(status: os.stat_result) -> bool:
    """Tell whether something is the person's or the administrator's, and closed to others.

    A group that holds nobody but the person may write too: on many systems all files are so.
    """
    if not _HAS_OWNERS:
        return True
    if status.st_uid not in {os.geteuid(), _ADMINISTRATOR} or status.st_mode & stat.S_IWOTH:
        return False
    return not status.st_mode & stat.S_IWGRP or _is_private_group(status.st_gid)


def is_own_place(path: Path) -> bool:
    """Tell whether a file may be read and written by its name, or made if it is missing.

    For libraries that open files by themselves. Links are followed where they, too, are the
    person's own: some keep their settings elsewhere. No folder above may be one in which anybody
    can exchange what is another's.
    """
    try:
        return all(map(_is_own_or_missing, (path.parent, path))) and not any(
            map(_is_open_to_all, path.parent.parents)
        )
    except OSError:
        return False


def read_own(path: Path) -> bytes:
    """Return what a file holds.

    Raises
    ------
    OSError
        It is not there, cannot be read, or is not the person's own.
    """
    with _folder_of(path) as folder:
        handle = _opened(path, os.O_RDONLY, folder)
        with os.fdopen(handle, "rb") as file:
            return file.read()


def write_own(
    path: Path, content: bytes, *, is_shown: bool = False, is_lasting: bool = False
) -> None:
    """Write a file as a whole or not at all; another process may be reading it.

    Parameters
    ----------
    is_shown
        Whether others may read it, and the folder, where that has to be made.
    is_lasting
        Whether to wait until the disk has it, for what has to outlive a power cut.

    Raises
    ------
    OSError
        It cannot be written, or its folder is not the person's own.
    """
    make_own_folder(path.parent, is_shown=is_shown)
    with _folder_of(path) as folder:
        beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY
        mode = _SHOWN_FILE if is_shown else _PRIVATE_FILE
        try:
            with os.fdopen(_open(beside, flags, mode, folder), "wb") as file:
                file.write(content)
                if is_lasting:
                    file.flush()
                    os.fsync(file.fileno())
            if folder is None:
                beside.replace(path)
            else:
                os.replace(beside.name, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(beside if folder is None else beside.name, dir_fd=folder)
            raise


def open_own_to_append(path: Path) -> int:
    """Open a file that only the person can read, made if it is missing; return its descriptor.

    Raises
    ------
    OSError
        It cannot be written, is no plain file, or is not the person's own.
    """
    make_own_folder(path.parent)
    with _folder_of(path) as folder:
        handle = _opened(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, folder)
        if _HAS_OWNERS:
            with contextlib.suppress(OSError):  # the administrator's, say
                os.fchmod(handle, _PRIVATE_FILE)
        return handle


def make_own_folder(path: Path, *, is_shown: bool = False) -> None:
    """Make a folder that only the person can write, where it is missing.

    Raises
    ------
    OSError
        It cannot be made, or what is there is not the person's own.
    """
    with contextlib.suppress(FileExistsError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=_SHOWN_FOLDER if is_shown else _PRIVATE_FOLDER)
    if not _is_own_or_missing(path):
        raise NotOwnError(path)


@contextmanager
def _folder_of(path: Path) -> Iterator[int | None]:
    """Open the folder a file lies in, and make sure that it is own; None on Windows."""
    if not _HAS_OWNERS:
        yield None
        return
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | _NO_LINK)
    try:
        if not is_own(os.fstat(handle)):
            raise NotOwnError(path.parent)
        yield handle
    finally:
        os.close(handle)


def _opened(path: Path, flags: int, folder: int | None) -> int:
    """Open a plain file that is own, in an open folder."""
    handle = _open(path, flags | _NO_LINK | _NO_WAIT | _BINARY, _PRIVATE_FILE, folder)
    status = os.fstat(handle)
    if stat.S_ISREG(status.st_mode) and is_own(status):
        return handle
    os.close(handle)
    raise NotOwnError(path)


def _open(path: Path, flags: int, mode: int, folder: int | None) -> int:
    return os.open(path if folder is None else path.name, flags, mode, dir_fd=folder)


def _is_own_or_missing(path: Path) -> bool:
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            # A link has no rights of its own: who may write the folder may exchange it.
            owners = {os.geteuid(), _ADMINISTRATOR} if _HAS_OWNERS else {status.st_uid}
            return status.st_uid in owners and is_own(path.stat())
    except FileNotFoundError:
        return True
    return is_own(status)


def _is_open_to_all(folder: Path) -> bool:
    if not _HAS_OWNERS or not folder.exists():
        return False
    mode = folder.stat().st_mode
    return bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX


def _is_private_group(number: int) -> bool:
    """Tell whether a group is the one that a system makes for each person, and holds no other."""
    import grp
    import pwd

    try:
        person, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(number)
    except KeyError:
        return False
    is_named_alike = group.gr_name == person.pw_name and person.pw_gid == number
    return is_named_alike and set(group.gr_mem) <= {person.pw_name}
