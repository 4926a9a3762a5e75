"""A map is assessed by places whose class is known; places to be looked at are drawn."""

import csv
import json

import numpy as np
import pytest
import rasterio
import shapefile
from rasterio.crs import CRS

from app.cli.commands.accuracy import run
from app.cli.commands.replay import run as run_replay
from tests.cli.commands.conftest import assert_tables_tell, said
from tests.cli.commands.test_compare import table, write_map

NAMES = ("", "Water", "Forest", "Bare")


@pytest.fixture
def truth():
    """What is there: three materials in stripes of 100 x 90 pixels."""
    return np.repeat(np.array([1, 2, 3], dtype=np.uint8), 30)[:, None].repeat(100, axis=1)


@pytest.fixture
def map_path(tmp_path, truth):
    """A map that takes the upper ten rows of Bare for Forest."""
    labels = truth.copy()
    labels[60:70] = 2
    return write_map(tmp_path / "map.tif", labels, names=NAMES)


def drawn(map_path, out, *options):
    assert run([str(map_path), "--draw", "240", "--out", str(out), "--quiet", *options]) == 0
    return table(out / "points.csv")


def fill_in(rows, truth, path, *, names=False):
    """Say what is at each place, as somebody who looks at it does."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for row in rows:
            value = int(truth[int(row["row"]), int(row["col"])])
            writer.writerow(row | {"class": NAMES[value] if names else value})
    return path


@pytest.mark.parametrize("names", [False, True])
def test_drawn_places_filled_in_tell_accuracy_and_true_areas(tmp_path, truth, map_path, names):
    rows = drawn(map_path, tmp_path / "draw")
    points = fill_in(rows, truth, tmp_path / "points.csv", names=names)
    out = tmp_path / "out"
    assert run([str(map_path), str(points), "--out", str(out), "--quiet"]) == 0
    told = {(row["measure"], row["class"]): row for row in table(out / "accuracy.csv")}
    overall = told["overall", ""]
    assert float(overall["low_95"]) < 8 / 9 < float(overall["high_95"])
    assert float(told["user's", "Water"]["value"]) == 1
    assert float(told["user's", "Forest"]["value"]) == pytest.approx(3 / 4, abs=0.12)
    areas = {row["class"]: row for row in table(out / "areas.csv")}
    bare = areas["Bare"]
    assert float(bare["mapped_ha"]) == pytest.approx(20 * 100 * 0.09, rel=3e-3)
    assert float(bare["low_95_ha"]) < 30 * 100 * 0.09 < float(bare["high_95_ha"])
    matrix = table(out / "error_matrix.csv")
    assert sum(int(row["Total"]) for row in matrix[:-1]) == len(rows)
    again = tmp_path / "again"
    assert run_replay([str(out / "run.json"), "--out", str(again), "--quiet"]) == 0
    assert (again / "accuracy.csv").read_bytes() == (out / "accuracy.csv").read_bytes()


def test_each_file_tells_when_the_scene_was_taken_and_its_crs(tmp_path, truth, map_path):
    with rasterio.open(map_path, "r+") as file:
        file.update_tags(ACQUIRED="2020-07-15")
    told = {"acquired": "2020-07-15", "crs": "EPSG:32611"}
    points = fill_in(drawn(map_path, tmp_path / "draw"), truth, tmp_path / "points.csv")
    assert_tables_tell(tmp_path / "draw", **told)
    document = json.loads((tmp_path / "draw" / "points.geojson").read_text())
    assert all(told.items() <= one["properties"].items() for one in document["features"])
    assert run([str(map_path), str(points), "--out", str(tmp_path / "out"), "--quiet"]) == 0
    assert_tables_tell(tmp_path / "out", **told)


def test_places_lie_in_the_middle_of_pixels_and_rare_classes_get_enough(tmp_path, map_path):
    rows = drawn(map_path, tmp_path / "draw", "--least", "60")
    with rasterio.open(map_path) as file:
        for row in rows[:20]:
            x, y = file.xy(int(row["row"]), int(row["col"]))
            assert (float(row["x"]), float(row["y"])) == (x, y)
    allocation = {
        row["class"]: int(row["n_points"]) for row in table(tmp_path / "draw/allocation.csv")
    }
    assert allocation == {"Water": 77, "Forest": 103, "Bare": 60}
    document = json.loads((tmp_path / "draw" / "points.geojson").read_text())
    assert len(document["features"]) == 240
    assert document["crs"]["properties"]["name"] == "EPSG:32611"


def test_polygons_of_longitude_and_latitude_with_names_are_laid_on_the_map(tmp_path, map_path):
    from rasterio.warp import transform

    xs = [500_030, 501_000, 501_000, 500_030]
    ys = [5_699_970, 5_699_970, 5_699_200, 5_699_200]
    ring = [list(pair) for pair in zip(*transform("EPSG:32611", "EPSG:4326", xs, ys), strict=True)]
    feature = {
        "type": "Feature",
        "properties": {"cover": "water"},
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    out = tmp_path / "out"
    options = ["--field", "cover", "--quiet"]
    assert run([str(map_path), str(path), "--out", str(out), *options]) == 0
    told = json.loads((out / "run.json").read_text())
    assert told["overall"]["value"] == 1
    assert told["counts"][0][0] > 700
    assert "No place lies in Forest, Bare" in told["warnings"][0]


def test_what_a_command_reads_never_goes_though_it_lies_among_results(tmp_path, truth, map_path):
    out = tmp_path / "out"
    points = fill_in(drawn(map_path, out), truth, out / "points.csv")
    lies = out / "clusters_k03.tif"  # as a sweep calls its maps
    for path in tmp_path.glob("map.*"):
        path.rename(out / path.name.replace("map.", "clusters_k03."))
    before = points.read_bytes()
    words = [str(lies), str(points), "--out", str(out), "--quiet"]
    for more in (["--replace"], []):  # then the very same command
        assert run([*words, *more]) == 0
        assert points.read_bytes() == before
        assert not (out / "allocation.csv").exists()
        names = [row["class"] for row in table(out / "areas.csv")]
        assert names == ["Water", "Forest", "Bare"]  # which stand beside the map


def test_a_class_that_the_map_lacks_and_places_beside_it_are_told(tmp_path, map_path, capsys):
    path = tmp_path / "points.csv"
    path.write_text(
        "x,y,class\n500015,5699985,1\n500015,5699955,Snow\n500045,5699955,Water\n1,1,Water\n"
    )
    out = tmp_path / "out"
    assert run([str(map_path), str(path), "--out", str(out), "--quiet"]) == 0
    told = " ".join(said(capsys))
    assert "no class Snow" in told
    assert "beside the map" in told
    names = [row["class"] for row in table(out / "areas.csv")]
    assert names == ["Water", "Forest", "Bare", "Snow"]


def test_classes_that_are_none_of_the_map_are_refused(tmp_path, map_path, capsys):
    path = tmp_path / "points.csv"
    path.write_text("x,y,class\n500015,5699985,Snow\n500045,5699955,Ice\n")
    out = tmp_path / "out"
    assert run([str(map_path), str(path), "--out", str(out), "--quiet"]) == 2
    told = " ".join(said(capsys))
    assert "Classes do not meet" in told
    assert 'of "points.csv" is one of "map.tif": Ice, Snow. The map has 1 (Water)' in told
    assert not out.exists()


def test_a_table_of_shapes_that_has_changed_is_told(tmp_path, map_path, capsys):
    path = tmp_path / "points.shp"
    with shapefile.Writer(str(path), shapeType=shapefile.POINT) as writer:
        writer.field("class", "N")
        writer.point(500_015, 5_699_985)
        writer.record(1)
    path.with_suffix(".prj").write_text(CRS.from_epsg(32611).to_wkt(), encoding="utf-8")
    out = tmp_path / "out"
    assert run([str(map_path), str(path), "--out", str(out), "--quiet"]) == 0
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:-2] + b"2" + table.read_bytes()[-1:])
    assert run_replay([str(out / "run.json"), "--quiet"]) == 2
    assert "points.dbf" in " ".join(said(capsys))


def test_whole_numbers_may_be_stored_as_fractions(tmp_path, truth, map_path):
    with rasterio.open(map_path) as file:
        labels = file.read(1)
    stored = np.where(labels == 0, np.nan, labels).astype(np.float32)
    other = write_map(tmp_path / "other.tif", stored, nodata=np.nan, names=NAMES)
    points = fill_in(drawn(map_path, tmp_path / "drawn"), truth, tmp_path / "points.csv")
    for path in (map_path, other):
        out = tmp_path / path.stem
        assert run([str(path), str(points), "--out", str(out), "--quiet"]) == 0
    for name in ("accuracy.csv", "areas.csv", "error_matrix.csv"):
        assert (tmp_path / "map" / name).read_text() == (tmp_path / "other" / name).read_text()


@pytest.mark.parametrize(
    ("nodata", "names"), [(np.nan, ["Class 0", "Class 1"]), (None, ["Class 1"])]
)
def test_zero_is_a_class_where_no_data_is_said_to_be_something_else(tmp_path, nodata, names):
    labels = np.repeat(np.array([0, 1], dtype=np.float32), 20)[:, None].repeat(50, axis=1)
    labels[0] = np.nan
    path, out = write_map(tmp_path / "a.tif", labels, nodata=nodata), tmp_path / "out"
    assert run([str(path), "--draw", "60", "--out", str(out), "--quiet"]) == 0
    assert [row["class"] for row in table(out / "allocation.csv")] == names


def test_measurements_are_no_classes(tmp_path, capsys):
    measured = write_map(tmp_path / "a.tif", np.full((40, 50), 0.25, np.float32), nodata=None)
    assert run([str(measured), "--draw", "9", "--out", str(tmp_path / "out"), "--quiet"]) == 2
    assert 'The first band of "a.tif" holds numbers such as 0.25, not classes.' in said(capsys)


@pytest.mark.parametrize(
    ("words", "idle"),
    [
        (["--draw", "20", "--field", "cover"], "--field"),
        (["--draw", "20", "--called", "Autumn"], "--called"),
        (["--draw", "20", "--field", "cover", "--called", "Autumn"], "--field and --called"),
        (["points.csv", "--least", "60"], "--least"),
    ],
)
def test_an_option_that_nothing_would_come_of_is_refused(tmp_path, map_path, capsys, words, idle):
    out = tmp_path / "out"
    assert run([str(map_path), *words, "--out", str(out), "--quiet"]) == 2
    _, detail, hint = said(capsys)
    assert detail.startswith(f"{idle} say")
    assert hint
    assert not out.exists()


@pytest.mark.parametrize(
    "wrong", [[], ["p.csv", "--draw", "5"], ["--draw", "0"], ["gone.csv"], ["--draw", "x"]]
)
def test_what_is_not_understood_is_told_in_three_parts(tmp_path, map_path, capsys, wrong):
    out = tmp_path / "out"
    assert run([str(map_path), *wrong, "--out", str(out), "--quiet"]) == 2
    assert len(said(capsys)) == 3
    assert not out.exists()
