"""A file of polygons is a valid GeoPackage that has names, colours and true areas."""

import sqlite3
from contextlib import closing
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from rasterio import Affine
from rasterio.features import rasterize

from app.errors import OutputError
from app.products.polygons import geopackage
from app.products.polygons.geopackage import stage_polygons
from app.products.product import Results
from app.products.requests import USUAL_OPTIONS, ExportOptions, PolygonsOf
from app.products.writing.safe_write import Staging
from app.scene.areas.wkb import polygons_of
from app.steps import drain

N_HEAD = 40
NAMES = ("Water", 'Said "no" & <gone>', "=1+1")


@pytest.fixture
def write(tmp_path, make_case):
    def write(options=USUAL_OPTIONS, **kwargs):
        case = make_case(names=NAMES, **kwargs)
        sweep = type("Sweep", (), {"results": (case.result,)})
        results = Results(case.scene, sweep, {3: case.look}, options=options)
        with Staging(tmp_path / "out") as staging:
            drain(stage_polygons(staging, "classes_k03.gpkg", results, 3))
        return case, tmp_path / "out" / "classes_k03.gpkg"

    return write


def rows(path, sql):
    with closing(sqlite3.connect(path)) as file:
        return file.execute(sql).fetchall()


def burnt(blobs, grid):
    a, b, c, d, e, f = grid.transform
    drawn = np.zeros((grid.height, grid.width), np.uint8)
    for value, blob in blobs:
        for polygon in polygons_of(blob[N_HEAD:]):
            rings = [np.reshape(ring, (-1, 2)).tolist() for ring in polygon]
            shape = {"type": "Polygon", "coordinates": rings}
            transform = Affine(a, b, c, d, e, f)
            burnt_one = rasterize([(shape, value)], out_shape=drawn.shape, transform=transform)
            drawn += burnt_one.astype(np.uint8)
    return drawn


def test_classes_have_names_colours_shares_and_the_areas_of_the_tables(write):
    case, path = write()
    found = rows(path, "SELECT class, name, colour, n_px, area_m2, area_ha, share FROM classes")
    assert [row[:3] for row in found] == [
        (1, NAMES[0], "#0afe01"), (2, NAMES[1], "#14fd02"), (3, NAMES[2], "#1efc03")
    ]  # fmt: skip
    signatures = case.result.signatures
    assert [row[3] for row in found] == signatures.n_px.tolist()
    assert [row[4] for row in found] == signatures.area_m2.tolist()
    assert [row[5] for row in found] == pytest.approx(signatures.area_m2 / 10_000)
    assert sum(row[6] for row in found) == pytest.approx(1)


def test_polygons_burn_back_to_the_map(write):
    labels = np.kron(np.random.default_rng(3).integers(0, 4, (20, 9)), np.ones((3, 2)))
    case, path = write(labels=labels.astype(np.uint8))
    drawn = burnt(rows(path, "SELECT class, geom FROM classes"), case.grid)
    assert (drawn == labels).all()


def test_patches_burn_back_too_and_each_has_its_size(write):
    labels = np.kron(np.random.default_rng(4).integers(0, 4, (9, 7)), np.ones((3, 2)))
    case, path = write(
        ExportOptions(polygons_of=PolygonsOf.PATCHES), labels=labels.astype(np.uint8)
    )
    assert (burnt(rows(path, "SELECT class, geom FROM patches"), case.grid) == labels).all()
    sizes = rows(path, "SELECT class, sum(n_px), sum(area_m2) FROM patches GROUP BY class")
    pixel_m2 = case.grid.pixel_area_m2
    for number, n_px, area_m2 in sizes:
        assert n_px == (labels == number).sum()
        assert area_m2 == pytest.approx(n_px * pixel_m2)


def test_patches_below_the_smallest_go_to_their_neighbours(write):
    labels = np.ones((30, 30), dtype=np.uint8)
    labels[5, 5], labels[10:20, 10:20] = 2, 3
    _, path = write(ExportOptions(smallest_patch_px=4), labels=labels)
    assert rows(path, "SELECT class, n_px FROM classes") == [(1, 800), (3, 100)]


def test_strips_of_writing_leave_no_seam(write, monkeypatch):
    _, path = write()
    whole = rows(path, "SELECT geom FROM classes")
    monkeypatch.setattr(geopackage, "_N_POINTS_AT_ONCE", 50)
    _, path = write()
    assert rows(path, "SELECT geom FROM classes") == whole


def test_crs_extent_and_style_are_where_programs_look_for_them(write):
    case, path = write(labels=np.full((10, 20), 2, dtype=np.uint8))
    assert rows(path, "PRAGMA application_id") == [(0x47504B47,)]
    (crs,) = rows(
        path,
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys "
        "NATURAL JOIN gpkg_geometry_columns WHERE table_name = 'classes'",
    )
    assert crs[:2] == ("EPSG", 32611)
    assert crs[2].startswith("PROJCS[")
    sides = "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'classes'"
    assert rows(path, sides) == [(500_000.0, 5_699_700.0, 500_600.0, 5_700_000.0)]
    ((qml, sld, is_default),) = rows(
        path, "SELECT styleQML, styleSLD, useAsDefault FROM layer_styles"
    )
    assert is_default == 1
    labels = [one.get("label") for one in ET.fromstring(qml).iter("category")]  # noqa: S314 - our own
    assert labels == list(NAMES)
    assert "#14fd02" in sld
    assert case.look.names == NAMES


def test_grid_without_crs_has_one_that_is_undefined(write):
    _, path = write(crs_wkt="", transform=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0), metres_per_unit=None)
    assert rows(path, "SELECT srs_id FROM gpkg_geometry_columns") == [(-1,)]
    assert {row[0] for row in rows(path, "SELECT area_m2 FROM classes")} == {None}


def test_class_with_too_many_corners_is_refused_and_no_file_stays(write, monkeypatch, tmp_path):
    monkeypatch.setattr(geopackage, "_N_BYTES_MAX", 1000)
    with pytest.raises(OutputError, match="smallest patch"):
        write()
    assert not (tmp_path / "out").exists()
