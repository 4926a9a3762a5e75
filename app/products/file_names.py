"""Name the files that results are written to."""

import re

SCORES_FILE = "scores.csv"

_OWN_NAME = re.compile(
    r"clusters_k\d\d\.(tif|tif\.aux\.xml|qml|png)|signatures_k\d\d\.csv|scores\.csv"
    r"|run(_k\d\d)?\.json"
)


def map_name(k: int) -> str:
    """Return the file name of the map of one k."""
    return f"clusters_k{k:02d}.tif"


def picture_name(k: int) -> str:
    """Return the file name of the picture of one k."""
    return f"clusters_k{k:02d}.png"


def signatures_name(k: int) -> str:
    """Return the file name of the signatures of one k."""
    return f"signatures_k{k:02d}.csv"


def report_name(k: int) -> str:
    """Return the file name of what says how one k was made."""
    return f"run_k{k:02d}.json"


def is_own_name(name: str) -> bool:
    """Whether a file is called as an export, or a sweep without a window, calls its files."""
    return _OWN_NAME.fullmatch(name) is not None
