"""Keep the results of a command from being mixed with those of other work."""

from collections.abc import Iterable
from pathlib import Path

from app.errors import OutputError
from app.products.records.command_record import CommandWords
from app.products.registry import beside, is_own_name
from app.products.run_report import RUN_FILE
from app.products.writing.journal import is_file_or_link, read_small
from app.products.writing.safe_write import Staging

_MOST_BYTES = 64 * 2**20
_N_NAMED = 12


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
    """

    def __init__(
        self, folder: Path, command: CommandWords, names: Iterable[str], *, may_go: bool
    ) -> None:
        self._folder, self._command, self._may_go = folder, command, may_go
        self._names = {RUN_FILE, *names}

    def check(self) -> None:
        """Refuse where other results stand there.

        Raises
        ------
        OutputError
            They do, and may not go.
        """
        others = self._results()
        if not others or self._may_go or self._is_same():
            return
        more = len(others) - _N_NAMED
        named = ", ".join(others[:_N_NAMED]) + (f" and {more} more" if more > 0 else "")
        raise OutputError(
            "Other results stand there",
            f'"{self._folder}" holds files that are not of this command: {named}.',
            "Choose another folder.",
            command="Choose another folder, or add --replace to remove them when the new ones are "
            "ready.",
        )

    def last_look(self, staging: Staging) -> None:
        """Look again when all is written; let go what the new files do not replace.

        Raises
        ------
        OutputError
            As `check`.
        """
        self.check()
        for name in self._results():
            staging.discard(name)
            for side_file in beside(name):
                staging.discard(side_file)

    def _results(self) -> list[str]:
        try:
            found = [path for path in self._folder.iterdir() if is_file_or_link(path)]
        except OSError:
            return []
        return sorted(
            path.name for path in found if path.name in self._names or is_own_name(path.name)
        )

    def _is_same(self) -> bool:
        try:
            told = read_small(self._folder / RUN_FILE, _MOST_BYTES)
        except (OSError, ValueError):
            return False
        repeat = told.get("repeat") if isinstance(told, dict) else None
        if not isinstance(repeat, dict):
            return False
        own = self._command
        return repeat.get("name") == own.name and repeat.get("words") == list(own.words)
