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
    maps, signatures, scores, report, pictures
        GeoTIFF with its styles, CSV of the spectra, CSV of the scores of every finished k, JSON
        that says how each map was made, PNG of each map.
    """

    folder: Path
    ks: tuple[int, ...]
    maps: bool = True
    signatures: bool = True
    scores: bool = True
    report: bool = True
    pictures: bool = False


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written, in the order it was."""

    folder: Path
    paths: tuple[Path, ...]
