"""Read points and polygons with their fields from a GeoPackage."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from app.scene.areas.geopackage import N_ROWS_MAX, first_layer, quoted, well_known_binary
from app.scene.areas.labelled.features import Feature, FeatureFile
from app.scene.areas.wkb import shapes_of


def read_features(path: Path) -> FeatureFile:
    """Read the first layer of a file that has points or polygons.

    Raises
    ------
    OSError
        It is gone or cannot be read.
    NoAreaError
        It is no GeoPackage, or damaged.
    """
    return FeatureFile(*first_layer(path, _features, lambda feature: bool(feature.shapes)))


def _features(base: sqlite3.Connection, table: str, column: str) -> Iterator[Feature]:
    rows = base.execute(f"SELECT * FROM {quoted(table)} LIMIT {N_ROWS_MAX}")  # noqa: S608 - quoted
    names = [str(field[0]) for field in rows.description]
    at = next((i for i, name in enumerate(names) if name.lower() == column.lower()), -1)
    for row in rows:
        blob = row[at] if at >= 0 else None
        told = {
            name: value if isinstance(value, str | int | float) else None
            for i, (name, value) in enumerate(zip(names, row, strict=True))
            if i != at
        }
        known = well_known_binary(blob) if isinstance(blob, bytes) else b""
        yield Feature(tuple(shapes_of(known)) if known else (), told)
