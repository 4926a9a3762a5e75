"""Find the files of a scene by what a command line calls it: a path, or a pattern in quotes."""

import glob
import os
from pathlib import Path

from app.errors import SettingsError
from app.products.records.path_words import joined, parted

_WILD = frozenset("*?[")


def scene_paths(*texts: str) -> tuple[Path, ...]:
    """Return the paths that words of a command line stand for.

    Each is a path, a pattern, or several paths with what parts those of PATH between them; one
    that holds it itself stands between quotation marks.

    Raises
    ------
    SettingsError
        One is a pattern that fits nothing.
    """
    return tuple(path for text in texts for path in _paths(text))


def word_of(text: str) -> str:
    """Return the same word with paths that hold anywhere."""
    if Path(text).exists() or os.pathsep not in text:
        return str(Path(text).absolute())
    return joined(parted(text))


def _paths(text: str) -> tuple[Path, ...]:
    path = Path(text)
    if path.exists():
        return (path,)
    parts = tuple(map(Path, parted(text)))
    if len(parts) > 1 and all(part.exists() for part in parts):
        return parts
    if not _WILD.intersection(text):
        return (path,)
    found = tuple(sorted(Path(name) for name in glob.glob(text)))  # noqa: PTH207 - may be absolute
    if not found:
        raise SettingsError(
            "No file found",
            f'No file fits "{text}".',
            "Name a folder, a file, or a pattern of files in quotes.",
        )
    return found
