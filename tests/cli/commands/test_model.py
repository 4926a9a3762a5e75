"""A model goes to a table or a spectral library and comes back, and is described."""

import json
import re

import numpy as np
import pytest
import rasterio

from app.cli.commands.apply import run as run_apply
from app.cli.commands.model import run
from app.cli.sweep_command import run as run_sweep
from app.products.models.any_model import read_any_model
from tests.cli.commands.conftest import said, write_scene


@pytest.fixture(scope="module", params=["none", "standardise", "angle"])
def trained(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    scene, out = write_scene(folder / "scene"), folder / "out"
    command = [str(scene), "--k", "4-4", "--out", str(out), "--scale", request.param, "--quiet"]
    assert run_sweep([*command, "--save-model"]) == 0
    return scene, out


def read(path):
    with rasterio.open(path) as file:
        return file.read(1)


@pytest.mark.parametrize("ending", ["csv", "sli", "bandsweep-model"])
def test_a_model_in_another_form_gives_the_same_map(tmp_path, trained, ending):
    scene, out = trained
    path = tmp_path / f"four.{ending}"
    assert run([str(out / "k04.bandsweep-model"), str(path), "--quiet"]) == 0
    one, other = read_any_model(out / "k04.bandsweep-model"), read_any_model(path)
    assert [band.wavelength_nm for band in other.bands] == [482.0, 655.0, 865.0]
    if ending == "sli" and one.scaling_kind != "none":
        return  # a library holds spectra alone, and nothing of how they are compared
    labels = tmp_path / "labels"
    assert run_apply([str(path), str(scene), "--out", str(labels), "--quiet"]) == 0
    assert np.mean(read(labels / "clusters_k04.tif") == read(out / "clusters_k04.tif")) > 0.999


def test_a_table_becomes_a_model_that_knows_no_more_than_the_table(tmp_path, trained):
    table, model = tmp_path / "other.csv", tmp_path / "again.bandsweep-model"
    assert run([str(trained[1] / "k04.bandsweep-model"), str(table), "--quiet"]) == 0
    assert run([str(table), str(model), "--quiet"]) == 0
    one, other = read_any_model(table), read_any_model(model)
    np.testing.assert_array_equal(other.centres, one.centres)
    assert other.reaches.shape == one.reaches.shape
    assert [(band.lowest, band.highest) for band in other.bands] == [(-np.inf, np.inf)] * 3


def test_the_description_names_bands_and_classes(tmp_path, trained):
    path = tmp_path / "four.json"
    assert run([str(trained[1] / "k04.bandsweep-model"), str(path), "--quiet"]) == 0
    item = json.loads(path.read_text())
    told = item["properties"]
    assert "mlm" in item["stac_extensions"][0]
    assert [band["name"] for band in told["mlm:input"][0]["bands"]] == ["B2", "B4", "B5"]
    assert [band["name"] for band in told["bands"]] == ["B2", "B4", "B5"]
    # What the schemas of STAC 1.1.0 and MLM 1.4.0 ask for, each for itself.
    assert item["assets"]["model"]["bands"] == told["bands"]
    assert "norm_by_channel" not in told["mlm:input"][0]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["datetime"])
    assert set().union(*told["mlm:input"][0]["bands"]) <= {"name", "format", "expression"}
    assert re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_.\-\s]+[a-zA-Z0-9]", told["mlm:name"])
    classes = told["mlm:output"][0]["classification:classes"]
    assert all(re.fullmatch(r"[0-9A-Za-z_-]+", each["name"]) for each in classes)
    assert [one["value"] for one in classes] == [1, 2, 3, 4]
    assert item["assets"]["model"]["href"] == "./k04.bandsweep-model"


def test_the_description_of_a_table_has_a_date_too(tmp_path, trained):
    table, path = tmp_path / "four.csv", tmp_path / "four.json"
    assert run([str(trained[1] / "k04.bandsweep-model"), str(table), "--quiet"]) == 0
    assert run([str(table), str(path), "--quiet"]) == 0
    assert json.loads(path.read_text())["properties"]["datetime"].endswith("Z")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", "x,y\n1,2\n"), ("a.csv", "row,class,name,B1\ncentre,1,Water,wet\n"),
     ("a.csv", "row,class,name,B1\ncentre,999,Water,1\n"), ("a.sli", "x"), ("a.csv", "")],
)  # fmt: skip
def test_what_is_no_model_is_refused_in_three_parts(tmp_path, capsys, name, content):
    path = tmp_path / name
    path.write_text(content)
    assert run([str(path), str(tmp_path / "out.csv")]) == 2
    assert len(said(capsys)) == 3
