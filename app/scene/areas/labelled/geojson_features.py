"""Read points and polygons with their properties from GeoJSON."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.scene.areas.geojson import POINTS_AND_POLYGONS, read_document, shapes_of
from app.scene.areas.labelled.features import Feature, FeatureFile


def read_features(path: Path) -> FeatureFile:
    """Read a file.

    Raises
    ------
    OSError
        It is gone or cannot be read.
    NoAreaError
        It is no GeoJSON, or names a CRS that is not known.
    """
    return FeatureFile(*read_document(path, _features))


def _features(document: Any) -> Iterator[Feature]:  # noqa: ANN401 - JSON is any
    entries = document["features"] if document["type"] == "FeatureCollection" else [document]
    for entry in entries:
        told = (entry.get("properties") or {}) if entry["type"] == "Feature" else {}
        yield Feature(tuple(shapes_of(entry, POINTS_AND_POLYGONS)), _plain(told))


def _plain(told: Mapping[str, Any]) -> dict[str, str | float | int | None]:
    return {
        str(key): value if isinstance(value, str | int | float) else None
        for key, value in told.items()
    }
