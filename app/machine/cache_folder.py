"""Know where what can be made anew is kept for a person."""

from pathlib import Path


def cache_folder() -> Path | None:
    """Return the program's folder in the person's cache; None where there is no home folder.

    It need not be there, and whose it is has to be asked before it is used: see `own_files`.
    """
    from platformdirs import user_cache_path  # takes some milliseconds, and is seldom needed

    folder = user_cache_path("bandsweep", appauthor=False)
    return folder if folder.is_absolute() else None  # without a home, "~" stays as it is
