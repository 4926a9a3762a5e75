"""`bandsweep partial` makes a map of classes from two labelled pixels in a hundred."""

import csv
import json

import numpy as np
import pytest

from app.cli.commands.partial import run
from app.cli.commands.replay import run as replay
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from tests.cli.commands.conftest import assert_tells_when_and_where, said, write_part

import rasterio  # isort: skip
from rasterio.windows import Window  # isort: skip

PART = Window(270, 240, 300, 220)  # columns and rows: lake, fields and forest, and some collar


def read(path):
    with rasterio.open(path) as file:
        return file.read(1)


def rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    folder = "LC08_L2SP_999999_20200715_20200801_02_T1_SIMULATED"
    return write_part(tmp_path_factory.mktemp("part") / folder, PART)


@pytest.fixture(scope="module")
def truth(part):
    return read(part / "truth" / "true_materials.tif")


@pytest.fixture(scope="module")
def labels(part, tmp_path_factory):
    path = tmp_path_factory.mktemp("labels") / "labels.csv"
    rng = np.random.default_rng(7)
    with rasterio.open(part / "truth" / "true_materials.tif") as file:
        truth = file.read(1)
        at = np.nonzero((truth > 0) & (rng.random(truth.shape) < 0.02))
        xs, ys = file.xy(*at)
    lines = [f"{x},{y},{truth[row, col]}" for x, y, row, col in zip(xs, ys, *at, strict=True)]
    path.write_text("\n".join(["x,y,class", *lines]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def written(part, labels, tmp_path_factory):
    out = tmp_path_factory.mktemp("partial") / "out"
    order = [str(part), "--labels", str(labels), "--out", str(out), "--quiet"]
    assert run(order) == 0
    return out


def test_each_file_tells_when_the_scene_was_taken_and_its_crs(written):
    assert_tells_when_and_where(written, "2020-07-15", "EPSG:32632")


@pytest.mark.slow
def test_nine_pixels_in_ten_are_right_and_the_check_says_so(written, truth):
    found = read(written / "classes.tif")
    accuracy = (found == truth)[truth > 0].mean()
    assert accuracy >= 0.9
    assert (truth == 0).any()
    assert (found[truth == 0] == 0).all()
    told = rows(written / "accuracy.csv")[0]
    assert float(told["overall_accuracy"]) == pytest.approx(accuracy, abs=0.03)
    matrix = [
        [int(value) for key, value in row.items() if key.startswith("label_")]
        for row in rows(written / "error_matrix.csv")
    ]
    assert sum(map(sum, matrix)) == int(told["n_px"])
    record = json.loads((written / "run.json").read_text(encoding="utf-8"))
    assert record["overall_accuracy"] == pytest.approx(float(told["overall_accuracy"]))
    assert sum(record["clusters"].values()) == len(rows(written / "clusters.csv"))


@pytest.mark.slow
def test_sure_pixels_are_right_more_often(written, truth):
    found = read(written / "classes.tif")
    confidence = read(written / "confidence.tif")
    valid = truth > 0
    assert (confidence[~valid] == 255).all()
    right = found == truth
    sure, unsure = valid & (confidence >= 90), valid & (confidence < 60)
    assert right[sure].mean() > 0.95 > 0.75 > right[unsure].mean()


@pytest.mark.slow
def test_where_to_label_next_lies_in_the_cluster_it_names(written):
    ranked = rows(written / "where_next.csv")
    assert [int(row["rank"]) for row in ranked] == list(range(1, len(ranked) + 1))
    worth = [float(row["n_px"]) * (1 - float(row["purity"] or 0)) for row in ranked]
    assert worth == sorted(worth, reverse=True)


@pytest.mark.slow
def test_a_confidence_that_no_pixel_reaches_is_told(part, labels, tmp_path, capsys):
    out = tmp_path / "out"
    words = [str(part), "--labels", str(labels), "--least", "1", "--no-smoothing", "--quiet"]
    assert run([*words, "--out", str(out)]) == 0
    assert not (read(out / "classes.tif") == 1).any()
    assert "No pixel has a class: none is as sure as --least" in " ".join(said(capsys))


def test_replay_gives_the_same_bytes(written, tmp_path):
    assert replay([str(written / "run.json"), "--out", str(tmp_path / "b"), "--quiet"]) == 0
    for name in ("classes.tif", "confidence.tif", "clusters.csv"):
        assert (tmp_path / "b" / name).read_bytes() == (written / name).read_bytes()


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("x,y,class\n{x},{y},1\n", (), "Too few classes"),
        ("x,y,class\n1000,5540000,1\n", (), "Labels lie elsewhere"),
        ("x,y,height\n1,2,3\n", (), "Field not found"),
        ("", ("--aside", "1"), "Number not understood"),
        ("", ("--k", "900"), "Number not understood"),
    ],
)
def test_bad_orders_end_with_three_parts(part, tmp_path, capsys, text, words, told):
    path = tmp_path / "labels.csv"
    with rasterio.open(part / "truth" / "true_materials.tif") as file:
        x, y = file.xy(100, 100)
    path.write_text(text.format(x=x, y=y), encoding="utf-8")
    order = [str(part), "--labels", str(path), "--out", str(tmp_path / "out"), "--quiet"]
    assert run([*order, *words]) == 2
    title, _, hint = said(capsys)[-3:]
    assert title == told
    assert hint
    assert not (tmp_path / "out").exists()
