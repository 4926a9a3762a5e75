"""Say what a map sheet shows, in plain values."""

from dataclasses import dataclass

from app.arrays import ByteArray

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One class as a legend lists it.

    Attributes
    ----------
    share, area
        With their units, as they are read; the area is empty where it is not known.
    """

    name: str
    colour: Rgb
    share: str
    area: str


@dataclass(frozen=True, slots=True)
class Ticks:
    """Where coordinates are written along an edge of the map.

    Attributes
    ----------
    places
        Shares of the edge's length, 0..1: from the left, or from the top.
    labels
        One for each.
    """

    places: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """All that is drawn on one page.

    Attributes
    ----------
    title, subtitle
        Of the page.
    rgba
        Shape (rows, cols, 4): the map.
    aspect
        Width of the map by its height on the ground.
    legend
        From top to bottom.
    legend_title
        With the unit of areas.
    scale_share, scale_label
        Length of the scale bar as a share of the map's width, and what it stands for; 0 for none.
    north_deg
        Where north is, clockwise from straight up; None where that is not known.
    across, down
        Coordinates along the lower and the left edge.
    corners
        What the upper left and the lower right corner are, in longitude and latitude; may be empty.
    notes
        Lines below: source, date, CRS, licence, program.
    """

    title: str
    subtitle: str
    rgba: ByteArray
    aspect: float
    legend_title: str
    legend: tuple[LegendRow, ...]
    scale_share: float
    scale_label: str
    north_deg: float | None
    across: Ticks
    down: Ticks
    corners: tuple[str, ...]
    notes: tuple[str, ...]
