"""Keep the results of some work from being mixed with those of other work."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Self

from app.products.earlier.command_names import applied_names, left_by, names_of, with_sides
from app.products.earlier.other_results import NewWork, refusal, told_in
from app.products.earlier.read_files import ReadFiles
from app.products.records.command_record import CommandWords
from app.products.records.record_text import plain
from app.products.registry import OWN_NAMES, beside
from app.products.run_report import RUN_FILE
from app.products.writing.journal import is_file_or_link
from app.products.writing.safe_write import Staging

APPLY = "apply"
_COMMAND = NewWork("command")
_ASKED = NewWork(
    "work",
    "Choose another folder, or tick Replace earlier results.",
    "Choose another folder, or add --replace to remove them when the new ones are ready.",
)


class EarlierResults:
    """What stands in a folder before a command puts its own files there.

    Results of the very same work are replaced; those of any other are named and left alone,
    unless the person says that they may go. Files that are read are no results: they never go,
    and nothing is written over them.

    Parameters
    ----------
    own
        Names of what this work writes.
    others
        What counts as a result too, beside what the record in the folder tells of.
    is_same
        Tells a record of the very same work.
    may_go
        Whether other results may be removed.
    only_of
        The only work whose record counts; empty for any.
    certain
        Names of what is written in any case, so that an input of such a name is told at once.
    """

    def __init__(
        self,
        folder: Path,
        own: Iterable[str],
        others: Iterable[str],
        is_same: Callable[[Mapping[str, Any]], bool],
        work: NewWork,
        *,
        may_go: bool,
        only_of: str = "",
        certain: Iterable[str] = (),
    ) -> None:
        self._folder, self._own = folder, with_sides((RUN_FILE, *own))
        self._names = self._own.union(others)
        self._is_same, self._work = is_same, work
        self._may_go, self._only_of = may_go, only_of
        self._read, self._certain = ReadFiles(), (RUN_FILE, *certain)

    @classmethod
    def of_command(
        cls,
        folder: Path,
        command: CommandWords,
        own: Iterable[str] = (),
        *,
        may_go: bool,
        reads: Iterable[Path] = (),
        certain: Iterable[str] = (),
    ) -> Self:
        """Look for what stands before a command.

        Parameters
        ----------
        own
            What it writes now, where that depends on what it is asked for.
        reads
            Files that it reads; see `keep`.
        certain
            Names of what it writes in any case.
        """
        all_of_it = names_of(command.name)

        def is_same(told: Mapping[str, Any]) -> bool:
            repeat = told.get("repeat")
            if not isinstance(repeat, dict):
                return False
            words = list(command.words)
            return repeat.get("name") == command.name and repeat.get("words") == words

        own, others = tuple(own) or all_of_it, all_of_it | OWN_NAMES
        found = cls(folder, own, others, is_same, _COMMAND, may_go=may_go, certain=certain)
        found.keep(reads)
        return found

    @classmethod
    def of_apply(
        cls, folder: Path, k: int, asked: Mapping[str, Any], *, may_go: bool, leaves_others: bool
    ) -> Self:
        """Look for what stands before a model of so many classes is applied.

        Parameters
        ----------
        asked
            What tells this work from any other; its record holds it as "asked".
        leaves_others
            Whether what no model has written stays, where it has another name.
        """
        wanted = json.loads(json.dumps(plain(dict(asked))))

        def is_same(told: Mapping[str, Any]) -> bool:
            return bool(told.get("asked") == wanted)

        others, only = (frozenset[str](), APPLY) if leaves_others else (OWN_NAMES, "")
        own = applied_names(k)
        return cls(folder, own, others, is_same, _ASKED, may_go=may_go, only_of=only, certain=own)

    def keep(self, paths: Iterable[Path]) -> None:
        """Take files for read: they are no results of others, and never go.

        Nor does what lies beside them and is read with them: places that were labelled by hand
        stand where they were drawn to.
        """
        self._read.add(paths)

    def check(self) -> None:
        """Refuse where other results stand there, or what is read.

        Raises
        ------
        OutputError
            Other results do, and may not go; or a file that is read would be written over.
        """
        self._read.refuse(self._folder, self._certain)
        record = told_in(self._folder)
        names = self._results(record)
        if names and self._is_same(record):
            names = [name for name in names if name not in self._own]
        if names and not self._may_go:
            raise refusal(self._folder, names, self._work)

    def last_look(self, staging: Staging) -> None:
        """Look again when all is written; let go what the new files do not replace.

        What was to be written beside that which is certain is known only now.

        Raises
        ------
        OutputError
            As `check`.
        """
        self._read.refuse(self._folder, (path.name for path in staging.paths))
        self.check()
        there = self._results(told_in(self._folder))
        going = {each for name in there for each in (name, *beside(name))}
        for name in sorted(going):
            if not self._read.holds(self._folder / name):
                staging.discard(name)

    def _results(self, record: Mapping[str, Any]) -> list[str]:
        names = self._names | left_by(record, only=self._only_of)
        try:
            found = [path for path in self._folder.iterdir() if path.name in names]
        except OSError:
            return []
        there = (path for path in found if is_file_or_link(path))
        return sorted(path.name for path in there if not self._read.holds(path))
