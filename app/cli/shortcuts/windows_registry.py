r"""Tell the registry of Windows which files the program opens: for this person, by winreg.

Written as Microsoft describes file types (*File Types*, *Programmatic Identifiers*): a ProgID with
title, icon and command, an extension that lists it, all below HKEY_CURRENT_USER\Software\Classes.
UNTESTED on Windows; tests write into a registry of their own.
"""

import importlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.cli.shortcuts.file_kinds import FILE_KINDS, FileKind
from app.errors import OutputError

CLASSES = r"Software\Classes"
_ASSOCIATIONS_CHANGED = 0x08000000  # SHCNE_ASSOCCHANGED
_TITLE = ""  # the value of a key that has no name


def entries(program: Path, icon: Path) -> Iterator[tuple[str, str, str]]:
    """Yield key below `CLASSES`, name of a value, and the value, of all that is written."""
    for kind in FILE_KINDS:
        own = kind.program_id
        yield own, _TITLE, kind.title
        yield rf"{own}\DefaultIcon", _TITLE, f'"{icon}"'
        yield rf"{own}\shell\open\command", _TITLE, f'"{program}" "%1"'
        yield kind.suffix, _TITLE, own
        yield rf"{kind.suffix}\OpenWithProgids", own, ""


def register(program: Path, icon: Path, registry: Any = None) -> None:  # noqa: ANN401
    """Let a double click on a project or a model start the program.

    Parameters
    ----------
    registry
        What stands in for the module `winreg`; None for that itself.

    Raises
    ------
    OutputError
        The registry cannot be written.
    """
    registry = registry or importlib.import_module("winreg")
    try:
        for path, name, value in entries(program, icon):
            with registry.CreateKeyEx(registry.HKEY_CURRENT_USER, rf"{CLASSES}\{path}") as key:
                registry.SetValueEx(key, name, 0, registry.REG_SZ, value)
    except OSError as error:
        raise OutputError(
            "Files are not opened",
            f"The registry of Windows could not be written: {error}.",
            "The icons are there; open projects from the window.",
        ) from error
    _tell_shell()


def unregister(registry: Any = None) -> None:  # noqa: ANN401
    """Take back what `register` wrote; an extension that another program took over stays."""
    registry = registry or importlib.import_module("winreg")
    for kind in FILE_KINDS:
        for path in (r"shell\open\command", r"shell\open", "shell", "DefaultIcon"):
            _delete(registry, rf"{kind.program_id}\{path}")
        _delete(registry, kind.program_id)
        _let_go_of(registry, kind)
    _tell_shell()


def _let_go_of(registry: Any, kind: FileKind) -> None:  # noqa: ANN401
    listed = rf"{kind.suffix}\OpenWithProgids"
    with suppress(OSError), _opened(registry, listed) as key:  # it is not there
        registry.DeleteValue(key, kind.program_id)
    with suppress(OSError), _opened(registry, kind.suffix) as key:
        owner, _ = registry.QueryValueEx(key, _TITLE)
        if owner == kind.program_id:
            registry.DeleteValue(key, _TITLE)
    for path in (listed, kind.suffix):
        if _is_empty(registry, path):
            _delete(registry, path)


def _opened(registry: Any, path: str) -> Any:  # noqa: ANN401
    root, access = registry.HKEY_CURRENT_USER, registry.KEY_ALL_ACCESS
    return registry.OpenKey(root, rf"{CLASSES}\{path}", 0, access)


def _is_empty(registry: Any, path: str) -> bool:  # noqa: ANN401
    """Tell whether a key holds nothing: Windows deletes it with the values of whoever wrote any."""
    try:
        with _opened(registry, path) as key:
            n_keys, n_values, _ = registry.QueryInfoKey(key)
    except OSError:
        return False
    return not (n_keys or n_values)


def _delete(registry: Any, path: str) -> None:  # noqa: ANN401
    with suppress(OSError):  # it is not there, or holds keys of others
        registry.DeleteKey(registry.HKEY_CURRENT_USER, rf"{CLASSES}\{path}")


def _tell_shell() -> None:
    """Have the Explorer look at the lists again; elsewhere there is none."""
    import ctypes

    libraries = getattr(ctypes, "windll", None)
    if libraries is not None:
        libraries.shell32.SHChangeNotify(_ASSOCIATIONS_CHANGED, 0, None, None)
