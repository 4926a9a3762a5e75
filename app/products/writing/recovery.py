"""Finish or take back what a process that has ended left half-written.

Only hidden folders are touched that belong to the person, carry the mark of this program and
whose process is gone. What cannot be done is logged and left for the next time: it never keeps
anybody from writing.
"""

import logging
import os
import re
import shutil
import stat
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import AppError
from app.machine.system import IS_POSIX
from app.messages import Level, Message
from app.products.writing.folder_lock import HeldElsewhereError, hold, let_go, one_at_a_time
from app.products.writing.journal import DONE, NEW, OLD, Journal, read_small
from app.products.writing.owner import Owner, is_pid_gone, silent_s
from app.products.writing.unfinished import note_ended, notes

logger = logging.getLogger(__name__)

OWNER = "owner.json"
PREFIX = ".bandsweep-"
_NAME = re.compile(rf"{re.escape(PREFIX)}(?P<pid>\d{{1,10}})-[0-9a-f]{{16}}", re.ASCII)
_NAME_OF_0_1_0 = re.compile(rf"{re.escape(PREFIX)}[0-9a-f]{{8}}", re.ASCII)
_DAY_S = 24 * 3600.0
_MOST_MADE = 64


@dataclass(frozen=True, slots=True)
class Recovered:
    """One piece of work that was cut off, and is no more.

    Attributes
    ----------
    folder
        Where it was to put files.
    is_finished
        Whether all new files are in place now; otherwise the old ones are.
    """

    folder: Path
    is_finished: bool

    def message(self) -> Message:
        """Say so to a person."""
        if self.is_finished:
            return Message(
                Level.INFO, "Interrupted writing finished",
                f'Writing to "{self.folder}" was cut off while files were put in place. '
                "All new files are in place now.",
                folder=self.folder,
            )  # fmt: skip
        return Message(
            Level.INFO, "Interrupted writing taken back",
            f'Writing to "{self.folder}" was cut off. What was unfinished is removed; '
            "files that stood there before still stand.",
            "Write again what you miss.", folder=self.folder,
        )  # fmt: skip


def recover_folder(folder: Path) -> list[Recovered]:
    """Finish or take back what is left in one folder; say what was done."""
    if not _left_in(folder):
        return []
    with one_at_a_time(folder):
        return recover_held(folder)


def recover_held(folder: Path) -> list[Recovered]:
    """Do the same for who holds the folder already, by `one_at_a_time`."""
    done = [_recover(hidden) for hidden in _left_in(folder)]
    return [entry for entry in done if entry is not None]


def recover_listed() -> list[Recovered]:
    """Finish or take back what is left in folders that were written to lately."""
    done: list[Recovered] = []
    for note, hidden in notes():
        made = _NAME.fullmatch(hidden.name)
        if made is not None:
            done += recover_folder(hidden.parent)
        if made is None or (hidden.parent.is_dir() and _is_over(hidden, int(made["pid"]))):
            note_ended(note)
    return done


def recover_at_start(patience_s: float) -> list[Recovered]:
    """Recover what is listed; a share that does not answer is not waited for."""
    if next(notes(), None) is None:
        return []
    done: list[Recovered] = []
    work = threading.Thread(target=lambda: done.extend(recover_listed()), daemon=True)
    work.start()
    work.join(patience_s)
    return list(done)


def new_owner_fields(hidden: Path, n_made: int) -> dict[str, Any]:
    """Return the mark of a new hidden folder.

    Parameters
    ----------
    n_made
        How many folders were made for it: its parent, and so on upwards.
    """
    return {"folder": hidden.name, "made": n_made, "owner": Owner.this_process().fields()}


def _left_in(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.name.startswith(PREFIX)]
    except OSError:  # missing or closed: whoever writes there will say so
        return []
    return [folder / name for name in sorted(names) if _is_left_behind(folder / name)]


def _is_over(hidden: Path, pid: int) -> bool:
    # A note is made before its folder: a process that lives may just be about to make it.
    return not os.path.lexists(hidden) and is_pid_gone(pid)


def _is_left_behind(hidden: Path) -> bool:
    """Tell whether nobody works in a folder of this program any more."""
    try:
        if not _is_own(hidden):
            return False
        if _NAME_OF_0_1_0.fullmatch(hidden.name):
            return silent_s(hidden) > _DAY_S
        made = _NAME.fullmatch(hidden.name)
        if made is None:
            return False
        owner, _ = _owner_of(hidden)
        if owner is not None:
            return owner.is_gone(silent_s(hidden))
        is_young = _is_bare(hidden) and is_pid_gone(int(made["pid"]))
        return is_young or silent_s(hidden) > _DAY_S
    except OSError:
        return False


def _is_bare(hidden: Path) -> bool:
    """Tell whether its process ended before it had even written its mark."""
    return {entry.name for entry in hidden.iterdir()} <= {OWNER}


def _is_own(hidden: Path) -> bool:
    """Tell whether a folder is the person's, no link, and as closed to others as where it lies."""
    status = hidden.lstat()
    if not stat.S_ISDIR(status.st_mode):
        return False
    if not IS_POSIX:
        return True
    others = stat.S_IWGRP | stat.S_IWOTH
    more = status.st_mode & ~hidden.parent.stat().st_mode & others
    return status.st_uid == os.geteuid() and not more


def _owner_of(hidden: Path) -> tuple[Owner | None, int]:
    """Return owner and number of made folders; a mark of another folder is none."""
    try:
        fields = read_small(hidden / OWNER)
        if fields["folder"] != hidden.name:
            return None, 0
        return Owner.of_fields(fields["owner"]), _clamped(int(fields["made"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None, 0


def _clamped(n_made: int) -> int:
    return max(0, min(n_made, _MOST_MADE))


def _recover(hidden: Path) -> Recovered | None:
    """Recover one folder that was left behind; None where that was not possible."""
    try:
        lock = hold(hidden)
    except HeldElsewhereError:
        return None
    try:
        if _NAME_OF_0_1_0.fullmatch(hidden.name):
            return _remove_of_0_1_0(hidden)
        return _end(hidden)
    except (OSError, ValueError, AppError):
        logger.warning('"%s" could not be tidied up', hidden, exc_info=True)
        return None
    finally:
        let_go(lock)


def _end(hidden: Path) -> Recovered | None:
    if not os.path.lexists(hidden):  # somebody else was faster
        return None
    owner, n_made = _owner_of(hidden)
    if owner is None and _is_bare(hidden):
        remove_hidden(hidden)
        return None
    if owner is None and _is_crowded(hidden.parent):
        raise ValueError("no mark")  # whoever may rename folders could have put it here
    if any((hidden / place).is_symlink() for place in (NEW, OLD)):
        raise ValueError("a link")
    done = None if (hidden / DONE).exists() else _carry_on(hidden)
    remove_hidden(hidden)
    if done is not None and not done.is_finished:
        remove_made((hidden.parent, *hidden.parent.parents)[:n_made])
    return done


def _carry_on(hidden: Path) -> Recovered | None:
    """Finish or take back; None where nothing had been written yet."""
    found = Journal.read(hidden)
    if found is None:
        is_empty = not (hidden / NEW).is_dir() or not any((hidden / NEW).iterdir())
        return None if is_empty else Recovered(hidden.parent, is_finished=False)
    journal, is_forward = found
    if is_forward:
        journal.carry_out(is_late=True)
    else:
        journal.take_back()
    journal.end()
    return Recovered(hidden.parent, is_forward)


def remove_hidden(hidden: Path) -> None:
    """Remove a hidden folder, its mark last: without it nobody would know whose it was.

    Raises
    ------
    OSError
        It cannot be removed.
    """
    for entry in hidden.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != OWNER:
            entry.unlink()
    (hidden / OWNER).unlink(missing_ok=True)
    hidden.rmdir()


def remove_made(folders: Iterable[Path]) -> None:
    """Remove folders, the deepest first, that were made for nothing; none that holds anything."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _remove_of_0_1_0(hidden: Path) -> Recovered | None:
    """Remove a folder of the first version, which had no mark and kept old files as "0.old".

    One that holds the only copy of an old file, or anything unknown, stays.
    """
    if _is_crowded(hidden.parent):
        return None
    files = list(hidden.iterdir())
    for file in files:
        status = file.lstat()
        is_last = file.suffix == ".old" and status.st_nlink == 1
        if not stat.S_ISREG(status.st_mode) or is_last:
            raise ValueError(f"{file.name} may be wanted")
    for file in files:
        file.unlink()
    hidden.rmdir()
    return Recovered(hidden.parent, is_finished=False)


def _is_crowded(folder: Path) -> bool:
    """Tell whether others, too, may rename what lies in a folder."""
    return IS_POSIX and bool(folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH))
