"""Areas come out of every kind of file as they were drawn; what is no area is refused in words."""

import json
import sqlite3
import struct
from contextlib import closing

import pytest
import shapefile

from app.errors import SettingsError
from app.scene.areas.area_file import read_area

OUTLINE = ((10.0, 50.0), (11.0, 50.0), (11.0, 51.0), (10.0, 50.0))
HOLE = ((10.6, 50.2), (10.8, 50.2), (10.8, 50.4), (10.6, 50.2))
OTHER = ((12.0, 50.0), (13.0, 50.0), (13.0, 51.0), (12.0, 50.0))
POLYGONS = ((OUTLINE, HOLE), (OTHER,))


def points(area):
    return tuple(
        tuple(tuple(zip(ring[::2], ring[1::2], strict=True)) for ring in polygon)
        for polygon in area.polygons
    )


def feature(geometry):
    return {"type": "Feature", "properties": {"name": "x"}, "geometry": geometry}


DOCUMENTS = {
    "multi": {"type": "MultiPolygon", "coordinates": POLYGONS},
    "features": {
        "type": "FeatureCollection",
        "features": [
            feature(None),
            feature({"type": "Point", "coordinates": [1, 2]}),
            *(feature({"type": "Polygon", "coordinates": rings}) for rings in POLYGONS),
        ],
    },
    "empty points": {
        "type": "FeatureCollection",
        "features": [
            feature({"type": "Point", "coordinates": []}),
            feature({"type": "MultiPoint", "coordinates": [None]}),
            feature({"type": "MultiPolygon", "coordinates": POLYGONS}),
        ],
    },
    "collection": feature(
        {
            "type": "GeometryCollection",
            "geometries": [{"type": "Polygon", "coordinates": rings} for rings in POLYGONS],
        }
    ),
    "heights": {
        "type": "MultiPolygon",
        "coordinates": [
            [[[*point, 7.0] for point in ring] for ring in rings] for rings in POLYGONS
        ],
    },
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_geojson_of_every_kind_is_read(tmp_path, kind):
    path = tmp_path / "area.geojson"
    path.write_text("\ufeff" + json.dumps(DOCUMENTS[kind]), encoding="utf-8")
    area = read_area(path, is_inside=False)
    assert points(area) == POLYGONS
    assert (area.name, area.crs, area.is_inside) == ("area.geojson", "OGC:CRS84", False)


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:EPSG::32618", "EPSG:32618"),
        ("EPSG:32618", "EPSG:32618"),
        ("urn:ogc:def:crs:EPSG:6.18.3:3857", "EPSG:3857"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"),
    ],
)
def test_elder_geojson_names_its_crs(tmp_path, name, crs):
    path = tmp_path / "area.json"
    named = {"type": "name", "properties": {"name": name}}
    path.write_text(json.dumps({**DOCUMENTS["features"], "crs": named}), encoding="utf-8")
    assert read_area(path).crs == crs


def wkb(polygons, order="<", extra=()):
    """Write a multi polygon; `extra` values follow each x and y."""
    code = 3 + 1000 * len(extra)
    told = []
    for rings in polygons:
        body = struct.pack(f"{order}BII", order == "<", code, len(rings))
        for ring in rings:
            body += struct.pack(f"{order}I", len(ring))
            body += b"".join(
                struct.pack(f"{order}{2 + len(extra)}d", *point, *extra) for point in ring
            )
        told.append(body)
    head = struct.pack(f"{order}BII", order == "<", code + 3, len(polygons))
    return head + b"".join(told)


def write_geopackage(path, blobs, srs=32618, kind="TABLE"):
    base = sqlite3.connect(path)
    base.executescript(
        "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, "
        "organization TEXT, organization_coordsys_id INTEGER, definition TEXT);"
        "INSERT INTO gpkg_spatial_ref_sys VALUES ('utm', 32618, 'EPSG', 32618, 'x'), "
        "('wgs', 4326, 'EPSG', 4326, 'x'), ('own', 100001, 'me', 1, 'PROJCS[...]'), "
        "('undefined', -1, 'NONE', -1, 'undefined');"
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, "
        "geometry_type_name TEXT, srs_id INTEGER, z INTEGER, m INTEGER);"
    )
    base.execute(
        "INSERT INTO gpkg_geometry_columns VALUES ('my \"areas', 'geom', 'POLYGON', ?, 0, 0)",
        (srs,),
    )
    if kind == "TABLE":
        base.execute('CREATE TABLE "my ""areas" (fid INTEGER PRIMARY KEY, geom BLOB)')
        base.executemany('INSERT INTO "my ""areas" (geom) VALUES (?)', [(b,) for b in blobs])
    else:
        base.execute(
            'CREATE VIEW "my ""areas" AS WITH RECURSIVE n(geom) AS '
            "(SELECT 1 UNION ALL SELECT geom + 1 FROM n) SELECT geom FROM n"
        )
    base.commit()
    base.close()


def blob_of(body, flags=1, envelope=b""):
    return b"GP\0" + bytes([flags]) + struct.pack("<i", 32618) + envelope + body


def test_geopackage_is_read_with_and_without_envelopes_and_heights(tmp_path):
    path = tmp_path / "area.gpkg"
    first, second = wkb(POLYGONS[:1], ">", (5.0,)), wkb(POLYGONS[1:], "<")
    write_geopackage(
        path,
        [
            blob_of(first),
            None,
            blob_of(b"", flags=0b1_0001),  # empty
            blob_of(second, flags=0b11, envelope=bytes(32)),
            blob_of(struct.pack("<BIdd", 1, 1, 3.0, 4.0)),  # a point
        ],
    )
    before = path.read_bytes()
    area = read_area(path)
    assert (points(area), area.crs) == (POLYGONS, "EPSG:32618")
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["area.gpkg"]


def test_of_several_layers_of_a_geopackage_it_is_said_which_is_taken(tmp_path):
    path = tmp_path / "area.gpkg"
    write_geopackage(path, [blob_of(wkb(POLYGONS[:1]))])
    assert read_area(path).name == "area.gpkg"
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE b (geom BLOB)")
        base.execute(
            "INSERT INTO gpkg_geometry_columns VALUES ('b', 'geom', 'POLYGON', 4326, 0, 0)"
        )
        base.commit()
        assert read_area(path).name == "area.gpkg"  # the other one is empty
        base.execute("INSERT INTO b VALUES (?)", [blob_of(wkb(POLYGONS[1:]))])
        base.commit()
    area = read_area(path)
    assert area.name == 'area.gpkg (layer my "areas, the first of several)'
    assert points(area) == POLYGONS[:1]


@pytest.mark.parametrize(
    ("srs", "crs"), [(4326, "OGC:CRS84"), (100001, "PROJCS[...]"), (-1, ""), (7, "")]
)
def test_geopackage_tells_its_crs(tmp_path, srs, crs):
    path = tmp_path / "area.gpkg"
    write_geopackage(path, [blob_of(wkb(POLYGONS))], srs)
    assert read_area(path).crs == crs


def test_views_of_a_geopackage_are_not_run(tmp_path):
    path = tmp_path / "area.gpkg"
    write_geopackage(path, [], kind="VIEW")
    with pytest.raises(SettingsError, match="No polygon in file"):
        read_area(path)


@pytest.mark.parametrize("kind", [shapefile.POLYGON, shapefile.POLYGONZ])
def test_shapefile_is_read_with_the_crs_beside_it(tmp_path, kind):
    path = tmp_path / "area.shp"
    with shapefile.Writer(path, shapeType=kind) as writer:
        writer.field("name", "C")
        for rings in POLYGONS:
            turned = [list(reversed(rings[0])), *map(list, rings[1:])]
            (writer.poly if kind == shapefile.POLYGON else writer.polyz)(turned)
            writer.record("x")
    (tmp_path / "area.prj").write_text("GEOGCS[...]")
    area = read_area(path)
    assert [len(polygon) for polygon in area.polygons] == [2, 1]
    assert {p for ring in points(area)[0] for p in ring} == set(OUTLINE) | set(HOLE)
    assert area.crs == "GEOGCS[...]"
    (tmp_path / "area.prj").unlink()
    with pytest.raises(SettingsError) as caught:
        read_area(path)
    assert "area.prj" in caught.value.detail


def kml_of(polygon):
    outer, *inner = (
        "<LinearRing><coordinates>"
        + " ".join(f"{x},{y},0" for x, y in ring)
        + "</coordinates></LinearRing>"
        for ring in polygon
    )
    holes = "".join(f"<innerBoundaryIs>{ring}</innerBoundaryIs>" for ring in inner)
    outline = f"<outerBoundaryIs>{outer}</outerBoundaryIs>"
    return f"<Placemark><Polygon>{outline}{holes}</Polygon></Placemark>"


@pytest.mark.parametrize("space", [' xmlns="http://www.opengis.net/kml/2.2"', ""])
def test_kml_is_read(tmp_path, space):
    path = tmp_path / "area.kml"
    path.write_text(
        f"<kml{space}><Document><Folder>{''.join(map(kml_of, POLYGONS))}</Folder></Document></kml>"
    )
    area = read_area(path)
    assert (points(area), area.crs) == (POLYGONS, "OGC:CRS84")


LAUGHS = '<!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml>&b;</kml>'
BAD = {
    "no.geojson": "[]",
    "text.geojson": "no json",
    "deep.geojson": "[" * 200_000,
    "crs.geojson": json.dumps({**DOCUMENTS["multi"], "crs": {"properties": {"name": "/etc/x"}}}),
    "short.geojson": '{"type": "Polygon", "coordinates": [[[1]]]}',
    "words.geojson": '{"type": "Polygon", "coordinates": [[["a", "b"]]]}',
    "laughs.kml": LAUGHS,
    "short.kml": "<kml><Polygon>",
    "no.shp": "no shapefile at all",
    "no.gpkg": "no data base at all, however long this text may be",
    "area.txt": "x",
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_area_is_refused_with_the_files_name(tmp_path, name):
    path = tmp_path / name
    path.write_text(BAD[name])
    with pytest.raises(SettingsError) as caught:
        read_area(path)
    assert caught.value.title == "Area cannot be read"
    assert name in caught.value.detail
    assert caught.value.hint


@pytest.mark.parametrize("cut", [9, 14, 30, 100])
def test_geometries_that_break_off_are_refused(tmp_path, cut):
    path = tmp_path / "area.gpkg"
    write_geopackage(path, [blob_of(wkb(POLYGONS)[:cut])])
    with pytest.raises(SettingsError, match="Area cannot be read"):
        read_area(path)


def test_a_count_beyond_the_bytes_asks_for_no_memory(tmp_path):
    path = tmp_path / "area.gpkg"
    write_geopackage(path, [blob_of(struct.pack("<BIII", 1, 3, 1, 2**32 - 1))])
    with pytest.raises(SettingsError, match="Area cannot be read"):
        read_area(path)


def test_a_file_without_polygons_and_one_that_is_gone_say_so(tmp_path):
    path = tmp_path / "line.geojson"
    path.write_text('{"type": "LineString", "coordinates": [[1, 2], [3, 4]]}')
    with pytest.raises(SettingsError, match="No polygon in file"):
        read_area(path)
    with pytest.raises(SettingsError, match="Area not found"):
        read_area(tmp_path / "gone.kml")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "area.geojson"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    with pytest.raises(SettingsError, match="65 MB"):
        read_area(path)


def test_an_area_of_too_many_points_is_refused_when_it_is_used(tmp_path):
    from app.scene.leaving_out.leave_out import LeaveOut

    path = tmp_path / "area.geojson"
    ring = [[i / 1e4, i % 7] for i in range(100_001)]
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    with pytest.raises(SettingsError, match="100,001 points"):
        LeaveOut(areas=(read_area(path),))
