"""Places of the shown map are drawn, saved, read again and counted, as the commands do it."""

import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.cli.commands.accuracy import run
from app.clustering.accuracy.assessment import Assessment
from app.clustering.accuracy.looked_places import CANNOT_TELL, NOT_YET, LookedPlaces
from app.clustering.legends.change_codes import MapClass
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import LabelMap
from app.engine.tools.assessing.places import count_places, draw_places, save_places
from app.engine.tools.assessing.reading import read_places
from app.engine.tools.assessing.shown_map import ShownMap
from app.errors import OutputError, SettingsError
from app.scene.files.georeference import with_areas
from app.scene.grids.grid import Grid
from tests.engine.test_comparing import drain
from tests.session.conftest import make_result

WKT = rasterio.crs.CRS.from_epsg(32632).to_wkt()
GRID = with_areas(Grid(60, 40, (30.0, 0, 500_000.0, 0, -30.0, 5_500_000.0), WKT, "EPSG:32632", 1))
KEY = ("run", 3)
# Clusters 1 and 2 are Water, cluster 3 is Land.
LOOK = ClusterLook(3, ("Water", "Land"), ((0, 0, 200), (90, 80, 0)), (1, 3), (1, 1, 3))

ENDS = ("csv", "geojson", "gpkg")


@pytest.fixture
def truth():
    """Water above, land below, row by row."""
    return np.where(np.arange(40)[:, None] < 20, 1, 3).repeat(60, axis=1)


@pytest.fixture
def shown():
    """A map that takes the uppermost five rows of land for water."""
    labels = np.where(np.arange(40)[:, None] < 25, 1, 3).repeat(60, axis=1).astype(np.uint8)
    labels[:10] = 2
    labels[0, 0] = 0
    full = LabelMap(labels, 1)
    return ShownMap(KEY, "k = 3", replace(make_result(3), full=full), LOOK, GRID)


@pytest.fixture
def drawn(shown):
    return drain(draw_places(shown, 100, least=20, seed=7))


def looked_at(places, truth):
    """Answer each place with what is there."""
    number = {one.value: at for at, one in enumerate(places.classes, start=1)}
    answers = [number[truth[at]] for at in zip(places.rows, places.cols, strict=True)]
    return replace(places, answers=bytes(answers))


def test_places_are_drawn_within_classes_of_the_legend_and_the_same_by_the_seed(shown, drawn):
    assert drawn.n == 100
    assert drawn.classes == (MapClass(1, "Water"), MapClass(3, "Land"))
    labels = shown.result.full.labels
    for row, col, stratum in zip(drawn.rows, drawn.cols, drawn.strata, strict=True):
        assert LOOK.number_at(labels[row, col]) == stratum
    assert set(drawn.answers) == {NOT_YET}
    assert drain(draw_places(shown, 100, least=20, seed=7)) == drawn
    assert drain(draw_places(shown, 100, least=20, seed=8)) != drawn


def test_answers_tell_how_good_the_map_is_and_where_it_is_wrong(shown, drawn, truth):
    found = drain(count_places(shown, looked_at(drawn, truth)))
    assert found.accuracy.users[1].value == 1
    assert found.accuracy.users[0].value == pytest.approx(0.8, abs=0.12)
    assert found.accuracy.overall.low < (40 - 5) / 40 < found.accuracy.overall.high
    wrong = found.places_in(0, 1)
    assert wrong
    assert all(20 <= row < 25 for row, _ in wrong)
    assert found.total == pytest.approx((40 * 60 - 1) * GRID.areas.mean_m2)
    (remark,) = found.remarks
    assert remark.startswith("In Land all places agree with the map, or none does: an interval")


def test_what_cannot_be_told_and_what_nobody_looked_at_does_not_count(shown, drawn, truth):
    places = looked_at(drawn, truth).answered(0, CANNOT_TELL).answered(1, NOT_YET)
    found = drain(count_places(shown, places))
    assert found.n_places == 98
    assert any("2 places have no class yet" in one for one in found.remarks)
    one_left = looked_at(drawn, truth).answered(0, CANNOT_TELL)
    told = [one for one in drain(count_places(shown, one_left)).remarks if "class yet" in one]
    assert told == ["1 place has no class yet, or none could be told; it does not count."]
    assert (places.n_answered, places.n_told) == (99, 98)
    assert [places.next_open(at) for at in (0, 1, 50)] == [1, 1, 1]


def test_classes_that_were_named_since_are_the_same_and_split_ones_are_remarked(
    shown, drawn, truth
):
    places = looked_at(drawn, truth)
    before = drain(count_places(shown, places))
    renamed = replace(shown, look=replace(LOOK, names=("Sea", "Soil")))
    after = drain(count_places(renamed, places))
    assert after.names == ("Sea", "Soil")
    assert (after.accuracy.counts == before.accuracy.counts).all()
    assert not any("within other classes" in one for one in after.remarks)
    taken_out = ClusterLook(3, ("A", "B", "Land"), ((0, 0, 1),) * 3, (1, 2, 3), (1, 2, 3))
    found = drain(count_places(replace(shown, look=taken_out), places))
    assert any("drawn within other classes" in one for one in found.remarks)
    other = drain(count_places(replace(shown, key=("run", 4)), places))
    assert any("drawn within other classes" in one for one in other.remarks)
    parted = ClusterLook(3, ("A", "B", "Land"), ((0, 0, 1),) * 3, (4, 5, 3), (4, 5, 3))
    found = drain(count_places(replace(shown, look=parted), places))
    assert any("drawn within other classes" in one for one in found.remarks)


def test_without_an_answer_nothing_is_told(shown, drawn):
    with pytest.raises(SettingsError, match="No place has a class"):
        drain(count_places(shown, drawn))


def test_an_estimate_is_not_drawn_on(shown):
    estimate = replace(shown, result=replace(shown.result, full=None))
    with pytest.raises(SettingsError, match="Map not ready yet"):
        drain(draw_places(estimate, 10, least=1, seed=0))


@pytest.mark.parametrize("ending", ENDS)
def test_saved_places_come_back_with_their_answers_and_the_command_reads_them(
    tmp_path, shown, drawn, truth, ending
):
    places = looked_at(drawn, truth).answered(3, CANNOT_TELL).answered(4, NOT_YET)
    path = drain(save_places(tmp_path / f"points.{ending}", places, GRID))
    again = drain(read_places(shown, path))
    assert isinstance(again, LookedPlaces)
    assert (again.rows, again.cols) == (places.rows, places.cols)
    assert again.answers == places.answers
    assert not again.is_drawn
    map_path = tmp_path / "map.tif"
    labels = LOOK.class_table()[shown.result.full.labels]
    with rasterio.open(
        map_path, "w", driver="GTiff", width=60, height=40, count=1, dtype="uint8", nodata=0,
        crs="EPSG:32632", transform=Affine(30, 0, 500_000, 0, -30, 5_500_000),
    ) as file:  # fmt: skip
        file.write(labels, 1)
    categories = "".join(f"<Category>{name}</Category>" for name in ("", "Water", "", "Land"))
    map_path.with_name("map.tif.aux.xml").write_text(
        f'<PAMDataset><PAMRasterBand band="1"><CategoryNames>{categories}</CategoryNames>'
        "</PAMRasterBand></PAMDataset>"
    )
    out = tmp_path / "out"
    assert run([str(map_path), str(path), "--out", str(out), "--quiet"]) == 0
    with (out / "error_matrix.csv").open(newline="") as file:
        rows = list(csv.reader(file))[1:3]
    found = drain(count_places(shown, places))
    assert [[int(n) for n in row[1:3]] for row in rows] == found.accuracy.counts.tolist()


def test_saved_places_tell_when_the_scene_was_taken_and_its_crs(tmp_path, shown, drawn):
    known = {"acquired": "2020-07-15", "crs": "EPSG:32632"}
    places = [drain(save_places(tmp_path / f"p.{end}", drawn, GRID, known)) for end in ENDS]
    with places[0].open(newline="") as file:
        assert all(known.items() <= row.items() for row in csv.DictReader(file))
    document = json.loads(places[1].read_text())
    assert all(known.items() <= one["properties"].items() for one in document["features"])
    with closing(sqlite3.connect(places[2])) as file:
        told = file.execute("SELECT description FROM gpkg_contents").fetchall()
    assert ("acquired: 2020-07-15, crs: EPSG:32632",) in told
    assert [drain(read_places(shown, path)).rows for path in places] == [drawn.rows] * 3


def test_points_without_a_crs_go_into_degrees_only_where_that_can_be(tmp_path, shown, drawn):
    nowhere = replace(GRID, crs_wkt="", crs_name="")
    with pytest.raises(OutputError, match="Places have no coordinates"):
        drain(save_places(tmp_path / "a.geojson", drawn, nowhere))
    with pytest.raises(OutputError, match="Ending not known"):
        drain(save_places(tmp_path / "a.xyz", drawn, GRID))
    path = drain(save_places(tmp_path / "b.geojson", drawn, replace(GRID, crs_name="Own")))
    again = drain(read_places(shown, path))
    assert (again.rows, again.cols) == (drawn.rows, drawn.cols)


def test_classes_of_a_file_that_the_map_lacks_can_be_answered_too(tmp_path, shown):
    path = tmp_path / "points.csv"
    path.write_text("x,y,class\n500015,5499985,1\n500045,5499955,Snow\n500075,5499955,\n1,1,1\n")
    places = drain(read_places(shown, path))
    assert [one.name for one in places.classes] == ["Water", "Land", "Snow"]
    assert list(places.answers) == [1, 3, NOT_YET]
    found = drain(count_places(shown, places))
    assert found.names == ("Water", "Land", "Snow")


def test_polygons_are_counted_at_once(tmp_path, shown):
    path = tmp_path / "areas.geojson"
    ring = [[500_000, 5_499_400], [501_800, 5_499_400], [501_800, 5_499_250], [500_000, 5_499_250]]
    path.write_text(
        '{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": '
        '"EPSG:32632"}}, "features": [{"type": "Feature", "properties": {"class": "Land"}, '
        f'"geometry": {{"type": "Polygon", "coordinates": [{[*ring, ring[0]]}]}}}}]}}'
    )
    found = drain(read_places(shown, path))
    assert isinstance(found, Assessment)
    assert found.accuracy.counts.tolist() == [[0, 300], [0, 0]]


def test_places_that_do_not_belong_together_are_refused():
    with pytest.raises(ValueError, match="do not belong together"):
        LookedPlaces(KEY, (MapClass(1, "A"),), (1,), (1,), (1,), b"\x02")
