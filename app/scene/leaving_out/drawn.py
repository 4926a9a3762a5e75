"""Make areas of interest of outlines drawn on a scene."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from itertools import count

from app.scene.grids.grid import Grid
from app.scene.leaving_out.leave_out import Area


class Shape(StrEnum):
    """What is drawn."""

    RECTANGLE = "rectangle"
    POLYGON = "polygon"


def drawn_area(
    shape: Shape, corners: Sequence[tuple[float, float]], grid: Grid, taken: Collection[str]
) -> Area:
    """Return the area to be inside of, in the scene's own x and y.

    Parameters
    ----------
    corners
        Columns and rows of its outline, in pixel-corner coordinates.
    taken
        Names that other areas have: it is called "Rectangle 1", or the next that is free.
    """
    names = (f"{shape.capitalize()} {number}" for number in count(1))
    ring = tuple(value for col, row in corners for value in grid.xy(row, col))
    return Area(next(name for name in names if name not in taken), "", ((ring,),))
