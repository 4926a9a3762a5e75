"""Read polygons from GeoJSON (RFC 7946, and its elder sister that names a CRS)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.scene.areas.file_errors import NoAreaError, read_bounded
from app.scene.leaving_out.leave_out import Polygon, Ring

LON_LAT = "OGC:CRS84"
_DEPTH_MAX = 8  # of collections within collections
_EPSG = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:(?:[0-9.]*:)?([0-9]{1,7})", re.IGNORECASE)
_CRS84 = re.compile(r"(?:urn:ogc:def:crs:)?OGC:(?:[0-9.]*:)?CRS84", re.IGNORECASE)


def read_polygons(path: Path) -> tuple[str, tuple[Polygon, ...]]:
    """Return the CRS and all polygons of a file.

    Raises
    ------
    OSError
        It is gone or cannot be read.
    NoAreaError
        It is no GeoJSON, or names a CRS that is not known.
    """
    try:
        document = json.loads(read_bounded(path).decode("utf-8-sig"))
        polygons = tuple(_polygons(document, _DEPTH_MAX))
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise NoAreaError("is no GeoJSON") from error
    return crs_of(document), polygons


def _polygons(node: Any, depth: int) -> Iterator[Polygon]:  # noqa: ANN401 - JSON is any
    if node is None:  # a feature without a geometry
        return
    kind = node["type"]
    if kind == "Polygon":
        yield polygon_of(node["coordinates"])
    elif kind == "MultiPolygon":
        yield from map(polygon_of, node["coordinates"])
    elif kind == "Feature":
        yield from _polygons(node["geometry"], depth)
    elif kind in {"FeatureCollection", "GeometryCollection"} and depth > 0:
        inner = node["features" if kind == "FeatureCollection" else "geometries"]
        for each in inner:
            yield from _polygons(each, depth - 1)


def polygon_of(rings: Any) -> Polygon:  # noqa: ANN401
    """Return a polygon of its coordinates.

    Raises
    ------
    ValueError, TypeError, LookupError
        They are none.
    """
    return tuple(map(_ring, rings))


def _ring(points: Any) -> Ring:  # noqa: ANN401
    return tuple(float(value) for point in points for value in (point[0], point[1]))


def crs_of(document: Any) -> str:  # noqa: ANN401
    """Return the CRS that a document names; longitude and latitude where it names none.

    Raises
    ------
    NoAreaError
        It is not known.
    """
    named = document.get("crs")
    if named is None:
        return LON_LAT
    try:
        name = str(named["properties"]["name"]).strip()
    except (TypeError, LookupError):
        name = str(named)
    if found := _EPSG.fullmatch(name):
        return f"EPSG:{found[1]}"
    if _CRS84.fullmatch(name):
        return LON_LAT
    raise NoAreaError(
        f'names the coordinate reference system "{name[:80]}", which is not known',
        "Save the area in longitude and latitude (EPSG:4326).",
    )
