"""Read the words of a command and do what they ask for, the first time or once more."""

import argparse
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from app.cli.running import Running, run_command
from app.cli.words.parsing import CommandParser

Order = TypeVar("Order")


class Command(Generic[Order]):
    """A command: by what its words are read, and what it does.

    Parameters
    ----------
    parser
        Makes what reads its words.
    order
        Returns what they ask for as a whole; raises SettingsError where that cannot be.
    work
        Does it; raises AppError where the files or the folder do not allow it.
    loads_ahead
        Whether heavy libraries are imported while files are looked at.
    """

    def __init__(
        self,
        parser: Callable[[], CommandParser],
        order: Callable[[argparse.Namespace], Order],
        work: Callable[[Order, Running], None],
        *,
        loads_ahead: bool = False,
    ) -> None:
        self._parser, self._order, self._work = parser, order, work
        self._loads_ahead = loads_ahead

    def run(self, argv: Sequence[str]) -> int:
        """Do what the words behind the name of the command ask for; return the exit status."""

        def work(running: Running) -> None:
            order = self.read(argv)
            if self._loads_ahead:
                running.imports.begin()
            self._work(order, running)

        return run_command(work)

    def read(self, argv: Sequence[str]) -> Order:
        """Return what the words ask for.

        Raises
        ------
        SettingsError
            One is missing, unknown or out of bounds.
        SystemExit
            Help was asked for and printed.
        """
        return self._order(self._parser().read(argv))

    def do(self, argv: Sequence[str], running: Running) -> None:
        """Do what the words ask for.

        Raises
        ------
        AppError
            The words, the files or the folder do not allow it; nothing was written.
        KeyboardInterrupt
            It was interrupted; nothing was written.
        SystemExit
            Help was asked for and printed.
        """
        self._work(self.read(argv), running)
