"""`bandsweep clouds` finds what the simulated sky holds, says what it cannot do, and repeats."""

import csv
import json
import shutil

import numpy as np
import pytest

from app.cli.commands.clouds import run
from app.cli.commands.replay import run as replay
from app.cli.sweep_command import run as sweep
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from tests.benchmarks.make_scenes import scene_maker
from tests.cli.commands.conftest import assert_tells_when_and_where, said, write_scene
from tests.scene.metadata.test_landsat import write_mtl

import rasterio  # isort: skip
from rasterio.transform import Affine  # isort: skip

SIZE = (200, 234)  # rows, columns: a sixth of the sample scene, simulated alike


@pytest.fixture(scope="module")
def clear(tmp_path_factory):
    maker = scene_maker()
    folder = tmp_path_factory.mktemp("clear")
    scene = maker.simulate(*SIZE, is_clear=True)
    maker.write_scene(folder, scene, product=maker.CLEAR_PRODUCT)
    return folder


@pytest.fixture(scope="module")
def later(tmp_path_factory):
    """The same place with clouds, and its true materials."""
    maker = scene_maker()
    folder = tmp_path_factory.mktemp("later")
    scene = maker.simulate(*SIZE)
    maker.write_scene(folder, scene)
    maker.write_truth(folder / "truth", scene)
    return folder


@pytest.fixture(scope="module")
def written(clear, later, tmp_path_factory):
    out = tmp_path_factory.mktemp("clouds") / "out"
    assert run([str(clear), str(later), "--out", str(out), "--quiet"]) == 0
    return out


def read(path):
    with rasterio.open(path) as file:
        return file.read(1)


def test_each_file_tells_when_the_scene_was_taken_and_its_crs(written):
    assert_tells_when_and_where(written, "2020-07-15", "EPSG:32632")


@pytest.mark.slow
def test_clouds_and_shadows_of_the_sample_are_found(written, later):
    labels, truth = read(written / "clouds.tif"), read(later / "truth" / "true_materials.tif")
    with (later / "truth" / "true_materials.csv").open(encoding="utf-8") as file:
        numbers = {row["material"]: int(row["number"]) for row in csv.DictReader(file)}
    for number, name in ((2, "cloud"), (3, "cloud shadow")):
        found, true = labels == number, truth == numbers[name]
        assert 2 * (found & true).sum() / (found.sum() + true.sum()) >= 0.9, name
    assert (labels[truth == 0] == 0).all()


@pytest.mark.slow
def test_shadows_lie_away_from_the_sun_where_the_first_row_is_the_southernmost(
    written, clear, later, tmp_path
):
    for name, folder in (("clear", clear), ("later", later)):
        shutil.copytree(folder, tmp_path / name, ignore=shutil.ignore_patterns("truth"))
        for path in (tmp_path / name).glob("*.TIF"):
            turn_over(path)
    start = next((tmp_path / "later").glob("*_SR_B2.TIF")).name.removesuffix("_SR_B2.TIF")
    sun = {"SUN_AZIMUTH": "141.0", "SUN_ELEVATION": "55.0"}
    groups = {"IMAGE_ATTRIBUTES": {"SPACECRAFT_ID": "LANDSAT_8", "SENSOR_ID": "OLI_TIRS", **sun}}
    write_mtl(tmp_path / "later" / f"{start}_MTL.txt", groups)
    out = tmp_path / "out"
    words = [str(tmp_path / "clear"), str(tmp_path / "later"), "--out", str(out), "--quiet"]
    assert run(words) == 0
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["scenes"]["later"]["product"]["sun_azimuth_deg"] == 141
    turned, shadow = read(out / "clouds.tif")[::-1] == 3, read(written / "clouds.tif") == 3
    assert 2 * (turned & shadow).sum() / (turned.sum() + shadow.sum()) > 0.95


def turn_over(path):
    with rasterio.open(path) as file:
        values, profile = file.read(), file.profile
    to_north = Affine.translation(0, profile["height"]) @ Affine.scale(1, -1)
    profile |= {"transform": profile["transform"] @ to_north}
    path.unlink()
    with rasterio.open(path, "w", **profile) as file:
        file.write(values[:, ::-1])


@pytest.mark.slow
def test_table_and_record_tell_what_the_map_holds(written):
    counts = np.bincount(read(written / "clouds.tif").reshape(-1), minlength=4)[1:].tolist()
    with (written / "clouds.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["n_px"]) for row in rows] == [*counts, sum(counts)]
    assert float(rows[1]["area_m2"]) == pytest.approx(counts[1] * 900, rel=2e-3)
    record = json.loads((written / "run.json").read_text(encoding="utf-8"))
    assert [entry["n_px"] for entry in record["classes"]] == counts
    assert record["command"][:2] == ["bandsweep", "clouds"]
    assert all(entry["sha256"] for entry in record["inputs"])
    assert not (written / "agreement.csv").exists()


@pytest.mark.slow
def test_replay_gives_the_same_bytes(written, tmp_path):
    assert replay([str(written / "run.json"), "--out", str(tmp_path / "b"), "--quiet"]) == 0
    assert (tmp_path / "b" / "clouds.tif").read_bytes() == (written / "clouds.tif").read_bytes()


@pytest.mark.slow
def test_other_results_are_kept_unless_they_may_go(written, clear, later, capsys):
    words = [str(clear), str(later), "--out", str(written), "--strictness", "0.9", "--quiet"]
    before = (written / "clouds.tif").read_bytes()
    assert run(words) == 2
    assert "clouds.tif" in "".join(said(capsys))
    assert (written / "clouds.tif").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["a"], "Command not understood"),
        (["--model", "m", "a", "b"], "Command not understood"),
        (["--model", "m"], "Command not understood"),
        (["--model", "m", "a", "--by", "difference"], "Command not understood"),
        (["a", "b", "--anyway"], "Command not understood"),
        (["--model", "m", "a", "--seed", "7"], "Command not understood"),
        (["a", "b", "--strictness", "2"], "Number not understood"),
        (["a", "b", "--grow", "-1"], "Number not understood"),
        (["nowhere*", "b"], "No file found"),
    ],
)
def test_bad_orders_end_with_three_parts(tmp_path, capsys, words, told):
    assert run([*words, "--out", str(tmp_path / "out")]) == 2
    title, _, hint = said(capsys)[-3:]
    assert title == told
    assert hint
    assert "␊" not in hint
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def materials(tmp_path_factory):
    """Return a folder with a model of four materials, and of the angles of their spectra."""
    base = tmp_path_factory.mktemp("trained")
    write_scene(base / "clear")
    words = [str(base / "clear"), "--k", "4-4", "--save-model", "--quiet", "--out"]
    assert sweep([*words, str(base / "plain")]) == 0
    assert sweep([*words, str(base / "angle"), "--scale", "angle"]) == 0
    return base


def by_model(materials, kind, *words):
    return run(["--model", str(materials / kind / "k04.bandsweep-model"), *words, "--quiet"])


def test_what_a_model_has_never_met_and_is_brighter_is_cloud(materials, tmp_path):
    later = write_scene(tmp_path / "later", seed=5)
    for path in later.glob("*.TIF"):
        with rasterio.open(path, "r+") as file:
            values = file.read(1)
            values[10:30, 10:30] = 30_000
            file.write(values, 1)
    out = tmp_path / "out"
    assert by_model(materials, "plain", str(later), "--out", str(out)) == 0
    labels = read(out / "clouds.tif")
    assert (labels[10:30, 10:30] == 2).all()
    assert (labels == 2).sum() == 400
    assert not (labels == 3).any()
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["settings"]["by"] == "unlike"
    assert record["settings"]["model"]["k"] == 4
    names = [entry["file"].rsplit(".", 1)[-1] for entry in record["inputs"]]
    assert "bandsweep-model" in names
    assert replay([str(out / "run.json"), "--out", str(tmp_path / "b"), "--quiet"]) == 0
    assert (tmp_path / "b" / "clouds.tif").read_bytes() == (out / "clouds.tif").read_bytes()


def test_a_model_stays_where_other_results_make_room(materials, tmp_path):
    later, out = write_scene(tmp_path / "later", seed=5), tmp_path / "out"
    shutil.copytree(materials / "plain", out)
    words = ["--model", str(out / "k04.bandsweep-model"), str(later), "--out", str(out)]
    assert run([*words, "--replace", "--quiet"]) == 0
    assert (out / "k04.bandsweep-model").is_file()
    assert not (out / "clusters_k04.tif").exists()


def test_a_model_of_angles_tells_no_clouds(materials, tmp_path, capsys):
    words = (str(materials / "clear"), "--out", str(tmp_path / "out"))
    assert by_model(materials, "angle", *words) == 2
    title, detail, _ = said(capsys)[-3:]
    assert title == "Model tells no clouds"
    assert "brightness" in detail
    assert not (tmp_path / "out").exists()
