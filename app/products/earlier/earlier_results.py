"""Keep the results of some work from being mixed with those of other work."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from app.products.earlier.other_results import NewWork, refusal, told_in
from app.products.maps.gis_styles import side_files
from app.products.records.command_record import CommandWords
from app.products.records.record_text import plain
from app.products.registry import beside, is_own_name
from app.products.run_report import RUN_FILE
from app.products.writing.journal import is_file_or_link
from app.products.writing.safe_write import Staging

_COMMAND = NewWork("command")
_ASKED = NewWork(
    "work",
    "Choose another folder, or let them be replaced.",
    "Choose another folder, or add --replace to replace them when the new are ready.",
)


class EarlierResults:
    """What stands in a folder before a command puts its own files there.

    Results of the very same command are replaced; those of any other are named and left alone,
    unless the person says that they may go.

    Parameters
    ----------
    command
        What is about to be run.
    names
        Files that it writes.
    may_go
        Whether other results may be removed.
    reads
        Files that it reads. They are no results of others, and never go, nor what lies beside them
        and is read with them: places that were labelled by hand stand where they were drawn to.
    """

    def __init__(
        self,
        folder: Path,
        command: CommandWords,
        names: Iterable[str],
        *,
        may_go: bool,
        reads: Iterable[Path] = (),
    ) -> None:
        self._folder, self._command, self._may_go = folder, command, may_go
        self._names = {RUN_FILE, *names}
        self._read = {
            path.with_name(name).resolve()
            for path in map(Path.absolute, reads)
            if path.name
            for name in (path.name, *side_files(path.name))
        }

    def check(self) -> None:
        """Refuse where other results stand there.

        Raises
        ------
        OutputError
            They do, and may not go.
        """
        _refuse(self._folder, self._results(), self._is_same, _COMMAND, may_go=self._may_go)

    def last_look(self, staging: Staging) -> None:
        """Look again when all is written; let go what the new files do not replace.

        Raises
        ------
        OutputError
            As `check`.
        """
        self.check()
        going = {each for name in self._results() for each in (name, *beside(name))}
        for name in sorted(going):
            if not self._is_read(self._folder / name):
                staging.discard(name)

    def _results(self) -> list[str]:
        try:
            found = [path for path in self._folder.iterdir() if is_file_or_link(path)]
        except OSError:
            return []
        return sorted(
            path.name
            for path in found
            if (path.name in self._names or is_own_name(path.name)) and not self._is_read(path)
        )

    def _is_read(self, path: Path) -> bool:
        return path.resolve() in self._read

    def _is_same(self, told: Mapping[str, Any]) -> bool:
        repeat = told.get("repeat")
        if not isinstance(repeat, dict):
            return False
        own = self._command
        return repeat.get("name") == own.name and repeat.get("words") == list(own.words)


def refuse_others(
    folder: Path, names: Iterable[str], asked: Mapping[str, Any], *, may_go: bool
) -> None:
    """Make sure that what is about to be replaced is of the very same work.

    Parameters
    ----------
    names
        Of the files that will be written; others are not looked at.
    asked
        What tells this work from any other; its record holds it as "asked".
    may_go
        Whether anything may be replaced.

    Raises
    ------
    OutputError
        Files of other work stand there.
    """
    there = sorted(name for name in {*names, RUN_FILE} if is_file_or_link(folder / name))

    def is_same(told: Mapping[str, Any]) -> bool:
        return bool(told.get("asked") == json.loads(json.dumps(plain(dict(asked)))))

    _refuse(folder, there, is_same, _ASKED, may_go=may_go)


def _refuse(
    folder: Path,
    names: list[str],
    is_same: Callable[[Mapping[str, Any]], bool],
    work: NewWork,
    *,
    may_go: bool,
) -> None:
    if names and not may_go and not is_same(told_in(folder)):
        raise refusal(folder, names, work)
