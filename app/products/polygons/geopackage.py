"""Write polygons as GeoPackage (OGC 12-128r18) that opens with names and colours.

Why by hand: it is one table more than the standard library's sqlite3 writes, and a library for it
would bring a second GDAL.
"""

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from app.arrays import DoubleArray
from app.errors import OutputError
from app.products.polygons.features import ClassOutlines, OutlinedMap, alone
from app.products.polygons.geopackage_tables import begin, now_text, sqlite_translated
from app.products.polygons.layer_styles import CLASS_FIELD, polygons_qml, polygons_sld
from app.products.product import Product, ProductGroup, Results
from app.products.provenance import in_short
from app.products.requests import PolygonsOf
from app.products.writing.safe_write import Staging
from app.products.writing.write_errors import not_read_back, translated
from app.scene.scene import Scene
from app.steps import Progress, Steps

_N_POINTS_AT_ONCE = 500_000
_N_ROWS_AT_ONCE = 20_000
_N_BYTES_MAX = 950_000_000  # SQLite holds a value of a thousand million bytes at most
_MULTI_POLYGON = 6
_HECTARE_M2 = 10_000.0
_WITH_ENVELOPE = 0b0000_0011  # little endian; an envelope of x and y follows
_Box = tuple[float, float, float, float]

_FIELDS = (
    f'fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {{}}, "{CLASS_FIELD}" INTEGER, '
    "name TEXT, colour TEXT, n_px INTEGER, area_m2 REAL, area_ha REAL, share REAL"
)


def stage_polygons(staging: Staging, name: str, results: Results, k: int) -> Steps[Progress, None]:
    """Write the classes of one k, or their patches, to be put in place with other files.

    Raises
    ------
    OutputError
        The file cannot be written, or a class has too many corners for one feature.
    """
    target = staging.folder / name
    path = staging.place(name)
    source = OutlinedMap(results, k)
    doing = f"Writing {name}"
    of = results.options.polygons_of
    with alone(), translated(target), sqlite_translated(target):
        yield from source.prepare(doing)
        layer = _Layer(path, of, source, results.scene)
        with closing(layer):
            for row in range(source.look.n_classes):
                one = yield from source.trace(row, doing)
                if one.n_px:
                    yield from layer.add(one, Progress(doing, (row + 0.5) / source.look.n_classes))
            layer.finish()
        staging.seal(path)
        _read_back(path, target, of, layer.n_features)


class _Layer:
    """The one layer of a file, to which class after class is added."""

    def __init__(self, path: Path, of: PolygonsOf, source: OutlinedMap, scene: Scene) -> None:
        self._of = of
        self._grid = scene.grid
        self._about = in_short(scene)
        self._box: _Box | None = None
        self.n_features = 0
        self._file = sqlite3.connect(path, isolation_level=None)
        try:
            self._lay_out(source)
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        self._file.close()

    def _lay_out(self, source: OutlinedMap) -> None:
        file, now = self._file, now_text()
        self._srs_id = begin(file, self._grid)
        is_whole = self._of is PolygonsOf.CLASSES
        kind = "MULTIPOLYGON" if is_whole else "POLYGON"
        fields = _FIELDS.format(kind) + (", n_patches INTEGER" if is_whole else "")
        file.execute(f"CREATE TABLE {self._of} ({fields})")
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
            "last_change, srs_id) VALUES (?, 'features', ?, ?, ?, ?), "
            "('layer_styles', 'attributes', 'layer_styles', '', ?, 0)",
            (str(self._of), str(self._of), self._about, now, self._srs_id, now),
        )
        file.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
            (str(self._of), kind, self._srs_id),
        )
        style = polygons_qml(source.look), polygons_sld(source.look, str(self._of))
        file.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, "
            "ui, update_time) VALUES ('', '', ?, 'geom', ?, ?, ?, 1, ?, '', NULL, ?)",
            (str(self._of), str(self._of), *style, "Names and colours of the classes", now),
        )

    def add(self, one: ClassOutlines, progress: Progress) -> Steps[Progress, None]:
        """Add one class that has pixels."""
        if self._of is PolygonsOf.CLASSES:
            yield from self._add_whole(one, progress)
        else:
            yield from self._add_patches(one, progress)

    def _add_whole(self, one: ClassOutlines, progress: Progress) -> Steps[Progress, None]:
        outlines = one.outlines
        head = _head(self._srs_id, (0.0,) * 4)
        many = struct.pack("<BII", 1, _MULTI_POLYGON, outlines.n_patches)
        n_bytes = len(head) + len(many) + int(outlines.n_bytes.sum())
        if n_bytes > _N_BYTES_MAX:
            raise OutputError(
                "Too many corners",
                f'The outline of "{one.name}" is {n_bytes / 1e9:.1f} GB long, more than a feature '
                "of a GeoPackage takes.",
                "Write polygons of patches, or give a smallest patch.",
            )
        row = self._file.execute(
            f'INSERT INTO {self._of} (geom, "{CLASS_FIELD}", name, colour, n_px, area_m2, '  # noqa: S608
            "area_ha, share, n_patches) VALUES (zeroblob(?), ?, ?, ?, ?, ?, ?, ?, ?)",
            (n_bytes, *_told(one), one.n_px, *_areas(one.area_m2), one.share, outlines.n_patches),
        ).lastrowid
        box: _Box | None = None
        with self._file.blobopen(str(self._of), "geom", row or 0) as blob:
            blob.seek(len(head))
            blob.write(many)
            for first, last in _parts(outlines.counts):
                points = outlines.points(first, last, self._grid.transform)
                box = _joined(box, points)
                blob.write(outlines.well_known(first, last, points).data)
                yield progress
            blob.seek(0)
            blob.write(_head(self._srs_id, box or (0.0,) * 4))
        self._grow(box)
        self.n_features += 1

    def _add_patches(self, one: ClassOutlines, progress: Progress) -> Steps[Progress, None]:
        outlines = one.outlines
        begin = np.append(np.flatnonzero(outlines.is_first), len(outlines.starts))
        corners = np.add.reduceat(outlines.counts, begin[:-1])
        for first, last in _parts(corners, _N_ROWS_AT_ONCE):
            self._add_rows(one, begin, first, last)
            yield progress

    def _add_rows(self, one: ClassOutlines, begin: np.ndarray, first: int, last: int) -> None:
        """Add the patches of one class from one on to another."""
        outlines, loops = one.outlines, (int(begin[first]), int(begin[last]))
        points = outlines.points(*loops, self._grid.transform)
        self._grow(_joined(None, points))
        known = outlines.well_known(*loops, points).tobytes()
        own = begin[first : last + 1] - loops[0]
        n_bytes = np.append(0, np.cumsum(outlines.n_bytes[slice(*loops)]))[own].tolist()
        boxes = _boxes(points, np.append(0, np.cumsum(outlines.counts[slice(*loops)]))[own])
        told, srs_id = _told(one), self._srs_id
        has_areas = one.area_m2 is not None
        n_px, m2 = outlines.n_px[first:last].tolist(), outlines.m2[first:last].tolist()
        rows = (
            (
                _head(srs_id, boxes[i]) + known[n_bytes[i] : n_bytes[i + 1]],
                *told,
                n_px[i],
                *_areas(m2[i] if has_areas else None),
                n_px[i] / one.n_valid_px,
            )
            for i in range(last - first)
        )
        self._file.executemany(
            f'INSERT INTO {self._of} (geom, "{CLASS_FIELD}", name, colour, n_px, area_m2, '  # noqa: S608
            "area_ha, share) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        self.n_features += last - first

    def finish(self) -> None:
        """Say where the features lie, and put everything into the file."""
        if self._box is not None:
            self._file.execute(
                "UPDATE gpkg_contents SET min_x = ?, max_x = ?, min_y = ?, max_y = ? "
                "WHERE table_name = ?",
                (*self._box, str(self._of)),
            )
        self._file.execute("COMMIT")

    def _grow(self, box: _Box | None) -> None:
        if box is not None:
            ends = np.array([[box[0], box[2]], [box[1], box[3]]])
            self._box = _joined(self._box, ends)


def _told(one: ClassOutlines) -> tuple[int, str, str]:
    # A lone surrogate comes from an undecodable file name and is no UTF-8.
    name = one.name.encode("utf-8", "replace").decode("utf-8")
    return one.number, name, one.hex_colour


def _areas(m2: float | None) -> tuple[float | None, float | None]:
    return m2, None if m2 is None else m2 / _HECTARE_M2


def _head(srs_id: int, box: Sequence[float]) -> bytes:
    """Return what stands before a geometry: whose it is, its CRS, least and greatest x and y."""
    return struct.pack("<2sBBi4d", b"GP", 0, _WITH_ENVELOPE, srs_id, *box)


def _parts(sizes: np.ndarray, n_most: int | None = None) -> Iterator[tuple[int, int]]:
    """Cut a row of things so that parts of it are of bounded size."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        done = int(ends[first - 1]) if first else 0
        last = int(np.searchsorted(ends, done + _N_POINTS_AT_ONCE, side="right"))
        last = max(last, first + 1)
        if n_most is not None:
            last = min(last, first + n_most)
        yield first, last
        first = last


def _joined(box: _Box | None, points: DoubleArray) -> _Box:
    """Return least and greatest x, least and greatest y, of points and of a box before them."""
    low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    if box is None:
        return low[0], high[0], low[1], high[1]
    return min(box[0], low[0]), max(box[1], high[0]), min(box[2], low[1]), max(box[3], high[1])


def _boxes(points: DoubleArray, edges: np.ndarray) -> list[list[float]]:
    low = np.minimum.reduceat(points, edges[:-1], axis=0)
    high = np.maximum.reduceat(points, edges[:-1], axis=0)
    boxes: list[list[float]] = np.stack([low, high], axis=2).reshape(-1, 4).tolist()
    return boxes


def _read_back(path: Path, target: Path, of: PolygonsOf, n_features: int) -> None:
    place = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(place, uri=True)) as file:
        (found,) = file.execute(f"SELECT count(*) FROM {of} WHERE length(geom) > 0").fetchone()  # noqa: S608
    if found != n_features:
        raise not_read_back(target)


def _files(k: int) -> tuple[str, ...]:
    return (f"classes_k{k:02d}.gpkg",)


def _write(staging: Staging, results: Results, k: int) -> Steps[Progress, None]:
    (name,) = _files(k)
    return stage_polygons(staging, name, results, k)


def _beside(name: str) -> tuple[str, ...]:
    if not name.endswith(".gpkg"):
        return ()
    return tuple(name + ending for ending in ("-journal", "-wal", "-shm"))


POLYGONS = Product(
    key="polygons",
    title="Polygons as GeoPackage, styled for QGIS",
    group=ProductGroup.POLYGONS,
    tip="Outlines of the classes with names, colours, areas and shares",
    files=_files,
    write=_write,
    beside=_beside,
    is_ticked=False,
    holds_looks=True,
)
