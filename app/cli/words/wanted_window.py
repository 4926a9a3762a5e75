"""Refuse to show a window where none can be shown, or where a command was meant."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from app import plain_text
from app.errors import AppError
from app.machine.system import has_display


def refuse_unwanted(words: Sequence[str], commands: Iterable[str]) -> None:
    """Refuse words of a command that was mistyped, and a window without a display.

    Parameters
    ----------
    words
        Paths to be opened in a window, as they were written.
    commands
        Names of commands that need none.

    Raises
    ------
    AppError
        The first word names no file and is much like a command, or there is no display.
    """
    first = words[0] if words else ""
    meant = get_close_matches(first.casefold(), list(commands), n=1)
    is_bare = Path(first).name == first and not Path(first).suffix  # else a file that is not there
    if meant and is_bare and not Path(first).exists():
        raise AppError(
            "Command not understood",
            f'"{plain_text.one_line(first)}" is no command, and no file or folder here.',
            f"Write it as: bandsweep {meant[0]}",
        )
    if not has_display():
        raise AppError(
            "No display",
            "A window was asked for, and there is no display to show it on: neither DISPLAY nor "
            "WAYLAND_DISPLAY is set.",
            "Start it on a desktop, or use a command that needs no window: bandsweep sweep --help",
        )
