"""Write places with what was said of them: table, GeoJSON or GeoPackage, by the ending."""

import json
import sqlite3
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.clustering.accuracy.looked_places import CANNOT_TELL, LookedPlaces
from app.errors import OutputError
from app.products.polygons.geopackage_tables import begin, now_text, sqlite_translated
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import (
    stage_table,
    stage_text,
    table_header,
    table_row,
    with_columns,
)
from app.products.writing.write_errors import translated
from app.scene.areas.labelled.label_file import DRAWN_IN
from app.scene.grids.grid import Grid

ENDINGS = (".csv", ".geojson", ".gpkg")
REFERENCE = "reference"
NOTE_CANNOT_TELL = "cannot tell"
_COLUMNS = ("id", "x", "y", "row", "col", "class", "note")
_TABLE = "points"
_NO_ENVELOPE = 0b0000_0001  # little endian
_POINT = 1
_Told = tuple[int, float, float, int, int, str, str]


def write_places(
    path: Path,
    places: LookedPlaces,
    grid: Grid,
    columns: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write one file, whole or not at all; the command `accuracy` reads it too.

    The class of the map is not in it: who fills in the classes elsewhere is not to be led by it.

    Parameters
    ----------
    columns
        What is the same of each place: when the scene was taken, and the CRS.

    Raises
    ------
    OutputError
        The ending is of no known kind, or the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in ENDINGS:
        raise OutputError(
            "Ending not known",
            f'"{path.name}" ends in none of {", ".join(ENDINGS)}.',
            "Give it one of these endings.",
        )
    with Staging(path.parent) as staging:
        if kind == ".csv":
            stage_table(staging, path.name, with_columns(place_lines(places, grid), columns))
        elif kind == ".geojson":
            stage_text(staging, path.name, [_json(path, places, grid, columns)])
        else:
            _stage_geopackage(staging, path.name, places, grid, columns)


def _told(places: LookedPlaces, grid: Grid) -> Iterator[_Told]:
    """Yield number, x, y, row, column, class and note of each place."""
    for at, (row, col) in enumerate(zip(places.rows, places.cols, strict=True)):
        x, y = grid.xy(row + 0.5, col + 0.5)
        note = NOTE_CANNOT_TELL if places.answers[at] == CANNOT_TELL else ""
        yield at + 1, x, y, row, col, places.class_name(at), note


def place_lines(places: LookedPlaces, grid: Grid) -> Iterator[str]:
    """Yield the lines of a table of places with their classes, where they have one."""
    yield table_header(_COLUMNS)
    for told in _told(places, grid):
        yield table_row(told)


def assessed_lines(
    places: LookedPlaces, references: Mapping[int, str], grid: Grid
) -> Iterator[str]:
    """Yield the same of places that were counted, with what they were counted as.

    Parameters
    ----------
    references
        The class of each place that has one: its value in the map, or its name where the map has
        no such class.
    """
    yield table_header((*_COLUMNS, REFERENCE, DRAWN_IN))
    for at, (told, drawn_in) in enumerate(zip(_told(places, grid), places.strata, strict=True)):
        yield table_row((*told, references.get(at, ""), str(drawn_in or "")))


def _json(path: Path, places: LookedPlaces, grid: Grid, columns: Mapping[str, str]) -> str:
    """Return GeoJSON in the CRS of the map where that has a number, else in degrees."""
    told = list(_told(places, grid))
    has_number = grid.crs_name.startswith("EPSG:")
    at = [(x, y) for _, x, y, *_ in told] if has_number else _lon_lat(path, told, grid)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(pair)},
            "properties": {
                "id": number,
                "class": name or None,
                "note": note or None,
                **columns,
            },
        }
        for (number, _, _, _, _, name, note), pair in zip(told, at, strict=True)
    ]
    found: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if has_number:
        found["crs"] = {"type": "name", "properties": {"name": grid.crs_name}}
    return json.dumps(found, indent=1)


def _lon_lat(path: Path, told: Sequence[_Told], grid: Grid) -> list[tuple[float, float]]:
    if not grid.crs_wkt:
        raise OutputError(
            "Places have no coordinates",
            f'The scene has no coordinate reference system, and "{path.name}" needs one.',
            "Save the places as CSV, with rows and columns.",
        )
    from rasterio.warp import transform

    lons, lats = transform(grid.crs_wkt, "EPSG:4326", [e[1] for e in told], [e[2] for e in told])
    return list(zip(lons, lats, strict=True))


def _stage_geopackage(
    staging: Staging, name: str, places: LookedPlaces, grid: Grid, columns: Mapping[str, str]
) -> None:
    path, target = staging.place(name), staging.folder / name
    with translated(target), sqlite_translated(target):
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            srs_id = begin(file, grid)
            file.execute(
                f"CREATE TABLE {_TABLE} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
                'geom POINT, id INTEGER, "class" TEXT, note TEXT)'
            )
            told, now = list(_told(places, grid)), now_text()
            about = ", ".join(f"{column}: {value}" for column, value in columns.items())
            xs, ys = [each[1] for each in told], [each[2] for each in told]
            extent = (min(xs), min(ys), max(xs), max(ys)) if told else (None,) * 4
            file.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
                "last_change, min_x, min_y, max_x, max_y, srs_id) "
                "VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?), ('layer_styles', 'attributes', "
                "'layer_styles', '', ?, NULL, NULL, NULL, NULL, 0)",
                (_TABLE, _TABLE, about, now, *extent, srs_id, now),
            )
            file.execute(
                "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', ?, 0, 0)",
                (_TABLE, srs_id),
            )
            file.executemany(
                f'INSERT INTO {_TABLE} (geom, id, "class", note) VALUES (?, ?, ?, ?)',  # noqa: S608
                [
                    (_point(srs_id, x, y), number, class_name or None, note or None)
                    for number, x, y, _, _, class_name, note in told
                ],
            )
            file.execute("COMMIT")
        staging.seal(path)


def _point(srs_id: int, x: float, y: float) -> bytes:
    head = struct.pack("<2sBBi", b"GP", 0, _NO_ENVELOPE, srs_id)
    return head + struct.pack("<BIdd", 1, _POINT, x, y)
