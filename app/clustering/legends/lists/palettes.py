"""Read colours of values from the styles of GIS programs: QGIS, GDAL, GRASS, ESRI."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from app import plain_text
from app.clustering.legends.lists.list_files import (
    N_ENTRIES_MAX,
    not_read,
    read_small,
    read_text,
    rgb_of,
)
from app.clustering.naming.cluster_look import Rgb
from app.errors import AppError

_N_CHANNELS = 3
_N_DEEP_MAX = 64
_CHANNEL_MAX = 255
_VALUE_MAX = 2**31
_PARTING = re.compile(r"[,:;\s]+")
# Of GRASS: values that are no data, and all others. Of QGIS: how to go between colours.
_OTHER_LINES = ("nv", "default", "interpolation")
_FORM = "Each line holds a value and its red, green and blue, 0 to 255."


@dataclass(frozen=True, slots=True)
class NamedColour:
    """The colour of a value; its name is empty where the file gives none."""

    name: str
    rgb: Rgb


class _RefusedError(Exception):
    """The style is not what it should be; says so in words that follow its name."""


def read_palette(path: Path) -> Mapping[int, NamedColour]:
    """Return the colours of whole values, by the value: of a `.qml`, or of lines of a `.clr`.

    Raises
    ------
    AppError
        It cannot be read, or holds no colours of whole values; says in which line.
    """
    colours = _of_qml(path) if path.suffix.casefold() == ".qml" else _of_lines(path)
    if not colours:
        raise not_read(path, "holds no colours of whole values.")
    return colours


def _of_qml(path: Path) -> dict[int, NamedColour]:
    """Read a style of QGIS: unique values, or a pseudocolour with its steps."""
    entries = _Entries()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.EntityDeclHandler = _refuse_entities
    parser.StartElementHandler = entries.start
    parser.EndElementHandler = entries.end
    try:
        parser.Parse(read_small(path), True)  # noqa: FBT003 - C code takes it by place only
    except _RefusedError as error:
        raise not_read(path, f"{error} (line {parser.CurrentLineNumber}).") from error
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise not_read(
            path, f"is no XML that can be read (line {parser.CurrentLineNumber})."
        ) from error
    return entries.colours


class _Entries:
    """Takes the entries out of a style, as they come by."""

    def __init__(self) -> None:
        self.colours: dict[int, NamedColour] = {}
        self._open: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        within = self._open[-1] if self._open else ""
        self._open.append(name)
        if len(self._open) > _N_DEEP_MAX:
            raise _RefusedError("is nested deeper than any style")
        is_entry = name == "paletteEntry" or (name == "item" and within == "colorrampshader")
        value = _whole(attributes.get("value", "")) if is_entry else None
        if value is None:
            return
        rgb = rgb_of(attributes.get("color", ""))
        if rgb is None:
            colour = plain_text.name(attributes.get("color", ""))
            raise _RefusedError(f'has "{colour}" for a colour')
        _add(self.colours, value, NamedColour(_label(attributes.get("label", ""), value), rgb))

    def end(self, _: str) -> None:
        self._open.pop()


def _of_lines(path: Path) -> dict[int, NamedColour]:
    colours: dict[int, NamedColour] = {}
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#") or text.casefold().startswith(_OTHER_LINES):
            continue
        try:
            _add_line(colours, text)
        except _RefusedError as error:
            raise _bad_line(path, number, str(error)) from error
    return colours


def _add_line(colours: dict[int, NamedColour], text: str) -> None:
    """Take "value red green blue", with opacity and a name behind it, if there are such."""
    cells = _PARTING.split(text, maxsplit=_N_CHANNELS)
    channels = _PARTING.split(cells[-1], maxsplit=1)
    if len(cells) <= _N_CHANNELS:
        raise _RefusedError("has no value with red, green and blue")
    rest = channels[1] if len(channels) > 1 else ""
    red, green, blue = map(_channel, (cells[1], cells[2], channels[0]))
    value = _whole(cells[0])
    if value is None:
        return
    alpha, *name = _PARTING.split(rest, maxsplit=1)
    label = rest if alpha and not alpha.isdecimal() else "".join(name)
    _add(colours, value, NamedColour(_label(label, value), (red, green, blue)))


def _add(colours: dict[int, NamedColour], value: int, colour: NamedColour) -> None:
    colours[value] = colour
    if len(colours) > N_ENTRIES_MAX:
        raise _RefusedError(f"holds more than {N_ENTRIES_MAX:,} colours")


def _label(text: str, value: int) -> str:
    """Return the name of a value; QGIS writes the value itself where it has none."""
    name = plain_text.name(text.strip())
    return "" if _whole(name) == value else name


def _whole(text: str) -> int | None:
    """Return a whole number; None for steps between, infinity, and what is no number."""
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if abs(number) < _VALUE_MAX and number.is_integer() else None


def _channel(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _N_CHANNELS):
        raise _RefusedError(f'has "{plain_text.name(text)}" for a colour')
    if int(text) > _CHANNEL_MAX:
        raise _RefusedError(f"has {text} for a colour, which goes to {_CHANNEL_MAX}")
    return int(text)


def _refuse_declarations(*said: object) -> None:
    """Refuse a document type with declarations of its own: QGIS names one, and writes none."""
    if said[-1]:
        raise _RefusedError("declares what no style needs")


def _refuse_entities(*_: object) -> NoReturn:
    raise _RefusedError("declares what no style needs")


def _bad_line(path: Path, line: int, what: str) -> AppError:
    return not_read(path, f"line {line} {what}.", _FORM)
