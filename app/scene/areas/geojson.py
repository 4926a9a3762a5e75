"""Read polygons from GeoJSON (RFC 7946, and its elder sister that names a CRS)."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from app.scene.areas.file_errors import NoAreaError, read_bounded
from app.scene.areas.wkb import Point
from app.scene.leaving_out.leave_out import Polygon, Ring

Read = TypeVar("Read")
LON_LAT = "OGC:CRS84"
_DEPTH_MAX = 8  # of collections within collections
_EPSG = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:(?:[0-9.]*:)?([0-9]{1,7})", re.IGNORECASE)
_CRS84 = re.compile(r"(?:urn:ogc:def:crs:)?OGC:(?:[0-9.]*:)?CRS84", re.IGNORECASE)


def read_polygons(path: Path) -> tuple[str, tuple[Polygon, ...]]:
    """Return the CRS and all polygons of a file.

    Raises
    ------
    OSError, NoAreaError
        As in `read_document`.
    """

    def polygons(document: Any) -> Iterator[Polygon]:  # noqa: ANN401 - JSON is any
        return shapes_of(document, _POLYGONS)

    return read_document(path, polygons)


def read_document(
    path: Path, read: Callable[[Any], Iterable[Read]]
) -> tuple[str, tuple[Read, ...]]:
    """Return the CRS of a file, and what is read of the document in it.

    Raises
    ------
    OSError
        It is gone or cannot be read.
    NoAreaError
        It is no GeoJSON, or names a CRS that is not known.
    """
    try:
        document = json.loads(read_bounded(path).decode("utf-8-sig"))
        found = tuple(read(document))
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise NoAreaError("is no GeoJSON") from error
    return _crs_of(document), found


def shapes_of(
    node: Any,  # noqa: ANN401
    kinds: Mapping[str, Callable[[Any], Read]],
    depth: int = _DEPTH_MAX,
) -> Iterator[Read]:
    """Yield what is wanted of a geometry, a feature or a collection of either.

    Parameters
    ----------
    kinds
        Makes each kind of shape that is wanted from its coordinates; others are not looked at.

    Raises
    ------
    ValueError, TypeError, LookupError
        It is none.
    """
    if node is None:  # a feature without a geometry
        return
    kind = node["type"]
    if kind in kinds:
        yield kinds[kind](node["coordinates"])
    elif _SEVERAL.get(kind) in kinds:
        yield from map(kinds[_SEVERAL[kind]], node["coordinates"])
    elif kind == "Feature":
        yield from shapes_of(node["geometry"], kinds, depth)
    elif kind in _INNER and depth > 0:
        for each in node[_INNER[kind]]:
            yield from shapes_of(each, kinds, depth - 1)


def _point(values: Any) -> Point:  # noqa: ANN401
    return Point(float(values[0]), float(values[1]))


def _polygon(rings: Any) -> Polygon:  # noqa: ANN401
    return tuple(map(_ring, rings))


def _ring(points: Any) -> Ring:  # noqa: ANN401
    return tuple(float(value) for point in points for value in (point[0], point[1]))


_POLYGONS: Mapping[str, Callable[[Any], Polygon]] = {"Polygon": _polygon}
POINTS_AND_POLYGONS: Mapping[str, Callable[[Any], Point | Polygon]] = {
    "Point": _point,
    **_POLYGONS,
}
_SEVERAL = {f"Multi{kind}": kind for kind in POINTS_AND_POLYGONS}
_INNER = {"FeatureCollection": "features", "GeometryCollection": "geometries"}


def _crs_of(document: Any) -> str:  # noqa: ANN401
    """Return the CRS that a document names; longitude and latitude where it names none."""
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
