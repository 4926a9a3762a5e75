"""Say which pixels of a scene are to be left out: what a person chose, whatever the scene holds."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import numpy as np

from app import plain_text
from app.arrays import AnyArray, BoolArray, Window
from app.errors import SettingsError
from app.scene.indices.band_maths import BandMaths
from app.scene.indices.tokens import N_TEXT

N_GROWN_MAX = 200  # pixels: 6 km around clouds of a Landsat scene
N_AREAS_MAX = 100
N_RINGS_MAX = 5_000
N_POINTS_MAX = 100_000  # of all areas together: they are kept in projects and undo steps

Ring: TypeAlias = tuple[float, ...]
"""A closed line: x and y in turn, the last point need not be the first again."""

Polygon: TypeAlias = tuple[Ring, ...]
"""An outline and its holes; a point lies inside where it is within an odd number of rings."""


class Meaning(StrEnum):
    """What quality bands tell of a pixel, in a word for a command."""

    CLOUD = "cloud"
    MAYBE_CLOUD = "maybe_cloud"
    DILATED_CLOUD = "dilated_cloud"
    CIRRUS = "cirrus"
    SHADOW = "shadow"
    SNOW = "snow"
    WATER = "water"
    SATURATED = "saturated"
    FILL = "fill"

    @property
    def in_words(self) -> str:
        """It as a person reads it."""
        return _TITLES[self]


_TITLES = {
    Meaning.CLOUD: "Cloud",
    Meaning.MAYBE_CLOUD: "Possible cloud",
    Meaning.DILATED_CLOUD: "Edges of clouds",
    Meaning.CIRRUS: "Cirrus",
    Meaning.SHADOW: "Cloud shadow",
    Meaning.SNOW: "Snow and ice",
    Meaning.WATER: "Water",
    Meaning.SATURATED: "Saturated",
    Meaning.FILL: "Fill (no data)",
}


@dataclass(frozen=True, slots=True)
class BandValues:
    """Values of one band that mark pixels to be left out.

    Attributes
    ----------
    band
        Name of the band in its scene.
    ranges
        Lowest and highest value of each range, ends included; equal for a single value.
    """

    band: str
    ranges: tuple[tuple[float, float], ...]

    def holds(self, values: AnyArray) -> BoolArray:
        """Tell for values of any shape whether each lies in one of the ranges."""
        found = np.zeros(values.shape, dtype=bool)
        for lowest, highest in self.ranges:
            found |= (values >= lowest) & (values <= highest)
        return found


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition over bands and indices that marks pixels to be left out.

    Attributes
    ----------
    text
        As it was written: "NDWI > 0.1".
    maths
        What it means on one scene; None until that is looked up.
    """

    text: str
    maths: BandMaths | None = None

    def __post_init__(self) -> None:
        """Make harmless what comes from files of strangers."""
        object.__setattr__(self, "text", plain_text.one_line(self.text, N_TEXT).strip())


@dataclass(frozen=True, slots=True)
class Area:
    """Polygons on the ground.

    Attributes
    ----------
    name
        Of its file or as a person calls it.
    crs
        As WKT, "EPSG:32611" or "OGC:CRS84"; empty where the coordinates are the scene's own x
        and y.
    polygons
        At least one.
    is_inside
        Whether pixels take part inside of it; otherwise those inside are left out.
    """

    name: str
    crs: str
    polygons: tuple[Polygon, ...]
    is_inside: bool = True

    def __post_init__(self) -> None:
        """Make harmless what comes from files of strangers."""
        object.__setattr__(self, "name", plain_text.name(self.name))


@dataclass(frozen=True, slots=True)
class ClusterOrigin:
    """Which clusters pixels were taken from, so that whoever reads it can take them again.

    Attributes
    ----------
    run
        Id of the run; its own record tells its settings.
    k
        Number of clusters of the map.
    clusters
        Their numbers in it, from 1.
    """

    run: str
    k: int
    clusters: tuple[int, ...]

    def __post_init__(self) -> None:
        """Make harmless what comes from files of strangers."""
        object.__setattr__(self, "run", plain_text.name(self.run))


@dataclass(frozen=True, slots=True)
class PixelSet:
    """Pixels of one scene: those of clusters of an earlier result.

    Attributes
    ----------
    name
        As a person knows them.
    height, width
        Of the scene.
    packed
        One bit a pixel, compressed; `pixel_set` reads and writes it.
    is_inside
        Whether these pixels alone take part; otherwise they are left out.
    origin
        Where they come from; None where that was not kept.
    """

    name: str
    height: int
    width: int
    packed: bytes
    is_inside: bool = False
    # The pixels tell a run apart already: its id, made of this text, stays as it was.
    origin: ClusterOrigin | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Make harmless what comes from files of strangers."""
        object.__setattr__(self, "name", plain_text.name(self.name))


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Everything by which pixels are left out; it can be written down and read back.

    A pixel takes part where no quality band, value or condition marks it, in the window, inside one
    of the areas where there is one to be inside of, and in none of those to be outside of.

    Attributes
    ----------
    meanings
        What quality bands mark, each in the scene's band that tells it.
    values
        Values of any band of the scene.
    n_grown_px
        By how many pixels what bands mark grows in all directions; fill does not grow.
    areas
        Areas of interest.
    clusters
        Clusters of earlier results, each to be inside or outside of.
    window
        The rows and columns that take part; None for all.
    labels_left_out
        Whether maps show the nearest cluster of left-out pixels too; fits and figures never
        count them.
    conditions
        Each leaves out the pixels where it is true; where it has no value, it leaves out none.
    """

    meanings: tuple[Meaning, ...] = ()
    values: tuple[BandValues, ...] = ()
    n_grown_px: int = 0
    areas: tuple[Area, ...] = ()
    clusters: tuple[PixelSet, ...] = ()
    window: Window | None = None
    labels_left_out: bool = False
    # As above: the pixels tell a run apart, its id stays as it was.
    conditions: tuple[Condition, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        """Put meanings in one order; refuse what cannot be.

        Raises
        ------
        SettingsError
            A number is out of bounds.
        """
        in_order = tuple(each for each in Meaning if each in self.meanings)
        object.__setattr__(self, "meanings", in_order)
        if not 0 <= self.n_grown_px <= N_GROWN_MAX:
            raise SettingsError(
                "Growing not possible",
                f"What is left out was to grow by {self.n_grown_px} pixels.",
                f"Choose a number from 0 to {N_GROWN_MAX}.",
            )
        rings = [ring for area in self.areas for polygon in area.polygons for ring in polygon]
        n_points = sum(map(len, rings)) // 2
        if len(self.areas) > N_AREAS_MAX or len(rings) > N_RINGS_MAX or n_points > N_POINTS_MAX:
            raise SettingsError(
                "Areas too large",
                f"The areas of interest have {n_points:,} points in {len(rings):,} outlines.",
                f"Simplify them: {N_POINTS_MAX:,} points in {N_RINGS_MAX:,} outlines can be used.",
            )

    @property
    def is_empty(self) -> bool:
        """Whether every pixel takes part."""
        marks = self.meanings or self.values or self.conditions
        return not (marks or self.areas or self.clusters or self.window)


EVERY_PIXEL = LeaveOut()
"""Nothing is left out."""
