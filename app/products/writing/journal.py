"""Write down which files are to be put in place, so that it can be finished or taken back.

A hidden folder holds new files in `new`, and old ones that went in `old`. Once all new files are
on the disk, `journal.json` says what is to happen. From then on the new files count: whoever finds
the folder after a crash goes on where it was cut off. Where a file cannot be put in place, the
journal is renamed `journal.back` and all is taken back; this, too, can be cut off and gone on with.
With `journal.done` nothing is left to be done but to remove the folder.
"""

import json
import logging
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from app.machine.system import IS_WINDOWS
from app.products.writing.write_errors import translated

logger = logging.getLogger(__name__)

NEW, OLD = "new", "old"
FORWARD, BACK, DONE = "journal.json", "journal.back", "journal.done"
_FORMAT = 1
_MOST_BYTES = 4 * 2**20  # thousands of names; nobody's journal is longer
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # nor wait for a pipe
_CLOCK_NS = 2 * 10**9  # some disks keep times to two seconds, or round them when they are synced


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells a file from the one that has its name later."""

    n_bytes: int
    changed_ns: int

    @classmethod
    def of(cls, path: Path) -> Self | None:
        """Return the stamp of a file, of a link itself; None where nothing has the name."""
        try:
            status = path.lstat()
        except FileNotFoundError:
            return None
        return cls(status.st_size, status.st_mtime_ns)

    def is_like(self, other: "Stamp | None") -> bool:
        """Tell whether both are of one file."""
        return (
            other is not None
            and self.n_bytes == other.n_bytes
            and abs(self.changed_ns - other.changed_ns) <= _CLOCK_NS
        )


@dataclass(frozen=True, slots=True)
class Move:
    """What happens under one name.

    Attributes
    ----------
    name
        Of a file in the target folder.
    new
        The file that comes; None where the old one goes and none comes.
    old
        The file that stood there; None where there was none.
    """

    name: str
    new: Stamp | None
    old: Stamp | None


class Journal:
    """The moves of one hidden folder.

    Parameters
    ----------
    hidden
        The folder; the files go to where it lies.
    """

    def __init__(self, hidden: Path, moves: Sequence[Move]) -> None:
        self._hidden = hidden
        self._folder = hidden.parent
        self._moves = tuple(moves)

    @classmethod
    def read(cls, hidden: Path) -> "tuple[Self, bool] | None":
        """Return the journal of a folder, and whether it goes forward; None where there is none.

        Raises
        ------
        ValueError
            It is no journal of this program.
        OSError
            It cannot be read.
        """
        for name, is_forward in ((BACK, False), (FORWARD, True)):
            if os.path.lexists(hidden / name):
                return cls(hidden, _moves_in(read_small(hidden / name))), is_forward
        return None

    @property
    def names(self) -> tuple[str, ...]:
        """The files that come or go."""
        return tuple(move.name for move in self._moves)

    def begin(self) -> None:
        """Make it known that the new files count.

        Raises
        ------
        OSError
            It cannot be written.
        """
        fields = [[move.name, _fields(move.new), _fields(move.old)] for move in self._moves]
        draft = self._hidden / f"{FORWARD}.draft"
        with draft.open("w", encoding="utf-8") as file:
            json.dump({"format": _FORMAT, "moves": fields}, file)
            file.flush()
            os.fsync(file.fileno())
        for place in (self._hidden / NEW, self._hidden / OLD):
            sync_folder(place)
        draft.rename(self._hidden / FORWARD)
        sync_folder(self._hidden)

    def carry_out(self, *, is_late: bool = False) -> None:
        """Put every new file in place; what is in place already stays.

        Parameters
        ----------
        is_late
            Whether this goes on with what was cut off. A file that somebody else has changed
            since it was written down is then left as it is.

        Raises
        ------
        OutputError
            A file cannot be put in place.
        """
        for move in self._moves:
            with translated(self._folder / move.name):
                self._forward(move, is_late=is_late)
        sync_folder(self._folder)

    def take_back(self) -> None:
        """Put every old file back, as far as the disk allows it."""
        with suppress(OSError):
            (self._hidden / FORWARD).rename(self._hidden / BACK)
        for move in reversed(self._moves):
            try:
                self._back(move)
            except OSError:
                logger.warning('"%s" could not be put back', move.name, exc_info=True)
        sync_folder(self._folder)

    def end(self) -> None:
        """Let it be known that nothing is left to be done."""
        for name in (FORWARD, BACK):
            with suppress(OSError):
                (self._hidden / name).rename(self._hidden / DONE)

    def _forward(self, move: Move, *, is_late: bool) -> None:
        new, old, target = self._places(move)
        standing = Stamp.of(target)
        is_theirs = is_late and standing is not None and not standing.is_like(move.old)
        if move.new is None:
            if standing is not None and not is_theirs and not os.path.lexists(old):
                target.rename(old)
            return
        if not _is_file(new):  # it is in place
            return
        if is_theirs:
            logger.warning('"%s" was changed meanwhile and stays', move.name)
            return
        if standing is not None and not os.path.lexists(old):
            target.rename(old)  # no second link could be had: FAT, some network shares
        new.replace(target)

    def _back(self, move: Move) -> None:
        new, old, target = self._places(move)
        standing = Stamp.of(target)
        has_old = os.path.lexists(old)
        if move.new is None or _is_file(new):  # nothing has come
            if has_old and standing is None:
                old.rename(target)
        elif standing is not None and (has_old or move.old is None):
            self._back_over(move, standing)
        elif has_old:
            old.rename(target)

    def _back_over(self, move: Move, standing: Stamp) -> None:
        """Put the old file, or none, where the new one stands."""
        new, old, target = self._places(move)
        if not standing.is_like(move.new):
            logger.warning('"%s" was changed meanwhile and stays', move.name)
        elif move.old is None:
            target.rename(new)
        else:
            old.replace(target)

    def _places(self, move: Move) -> tuple[Path, Path, Path]:
        name = move.name
        return self._hidden / NEW / name, self._hidden / OLD / name, self._folder / name


def is_plain(name: str) -> bool:
    """Tell whether a name is that of a file in a folder, and leads nowhere else."""
    separators = {os.sep, os.altsep, ":" if IS_WINDOWS else None, "\0"}
    return name not in ("", ".", "..") and not any(mark in name for mark in separators if mark)


def read_small(path: Path, most_bytes: int = _MOST_BYTES) -> Any:  # noqa: ANN401 - JSON is any
    """Read a small JSON file; links are not followed.

    Raises
    ------
    ValueError
        It is no JSON, or too long, or no regular file.
    OSError
        It cannot be read.
    """
    handle = os.open(path, os.O_RDONLY | _NO_LINK)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise ValueError("no regular file")
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise ValueError("too long")
    try:
        return json.loads(content)
    except RecursionError:
        raise ValueError("nested too deep") from None


def sync_folder(folder: Path) -> None:
    """Wait until new names are on the disk; where folders cannot be flushed, trust it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def is_file_or_link(path: Path) -> bool:
    """Tell whether a name is that of something that can be moved away: no folder, no device."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return False


def _fields(stamp: Stamp | None) -> list[int] | None:
    return None if stamp is None else [stamp.n_bytes, stamp.changed_ns]


def _moves_in(content: Any) -> list[Move]:  # noqa: ANN401 - JSON is any
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise ValueError("another format")
    moves = content.get("moves")
    if not isinstance(moves, list):
        raise ValueError("no moves")  # noqa: TRY004 - of a file, not of an argument
    return [_move_of(move) for move in moves]


def _move_of(move: Any) -> Move:  # noqa: ANN401 - JSON is any
    match move:
        case [str(name), new, old] if is_plain(name):
            return Move(name, _stamp_of(new), _stamp_of(old))
    raise ValueError("no move")


def _stamp_of(fields: Any) -> Stamp | None:  # noqa: ANN401 - JSON is any
    match fields:
        case None:
            return None
        case [int(n_bytes), int(changed_ns)]:
            return Stamp(n_bytes, changed_ns)
    raise ValueError("no stamp")
