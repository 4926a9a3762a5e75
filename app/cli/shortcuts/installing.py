"""Put the program's icon where a person looks for it, and take it back, as the platform does."""

from pathlib import Path

from app.cli.shortcuts import linux_entry, mac_bundle, windows_links
from app.machine.system import IS_MACOS, IS_WINDOWS


def install_shortcut() -> tuple[Path, ...]:
    """Write the icons of this person; return their paths.

    Raises
    ------
    OutputError
        The program to start is not found, or a file cannot be written.
    """
    if IS_WINDOWS:
        return windows_links.install()
    return mac_bundle.install() if IS_MACOS else linux_entry.install()


def remove_shortcut() -> tuple[Path, ...]:
    """Take back what was written; return the paths that are gone.

    Raises
    ------
    OutputError
        A file cannot be removed.
    """
    if IS_WINDOWS:
        return windows_links.remove()
    return mac_bundle.remove() if IS_MACOS else linux_entry.remove()
