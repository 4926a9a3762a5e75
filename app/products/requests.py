"""Say what is to be exported, and what was."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What a person wants to take away.

    Attributes
    ----------
    folder
        Where the files go.
    ks
        Which k, rising.
    products
        Keys of what is written; see `registry`.
    """

    folder: Path
    ks: tuple[int, ...]
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written, in the order it was."""

    folder: Path
    paths: tuple[Path, ...]
