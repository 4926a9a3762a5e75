"""Read a metadata document that a stranger may have written: bounded, and nothing it points to."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from app.errors import SceneError
from app.scene.files.places import read_bytes

N_BYTES_MAX = 16 * 2**20  # the largest real ones, of Sentinel-2 tiles, have some megabytes
_N_ELEMENTS_MAX = 400_000
_N_DEEP_MAX = 64
_N_GROUPS_MAX = 10_000

Groups = Mapping[str, Mapping[str, str]]
"""Entries of a Landsat metadata file, by the name of their group."""


class _RefusedError(Exception):
    """The document holds what none of its kind needs; says what, in words that follow its name."""


def read_json(path: Path) -> Any:  # noqa: ANN401 - what the document holds
    """Read a JSON document.

    Raises
    ------
    SceneError
        It cannot be read, is too large, or is no JSON.
    """
    try:
        return json.loads(_read(path).decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise _not_read(path, "is no JSON that can be read") from error


def read_xml(path: Path) -> Element:
    """Read an XML document; elements and attributes bear their names without a namespace.

    Raises
    ------
    SceneError
        It cannot be read, is too large or too deep, is no XML, or declares a document type, by
        which entities grow without bound or lead to other files.
    """
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.buffer_text = True
    try:
        parser.Parse(_read(path), True)  # noqa: FBT003 - C code takes it by place only
    except _RefusedError as error:
        raise _not_read(path, str(error)) from error
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise _not_read(path, "is no XML that can be read") from error
    return builder.close()


def read_groups(path: Path) -> Groups:
    """Read a Landsat metadata file: text, JSON or XML, by its ending.

    Raises
    ------
    SceneError
        As in `read_json` and `read_xml`.
    """
    ending = path.suffix.casefold()
    if ending == ".json":
        return _groups_of_json(path, read_json(path))
    if ending == ".xml":
        return _groups_of_xml(read_xml(path))
    return _groups_of_text(_read(path).decode("utf-8", errors="replace"))


def _groups_of_text(text: str) -> Groups:
    """Read lines of "KEY = value"; a group holds those up to its end, without the ones inside."""
    groups: dict[str, dict[str, str]] = {}
    open_groups = [""]
    for line in text.splitlines():
        key, equals, value = (part.strip() for part in line.partition("="))
        if key == "END":
            break
        if not equals:
            continue
        if key == "GROUP":
            open_groups = [*open_groups[-_N_DEEP_MAX:], value]
        elif key == "END_GROUP":
            open_groups = open_groups[:-1] or [""]
        elif len(groups) < _N_GROUPS_MAX:
            groups.setdefault(open_groups[-1], {})[key] = value.strip('"')
    return groups


def _groups_of_json(path: Path, document: Any) -> Groups:  # noqa: ANN401 - of a stranger
    if not isinstance(document, dict):
        raise _not_read(path, "is no JSON that can be read")
    groups: dict[str, dict[str, str]] = {}
    for top in document.values():
        for name, entries in top.items() if isinstance(top, dict) else ():
            if isinstance(entries, dict):
                groups[name] = {
                    key: str(value)
                    for key, value in entries.items()
                    if isinstance(value, str | int | float)
                }
    return groups


def _groups_of_xml(root: Element) -> Groups:
    return {group.tag: {entry.tag: (entry.text or "").strip() for entry in group} for group in root}


class _Builder:
    """Builds the tree of an XML document up to a depth and a number of elements."""

    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._n_deep = self._n_elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._n_deep += 1
        self._n_elements += 1
        if self._n_deep > _N_DEEP_MAX or self._n_elements > _N_ELEMENTS_MAX:
            raise _RefusedError("holds more than any document of its kind")
        if attributes:
            attributes = {_local(key): value for key, value in attributes.items()}
        self._tree.start(_local(name), attributes)

    def end(self, name: str) -> None:
        self._n_deep -= 1
        self._tree.end(_local(name))

    def text(self, text: str) -> None:
        self._tree.data(text)

    def close(self) -> Element:
        return self._tree.close()


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def _refuse_doctype(*_: object) -> NoReturn:
    raise _RefusedError("declares a document type, which may lead to other files")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _read(path: Path) -> bytes:
    return read_bytes(path, N_BYTES_MAX)


def _not_read(path: Path, what: str) -> SceneError:
    return SceneError(
        "Metadata cannot be read",
        f'"{path.name}" {what}.',
        "Download it again, or take it away: the bands open without it.",
    )
