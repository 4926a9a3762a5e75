"""The command never mixes the results of two runs, and removes none unasked."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.cli.sweep_command import run
from app.products.writing.recovery import OWNER


def write_scene(folder: Path, seed: int = 1) -> Path:
    folder.mkdir()
    values = np.random.default_rng(seed).integers(1, 9000, (2, 40, 50), dtype=np.uint16)
    for name, plane in zip(("B4", "B5"), values, strict=True):
        path = folder / f"LC08_L1TP_042024_20200101_20200113_01_T1_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=50, height=40, count=1, dtype="uint16",
            crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(plane, 1)
    return folder


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Path:
    return write_scene(tmp_path_factory.mktemp("scenes") / "scene")


def sweep(scene: Path, out: Path, ks: str, *options: str) -> int:
    return run([str(scene), "--k", ks, "--out", str(out), "--quiet", *options])


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def results(tmp_path_factory, scene) -> Path:
    folder = tmp_path_factory.mktemp("results") / "out"
    assert sweep(scene, folder, "3-5") == 0
    return folder


@pytest.fixture
def out(tmp_path, results) -> Path:
    """Return a folder with the results of one run, k = 3 to 5, and somebody's notes."""
    folder = tmp_path / "out"
    shutil.copytree(results, folder)
    (folder / "notes.txt").write_text("mine")
    (folder / "clusters_k05.tfw").write_text("beside the map")
    return folder


def assert_refused(out: Path, before: dict[str, bytes], said: str, name: str) -> None:
    assert content(out) == before
    title, detail, hint = said.splitlines()
    assert len(title.split()) <= 5
    assert name in detail
    assert str(out) in detail
    assert "--replace" in hint


def test_maps_outside_of_the_new_range_are_named_and_left(scene, out, capsys):
    before = content(out)
    assert sweep(scene, out, "3-4") == 2
    assert_refused(out, before, capsys.readouterr().err, "clusters_k05.tif")


@pytest.mark.parametrize(
    "options",
    [("--seed", "7"), ("--scale", "standardise"), ("--bands", "B4"), ("--nodata", "5")],
)
def test_results_of_other_settings_are_named_and_left(scene, out, capsys, options):
    before = content(out)
    assert sweep(scene, out, "3-5", *options) == 2
    assert_refused(out, before, capsys.readouterr().err, "clusters_k03.tif")


def test_results_of_another_scene_are_named_and_left(tmp_path, out, capsys):
    before = content(out)
    assert sweep(write_scene(tmp_path / "other", seed=2), out, "3-5") == 2
    assert_refused(out, before, capsys.readouterr().err, "clusters_k03.tif")


def test_scene_of_the_same_name_in_another_place_is_another(tmp_path, monkeypatch, capsys):
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        write_scene(tmp_path / place / "scene", seed=len(place))
    monkeypatch.chdir(tmp_path / "one")
    assert sweep(Path("scene"), tmp_path / "out", "3-3") == 0
    before = content(tmp_path / "out")
    monkeypatch.chdir(tmp_path / "two")
    assert sweep(Path("scene"), tmp_path / "out", "3-3") == 2
    assert_refused(tmp_path / "out", before, capsys.readouterr().err, "clusters_k03.tif")


def test_wider_range_is_another_run(scene, out, capsys):
    before = content(out)
    assert sweep(scene, out, "3-6") == 2
    assert_refused(out, before, capsys.readouterr().err, "clusters_k03.tif")


@pytest.mark.parametrize("name", ["run_k03.json", "clusters_k03.png", "clusters_k09.tif"])
def test_exported_results_are_named_and_left(scene, tmp_path, capsys, name):
    (tmp_path / name).write_text("of the window")
    before = content(tmp_path)
    assert sweep(scene, tmp_path, "3-5") == 2
    assert_refused(tmp_path, before, capsys.readouterr().err, name)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"settings": 1}', "[" * 100_000])
def test_report_that_tells_nothing_is_of_another_run(scene, out, capsys, text):
    (out / "run.json").write_text(text)
    before = content(out)
    assert sweep(scene, out, "3-5") == 2
    assert_refused(out, before, capsys.readouterr().err, "clusters_k03.tif, clusters_k04.tif, ")


def test_refusal_comes_before_the_scene_is_read(scene, out, monkeypatch):
    def fail(*_: object) -> None:
        raise AssertionError("read")

    monkeypatch.setattr("app.scene.opening.open_scene", fail)
    assert sweep(scene, out, "3-4") == 2
    assert sweep(scene, out, "3-5", "--seed", "7") == 2


def test_the_same_run_again_is_welcome(scene, out):
    before = content(out)
    assert sweep(scene, out, "3-5") == 0
    after = content(out)
    assert before.pop("run.json") != after.pop("run.json")
    del before["clusters_k05.tfw"]  # it would place the new map as it placed the old one
    assert after == before


def test_replace_leaves_the_new_run_alone_in_the_folder(scene, out, tmp_path):
    (out / "clusters_k04.png").write_text("of an export")
    (out / "run_k04.json").write_text("of an export")
    assert sweep(scene, out, "3-4", "--seed", "7", "--replace") == 0
    assert sweep(scene, tmp_path / "fresh", "3-4", "--seed", "7") == 0
    expected = content(tmp_path / "fresh") | {"notes.txt": b"mine"}
    found = content(out)
    assert json.loads(found.pop("run.json"))["settings"]["seed"] == 7
    del expected["run.json"]
    assert found == expected


def test_replace_removes_nothing_when_the_new_run_fails(scene, out):
    before = content(out)
    assert sweep(scene, out, "3-4", "--replace", "--bands", "B99") == 2
    assert content(out) == before


def test_folder_called_like_a_map_stays(scene, out):
    (out / "clusters_k09.tif").mkdir()
    (out / "clusters_k09.tif" / "mine").write_text("mine")
    assert sweep(scene, out, "3-4", "--replace") == 0
    assert (out / "clusters_k09.tif" / "mine").read_text() == "mine"


def test_results_that_come_meanwhile_are_not_mixed_in(scene, tmp_path, monkeypatch, capsys):
    from app.products.writing.parallel_writing import WritingCrew

    out = tmp_path / "out"
    finish = WritingCrew.finish

    def other_program_writes(self, text):
        (out / "clusters_k09.tif").write_text("theirs")
        return finish(self, text)

    monkeypatch.setattr(WritingCrew, "finish", other_program_writes)
    assert sweep(scene, out, "3-3") == 2
    assert content(out) == {"clusters_k09.tif": b"theirs"}
    assert "clusters_k09.tif" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="processes of POSIX")
def test_work_that_was_killed_is_told_and_tidied_up(scene, tmp_path, capsys):
    code = (
        "import os, sys; from pathlib import Path\n"
        "from app.products.writing.safe_write import Staging\n"
        "staging = Staging(Path(sys.argv[1])).__enter__()\n"
        "staging.place('a.tif').write_text('half')\n"
        "os._exit(9)\n"
    )
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    for folder in (elsewhere, out):
        folder.mkdir()
        subprocess.run([sys.executable, "-c", code, folder], check=False)
        assert list(folder.glob(f".*/{OWNER}"))
    assert sweep(scene, out, "3-3") == 0
    said = capsys.readouterr().err
    assert said.count("Interrupted writing taken back") == 2
    assert list(tmp_path.glob("*/.bandsweep-*")) == []


def test_option_stands_in_usage_and_help(capsys):
    assert run(["--help"]) == 0
    assert capsys.readouterr().out.count("--replace") >= 2


def test_run_of_a_version_that_knew_one_fitter_is_the_same_run(scene, out):
    told = json.loads((out / "run.json").read_text())
    assert told["settings"].pop("fit") == "bandsweep"
    (out / "run.json").write_text(json.dumps(told))
    assert sweep(scene, out, "3-5") == 0


def test_run_of_another_fitter_is_another_run(scene, out):
    before = content(out)
    assert sweep(scene, out, "3-5", "--fit", "scikit-learn") == 2
    assert content(out) == before
    assert sweep(scene, out, "3-5", "--fit", "scikit-learn", "--replace") == 0
    assert json.loads((out / "run.json").read_text())["settings"]["fit"] == "scikit-learn"
