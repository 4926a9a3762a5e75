"""Read points and polygons with their properties from GeoJSON."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.scene.areas.file_errors import NoAreaError, read_bounded
from app.scene.areas.geojson import crs_of, polygon_of
from app.scene.areas.labelled.features import Feature, FeatureFile
from app.scene.areas.wkb import Point
from app.scene.leaving_out.leave_out import Polygon

_DEPTH_MAX = 8


def read_features(path: Path) -> FeatureFile:
    """Read a file.

    Raises
    ------
    OSError
        It is gone or cannot be read.
    NoAreaError
        It is no GeoJSON, or names a CRS that is not known.
    """
    try:
        document = json.loads(read_bounded(path).decode("utf-8-sig"))
        features = tuple(_features(document))
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise NoAreaError("is no GeoJSON") from error
    return FeatureFile(crs_of(document), features)


def _features(document: Any) -> Iterator[Feature]:  # noqa: ANN401 - JSON is any
    entries = document["features"] if document["type"] == "FeatureCollection" else [document]
    for entry in entries:
        if entry["type"] != "Feature":
            yield Feature(tuple(_shapes(entry, _DEPTH_MAX)), {})
            continue
        told = entry.get("properties") or {}
        yield Feature(tuple(_shapes(entry["geometry"], _DEPTH_MAX)), _plain(told))


def _plain(told: Mapping[str, Any]) -> dict[str, str | float | int | None]:
    return {
        str(key): value if isinstance(value, str | int | float) else None
        for key, value in told.items()
    }


def _shapes(node: Any, depth: int) -> Iterator[Point | Polygon]:  # noqa: ANN401
    if node is None:
        return
    kind = node["type"]
    if kind == "Point":
        yield _point(node["coordinates"])
    elif kind == "MultiPoint":
        yield from map(_point, node["coordinates"])
    elif kind == "Polygon":
        yield polygon_of(node["coordinates"])
    elif kind == "MultiPolygon":
        yield from map(polygon_of, node["coordinates"])
    elif kind == "GeometryCollection" and depth > 0:
        for each in node["geometries"]:
            yield from _shapes(each, depth - 1)


def _point(values: Any) -> Point:  # noqa: ANN401
    return Point(float(values[0]), float(values[1]))
