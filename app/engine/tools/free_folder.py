"""Find a folder for results that nothing stands in."""

from pathlib import Path

_N_TRIES = 1_000


def free_folder(folder: Path) -> Path:
    """Return a folder, or the next of its name with a number, that is empty or not there yet."""
    for number in range(1, _N_TRIES):
        found = folder if number == 1 else folder.with_name(f"{folder.name} {number}")
        if not found.exists() or (found.is_dir() and not any(found.iterdir())):
            return found
    return folder
