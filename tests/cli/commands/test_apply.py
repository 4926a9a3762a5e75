"""A model labels other scenes, says what differs, and marks what it has never met."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import rasterio

from app.cli.commands.apply import run
from app.cli.commands.model import run as run_model
from app.cli.commands.replay import run as run_replay
from app.cli.sweep_command import run as run_sweep
from app.products.models.model_file import read_model, write_model
from tests.cli.commands.conftest import MATERIALS, PRODUCT, SPECTRA, said, write_scene


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> Path:
    """A folder with a scene, its sweep of k = 4 and the model of that."""
    folder = tmp_path_factory.mktemp("trained")
    write_scene(folder / "scene")
    command = [str(folder / "scene"), "--k", "4-4", "--out", str(folder / "out"), "--quiet"]
    assert run_sweep([*command, "--save-model"]) == 0
    return folder


@pytest.fixture
def model(trained) -> str:
    return str(trained / "out" / "k04.bandsweep-model")


def read(path):
    with rasterio.open(path) as file:
        return file.read(1)


def test_its_own_scene_gets_the_very_map_of_the_sweep(tmp_path, trained, model):
    assert run([model, str(trained / "scene"), "--out", str(tmp_path / "out"), "--quiet"]) == 0
    maps = [folder / "clusters_k04.tif" for folder in (trained / "out", tmp_path / "out")]
    assert (read(maps[0]) == read(maps[1])).all()
    with rasterio.open(maps[0]) as one, rasterio.open(maps[1]) as other:
        assert one.colormap(1) == other.colormap(1)
    told = json.loads((tmp_path / "out" / "run.json").read_text())
    assert told["unlike"]["share"] == pytest.approx(0.01, abs=0.004)
    assert told["contract"]["differences"] == []


@pytest.mark.parametrize("scaling", ["none", "standardise", "angle"])
def test_its_own_scene_gets_the_very_file_of_the_sweep(tmp_path, trained, scaling):
    words = [str(trained / "scene"), "--k", "4-4", "--scale", scaling, "--save-model", "--quiet"]
    assert run_sweep([*words, "--out", str(tmp_path / "swept")]) == 0
    own = str(tmp_path / "swept" / "k04.bandsweep-model")
    assert run([own, str(trained / "scene"), "--out", str(tmp_path / "out"), "--quiet"]) == 0
    maps = [tmp_path / folder / "clusters_k04.tif" for folder in ("swept", "out")]
    assert maps[0].read_bytes() == maps[1].read_bytes()


def test_replay_applies_it_again(tmp_path, trained, model):
    assert run([model, str(trained / "scene"), "--out", str(tmp_path / "a"), "--quiet"]) == 0
    record = str(tmp_path / "a" / "run.json")
    assert run_replay([record, "--out", str(tmp_path / "b"), "--quiet"]) == 0
    for name in ("clusters_k04.tif", "unlike_k04.tif", "signatures_k04.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_replay_on_a_renamed_folder_gives_the_same_bytes(tmp_path, model):
    scene = write_scene(tmp_path / "scene", seed=5)
    assert run([model, str(scene), "--out", str(tmp_path / "a"), "--quiet"]) == 0
    moved = scene.rename(tmp_path / "renamed")
    words = [str(tmp_path / "a" / "run.json"), "--scene", str(moved), "--out", str(tmp_path / "b")]
    assert run_replay([*words, "--quiet"]) == 0
    for name in ("clusters_k04.tif", "unlike_k04.tif"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_another_scene_of_the_same_materials_is_labelled_alike(tmp_path, trained, model):
    turned = write_scene(tmp_path / "turned", materials=MATERIALS[::-1], seed=5)
    assert run([model, str(turned), "--out", str(tmp_path / "out"), "--quiet"]) == 0
    own, other = read(trained / "out" / "clusters_k04.tif"), read(tmp_path / "out/clusters_k04.tif")
    assert (own[::-1] == other).all()


def sentinel(folder: Path) -> Path:
    """Write the same materials as Sentinel-2 bands of reflectance times 10,000, turned round."""
    folder.mkdir()
    values = SPECTRA[MATERIALS[::-1]].transpose(2, 0, 1)
    for name, plane in zip(("B02", "B04", "B8A"), values, strict=True):
        with rasterio.open(
            folder / f"T11UNS_20200715T000000_{name}_20m.tif", "w", driver="GTiff", count=1,
            width=plane.shape[1], height=plane.shape[0], dtype="uint16", crs="EPSG:32611",
            transform=rasterio.Affine(20, 0, 500_000, 0, -20, 5_700_000),
        ) as file:  # fmt: skip
            file.write(plane.astype(np.uint16), 1)
            file.scales, file.units = (0.0001,), ("reflectance",)
    return folder


def test_a_model_of_landsat_is_mapped_to_sentinel_by_role_or_refused(
    tmp_path, trained, model, capsys
):
    scene = sentinel(tmp_path / "s2")
    out = tmp_path / "out"
    status = run([model, str(scene), "--out", str(out)])
    if status == 0:
        own, other = read(trained / "out" / "clusters_k04.tif"), read(out / "clusters_k04.tif")
        assert (own[::-1] == other).mean() > 0.99
    else:
        assert status == 2
        assert "trained on reflectance" in " ".join(said(capsys))


def test_a_scene_without_a_needed_band_is_refused_with_its_remedy(tmp_path, model, capsys):
    scene = write_scene(tmp_path / "s", names=("B2", "B4", "B3"))
    assert run([model, str(scene), "--out", str(tmp_path / "out")]) == 2
    told = said(capsys)[-3:]
    assert told[0] == "Model does not fit"
    assert "B5 nir (865 nm)" in told[1]
    assert "--role" in told[2]
    assert not (tmp_path / "out").exists()


def test_values_never_met_are_marked_and_warned_of(tmp_path, model, capsys):
    strange = MATERIALS.copy()
    scene = write_scene(tmp_path / "s", materials=strange, seed=3)
    path = scene / f"{PRODUCT}_B4.TIF"
    with rasterio.open(path, "r+") as file:
        band = file.read(1)
        band[:12, :15] = 60_000
        file.write(band, 1)
    assert run([model, str(scene), "--out", str(tmp_path / "out"), "--quiet"]) == 0
    unlike = read(tmp_path / "out" / "unlike_k04.tif")
    assert (unlike[:12, :15] == 2).all()
    assert (unlike[20:] == 2).mean() < 0.05
    told = " ".join(said(capsys))
    assert "unlike anything in training" in told
    with rasterio.open(tmp_path / "out" / "unlike_k04.tif") as file:
        assert file.nodata == 0


def test_values_far_from_training_are_refused_unless_told_otherwise(tmp_path, model, capsys):
    scene = write_scene(tmp_path / "s", gain=3.0)
    out = str(tmp_path / "out")
    assert run([model, str(scene), "--out", out]) == 2
    assert "where the model was trained" in " ".join(said(capsys))
    assert run([model, str(scene), "--out", out, "--anyway", "--quiet"]) == 0


def test_no_share_is_told_where_a_model_does_not_say_how_far_it_reaches(
    tmp_path, trained, model, capsys
):
    table = str(tmp_path / "table.csv")
    assert run_model([model, table, "--quiet"]) == 0
    scenes = [str(trained / "scene"), str(write_scene(tmp_path / "other", seed=5))]
    assert run([table, *scenes, "--out", str(tmp_path / "out")]) == 0
    told = " ".join(said(capsys))
    assert "nothing is marked" in told
    assert "unlike training" not in told
    with (tmp_path / "out" / "scenes.csv").open(encoding="utf-8") as file:
        assert {row["unlike_share"] for row in csv.DictReader(file)} == {""}
    record = json.loads((tmp_path / "out" / "scene" / "run.json").read_text(encoding="utf-8"))
    assert record["unlike"]["share"] is None


def test_one_scene_that_fails_does_not_end_the_rest(tmp_path, model, capsys):
    good = [write_scene(tmp_path / name, seed=seed) for seed, name in enumerate(("a", "b", "c"))]
    bad = write_scene(tmp_path / "bad", names=("B2", "B4", "B3"))
    out = tmp_path / "out"
    paths = [str(path) for path in (good[0], bad, *good[1:])]
    assert run([model, *paths, "--out", str(out)]) == 2
    with (out / "scenes.csv").open(newline="", encoding="utf-8") as file:
        states = [(row["scene"], row["state"]) for row in csv.DictReader(file)]
    assert states == [("a", "done"), ("bad", "failed"), ("b", "done"), ("c", "done")]
    for name in "abc":
        assert (out / name / "clusters_k04.tif").exists()
    assert "3 of 4 scenes" in said(capsys)[-1]


def test_files_of_other_work_are_left_unless_they_may_go(tmp_path, trained, model, capsys):
    scene, out = str(trained / "scene"), str(tmp_path / "out")
    assert run([model, scene, "--out", out, "--quiet"]) == 0
    assert run([model, scene, "--out", out, "--quiet"]) == 0  # the very same again
    assert run([model, scene, "--out", out, "--quiet", "--unlike", "0.9"]) == 2
    assert said(capsys)[0] == "Other results stand there"
    assert run([model, scene, "--out", out, "--quiet", "--unlike", "0.9", "--replace"]) == 0
    other = Path(out) / "clusters_k07.tif"  # of another model, earlier
    other.write_text("old")
    assert run([model, scene, "--out", out, "--quiet", "--unlike", "0.9"]) == 2
    assert other.name in said(capsys)[-2]
    assert run([model, scene, "--out", out, "--quiet", "--unlike", "0.9", "--replace"]) == 0
    assert not other.exists()


def test_a_model_reads_back_as_it_was_written(tmp_path, model):
    one = read_model(Path(model))
    write_model(tmp_path / "again.bandsweep-model", one)
    other = read_model(tmp_path / "again.bandsweep-model")
    assert (one.bands, one.legend, one.hues) == (other.bands, other.legend, other.hues)
    assert one.origin == other.origin
    np.testing.assert_array_equal(one.centres, other.centres)
    np.testing.assert_array_equal(one.reaches, other.reaches)


def spoilt(text: str) -> list[str]:
    content = json.loads(text)
    found = [text[: len(text) // 2], "{}", "[1]", text.replace('"bandsweep_model": 1', '"x": 1')]
    for key, value in (
        ("centres", [[1, 2]]), ("centres", [[1e39] * 3] * 4), ("hues", [1, 1, 1, 1]),
        ("bands", []), ("classes", [{"number": 1, "members": [9]}]), ("bandsweep_model", 99),
        ("levels", [0.5, 0.1]), ("reaches", [{"label": 200, "n_px": 1, "distances": []}]),
    ):  # fmt: skip
        found.append(json.dumps(content | {key: value}))
    return found


def test_damaged_models_are_refused_in_three_parts(tmp_path, trained, model, capsys):
    for number, text in enumerate(spoilt(Path(model).read_text())):
        path = tmp_path / f"{number}.bandsweep-model"
        path.write_text(text)
        assert run([str(path), str(trained / "scene"), "--out", str(tmp_path / "out")]) == 2, text
        assert len(said(capsys)) == 3
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("wrong", [["--unlike", "2"], ["--unlike", "x"], ["--nope"], []])
def test_what_is_not_understood_is_told_in_three_parts(tmp_path, model, capsys, wrong):
    arguments = [model, "x", "--out", str(tmp_path / "out"), *wrong] if wrong else [model]
    assert run(arguments) == 2
    assert len(said(capsys)) == 3
