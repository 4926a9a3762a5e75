"""Keep work aside while it is done, and find what was left of it by programs that crashed.

Each window has a folder of its own in the person's state folder: the work as a project, what is
told of it, and a small picture. What lies there is the person's own and closed to others.
"""

import json
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from msgspec import DecodeError, Meta, Struct, ValidationError, convert
from msgspec.json import decode
from msgspec.structs import asdict

from app import plain_text
from app.arrays import ByteArray
from app.engine.scenes.recent_scenes import thinned
from app.errors import OutputError
from app.machine.own_files import read_own, state_folder, write_own
from app.products.projects.project import SUFFIX, project_text
from app.products.projects.saved_work import Project
from app.products.writing.folder_lock import HeldElsewhereError, hold, let_go
from app.products.writing.owner import Owner
from app.scene.file_stamp import FileStamp
from app.steps import Progress, Steps

_WORK, _ABOUT, _PICTURE = f"work{SUFFIX}", "about.json", "picture.rgba"
_N_OFFERED = 3
_N_SIDE_PX = 256
_YOUNG_S = 60.0
_N_ABOUT_MAX = 100_000  # bytes

_Side = Annotated[int, Meta(ge=1, le=_N_SIDE_PX)]


@dataclass(frozen=True, slots=True, eq=False)
class LeftWork:
    """Work that a program left when it crashed, held against other windows.

    Attributes
    ----------
    file
        The work as a project.
    title
        Of the scene.
    project
        The file it belongs to; None where it was in none yet.
    written
        When it was kept last, UTC.
    rgba
        A small picture, shape (rows, cols, 4), uint8; None where there is none.
    lock
        Holds its folder; None where nothing can be locked.
    known
        That file as the work came from it or was saved to it last; None where nobody knows.
    saved_since
        When another window or program wrote that file after this, UTC; None where none has.
    """

    file: Path
    title: str
    project: Path | None
    written: datetime
    rgba: ByteArray | None
    lock: int | None
    known: FileStamp | None = None
    saved_since: datetime | None = None

    @property
    def key(self) -> str:
        """By which it is told from others."""
        return self.file.parent.name


class _Known(Struct):
    size: int
    modified_ns: int
    inode: int


class _About(Struct):
    owner: dict[str, Any]
    title: str
    project: str | None
    written: datetime
    known: _Known | None = None


class _Head(Struct):
    rows: _Side
    cols: _Side


def new_place() -> Path | None:
    """Return a folder for the work of one window, not made yet; None without a home folder."""
    folder = state_folder()
    return None if folder is None else folder / "aside" / secrets.token_hex(8)


def keep_aside(
    place: Path,
    project: Project,
    file: Path | None,
    rgba: ByteArray | None,
    known: FileStamp | None = None,
) -> Steps[Progress, Path]:
    """Write all that there is of some work; each file whole or not at all.

    Parameters
    ----------
    file
        The project file it belongs to, if any.
    rgba
        A picture of any size; None where none has come since the last time.
    known
        That file as this work was opened from it or saved to it; None where it was not.

    Raises
    ------
    OutputError
        It cannot be written; what was kept before still stands.
    """
    yield Progress("Keeping the work aside")
    told = {
        "owner": Owner.this_process().fields(),
        "title": project.title,
        "project": None if file is None else str(file.absolute()),
        "written": datetime.now(UTC).isoformat(),
        "known": None if known is None else _as_told(known),
    }
    text = project_text(place / _WORK, project)
    try:
        write_own(place / _ABOUT, json.dumps(told).encode("ascii"), is_lasting=True)
        write_own(place / _WORK, text.encode("ascii"), is_lasting=True)
        if rgba is not None:
            small = thinned(rgba)
            head = json.dumps({"rows": small.shape[0], "cols": small.shape[1]})
            write_own(place / _PICTURE, head.encode("ascii") + b"\n" + small.tobytes())
    except OSError as error:
        raise OutputError(
            "Work is not kept aside",
            f'"{place}": {error.strerror or error}.',
            "Save the project: a crash would lose what no file holds.",
        ) from error
    return place


def remove_aside(place: Path, lock: int | None = None) -> Steps[Progress, None]:
    """Remove what was kept of some work, and let its folder go."""
    yield Progress("Removing what was kept aside")
    _remove(place)
    let_go(lock)


def left_work() -> Steps[Progress | LeftWork, None]:
    """Yield what crashed programs have left, newest first, held until it is answered.

    What holds no work is removed.
    """
    yield Progress("Looking for unsaved work")
    folder = state_folder()
    if folder is None or not (folder / "aside").is_dir():
        return
    left: list[LeftWork] = []
    for place in (folder / "aside").iterdir():
        with suppress(OSError, HeldElsewhereError):
            found = _left_in(place)
            left += [] if found is None else [found]
    left.sort(key=lambda one: one.written, reverse=True)
    yield from left[:_N_OFFERED]
    for one in left[_N_OFFERED:]:
        let_go(one.lock)


def _left_in(place: Path) -> LeftWork | None:
    if not place.is_dir() or place.is_symlink():
        return None
    about = _about(place)
    is_over = about is None or about[0].is_gone(time.time() - place.stat().st_mtime)
    if not is_over:
        return None
    lock = hold(place)
    file = place / _WORK
    if about is None or not file.is_file():
        if time.time() - place.stat().st_mtime > _YOUNG_S:  # another window may just begin
            _remove(place)
        let_go(lock)
        return None
    told = about[1]
    project = None if told.project is None else Path(told.project)
    known = None if project is None else _stamp(project, told.known)
    return LeftWork(
        *(file, plain_text.name(told.title), project, told.written, _picture(place), lock),
        known=known,
        saved_since=None if project is None else _saved_since(project, known, told.written),
    )


def _as_told(known: FileStamp) -> dict[str, int]:
    return {"size": known.size, "modified_ns": known.modified_ns, "inode": known.inode}


def _stamp(project: Path, known: _Known | None) -> FileStamp | None:
    return None if known is None else FileStamp(project, **asdict(known))


def _saved_since(project: Path, known: FileStamp | None, written: datetime) -> datetime | None:
    """Return when a project was written after the work was kept; None where it was not."""
    now = FileStamp.if_there(project)
    if now is None:
        return None
    saved = datetime.fromtimestamp(now.modified_ns / 1e9, UTC)
    is_newer = saved > written if known is None else not known.matches(now)
    return saved if is_newer else None


def _about(place: Path) -> tuple[Owner, _About] | None:
    try:
        content = read_own(place / _ABOUT)
        told = convert(decode(content[:_N_ABOUT_MAX]), _About)
        owner = Owner.of_fields(told.owner)
        if told.written.tzinfo is None:
            return None
    except (OSError, DecodeError, ValidationError, ValueError):
        return None
    return None if owner is None else (owner, told)


def _picture(place: Path) -> ByteArray | None:
    try:
        line, _, pixels = read_own(place / _PICTURE).partition(b"\n")
        head = convert(decode(line), _Head)
        return np.frombuffer(pixels, dtype=np.uint8).reshape(head.rows, head.cols, 4)
    except (OSError, DecodeError, ValidationError, ValueError):
        return None


def _remove(place: Path) -> None:
    """Remove our files, also what a kill left beside them, and the folder."""
    ours = (_WORK, _ABOUT, _PICTURE)
    with suppress(OSError):
        for path in list(place.iterdir()):
            if path.name.startswith(ours):
                path.unlink(missing_ok=True)
        place.rmdir()
