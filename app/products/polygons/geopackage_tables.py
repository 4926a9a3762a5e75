"""Lay out the tables that every GeoPackage has (OGC 12-128r18), and that of QGIS for styles."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.products.writing.write_errors import disk_full, not_read_back
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.scene.grids.grid import Grid

_APPLICATION, _VERSION = 0x47504B47, 10300  # "GPKG", 1.3
_OWN_CRS = 100_000  # number of a CRS that EPSG does not know
_NO_CRS = -1
_WGS84 = 4326

_SCHEMA = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
 organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
 description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
 identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL,
 min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
 CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
 geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
 CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
 CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
 CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT,
 f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT,
 styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME);
"""


def begin(file: sqlite3.Connection, grid: Grid) -> int:
    """Begin to write a file; return the number that the CRS of the grid has in it."""
    # What fails leaves no file at all: there is nothing to be taken back from.
    file.execute("PRAGMA journal_mode = OFF")
    file.execute("PRAGMA synchronous = OFF")
    file.execute(f"PRAGMA application_id = {_APPLICATION}")
    file.execute(f"PRAGMA user_version = {_VERSION}")
    file.execute("BEGIN")
    for statement in _SCHEMA.strip().split(";\n"):
        file.execute(statement)
    return _add_crs(file, grid)


def now_text() -> str:
    """Return the time as such files tell it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _add_crs(file: sqlite3.Connection, grid: Grid) -> int:
    """Write the CRS that each such file has, and the grid's; return its number."""
    import rasterio
    from rasterio.crs import CRS

    with rasterio.Env():  # which finds the list of what EPSG knows
        wgs84 = CRS.from_epsg(_WGS84).to_wkt()
        code = CRS.from_wkt(grid.crs_wkt).to_epsg() if grid.crs_wkt else None
    rows = [
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", ""),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined", ""),
        (
            "WGS 84",
            _WGS84,
            "EPSG",
            _WGS84,
            wgs84,
            "longitude and latitude",
        ),
    ]
    srs_id = _NO_CRS
    if grid.crs_wkt:
        srs_id = code or _OWN_CRS
        owner = "EPSG" if code else "Bandsweep"
        if srs_id != _WGS84:
            rows.append((grid.crs_name or owner, srs_id, owner, srs_id, grid.crs_wkt, ""))
    file.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", rows)
    return srs_id


@contextmanager
def sqlite_translated(target: Path) -> Iterator[None]:
    """Turn what SQLite raises into one explanation."""
    try:
        yield
    except sqlite3.Error as error:
        if "full" in str(error):
            raise disk_full(target) from error
        raise not_read_back(target) from error
