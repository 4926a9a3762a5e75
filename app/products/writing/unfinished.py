"""Keep a private list of the folders that are being written to, for the next start to look at.

Each piece of work has a small file of its own, so that programs running side by side need not
agree on anything. It goes when the work ends; what a crash leaves in it is looked at by `recovery`.
The list is a help and no condition: where it cannot be kept, writing goes on without.
"""

import json
import logging
import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.machine.system import IS_MACOS, IS_POSIX, IS_WINDOWS
from app.products.writing.journal import read_small

logger = logging.getLogger(__name__)

_MOST_ENTRIES = 1000
_FORGOTTEN_S = 30 * 24 * 3600.0  # a disk that was not seen for so long is not waited for


def note_begun(hidden: Path) -> Path | None:
    """Note that files are written in a hidden folder; return the note, None where none is kept."""
    try:
        folder = _list_folder()
        if not _is_among_mine(folder):
            return None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_private(folder):
            return None
        note = folder / f"{hidden.name.lstrip('.')}.json"
        handle = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"hidden": str(hidden.absolute())}, file)
    except (OSError, RuntimeError):
        logger.debug("no note of unfinished work", exc_info=True)
        return None
    return note


def note_ended(note: Path | None) -> None:
    """Take a note away."""
    if note is not None:
        with suppress(OSError):
            note.unlink(missing_ok=True)


def notes() -> Iterator[tuple[Path, Path]]:
    """Yield every note with its hidden folder; a note that is none, or very old, is taken away."""
    try:
        folder = _list_folder()
        if not folder.is_dir() or not _is_private(folder):
            return
        entries = sorted(folder.glob("*.json"))[:_MOST_ENTRIES]
    except (OSError, RuntimeError):
        return
    for note in entries:
        hidden = _hidden_in(note)
        if hidden is None:
            note_ended(note)
        else:
            yield note, hidden


def _hidden_in(note: Path) -> Path | None:
    try:
        if time.time() - note.lstat().st_mtime > _FORGOTTEN_S:
            return None
        hidden = Path(read_small(note)["hidden"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return hidden if hidden.is_absolute() else None


def _list_folder() -> Path:
    return _state_folder() / "bandsweep" / "unfinished"


def _state_folder() -> Path:
    """Return where programs keep what outlives them and is nobody's document."""
    if IS_WINDOWS:
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if IS_MACOS:
        return Path.home() / "Library" / "Application Support"
    chosen = Path(os.environ.get("XDG_STATE_HOME", ""))
    return chosen if chosen.is_absolute() else Path.home() / ".local" / "state"


def _is_among_mine(folder: Path) -> bool:
    """Tell whether a folder would be made in one of the person's: root must leave none elsewhere.

    As "sudo" can keep the home of who called it.
    """
    if not IS_POSIX:
        return True
    standing = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    return standing.stat().st_uid == os.geteuid()


def _is_private(folder: Path) -> bool:
    """Tell whether list and folder above belong to the person, and nobody else may write there."""
    if not IS_POSIX:
        return True
    return all(_is_mine(place) for place in (folder, folder.parent))


def _is_mine(folder: Path) -> bool:
    status = folder.lstat()
    writable = stat.S_IMODE(status.st_mode) & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not writable
