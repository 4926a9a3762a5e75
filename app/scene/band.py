"""Describe one band of a scene."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.scene.calibration import AS_STORED, Calibration
from app.scene.file_stamp import FileStamp
from app.scene.grids.grid import Grid
from app.scene.indices.band_maths import BandMaths


class BandKind(StrEnum):
    """What a band measures; only optical bands are ticked from the start."""

    OPTICAL = "optical"
    CIRRUS = "cirrus"
    PAN = "panchromatic"
    THERMAL = "thermal"
    QUALITY = "quality"
    COMPUTED = "computed"  # by a formula, from others
    OTHER = "other"  # recognised as something that is no band: class maps, previews


NOT_MEASURED = frozenset((BandKind.QUALITY, BandKind.OTHER))
"""Kinds of bands whose numbers are flags or classes: none of them can be clustered by."""


@dataclass(frozen=True, slots=True)
class Band:
    """One band of a file.

    Attributes
    ----------
    path
        The file.
    index
        Number of the band in its file, from 1.
    name
        Short name, unique in a scene: "B4", "B8A"; "1", "2" .. where nothing is known. Settings,
        results and projects refer to a band by it, so nothing a person calls a band changes it.
    role
        Standard name of the spectral range: "coastal", "blue", "green", "red", "rededge1" ..,
        "nir", "nir08", "cirrus", "swir1", "swir2", "pan", "thermal1" ..; empty where unknown.
    kind
        What it measures.
    wavelength_nm
        Centre wavelength; None where unknown.
    resolution_m
        Pixel size along x in metres as its file has it; None without a metric grid.
    dtype
        numpy name of the values' type.
    nodata
        The declared no-data value; None where none is declared. May be NaN.
    stamps
        By which the file, and those beside it that hold its header or pixels, are known again.
    calibration
        What its numbers measure.
    own_grid
        The grid of its file, where the scene is worked at on another one; None where it is the
        scene's.
    alias
        What the person calls it, unique among what bands are called; empty where that is its name.
    computed
        How it comes of other bands; None for one that is stored. File, number and stamps are then
        those of the first of these.
    description
        What its file says of it, as far as it is not the name; a text of strangers.
    """

    path: Path
    index: int
    name: str
    role: str
    kind: BandKind
    wavelength_nm: float | None
    resolution_m: float | None
    dtype: str
    nodata: float | None
    stamps: tuple[FileStamp, ...] = field(default=(), compare=False)
    calibration: Calibration = AS_STORED
    own_grid: Grid | None = None
    alias: str = ""
    computed: "Computed | None" = None
    description: str = field(default="", compare=False)

    @property
    def called(self) -> str:
        """What it is called wherever a person reads it: tables, panels, files."""
        return self.alias or self.name

    @property
    def title(self) -> str:
        """Name and role as a person reads them: "B4 red", "Band 3", "Red Edge"."""
        if self.role and _letters(self.called) not in (self.role, self.role.rstrip("0123456789")):
            return f"{self.called} {self.role}"
        return f"Band {self.called}" if self.called.isdigit() else self.called


def _letters(name: str) -> str:
    """Write a name as roles are written."""
    return re.sub(r"[\W_]", "", name.casefold())


@dataclass(frozen=True, slots=True)
class Computed:
    """How a band comes of stored ones.

    Attributes
    ----------
    maths
        The formula.
    sources
        Its bands, in the order of its operands.
    """

    maths: BandMaths
    sources: tuple[Band, ...]


def computed_band(maths: BandMaths, bands: Iterable[Band]) -> Band:
    """Return the band that a formula gives.

    Parameters
    ----------
    bands
        Stored ones, those of the formula among them.

    Raises
    ------
    KeyError
        One of its bands is missing.
    """
    known = {band.name: band for band in bands}
    sources = tuple(known[name] for _, name in maths.operands)
    sizes = [band.resolution_m for band in sources if band.resolution_m is not None]
    return Band(
        path=sources[0].path,
        index=sources[0].index,
        name=maths.name,
        role="",
        kind=BandKind.COMPUTED,
        wavelength_nm=None,
        resolution_m=max(sizes, default=None),
        dtype="float32",
        nodata=None,
        stamps=sources[0].stamps,
        computed=Computed(maths, sources),
    )
