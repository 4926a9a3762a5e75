"""Read lists of names and styles of colours that classes may take."""

from collections.abc import Mapping
from pathlib import Path

from app.clustering.legends.lists.name_lists import NameList, read_name_list, usual_lists
from app.clustering.legends.lists.palettes import NamedColour, read_palette
from app.errors import AppError
from app.steps import Progress, Steps

_READING = Progress("Reading names", 0.0)


def read_lists(own: Path | None) -> Steps[Progress, tuple[NameList, ...]]:
    """Return the usual lists, and one's own where it is still there."""
    yield _READING
    try:
        return (*usual_lists(), *(() if own is None else (read_name_list(own),)))
    except AppError:  # one's own has gone since: nobody asked for it now
        return usual_lists()


def read_own_list(path: Path) -> Steps[Progress, tuple[NameList, ...]]:
    """Return a list of one's own, alone.

    Raises
    ------
    AppError
        It cannot be read.
    """
    yield _READING
    return (read_name_list(path),)


def read_style(path: Path) -> Steps[Progress, Mapping[int, NamedColour]]:
    """Return colours by value.

    Raises
    ------
    AppError
        It cannot be read.
    """
    yield _READING
    return read_palette(path)
