"""Say that results of other work stand in a folder, and read what is told of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import OutputError
from app.products.earlier.read_files import ReadFiles
from app.products.run_report import RUN_FILE
from app.products.writing.journal import is_file_or_link, read_small

_MOST_BYTES = 64 * 2**20  # of a record: 224 bands and all k take 4 MB
_N_NAMED = 12


@dataclass(frozen=True, slots=True)
class NewWork:
    """How what is about to be written is called, and what a person can do where others stand.

    Attributes
    ----------
    word
        "run", "command" or "work".
    hint, command
        In the window, and without one; the latter empty where it is the same.
    """

    word: str
    hint: str = (
        "Choose another folder, or add --replace to remove them when the new ones are ready."
    )
    command: str = ""


def refusal(folder: Path, names: Sequence[str], work: NewWork) -> OutputError:
    """Return the error that names files of other work, the first dozen of them."""
    more = len(names) - _N_NAMED
    named = ", ".join(names[:_N_NAMED]) + (f" and {more} more" if more > 0 else "")
    return OutputError(
        "Other results stand there",
        f'"{folder}" holds files that are not of this {work.word}: {named}.',
        work.hint,
        command=work.command,
    )


def refuse_taken(folder: Path, names: Iterable[str], reads: ReadFiles, *, may_go: bool) -> None:
    """Refuse to write files of names that are taken.

    Parameters
    ----------
    may_go
        Whether files of these names may be replaced; those that are read may not.

    Raises
    ------
    OutputError
        A file of such a name stands there and may not go.
    """
    names = tuple(names)
    reads.refuse(folder, names)
    there = [name for name in names if is_file_or_link(folder / name)]
    if there and not may_go:
        raise refusal(folder, there, NewWork("run"))


def told_in(folder: Path) -> Mapping[str, Any]:
    """Return the record of the results in a folder; empty where there is none to be read."""
    try:
        told = read_small(folder / RUN_FILE, _MOST_BYTES)
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
