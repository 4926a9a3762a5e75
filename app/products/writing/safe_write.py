"""Write files beside their target and put them in place only when all is well.

Why a hidden folder beside the targets: it is on the same disk, so a rename is all that is left to
do; the files have their final names in it, so side files that libraries make are caught too; and
removing it removes every trace of work that failed or was stopped. Where the program itself is
killed, `recovery` finishes or takes back what it left, with the help of the `journal` in it.
"""

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from app.products.writing.folder_lock import HeldElsewhereError, hold, let_go, one_at_a_time
from app.products.writing.journal import (
    NEW,
    OLD,
    Journal,
    Move,
    Stamp,
    is_file_or_link,
    sync_folder,
)
from app.products.writing.recovery import (
    OWNER,
    PREFIX,
    Recovered,
    new_owner_fields,
    recover_folder,
    recover_held,
    remove_hidden,
    remove_made,
)
from app.products.writing.unfinished import note_begun, note_ended
from app.products.writing.write_errors import check_target, translated


class Staging:
    """Files of one folder that are put in place together when the block ends, or not at all.

    The folder is made where it is missing, and removed again if the block fails. `place`,
    `discard` and `seal` may be called from several threads. What an earlier process left behind in
    the folder is finished or taken back first; `recovered` says so.

    Parameters
    ----------
    last_look
        Called when all is written and no other process puts files in place there. It may let
        more old files go; what it raises keeps the new ones from being put in place.
    prefix
        Stands before the name of each file.

    Raises
    ------
    OutputError
        The folder cannot be made or written in, or a file cannot be put in place. Whatever
        stood there before still stands.
    """

    def __init__(
        self,
        folder: Path,
        last_look: "Callable[[Staging], None] | None" = None,
        *,
        prefix: str = "",
    ) -> None:
        self._folder = folder
        self._prefix = prefix
        self._last_look = last_look
        self._hidden = folder / f"{PREFIX}{os.getpid()}-{secrets.token_hex(8)}"
        self._names: list[str] = []
        self._stale: list[str] = []
        self._sealed: set[Path] = set()
        self._made: list[Path] = []
        self._note: Path | None = None
        self._lock: int | None = None
        self.recovered: list[Recovered] = []

    def __enter__(self) -> Self:
        self.recovered = recover_folder(self._folder)
        self._note = note_begun(self._hidden)
        try:
            with translated(self._hidden, subject="Files"):
                self._make_folders()
                self._make_hidden()
        except BaseException:
            self._clean(failed=True)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        failed = True
        try:
            if kind is None:
                self._publish()
                failed = False
        finally:
            self._clean(failed=failed)

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return self._folder

    @property
    def paths(self) -> tuple[Path, ...]:
        """The targets, in the order of their names."""
        return tuple(self._folder / name for name in sorted(self._names))

    def place(self, name: str) -> Path:
        """Return the temporary path of the file that will be called `name`.

        Raises
        ------
        OutputError
            The name is taken by something that cannot be replaced, or is too long.
        """
        name = self.name_of(name)
        check_target(self._folder / name)
        self._names.append(name)
        return self._hidden / NEW / name

    def name_of(self, name: str) -> str:
        """Return what a file is called in the folder that products know by `name`."""
        return self._prefix + name

    def staged(self, name: str) -> Path:
        """Return where a file that has been placed lies until it is put in place."""
        return self._hidden / NEW / name

    def discard(self, name: str) -> None:
        """Let an old file go when the new ones are put in place; it need not exist."""
        self._stale.append(self.name_of(name))

    def seal(self, path: Path) -> None:
        """Wait until a finished temporary file is on the disk."""
        # Windows flushes only handles that may write.
        handle = os.open(path, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        self._sealed.add(path)

    def _make_folders(self) -> None:
        missing = [path for path in (self._folder, *self._folder.parents) if not path.exists()]
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
            self._made.append(path)

    def _make_hidden(self) -> None:
        self._hidden.mkdir(mode=0o700)
        with suppress(HeldElsewhereError):  # of a folder that is new, by somebody who looks around
            self._lock = hold(self._hidden)
        mark = new_owner_fields(self._hidden, len(self._made))
        (self._hidden / OWNER).write_text(json.dumps(mark), encoding="utf-8")
        (self._hidden / NEW).mkdir()
        (self._hidden / OLD).mkdir()

    def _publish(self) -> None:
        for name in self._names:
            with translated(self._folder / name):
                if self._hidden / NEW / name not in self._sealed:
                    self.seal(self._hidden / NEW / name)
        with one_at_a_time(self._folder):
            # Another process may have been killed since, while its files were put in place.
            self.recovered += recover_held(self._folder)
            if self._last_look is not None:
                self._last_look(self)
            moves = self._moves()
            if len(moves) == 1 and moves[0].new is not None:
                self._put_alone(moves[0].name)
            elif moves:
                self._put_together(moves)

    def _moves(self) -> list[Move]:
        """Return what is to happen, all files of one map together."""
        return [self._move_of(name) for name in sorted({*self._names, *self._going()})]

    def _going(self) -> list[str]:
        """Return the old files that are there and go; a folder of such a name is none of ours."""
        return [name for name in self._stale if is_file_or_link(self._folder / name)]

    def _move_of(self, name: str) -> Move:
        with translated(self._folder / name):
            new = Stamp.of(self._hidden / NEW / name) if name in self._names else None
            return Move(name, new, Stamp.of(self._folder / name))

    def _put_alone(self, name: str) -> None:
        target = self._folder / name
        with translated(target):
            self._keep_mode(name)
            (self._hidden / NEW / name).replace(target)
        sync_folder(self._folder)

    def _put_together(self, moves: list[Move]) -> None:
        journal = Journal(self._hidden, moves)
        for move in moves:
            if move.new is not None and move.old is not None:
                self._keep_mode(move.name)
                self._keep_old(move.name)
        try:
            with translated(self._hidden, subject="Files"):
                self.seal(self._hidden / OWNER)
                journal.begin()
            journal.carry_out()
        except BaseException:
            journal.take_back()
            raise
        finally:
            journal.end()

    def _keep_mode(self, name: str) -> None:
        target = self._folder / name
        if not target.is_symlink():
            with suppress(OSError):
                shutil.copymode(target, self._hidden / NEW / name)

    def _keep_old(self, name: str) -> None:
        """Give an old file a second name for a way back: it stands until the new one replaces it.

        Not every disk has links (FAT, some network shares): there it goes when its turn comes.
        """
        with suppress(OSError, NotImplementedError):
            os.link(self._folder / name, self._hidden / OLD / name, follow_symlinks=False)

    def _clean(self, *, failed: bool) -> None:
        with suppress(OSError):
            remove_hidden(self._hidden)
        let_go(self._lock)
        if failed:
            remove_made(reversed(self._made))
        if not os.path.lexists(self._hidden):  # what Windows would not remove, the next start does
            note_ended(self._note)


@contextmanager
def safe_write(path: Path) -> Iterator[Path]:
    """Yield a temporary path; what was written there becomes `path` when the block ends.

    Raises
    ------
    OutputError
        The file cannot be written, or the block met an `OSError`. The old file still stands.
    """
    with Staging(path.parent) as staging, translated(path):
        yield staging.place(path.name)
