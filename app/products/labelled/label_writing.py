"""Write labels of a map as polygons that are read back to the very same pixels.

Their corners are those of pixels, so that whatever reads them finds the centres of the same pixels
within; places that stay together when labels are set aside are a feature each.
"""

import json
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.arrays import AnyArray
from app.clustering.kernels import OutlineTracer
from app.errors import SettingsError
from app.products.polygons.geopackage_tables import begin, now_text, sqlite_translated
from app.products.provenance import in_short, program, when_and_where
from app.products.writing.safe_write import Staging
from app.products.writing.write_errors import translated
from app.scene.areas.labelled.label_plane import LabelPlane
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.scene.grids.grid import Grid
from app.scene.grids.pixel_areas import NO_AREAS
from app.scene.scene import Scene
from app.steps import Progress, Steps, drain

FIELD, COLOUR_FIELD = "class", "colour"
GEOPACKAGE, GEOJSON = ".gpkg", ".geojson"
_LAYER = "labels"
_MULTI_POLYGON, _POLYGON = 6, 3
_NO_ENVELOPE = 0b0000_0001  # little endian
_Rings = list[list[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class _Feature:
    """One place: polygons of rings of x and y, the first around the others."""

    label: str
    colour: str
    polygons: tuple[_Rings, ...]


def stage_labels(
    staging: Staging, name: str, plane: LabelPlane, scene: Scene
) -> Steps[Progress, None]:
    """Write labels to be put in place with other files: GeoPackage or GeoJSON by the ending.

    Raises
    ------
    OutputError
        The file cannot be written.
    SettingsError
        The form cannot hold the reference system of the map.
    """
    grid = scene.grid
    is_json = not name.lower().endswith(GEOPACKAGE)
    if is_json and grid.crs_wkt and not grid.crs_name.startswith("EPSG:"):
        raise SettingsError(
            "Form not apt",
            f'"{name}" cannot name the reference system of the map, which has no EPSG number.',
            "Save the labels as a GeoPackage: its ending is .gpkg.",
        )
    path = staging.place(name)
    yield Progress(f"Writing {name}", None)
    features = _features(plane, grid)
    with translated(staging.folder / name), sqlite_translated(staging.folder / name):
        if is_json:
            _write_geojson(path, features, scene)
        else:
            _write_geopackage(path, features, grid, in_short(scene))
        staging.seal(path)


def _features(plane: LabelPlane, grid: Grid) -> Iterator[_Feature]:
    """Yield places in their order."""
    rows, cols = np.nonzero(plane.labels)
    number = plane.places[rows, cols]
    order = np.argsort(number, kind="stable")
    edges = np.flatnonzero(np.diff(number[order], prepend=0))
    for own in np.split(order, edges[1:]):
        at = int(plane.labels[rows[own[0]], cols[own[0]]]) - 1
        colour = plane.colours[at] if at < len(plane.colours) else None
        text = "" if colour is None else "#{:02x}{:02x}{:02x}".format(*colour)
        yield _Feature(plane.names[at], text, _outlined(rows[own], cols[own], grid))


def _outlined(rows: AnyArray, cols: AnyArray, grid: Grid) -> tuple[_Rings, ...]:
    """Return the polygons around some pixels."""
    row, col = int(rows.min()), int(cols.min())
    mask = np.zeros((int(rows.max()) - row + 1, int(cols.max()) - col + 1), dtype=np.uint8)
    mask[rows - row, cols - col] = 1
    _, found = drain(OutlineTracer(mask, NO_AREAS).trace(1))
    a, b, _, d, e, _ = grid.transform
    x, y = grid.xy(row, col)
    points = found.points(0, len(found.starts), (a, b, x, d, e, y)).tolist()
    polygons: list[_Rings] = []
    end = 0
    for is_first, count in zip(found.is_first.tolist(), found.counts.tolist(), strict=True):
        ring = [(px, py) for px, py in points[end : end + count]]
        end += count
        if is_first:
            polygons.append([])
        polygons[-1].append(ring)
    return tuple(polygons)


def _write_geojson(path: Path, features: Iterator[_Feature], scene: Scene) -> None:
    """Write in the coordinates of the map, and name its system as programs have read it long."""
    grid, known = scene.grid, dict(when_and_where(scene))
    head: dict[str, Any] = {"type": "FeatureCollection", "generator": program()}
    if grid.crs_wkt:
        code = grid.crs_name.removeprefix("EPSG:")
        named = {"name": f"urn:ogc:def:crs:EPSG::{code}"}
        head["crs"] = {"type": "name", "properties": named}
    known.pop("crs", None)
    head |= known
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(head)[:-1] + ', "features": [')
        for number, feature in enumerate(features):
            told = {
                "type": "Feature",
                "properties": {FIELD: feature.label, COLOUR_FIELD: feature.colour},
                "geometry": {"type": "MultiPolygon", "coordinates": feature.polygons},
            }
            file.write(("," if number else "") + "\n" + json.dumps(told, ensure_ascii=False))
        file.write("\n]}\n")


def _write_geopackage(path: Path, features: Iterator[_Feature], grid: Grid, about: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        srs_id, now = begin(file, grid), now_text()
        file.execute(
            f"CREATE TABLE {_LAYER} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
            f'geom MULTIPOLYGON, "{FIELD}" TEXT, {COLOUR_FIELD} TEXT)'
        )
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
            "last_change, srs_id) VALUES (?, 'features', ?, ?, ?, ?)",
            (_LAYER, _LAYER, about, now, srs_id),
        )
        file.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'MULTIPOLYGON', ?, 0, 0)",
            (_LAYER, srs_id),
        )
        rows = (
            (_header(srs_id) + _well_known(each.polygons), each.label, each.colour)
            for each in features
        )
        file.executemany(
            f'INSERT INTO {_LAYER} (geom, "{FIELD}", {COLOUR_FIELD}) VALUES (?, ?, ?)',  # noqa: S608
            rows,
        )
        file.execute("COMMIT")


def _header(srs_id: int) -> bytes:
    return struct.pack("<2sBBi", b"GP", 0, _NO_ENVELOPE, srs_id)


def _well_known(polygons: tuple[_Rings, ...]) -> bytes:
    parts = [struct.pack("<BII", 1, _MULTI_POLYGON, len(polygons))]
    for rings in polygons:
        parts.append(struct.pack("<BII", 1, _POLYGON, len(rings)))
        for ring in rings:
            parts.append(struct.pack("<I", len(ring)))
            parts.append(np.array(ring, dtype="<f8").tobytes())
    return b"".join(parts)
