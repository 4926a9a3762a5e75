"""Read polygons from a GeoPackage (OGC 12-128r18): SQLite with geometries in its own binary."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from app.scene.areas.file_errors import NoAreaError, refuse_size
from app.scene.areas.geojson import LON_LAT
from app.scene.areas.wkb import polygons_of
from app.scene.leaving_out.leave_out import Polygon

Read = TypeVar("Read")
_PATIENCE_S = 20.0  # a file of a stranger may ask for work without end
_N_OPERATIONS = 100_000  # between looks at the clock
N_ROWS_MAX = 100_000
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)  # by the code in the flags


def read_polygons(path: Path) -> tuple[str, tuple[Polygon, ...]]:
    """Return the CRS and all polygons of a file; of its first layer with polygons.

    Raises
    ------
    OSError, NoAreaError
        As in `first_layer`.
    """
    return first_layer(path, _polygons, lambda _: True)


def first_layer(
    path: Path,
    read: Callable[[sqlite3.Connection, str, str], Iterator[Read]],
    counts: Callable[[Read], bool],
) -> tuple[str, tuple[Read, ...]]:
    """Return the CRS and what is read of the first layer in which anything counts.

    Parameters
    ----------
    read
        Takes a table and its column of geometries.

    Raises
    ------
    OSError
        The file is gone or cannot be read.
    NoAreaError
        It is no GeoPackage, or damaged.
    """
    refuse_size(path.stat())
    try:
        with _opened(path) as base:
            for table, column, srs in _layers(base):
                found = tuple(read(base, table, column))
                if any(map(counts, found)):
                    return _crs_of(base, srs), found
    except sqlite3.Error as error:
        raise NoAreaError(f"is no GeoPackage that can be read: {error}") from error
    return "", ()


def layer_read(path: Path) -> str:
    """Return the name of the layer that `read_polygons` takes; empty where no other has any.

    Raises
    ------
    OSError
        As in `read_polygons`.
    """
    try:
        with _opened(path) as base:
            names = [
                table
                for table, column, _ in _layers(base)
                if next(_polygons(base, table, column), None) is not None
            ]
    except (sqlite3.Error, NoAreaError):  # of a layer that is not read
        return ""
    return names[0] if len(names) > 1 else ""


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file, and bound what one of a stranger may ask for."""
    place = f"{path.absolute().as_uri()}?mode=ro&immutable=1"  # no journal is written beside it
    with closing(sqlite3.connect(place, uri=True)) as base:
        until = time.monotonic() + _PATIENCE_S
        base.set_progress_handler(lambda: time.monotonic() > until, _N_OPERATIONS)
        base.execute("PRAGMA trusted_schema = OFF")
        yield base


def _layers(base: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Return table, geometry column and reference system of each layer; views are not run."""
    return base.execute(
        "SELECT g.table_name, g.column_name, g.srs_id FROM gpkg_geometry_columns g "
        "JOIN sqlite_master m ON lower(m.name) = lower(g.table_name) AND m.type = 'table' "
        "ORDER BY g.rowid LIMIT 100"
    ).fetchall()


def _polygons(base: sqlite3.Connection, table: str, column: str) -> Iterator[Polygon]:
    quoted_column, quoted_table = (quoted(name) for name in (column, table))
    rows = base.execute(
        f"SELECT {quoted_column} FROM {quoted_table} LIMIT {N_ROWS_MAX}"  # noqa: S608 - quoted
    )
    for (blob,) in rows:
        if isinstance(blob, bytes) and (wkb := well_known_binary(blob)):
            yield from polygons_of(wkb)


def quoted(name: str) -> str:
    """Return a name as SQL takes it, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def well_known_binary(blob: bytes) -> bytes:
    """Return what follows the GeoPackage's own header; nothing for an empty geometry."""
    if len(blob) < 8 or blob[:2] != b"GP":
        raise NoAreaError("holds a geometry that is none")
    flags = blob[3]
    envelope = flags >> 1 & 7
    if envelope >= len(_ENVELOPE_BYTES):
        raise NoAreaError("holds a geometry that is none")
    is_empty, is_extended = flags >> 4 & 1, flags >> 5 & 1
    return b"" if is_empty or is_extended else blob[8 + _ENVELOPE_BYTES[envelope] :]


def _crs_of(base: sqlite3.Connection, srs: int) -> str:
    """Return the CRS of a number of the file; empty where it is undefined."""
    found = base.execute(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys "
        "WHERE srs_id = ?",
        (srs,),
    ).fetchone()
    if found is None or srs in (-1, 0):  # undefined, by the standard
        return ""
    organization, code, definition = found
    if str(organization).upper() == "EPSG" and isinstance(code, int):
        # Longitude comes first in the geometries whatever the CRS says.
        return LON_LAT if code == 4326 else f"EPSG:{code}"
    return str(definition)
