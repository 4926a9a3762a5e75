"""Write the entry of the applications menu, the icon of the desktop and the types of files."""

import hashlib
import os
import re
import shlex
from pathlib import Path

from app.cli.shortcuts.file_kinds import FILE_KINDS
from app.cli.shortcuts.starting import attempt, start_command, write_lines
from app.errors import OutputError
from app.resources import resource_path

_RESERVED = str.maketrans({character: f"\\{character}" for character in '\\"`$'})


def install() -> tuple[Path, ...]:
    """Write the icons of this person; return their paths.

    Raises
    ------
    OutputError
        The program to start is not found, or a file cannot be written.
    """
    data_home = _xdg_folder("XDG_DATA_HOME", ".local/share")
    paths = _entries(data_home)
    text = desktop_entry(start_command(), resource_path("packaging", "bandsweep.png"))
    for path in paths:
        write_lines(path, text)
        _trust(path, text)
    path = _types(data_home)
    write_lines(path, file_types())
    _look_again(data_home)
    return (*paths, path)


def remove() -> tuple[Path, ...]:
    """Take back what `install` wrote; return the files that are gone.

    Raises
    ------
    OutputError
        A file cannot be removed.
    """
    data_home = _xdg_folder("XDG_DATA_HOME", ".local/share")
    gone = []
    for path in (*_entries(data_home), _types(data_home)):
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise OutputError(
                "Shortcut was not removed",
                f'"{path}" cannot be removed: {error.strerror}.',
                "Remove it by hand.",
            ) from error
        gone.append(path)
    _look_again(data_home)
    return tuple(gone)


def _entries(data_home: Path) -> tuple[Path, ...]:
    folders = (data_home / "applications", desktop_folder())
    # A desktop folder that is the home itself means that there is no desktop to put icons on.
    wanted = [folder for folder in folders if folder != Path.home()]
    return tuple(folder / "bandsweep.desktop" for folder in wanted)


def _types(data_home: Path) -> Path:
    return data_home / "mime" / "packages" / "bandsweep-project.xml"


def _look_again(data_home: Path) -> None:
    """Have desktops read both lists at once: a double click starts the program, or no more."""
    attempt("update-mime-database", str(data_home / "mime"))
    attempt("update-desktop-database", str(data_home / "applications"))


def file_types() -> str:
    """Return the text that names the kinds of files, as freedesktop.org's specification has it."""
    kinds = "\n".join(
        f'''  <mime-type type="{kind.mime}">
    <comment>{kind.title}</comment>
    <sub-class-of type="application/json"/>
    <glob pattern="*{kind.suffix}"/>
  </mime-type>'''
        for kind in FILE_KINDS
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
{kinds}
</mime-info>
"""


def desktop_entry(command: tuple[str, ...], icon: Path) -> str:
    """Return the text of the .desktop file; %F is where dropped folders and files go."""
    template = resource_path("packaging", "bandsweep.desktop.in").read_text(encoding="utf-8")
    words = " ".join(_exec_word(word) for word in command)
    told = {
        "@EXEC@": f"{words} %F",
        "@ICON@": _entry_string(str(icon)),
        "@TYPES@": "".join(f"{kind.mime};" for kind in FILE_KINDS),
    }
    return re.sub("|".join(told), lambda mark: told[mark[0]], template)


def _exec_word(word: str) -> str:
    """Quote one word of an Exec line as the Desktop Entry Specification 1.5 asks.

    Quoting comes first, then `%` is doubled, then the line is escaped as any other string.
    """
    if "\n" in word or "\r" in word:
        raise OutputError(
            "No shortcut was made",
            f"The path {word!r} holds a line break.",
            "Move Bandsweep to a folder whose name has none.",
        )
    quoted = f'"{word.translate(_RESERVED)}"'.replace("%", "%%")
    return _entry_string(quoted)


def _entry_string(text: str) -> str:
    return text.replace("\\", "\\\\")


def desktop_folder() -> Path:
    """Return the person's desktop folder; its name depends on the language."""
    table = _xdg_folder("XDG_CONFIG_HOME", ".config") / "user-dirs.dirs"
    folder = Path.home() / "Desktop"
    try:
        lines = table.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return folder
    for line in lines:
        key, _, value = line.strip().partition("=")
        if key == "XDG_DESKTOP_DIR":
            folder = _expanded(value, folder)
    return folder


def _expanded(value: str, otherwise: Path) -> Path:
    """Read a value of user-dirs.dirs: quoted, absolute or below $HOME, nothing else."""
    try:
        text = "".join(shlex.split(value))
    except ValueError:
        return otherwise
    home = str(Path.home())
    for prefix in ("$HOME", "${HOME}"):
        if text == prefix or text.startswith(f"{prefix}/"):
            text = home + text.removeprefix(prefix)
    return Path(text) if text.startswith("/") else otherwise


def _xdg_folder(variable: str, otherwise: str) -> Path:
    value = os.environ.get(variable, "")
    return Path(value) if value.startswith("/") else Path.home() / otherwise


def _trust(path: Path, text: str) -> None:
    """Let a double click start the program at once, where the desktop asks for consent first."""
    path.chmod(0o755)
    checksum = hashlib.sha256(text.encode()).hexdigest()
    # GNOME and Cinnamon read the first, Xfce the second.
    attempt("gio", "set", "-t", "string", str(path), "metadata::trusted", "true")
    attempt("gio", "set", "-t", "string", str(path), "metadata::xfce-exe-checksum", checksum)
