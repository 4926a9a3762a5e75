"""Read polygons from an ESRI shapefile, through pyshp."""

import io
import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.scene.areas.file_errors import NoAreaError, read_bounded
from app.scene.leaving_out.leave_out import Polygon, Ring

POLYGONS = {5, 15, 25}  # plain, with z, with m


def read_polygons(path: Path) -> tuple[str, tuple[Polygon, ...]]:
    """Return the CRS and all polygons of a file; the CRS stands in the .prj beside it.

    Raises
    ------
    OSError
        It is gone or cannot be read.
    NoAreaError
        It is no shapefile, or damaged.
    """
    import shapefile

    content = read_bounded(path)
    try:
        with shapefile.Reader(shp=io.BytesIO(content)) as reader:
            polygons = tuple(
                polygon_of(shape)
                for shape in reader.iterShapes()
                if shape.shapeType in POLYGONS and shape.points
            )
    except (shapefile.ShapefileException, struct.error, ValueError, LookupError) as error:
        raise NoAreaError("is no shapefile that can be read") from error
    return crs_of(path), polygons


def polygon_of(shape: Any) -> Polygon:  # noqa: ANN401 - pyshp tells no types
    """Put all rings together: a point is inside where an odd number of rings is around it."""
    starts = [*shape.parts, len(shape.points)]
    return tuple(_ring(shape.points[first:end]) for first, end in pairwise(starts))


def _ring(points: Any) -> Ring:  # noqa: ANN401
    return tuple(float(value) for point in points for value in point[:2])


def crs_of(path: Path) -> str:
    """Return the CRS of a shapefile, from the .prj beside it.

    Raises
    ------
    NoAreaError
        There is none.
    """
    for beside in (path.with_suffix(".prj"), path.with_suffix(".PRJ")):
        try:
            return read_bounded(beside).decode("utf-8", errors="replace").strip()
        except FileNotFoundError:
            continue
    raise NoAreaError(
        f'says nowhere in which coordinates it is: "{path.with_suffix(".prj").name}" is missing',
        "Put the .prj file beside it, or save the area as GeoJSON.",
    )
