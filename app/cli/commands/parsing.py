"""Read the command lines of commands; say in three parts what is not understood."""

import argparse
import math
from pathlib import Path
from typing import NoReturn

from typing_extensions import override

from app.errors import SettingsError


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

    def add_out(self, help_: str, *, required: bool = True) -> None:
        """Add the folder that files go to."""
        self.add_argument("--out", required=required, metavar="DIR", type=Path, help=help_)

    def add_replace(self, help_: str) -> None:
        """Add the wish that what stands in that folder may go."""
        self.add_argument("--replace", action="store_true", help=help_)

    def add_quiet(self) -> None:
        """Add the wish for warnings and errors only."""
        self.add_argument(
            "--quiet", action="store_true", help="warnings and errors only on standard error"
        )


def number_between(text: str, option: str, lowest: float, highest: float, *, example: str) -> float:
    """Read a number within bounds.

    Raises
    ------
    SettingsError
        It is none.
    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not lowest <= number <= highest:
        raise SettingsError(
            "Number not understood",
            f'{option} is "{text}".',
            f"Write a number from {lowest:g} to {highest:g}: {example}",
        )
    return number
