"""Read polygons from KML (OGC 12-007r2): longitude and latitude on WGS 84."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from app.scene.areas.file_errors import NoAreaError, read_bounded
from app.scene.areas.geojson import LON_LAT
from app.scene.leaving_out.leave_out import Polygon, Ring


def read_polygons(path: Path) -> tuple[str, tuple[Polygon, ...]]:
    """Return the CRS and all polygons of a file.

    Raises
    ------
    OSError
        It is gone or cannot be read.
    NoAreaError
        It is no KML.
    """
    try:
        return LON_LAT, tuple(polygons_below(read_root(path)))
    except (ValueError, LookupError, RecursionError) as error:
        raise NoAreaError("is no KML") from error


def read_root(path: Path) -> ET.Element:
    """Return the root of a file.

    Raises
    ------
    OSError, NoAreaError
        As in `read_polygons`.
    """
    content = read_bounded(path)
    # Entities that grow without bounds are declared in a document type; KML has none. In other
    # encodings it could not be found.
    if b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise NoAreaError("is no plain KML")
    try:
        return ET.fromstring(content)  # noqa: S314 - without a document type
    except (ET.ParseError, ValueError, LookupError, RecursionError) as error:
        raise NoAreaError("is no KML") from error


def polygons_below(root: ET.Element) -> Iterator[Polygon]:
    """Yield the polygons within an element.

    Raises
    ------
    ValueError
        Coordinates are none.
    """
    for polygon in root.iterfind(".//{*}Polygon"):
        rings = [
            _ring(line.text or "")
            for boundary in ("outerBoundaryIs", "innerBoundaryIs")
            for line in polygon.iterfind(f"{{*}}{boundary}/{{*}}LinearRing/{{*}}coordinates")
        ]
        if rings:
            yield tuple(rings)


def _ring(text: str) -> Ring:
    """Read "lon,lat[,height] lon,lat[,height] ..."."""
    values: list[float] = []
    for point in text.split():
        lon, lat = point.split(",")[:2]
        values += (float(lon), float(lat))
    return tuple(values)
