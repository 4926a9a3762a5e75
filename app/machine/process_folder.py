"""Keep files of this process in a folder of its own, which is gone when the process is.

Temporary folders are shared: anybody may put there what looks like ours. So the folder is made once
and never looked for, held by its descriptor, and files in it are made and removed through that.
"""

import atexit
import contextlib
import os
import secrets
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from app.machine.own_files import NotOwnError

_PREFIX = "bandsweep-scratch-"
_HAS_DESCRIPTORS = os.open in os.supports_dir_fd  # of folders: not on Windows
_CLOSED_TO_OTHERS = 0o077
_AS_IT_IS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_NEW_FILE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
# On Windows, where what is mapped cannot be removed: gone when nobody has it open or mapped.
_PASSING = getattr(os, "O_TEMPORARY", 0)


@dataclass(frozen=True, slots=True)
class ProcessFolder:
    """A folder that this process has made.

    Attributes
    ----------
    path
        Where it was made: to be told to a person, and for libraries that want names.
    handle
        Its open descriptor; None on Windows.
    pid
        The process that made it: a fork of it has none yet.
    """

    path: Path
    handle: int | None
    pid: int

    def new_file(self, suffix: str) -> "NewFile":
        """Make an empty file, open for reading and writing.

        Raises
        ------
        OSError
            There is no room, or the folder is gone.
        """
        name = f"{secrets.token_hex(8)}{suffix}"
        where = name if self.handle is not None else self.path / name
        return NewFile(os.open(where, _NEW_FILE | _PASSING, 0o600, dir_fd=self.handle), name, self)

    def remove(self, name: str) -> None:
        """Remove a file; what is open stays until it is closed."""
        if self.handle is not None:
            os.unlink(name, dir_fd=self.handle)
        else:
            (self.path / name).unlink()

    def free_bytes(self) -> int:
        """Return the room that is left on its disk."""
        import shutil

        return shutil.disk_usage(self.path if self.handle is None else self.handle).free

    @property
    def is_there(self) -> bool:
        """Whether it was not removed meanwhile, by who tidies up what is old."""
        if self.handle is None:
            return self.path.is_dir()
        return os.fstat(self.handle).st_nlink > 0


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file in a folder of the process, and its open descriptor, which the caller closes."""

    handle: int
    name: str
    folder: ProcessFolder


_lock = Lock()
_mine: list[ProcessFolder] = []  # one at most
if hasattr(os, "register_at_fork"):  # a thread that is not in the fork may have held it
    os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release,
                        after_in_child=_lock.release)  # fmt: skip


def process_folder() -> ProcessFolder:
    """Return the folder of this process, made when it is first asked for.

    Raises
    ------
    OSError
        It cannot be made.
    """
    with _lock:
        if _mine and _mine[0].pid == os.getpid() and _mine[0].is_there:
            return _mine[0]
        _mine[:] = [_made()]
        return _mine[0]


def remove_stale(is_running: Callable[[int], bool] | None = None) -> None:
    """Remove what starts of this person left behind when they crashed.

    Parameters
    ----------
    is_running
        Tells whether there is a process of a number; None to ask the system.
    """
    is_running = is_running or _is_running
    with contextlib.suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            pid = entry.name.removeprefix(_PREFIX).split("-")[0]
            if entry.name.startswith(_PREFIX) and pid.isdigit() and not is_running(int(pid)):
                with contextlib.suppress(OSError):
                    _remove_left_over(Path(entry.path))


def _made() -> ProcessFolder:
    path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    handle = _opened(path) if _HAS_DESCRIPTORS else None
    folder = ProcessFolder(path, handle, os.getpid())
    atexit.register(_remove_at_end, folder)
    return folder


def _opened(path: Path) -> int:
    """Open a folder that is a folder, the person's, and closed to everybody else."""
    handle = os.open(path, _AS_IT_IS)
    status = os.fstat(handle)
    if status.st_uid == os.geteuid() and not status.st_mode & _CLOSED_TO_OTHERS:
        return handle
    os.close(handle)
    raise NotOwnError(path)


def _remove_at_end(folder: ProcessFolder) -> None:
    if folder.pid != os.getpid():  # a fork ends; its parent goes on
        return
    with contextlib.suppress(OSError):
        _remove(folder)


def _remove_left_over(path: Path) -> None:
    handle = _opened(path) if _HAS_DESCRIPTORS else None
    if handle is None and not stat.S_ISDIR(path.lstat().st_mode):
        return
    try:
        _remove(ProcessFolder(path, handle, os.getpid()))
    finally:
        if handle is not None:
            os.close(handle)


def _remove(folder: ProcessFolder) -> None:
    """Remove the files, links not followed, and the folder. There are no folders in it."""
    where = folder.path if folder.handle is None else folder.handle
    for name in os.listdir(where):  # noqa: PTH208 - paths know nothing of descriptors
        with contextlib.suppress(OSError):  # on Windows one that is mapped stays
            folder.remove(name)
    folder.path.rmdir()  # of no effect on what is not empty, whoever put it there


def _is_running(pid: int) -> bool:
    import psutil

    return bool(psutil.pid_exists(pid))
