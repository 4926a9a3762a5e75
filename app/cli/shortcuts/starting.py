"""Find what starts the program the way it was installed, and write the files that do."""

import shutil
import sys
from pathlib import Path

from app.errors import OutputError
from app.machine.desktop.helper_program import answer_of
from app.machine.system import IS_WINDOWS
from app.products.writing.safe_write import safe_write

NAME = "Bandsweep"
COMMENT = "Sweep k-means over the bands of a satellite scene"
HELPER_SECONDS = 30  # gio, PowerShell: they answer at once or something is wrong
_ROOT = Path(__file__).resolve().parents[3]


def start_command() -> tuple[str, ...]:
    """Return the words that start the program the way it was installed.

    Raises
    ------
    OutputError
        Neither a launcher nor an installed command is there.
    """
    launcher = "start.bat" if IS_WINDOWS else "start.sh"
    checkout = _ROOT / "resources" / launcher
    if checkout.is_file():
        # Named by its shell, it starts even where unpacking lost the executable bit.
        return (str(checkout),) if IS_WINDOWS else ("/bin/sh", str(checkout))
    suffix = ".exe" if IS_WINDOWS else ""
    command = Path(sys.executable).with_name(f"bandsweep-window{suffix}")
    if command.is_file():
        return (str(command),)
    found = shutil.which("bandsweep-window")
    if found:
        return (found,)
    raise OutputError(
        "No shortcut was made",
        f'Neither "{checkout}" nor the command "{command}" is there.',
        "Install Bandsweep again, then ask for the shortcut.",
    )


def attempt(*command: str) -> bool:
    """Run a helper that may be missing; tell whether it did its work."""
    return answer_of(*command, wait_s=HELPER_SECONDS) is not None


def write_lines(path: Path, text: str) -> None:
    """Write a text of its own line ends, whole or not at all.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    with safe_write(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
