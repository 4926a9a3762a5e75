"""Write files beside their target and put them in place only when all is well.

Why a hidden folder beside the targets: it is on the same disk, so a rename is all that is left to
do; the files have their final names in it, so side files that libraries make are caught too; and
removing it removes every trace of work that failed or was stopped.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from app.products.write_errors import check_target, translated

_SCRATCH_PREFIX = ".bandsweep-"


class Staging:
    """Files of one folder that are put in place together when the block ends, or not at all.

    The folder is made where it is missing, and removed again if the block fails. `place`,
    `discard` and `seal` may be called from several threads.

    Raises
    ------
    OutputError
        The folder cannot be made or written in, or a file cannot be put in place. Whatever
        stood there before still stands.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._scratch = folder / f"{_SCRATCH_PREFIX}{secrets.token_hex(4)}"
        self._names: list[str] = []
        self._stale: list[str] = []
        self._sealed: set[Path] = set()
        self._made: list[Path] = []
        self._swapped: list[tuple[Path, Path | None]] = []

    def __enter__(self) -> Self:
        try:
            with translated(self._scratch, subject="Files"):
                self._make_folders()
                self._scratch.mkdir()
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
        check_target(self._folder / name)
        self._names.append(name)
        return self._scratch / name

    def discard(self, name: str) -> None:
        """Let an old file go when the new ones are put in place; it need not exist."""
        self._stale.append(name)

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

    def _publish(self) -> None:
        try:
            for name in self._names:
                with translated(self._folder / name):
                    if self._scratch / name not in self._sealed:
                        self.seal(self._scratch / name)
            # Old side files go first: a map without style is better than one with wrong names.
            for name in self._stale:
                self._swap(name, is_new=False)
            for name in self._names:
                self._swap(name, is_new=True)
        except BaseException:
            self._roll_back()
            raise
        _sync_folder(self._folder)

    def _swap(self, name: str, *, is_new: bool) -> None:
        target = self._folder / name
        with translated(target):
            old = self._keep_old(target, may_link=is_new)
            self._swapped.append((target, old))
            if is_new:
                (self._scratch / name).replace(target)

    def _keep_old(self, target: Path, *, may_link: bool) -> Path | None:
        """Keep the old file at hand for a way back; None where there is none."""
        if not os.path.lexists(target):
            return None
        old = self._scratch / f"{len(self._swapped)}.old"
        if may_link and not target.is_symlink():
            with suppress(OSError):
                shutil.copymode(target, self._scratch / target.name)
            # A second link leaves the old file under its name until the new one replaces it.
            # Not every disk has links (FAT, some network shares).
            with suppress(OSError):
                os.link(target, old)
                return old
        target.replace(old)
        return old

    def _roll_back(self) -> None:
        for target, old in reversed(self._swapped):
            with suppress(OSError):
                if old is None:
                    target.unlink(missing_ok=True)
                else:
                    old.replace(target)

    def _clean(self, *, failed: bool) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)
        if failed:
            for path in reversed(self._made):
                with suppress(OSError):
                    path.rmdir()


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


def _sync_folder(folder: Path) -> None:
    """Wait until the new names are on the disk; where folders cannot be flushed, trust it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
