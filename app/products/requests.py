"""Say what is to be exported and how, and what was."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path


class PolygonsOf(StrEnum):
    """What one feature of a file of polygons is."""

    CLASSES = "classes"
    PATCHES = "patches"


class TextTable(StrEnum):
    """How tables are written as text."""

    COMMA = "comma"
    COMMA_MARKED = "comma-utf-8-sig"  # begins with a mark by which Excel knows UTF-8
    SEMICOLON = "semicolon"  # with decimal commas, as spreadsheets of half of Europe want it


class Paper(StrEnum):
    """What a map sheet is laid out on."""

    A4 = "A4"
    A3 = "A3"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How files are written.

    Attributes
    ----------
    prefix
        Stands before the name of each file.
    polygons_of
        What one feature is.
    smallest_patch_px
        Smaller patches go to their largest neighbour before polygons are made; 1 keeps all.
    text_table
        How tables are written as text.
    paper
        Of map sheets.
    """

    prefix: str = ""
    polygons_of: PolygonsOf = PolygonsOf.CLASSES
    smallest_patch_px: int = 1
    text_table: TextTable = TextTable.COMMA
    paper: Paper = Paper.A4


USUAL_OPTIONS = ExportOptions()


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A run whose results go to a folder of their own.

    Attributes
    ----------
    run_id
        Which run.
    name
        Of the folder, within that of the export.
    ks
        What is known of it, rising.
    """

    run_id: str
    name: str
    ks: tuple[int, ...]


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
    options
        How it is written.
    runs
        Whose results are written, each to a folder of its own, as far as they have these k; empty
        for those of the run that is shown, without a folder of its own.
    """

    folder: Path
    ks: tuple[int, ...]
    products: tuple[str, ...]
    options: ExportOptions = USUAL_OPTIONS
    runs: tuple[RunFolder, ...] = ()

    def of_runs(self) -> "tuple[tuple[str, ExportRequest], ...]":
        """Return what is asked for of each run that has any of the k, by its id; "" if shown."""
        if not self.runs:
            return (("", self),)
        return tuple(
            (run.run_id, replace(self, folder=self.folder / run.name, ks=ks, runs=()))
            for run in self.runs
            if (ks := tuple(k for k in run.ks if k in self.ks))
        )


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written, in the order it was."""

    folder: Path
    paths: tuple[Path, ...]
