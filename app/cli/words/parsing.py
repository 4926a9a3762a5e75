"""Read the command lines of commands; say in three parts what is not understood."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from typing_extensions import override

from app.errors import SettingsError

_MAY_BE_NEGATIVE = "--nodata"


class CommandParser(argparse.ArgumentParser):
    """A parser that raises what every other part of the program raises.

    Parameters
    ----------
    name
        Of the command.
    usage
        How it is written, from the name of the program on.
    about
        What it does, in one sentence.
    """

    def __init__(self, name: str, usage: str, about: str) -> None:
        super().__init__(
            prog=f"bandsweep {name}", usage=usage, description=about, allow_abbrev=False
        )
        self._written_as = usage

    @override
    def error(self, message: str) -> NoReturn:
        detail = message[:1].upper() + message[1:]
        hint = f"Write it as: {self._written_as}"
        raise SettingsError("Command not understood", f"{detail}.", hint)

    def read(self, argv: Sequence[str]) -> argparse.Namespace:
        """Return what the words behind the name of the command say, and them as `words`.

        Raises
        ------
        SettingsError
            A word is missing or unknown.
        SystemExit
            Help was asked for and printed.
        """
        rest = list(argv)
        if _MAY_BE_NEGATIVE in rest[:-1]:  # argparse of Python 3.11 takes -3.4e38 for an option
            at = rest.index(_MAY_BE_NEGATIVE)
            rest[at : at + 2] = [f"{_MAY_BE_NEGATIVE}={rest[at + 1]}"]
        return self.parse_intermixed_args(rest, argparse.Namespace(words=tuple(argv)))

    def add_folder(self, help_: str, *, required: bool = True) -> None:
        """Add the folder that files go to, whether what stands there may go, and `add_quiet`."""
        self.add_argument("--out", required=required, metavar="DIR", type=Path, help=help_)
        self.add_argument(
            "--replace",
            action="store_true",
            help="remove other results in that folder when the new ones are ready",
        )
        self.add_quiet()

    def add_quiet(self) -> None:
        """Add the wish for warnings and errors only."""
        self.add_argument(
            "--quiet", action="store_true", help="warnings and errors only on standard error"
        )
