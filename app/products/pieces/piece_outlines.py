"""Write pieces as a GeoPackage of two layers: their outlines, and their middles as points."""

import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing

import numpy as np

from app.clustering.anomalies.pieces import Piece
from app.clustering.kernels import OutlineTracer
from app.products.pieces.piece_rows import PieceRow
from app.products.polygons.geopackage_tables import begin, now_text, sqlite_translated
from app.products.provenance import in_short
from app.products.writing.safe_write import Staging
from app.products.writing.write_errors import not_read_back, translated
from app.scene.grids.grid import Grid
from app.scene.grids.pixel_areas import NO_AREAS
from app.scene.scene import Scene
from app.steps import drain

OUTLINES, MIDDLES = "pieces", "positions"
_POINT, _MULTI_POLYGON = 1, 6
_FIELDS = (
    "number INTEGER, n_px INTEGER, length_m REAL, width_m REAL, orientation_deg REAL, "
    "contrast REAL, decision TEXT, reason TEXT"
)


def stage_outlines(staging: Staging, name: str, rows: Sequence[PieceRow], scene: Scene) -> None:
    """Write pieces to be put in place with other files.

    Raises
    ------
    OutputError
        The file cannot be written or did not read back.
    """
    target, path, grid = staging.folder / name, staging.place(name), scene.grid
    with translated(target), sqlite_translated(target):
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            srs_id = begin(file, grid)
            _layer(file, OUTLINES, "MULTIPOLYGON", srs_id, in_short(scene))
            _layer(file, MIDDLES, "POINT", srs_id, in_short(scene))
            for row in rows:
                _add(file, OUTLINES, row, _head(srs_id) + _outline(row.piece, grid))
                middle = struct.pack("<BI2d", 1, _POINT, row.x, row.y)
                _add(file, MIDDLES, row, _head(srs_id) + middle)
            _tell_extent(file, [row.piece for row in rows], grid)
            file.execute("COMMIT")
        staging.seal(path)
        with closing(sqlite3.connect(path)) as file:
            (n_read,) = file.execute(f"SELECT count(*) FROM {OUTLINES}").fetchone()  # noqa: S608
        if n_read != len(rows):
            raise not_read_back(target)


def _layer(file: sqlite3.Connection, name: str, kind: str, srs_id: int, about: str) -> None:
    file.execute(
        f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {kind}, "
        f"{_FIELDS})"
    )
    file.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
        "last_change, srs_id) VALUES (?, 'features', ?, ?, ?, ?)",
        (name, name, about, now_text(), srs_id),
    )
    file.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (name, kind, srs_id)
    )


def _add(file: sqlite3.Connection, layer: str, row: PieceRow, geometry: bytes) -> None:
    piece = row.piece
    file.execute(
        f"INSERT INTO {layer} (geom, number, n_px, length_m, width_m, orientation_deg, contrast, "  # noqa: S608
        "decision, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            geometry,
            piece.number,
            piece.n_px,
            piece.length_m,
            piece.width_m,
            piece.orientation_deg,
            piece.contrast,
            row.decision or None,
            row.reason or None,
        ),
    )


def _head(srs_id: int) -> bytes:
    """Return what stands before a geometry without an envelope (OGC 12-128r18, 2.1.3)."""
    return struct.pack("<2sBBi", b"GP", 0, 1, srs_id)


def _outline(piece: Piece, grid: Grid) -> bytes:
    """Return the outline of a piece along its pixels as well-known binary."""
    classes = np.ascontiguousarray(piece.mask, dtype=np.uint8)
    _, outlines = drain(OutlineTracer(classes, NO_AREAS).trace(1))
    a, b, _, d, e, _ = grid.transform
    x, y = grid.xy(piece.window_row, piece.window_col)
    n_loops = len(outlines.starts)
    points = outlines.points(0, n_loops, (a, b, x, d, e, y))
    polygons = outlines.well_known(0, n_loops, points).tobytes()
    return struct.pack("<BII", 1, _MULTI_POLYGON, outlines.n_patches) + polygons


def _tell_extent(file: sqlite3.Connection, pieces: Sequence[Piece], grid: Grid) -> None:
    if not pieces:
        return
    corners = [
        grid.xy(piece.window_row + down * rows, piece.window_col + across * cols)
        for piece in pieces
        for rows, cols in (piece.mask.shape,)
        for down, across in ((0, 0), (0, 1), (1, 0), (1, 1))
    ]
    xs, ys = zip(*corners, strict=True)
    file.execute(
        "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?",
        (min(xs), min(ys), max(xs), max(ys)),
    )
