"""Read points with their fields from a table of comma-, semicolon- or tab-separated values."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from app.scene.areas.file_errors import NoAreaError, read_bounded
from app.scene.areas.geojson import LON_LAT
from app.scene.areas.labelled.features import Feature, FeatureFile
from app.scene.areas.wkb import Point

_LON_LAT = (("longitude", "latitude"), ("lon", "lat"), ("long", "lat"), ("lng", "lat"))
_XY = (("x", "y"), ("easting", "northing"), ("e", "n"), ("point_x", "point_y"))
_N_ROWS_MAX = 1_000_000
_HINT = "Give it columns longitude and latitude, or x and y in the CRS of the map."


def read_features(path: Path) -> FeatureFile:
    """Read a table: longitude and latitude in degrees, or x and y in the CRS of the map.

    Raises
    ------
    OSError
        It is gone or cannot be read.
    NoAreaError
        It has no such columns, or no numbers in them.
    """
    text = read_bounded(path).decode("utf-8-sig", errors="replace")
    if "\0" in text:
        raise NoAreaError("is no table of text", _HINT)
    head = text.split("\n", 1)[0]
    separator = max(";\t,", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise NoAreaError("is no table of text", _HINT) from error
    names = [name.strip() for name in rows[0]] if rows else []
    crs, places = _columns(names)
    features = []
    for number, row in enumerate(rows[1 : _N_ROWS_MAX + 1], start=2):
        if not any(cell.strip() for cell in row):
            continue
        x, y = (_number(row, place, number, separator) for place in places)
        told = dict(zip(names, (cell.strip() for cell in row), strict=False))
        features.append(Feature((Point(x, y),), told))
    return FeatureFile(crs, tuple(features))


def _columns(names: Sequence[str]) -> tuple[str, tuple[int, int]]:
    lowered = [name.lower() for name in names]
    for pairs, crs in ((_LON_LAT, LON_LAT), (_XY, "")):
        for x, y in pairs:
            if x in lowered and y in lowered:
                return crs, (lowered.index(x), lowered.index(y))
    told = ", ".join(name for name in names if name)[:200] or "none"
    raise NoAreaError(f"has no columns of coordinates; its columns are {told}", _HINT)


def _number(row: Sequence[str], place: int, number: int, separator: str) -> float:
    text = row[place].strip() if place < len(row) else ""
    try:
        return float(text.replace(",", ".") if separator != "," else text)
    except ValueError as error:
        raise NoAreaError(f'has "{text[:40]}" for a coordinate in line {number}', _HINT) from error
