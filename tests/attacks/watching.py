"""See which files of some folders are opened, by whomever, and whether anybody calls a port."""

import ctypes
import os
import socket
import struct
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

_IN_ACCESS, _IN_OPEN, _IN_CREATE, _IN_ISDIR = 0x1, 0x20, 0x100, 0x4000_0000
_EVENT = struct.Struct("iIII")


class OpenWatch:
    """Watches files of folders through the kernel: also what libraries in C open is seen."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._handle = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._handle < 0:
            raise OSError(ctypes.get_errno(), "inotify")
        self._folders: dict[int, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._handle)

    def add(self, folder: Path, *, only_new: bool = False) -> None:
        """Watch the files that lie in a folder, not those in folders below it.

        Parameters
        ----------
        only_new
            Tell of files that are made only: where somebody lists a folder without end, all else
            would be lost.
        """
        mask = _IN_CREATE if only_new else _IN_OPEN | _IN_ACCESS
        number = self._libc.inotify_add_watch(self._handle, os.fsencode(folder), mask)
        if number < 0:
            raise OSError(ctypes.get_errno(), f"inotify: {folder}")
        self._folders[number] = folder

    def opened(self) -> set[Path]:
        """Return the files that were opened, read or made since this was asked last."""
        found = set()
        with suppress(BlockingIOError):
            while True:
                events, at = os.read(self._handle, 2**16), 0
                while at < len(events):
                    number, mask, _, length = _EVENT.unpack_from(events, at)
                    name = events[at + _EVENT.size : at + _EVENT.size + length].rstrip(b"\0")
                    at += _EVENT.size + length
                    if name and not mask & _IN_ISDIR:
                        found.add(self._folders[number] / os.fsdecode(name))
        return found


class PortWatch:
    """Listens on a port of this computer, where nobody should call."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.port: int = self._socket.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def n_calls(self) -> int:
        """Return how many calls came since this was asked last."""
        n_calls = 0
        with suppress(BlockingIOError):
            while True:
                self._socket.accept()[0].close()
                n_calls += 1
        return n_calls
