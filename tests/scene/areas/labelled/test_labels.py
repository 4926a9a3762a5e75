"""Labels come out of every kind of file alike, and onto the pixels they lie on."""

import json
import sqlite3
import struct

import numpy as np
import pytest
import shapefile

from app.errors import SettingsError
from app.scene.areas.labelled.label_file import read_labels
from app.scene.areas.labelled.label_plane import lay_out
from app.scene.grids.grid import Grid

GRID = Grid(40, 30, (10.0, 0.0, 1_000.0, 0.0, -10.0, 2_000.0))
# A square of rows 2..4 and columns 3..6, with a hole at row 3, column 4; a point at row 10, col 20.
SQUARE = [(1030, 1980), (1070, 1980), (1070, 1950), (1030, 1950), (1030, 1980)]
HOLE = [(1040, 1970), (1050, 1970), (1050, 1960), (1040, 1960), (1040, 1970)]
POINT = (1205.0, 1895.0)


def ring(points):
    return struct.pack("<I", len(points)) + b"".join(struct.pack("<2d", *point) for point in points)


def write_geojson(path):
    features = [
        {
            "type": "Feature",
            "properties": {"class": 3, "note": None},
            "geometry": {"type": "Polygon", "coordinates": [SQUARE, HOLE]},
        },
        {
            "type": "Feature",
            "properties": {"class": "Water"},
            "geometry": {"type": "MultiPoint", "coordinates": [POINT]},
        },
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32632"}}
    path.write_text(
        json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}),
        encoding="utf-8",
    )


def write_geopackage(path):
    head = struct.pack("<2sBBi", b"GP", 0, 1, 7)
    square = struct.pack("<BII", 1, 3, 2) + ring(SQUARE) + ring(HOLE)
    point = struct.pack("<BI2d", 1, 1, *POINT)
    with sqlite3.connect(path) as base:
        base.executescript(
            "CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);"
            "CREATE TABLE gpkg_spatial_ref_sys (srs_id, organization, organization_coordsys_id,"
            " definition);"
            "INSERT INTO gpkg_geometry_columns VALUES ('places', 'geom', 7);"
            "INSERT INTO gpkg_spatial_ref_sys VALUES (7, 'EPSG', 32632, '');"
            "CREATE TABLE places (fid INTEGER, geom BLOB, Class TEXT);"
        )
        rows = [(1, head + square, "3"), (2, head + point, "Water"), (3, None, "Sand")]
        base.executemany("INSERT INTO places VALUES (?, ?, ?)", rows)
    base.close()


def write_shapefile(path):
    with shapefile.Writer(str(path), shapeType=shapefile.POLYGON) as writer:
        writer.field("class", "N")
        writer.poly([SQUARE, HOLE[::-1]])
        writer.record(3)
    path.with_suffix(".prj").write_text("", encoding="utf-8")


def write_csv(path):
    path.write_text("X;Y;class\n1035,0;1975,0;3\n\n1205,0;1895,0;Water\n", encoding="utf-8-sig")


def write_kml(path):
    path.write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>Water</name>'
        "<Point><coordinates>8.5,49.2,0</coordinates></Point></Placemark></kml>",
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("name", "write", "labels"),
    [
        ("a.geojson", write_geojson, ("3", "Water")),
        ("a.gpkg", write_geopackage, ("3", "Water")),
        ("a.shp", write_shapefile, ("3",)),
        ("a.csv", write_csv, ("3", "Water")),
        ("a.kml", write_kml, ("Water",)),
    ],
)
def test_classes_are_read_from_every_kind_of_file(tmp_path, name, write, labels):
    write(tmp_path / name)
    file = read_labels(tmp_path / name)
    assert file.labels == labels
    assert file.name == name


@pytest.mark.parametrize(
    ("code_page", "language", "told"),
    [
        ("latin-1", 0x57, None),
        ("latin-1", 0, None),
        ("cp850", 0x02, None),
        ("utf-8", 0x57, None),
        ("utf-8", 0, "UTF-8"),
        ("latin-1", 0, "ISO 88591"),
        ("cp1250", 0, "ANSI 1250"),
        ("cp1252", 0, "1252"),
        ("cp1252", 0, "no such page"),
    ],
)
def test_texts_of_a_shapefile_are_read_in_the_code_page_they_were_written_in(
    tmp_path, code_page, language, told
):
    path = tmp_path / "places.shp"
    with shapefile.Writer(str(path), shapeType=shapefile.POINT, encoding=code_page) as writer:
        writer.field("class", "C", 20)
        for text in ("Gewässer", "Öde"):
            writer.point(*POINT)
            writer.record(text)
    path.with_suffix(".prj").write_text("", encoding="utf-8")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if told is not None:
        path.with_suffix(".cpg").write_text(told, encoding="ascii")
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = language
    path.with_suffix(".dbf").write_bytes(table)
    assert read_labels(path).labels == ("Gewässer", "Öde")


@pytest.mark.parametrize("write", [write_geojson, write_geopackage])
def test_polygons_and_points_lie_on_their_pixels(tmp_path, write):
    path = tmp_path / ("a.geojson" if write is write_geojson else "a.gpkg")
    write(path)
    grid = Grid(40, 30, GRID.transform, crs_wkt=utm_wkt(), is_projected=True)
    plane = lay_out(read_labels(path), grid, "map")
    expected = np.zeros((30, 40), np.uint8)
    expected[2:5, 3:7] = 1
    expected[3, 4] = 0
    expected[10, 20] = 2
    np.testing.assert_array_equal(plane.labels, expected)
    assert plane.names == ("3", "Water")
    assert (plane.places > 0).sum() == (expected > 0).sum()


def utm_wkt():
    from rasterio.crs import CRS

    return CRS.from_epsg(32632).to_wkt()


def test_places_of_a_kml_file_without_names_are_told_by_their_data(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><ExtendedData><SchemaData>'
        '<SimpleData name="cover">Water</SimpleData></SchemaData></ExtendedData>'
        "<Point><coordinates>8.5,49.2,0</coordinates></Point></Placemark></kml>",
        encoding="utf-8",
    )
    assert read_labels(path, "cover").labels == ("Water",)
    with pytest.raises(SettingsError, match="its fields are cover"):
        read_labels(path)


def test_degrees_in_a_table_are_known_by_their_size(tmp_path):
    grid = Grid(
        1_000, 1_000, (30.0, 0.0, 491_000.0, 0.0, -30.0, 5_540_000.0), utm_wkt(), is_projected=True
    )
    (tmp_path / "a.csv").write_text("x,y,class\n9.0,49.9,1\n", encoding="utf-8")
    plane = lay_out(read_labels(tmp_path / "a.csv"), grid, "map")
    assert (plane.labels == 1).sum() == 1


def test_what_is_said_to_be_two_things_is_nothing(tmp_path):
    rows = "x,y,class\n1005,1995,a\n1005,1995,b\n1015,1995,a\n1015,1995,a\n9999,0,a\n"
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8")
    plane = lay_out(read_labels(tmp_path / "a.csv"), GRID, "map")
    assert (plane.labels > 0).sum() == 1
    assert (plane.n_contradicted_px, plane.n_outside) == (1, 1)


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.xyz", "", "Labels cannot be read"),
        ("a.csv", "a,b\n1,2\n", "Labels cannot be read"),
        ("a.csv", "x,y,class\nleft,2,1\n", "Labels cannot be read"),
        ("a.csv", "x,y,height\n1,2,3\n", "Field not found"),
        ("a.csv", "x,y,class\n1,2,\n", "No labels in file"),
        ("a.geojson", "{", "Labels cannot be read"),
        ("a.geojson", '{"type": "FeatureCollection", "features": []}', "No labels in file"),
        ("nowhere.csv", None, "Labels not found"),
    ],
)
def test_files_that_say_nothing_are_refused(tmp_path, name, text, title):
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=title):
        read_labels(tmp_path / name)


def test_labels_of_another_place_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text("x,y,class\n9999,2,1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="Labels lie elsewhere"):
        lay_out(read_labels(tmp_path / "a.csv"), GRID, "map")
    (tmp_path / "a.csv").write_text("x,y,klass\n1005,1995,1\n", encoding="utf-8")
    assert read_labels(tmp_path / "a.csv", "KLASS").field == "klass"
