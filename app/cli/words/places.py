"""Find the files of a scene by what a command line calls it: a path, or a pattern in quotes."""

import glob
from pathlib import Path

from app.errors import SettingsError

_WILD = frozenset("*?[")


def scene_paths(text: str) -> tuple[Path, ...]:
    """Return the paths that one word of a command line stands for.

    Raises
    ------
    SettingsError
        It is a pattern that fits nothing.
    """
    path = Path(text)
    if path.exists() or not _WILD.intersection(text):
        return (path,)
    found = tuple(sorted(Path(name) for name in glob.glob(text)))  # noqa: PTH207 - may be absolute
    if not found:
        raise SettingsError(
            "No file found",
            f'No file fits "{text}".',
            "Name a folder, a file, or a pattern of files in quotes.",
        )
    return found
