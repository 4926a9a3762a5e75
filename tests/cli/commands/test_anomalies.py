"""`bandsweep anomalies` finds the ships of the sample, and says where and how large they are."""

import csv
import json
import sqlite3
from contextlib import closing

import numpy as np
import pytest
from scipy.ndimage import label

from app.cli.commands.anomalies import run
from app.cli.commands.compress import run as compress
from app.cli.commands.replay import run as replay
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from tests.cli.commands.conftest import assert_tells_when_and_where, said, write_part

import rasterio  # isort: skip
from rasterio.transform import Affine  # isort: skip
from rasterio.windows import Window  # isort: skip

LAKE = Window(270, 240, 270, 220)  # columns and rows: the lake with all ships


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = "LC08_L2SP_999999_20200715_20200801_02_T1_SIMULATED"
    return write_part(tmp_path_factory.mktemp("lake") / folder, LAKE)


@pytest.fixture(scope="module")
def written(lake, tmp_path_factory):
    out = tmp_path_factory.mktemp("anomalies") / "out"
    assert run([str(lake), "--out", str(out), "--quiet"]) == 0
    return out


def read(path):
    with rasterio.open(path) as file:
        return file.read(1)


def ships(lake):
    with (lake / "truth" / "true_materials.csv").open(encoding="utf-8") as file:
        numbers = {row["material"]: int(row["number"]) for row in csv.DictReader(file)}
    return label(read(lake / "truth" / "true_materials.tif") == numbers["ships"], np.ones((3, 3)))


def test_each_file_tells_when_the_scene_was_taken_and_its_crs(written):
    assert_tells_when_and_where(written, "2020-07-15", "EPSG:32632")


def test_all_ships_are_found_and_hardly_anything_else(written, lake):
    (numbers, n_ships), labels = ships(lake), read(written / "anomalies.tif")
    pieces, n_pieces = label(labels == 2, np.ones((3, 3)))
    assert n_ships > 5
    assert set(numbers[labels == 2]) - {0} == set(range(1, n_ships + 1))
    with_ship = set(pieces[numbers > 0]) - {0}
    assert n_pieces - len(with_ship) <= 2


def test_table_outlines_and_record_tell_the_same_pieces(written):
    with (written / "anomalies.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    labels = read(written / "anomalies.tif")
    assert sum(int(row["n_px"]) for row in rows) == (labels == 2).sum()
    with rasterio.open(written / "anomalies.tif") as file:
        for row in rows:
            assert labels[file.index(float(row["x"]), float(row["y"]))] == 2
    assert all(150 < float(row["length_m"]) < 300 for row in rows)
    with closing(sqlite3.connect(written / "anomalies.gpkg")) as file:
        for question in (
            "SELECT number, n_px FROM pieces ORDER BY number",
            "SELECT number, n_px FROM positions ORDER BY number",
        ):
            assert file.execute(question).fetchall() == [
                (int(row["number"]), int(row["n_px"])) for row in rows
            ]
    record = json.loads((written / "run.json").read_text(encoding="utf-8"))
    assert record["n_pieces"] == len(rows)
    assert record["command"][:2] == ["bandsweep", "anomalies"]


def test_replay_gives_the_same_bytes(written, tmp_path):
    assert replay([str(written / "run.json"), "--out", str(tmp_path / "b"), "--quiet"]) == 0
    for name in ("anomalies.tif", "anomalies.csv"):
        assert (tmp_path / "b" / name).read_bytes() == (written / name).read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Command not understood"),
        (["--ground", "sea"], "Ground not understood"),
        (["--ground", "NDWI>0.99"], "Ground too small"),
        (["--k", "1"], "Number not understood"),
        (["--aoi", "nowhere.geojson"], "Area not found"),
        (["--ground", "area"], "No area of interest"),
        (["--reject", "12"], "Piece not understood"),
        (["--keep", "12,-4"], "Number not understood"),
        (["--as-in", "nowhere.bandsweep"], "Project not found"),
    ],
)
def test_bad_orders_end_with_three_parts(lake, tmp_path, capsys, words, told):
    paths = [str(lake)] if words else []
    assert run([*paths, *words, "--out", str(tmp_path / "out"), "--quiet"]) == 2
    title, _, hint = said(capsys)[-3:]
    assert title == told
    assert hint
    assert not (tmp_path / "out").exists()


def written_scene(path, values):
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=values.shape[2],
        height=values.shape[1],
        count=len(values),
        dtype=values.dtype,
        nodata=0,
        crs="EPSG:32632",
        transform=Affine(10, 0, 5e5, 0, -10, 5e6),
    ) as file:
        file.write(values)
    return path


def test_an_empty_band_leaves_the_others_to_search(tmp_path):
    values = np.random.default_rng(2).integers(900, 1_100, (3, 24, 24), dtype=np.uint16)
    values[2] = 0
    scene = written_scene(tmp_path / "a.tif", values)
    order = [str(scene), "--ground", "all", "--shore", "0", "--out", str(tmp_path / "out")]
    assert run([*order, "--quiet"]) == 0
    assert (read(tmp_path / "out" / "anomalies.tif") > 0).all()


@pytest.mark.parametrize(("search", "more"), [(run, ["--ground", "all"]), (compress, ["--k", "2"])])
def test_values_too_far_apart_are_refused(tmp_path, capsys, search, more):
    values = np.random.default_rng(2).uniform(1e30, 1e33, (2, 24, 24))
    scene = written_scene(tmp_path / "a.tif", values)
    assert search([str(scene), *more, "--out", str(tmp_path / "out"), "--quiet"]) == 2
    assert said(capsys)[-3] == "Values too far apart"
    assert not (tmp_path / "out").exists()


def decided(folder):
    with (folder / "anomalies.csv").open(encoding="utf-8") as file:
        told = [(row["decision"], row["reason"]) for row in csv.DictReader(file)]
    with closing(sqlite3.connect(folder / "anomalies.gpkg")) as file:
        question = "SELECT decision, reason FROM pieces ORDER BY number"
        kept = [tuple(part or "" for part in row) for row in file.execute(question)]
    assert told == kept
    return told


def test_a_decision_of_no_piece_is_told(lake, tmp_path, capsys):
    words = [str(lake), "--out", str(tmp_path / "out"), "--quiet", "--reject", "0,123:surf"]
    assert run(words) == 0
    assert '"--reject 0,123": no piece holds this pixel' in " ".join(said(capsys))


def test_decisions_stand_beside_the_pieces_and_come_again_by_replay(written, lake, tmp_path):
    with (written / "anomalies.csv").open(encoding="utf-8") as file:
        one, other, *_ = csv.DictReader(file)
    at, elsewhere = (f"{int(float(row['row']))},{int(float(row['col']))}" for row in (one, other))
    words = ["--keep", at, "--reject", f"{elsewhere}:surf: not a ship", "--sheet", "--quiet"]
    assert run([str(lake), *words, "--out", str(tmp_path / "a")]) == 0
    told = decided(tmp_path / "a")
    assert told[:2] == [("kept", ""), ("rejected", "surf: not a ship")]
    assert set(told[2:]) == {("", "")}
    record = json.loads((tmp_path / "a" / "run.json").read_text(encoding="utf-8"))
    assert (record["n_kept"], record["n_rejected"]) == (1, 1)
    assert replay([str(tmp_path / "a" / "run.json"), "--out", str(tmp_path / "b"), "--quiet"]) == 0
    assert decided(tmp_path / "b") == told
    for folder in ("a", "b"):
        assert (tmp_path / folder / "anomalies.pdf").read_bytes().startswith(b"%PDF")
