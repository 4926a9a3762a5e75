"""Offer names for classes: the usual lists of land cover, and a person's own."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app import plain_text
from app.clustering.legends.lists.list_files import N_ENTRIES_MAX, not_read, read_text, rgb_of
from app.clustering.naming.cluster_look import Rgb
from app.errors import AppError
from app.resources import resource_path

_FORM = "Each line holds a name, then if wanted a colour as #rrggbb and a code."
_N_CELLS_MAX = 3
_HEADINGS = frozenset(("name", "class", "class name"))


@dataclass(frozen=True, slots=True)
class OfferedClass:
    """A name that a class may be given.

    Attributes
    ----------
    name
        Never empty.
    colour
        None where the list has none.
    code
        By which its list knows it; empty where there is none.
    """

    name: str
    colour: Rgb | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class NameList:
    """Names that belong together."""

    title: str
    classes: tuple[OfferedClass, ...]


@cache
def usual_lists() -> tuple[NameList, ...]:
    """Return the lists of land cover that are shipped with the program."""
    with resource_path("class_names.toml").open("rb") as file:
        entries = tomllib.load(file)["list"]
    return tuple(
        NameList(
            entry["title"],
            tuple(
                OfferedClass(one["name"], rgb_of(one.get("colour", "")), one["code"])
                for one in entry["classes"]
            ),
        )
        for entry in entries
    )


def read_name_list(path: Path) -> NameList:
    """Read a list of one's own: a CSV of names, and if wanted colours and codes.

    Cells are parted by commas, or by semicolons where the first line has one. A first line that
    begins with "name" or "class" is a heading.

    Raises
    ------
    AppError
        It cannot be read, or a line is none of the kind; says which.
    """
    text = read_text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    rows = csv.reader(
        text.splitlines(keepends=True), delimiter=";" if ";" in first else ",", strict=True
    )
    classes: list[OfferedClass] = []
    is_first = True
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not (is_first and cells[0].casefold() in _HEADINGS):
                classes.append(_offered(path, rows.line_num, cells))
            is_first = False
            if len(classes) > N_ENTRIES_MAX:
                raise not_read(path, f"holds more than {N_ENTRIES_MAX:,} names.")
    except csv.Error as error:
        raise _bad_line(path, rows.line_num, f"is no CSV: {error}") from error
    if not classes:
        raise not_read(path, "holds no name.", _FORM)
    return NameList(plain_text.name(path.stem), tuple(classes))


def _offered(path: Path, line: int, cells: list[str]) -> OfferedClass:
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > _N_CELLS_MAX:
        raise _bad_line(path, line, f"has {len(cells)} cells, not at most {_N_CELLS_MAX}")
    name, colour, code = cells + [""] * (_N_CELLS_MAX - len(cells))
    if not name:
        raise _bad_line(path, line, "has no name")
    rgb = rgb_of(colour)
    if colour and rgb is None:
        raise _bad_line(path, line, f'has "{plain_text.name(colour)}" for a colour')
    return OfferedClass(plain_text.name(name), rgb, plain_text.name(code))


def _bad_line(path: Path, line: int, what: str) -> AppError:
    return not_read(path, f"line {line} {what}.", _FORM)
