"""A recorded run gives the same maps again, or says which of its inputs has changed."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
import rasterio

from app.cli.commands.replay import run
from app.cli.sweep_command import run as run_sweep
from app.clustering.naming.palette import palette
from tests.cli.commands.conftest import said, write_scene

OPTIONS = (
    *("--scale", "standardise", "--seed", "7", "--restarts", "5", "--sample", "2000"),
    *("--silhouette", "400", "--window", "2,3,40,50", "--role", "B5=nir08"),
)


def swept(scene, out, *options):
    assert run_sweep([str(scene), "--k", "3-4", "--out", str(out), "--quiet", *options]) == 0
    return out / "run.json"


@pytest.mark.parametrize(
    "options",
    [
        (),
        OPTIONS,
        ("--passes", "2", "--values", "stored", "--colours", "distinct"),
        ("--index", "NDVI", "--band-maths", "haze=blue / red", "--scale", "standardise"),
    ],
)
def test_replay_gives_the_same_bytes(tmp_path, scene, options):
    record = swept(scene, tmp_path / "a", *options)
    assert run([str(record), "--out", str(tmp_path / "b"), "--quiet"]) == 0
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "b").iterdir())
    for name in names:
        if name != "run.json":  # it tells times
            assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_record_holds_all_that_made_the_run(tmp_path, scene):
    record = json.loads(swept(scene, tmp_path / "a", *OPTIONS).read_text())
    for told in record["inputs"]:
        assert told["sha256"] == hashlib.sha256(Path(told["file"]).read_bytes()).hexdigest()
    assert [told["wavelength_nm"] for told in record["inputs"]] == [482.0, 655.0, 865.0]
    assert {told["unit"] for told in record["inputs"]} == {"reflectance"}
    settings = record["settings"]
    assert (settings["n_starts"], settings["n_sample_px"]) == (5, 2000)
    assert settings["n_silhouette_px"] == 400
    assert record["command"][:2] == ["bandsweep", "sweep"]
    assert "--restarts 5" in record["command_line"]
    assert record["leave_out"]["masks"][0]["n_pixels"] == 48 * 60 - 40 * 50
    assert sorted(record["results"][0]["numbering"]["hues"]) == [1, 2, 3]
    assert set(record["outputs"]) == {"clusters_k03.tif", "clusters_k04.tif"}
    assert record["seconds"]["sums"] >= 0


def test_replay_says_which_inputs_changed(tmp_path, scene, capsys):
    record = swept(scene, tmp_path / "a")
    for path in scene.glob("*_B[45].TIF"):
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
    assert run([str(record), "--out", str(tmp_path / "b")]) == 2
    title, *details, hint = [line for line in said(capsys) if "once more" not in line][-4:]
    assert title == "Inputs have changed"
    assert ["_B4.TIF" in details[0], "_B5.TIF" in details[1]] == [True, True]
    assert hint
    assert not (tmp_path / "b").exists()


def test_a_scene_that_moved_with_its_record_is_found(tmp_path, scene):
    swept(scene, tmp_path / "a")
    (tmp_path / "elsewhere").mkdir()
    shutil.move(scene, tmp_path / "elsewhere" / "scene")
    shutil.move(tmp_path / "a", tmp_path / "elsewhere" / "a")
    assert run([str(tmp_path / "elsewhere" / "a" / "run.json"), "--quiet"]) == 0
    out = tmp_path / "elsewhere" / "a" / "replay"
    assert (out / "clusters_k04.tif").exists()


def test_a_scene_that_moved_is_told_by_an_option(tmp_path, scene, capsys):
    record = swept(scene, tmp_path / "a")
    moved = tmp_path / "far" / "renamed"
    moved.parent.mkdir()
    shutil.move(scene, moved)
    out = tmp_path / "b"
    assert run([str(record), "--out", str(out)]) == 2
    told = said(capsys)
    assert told[0] == "Scene not found"
    assert "--scene" in told[-1]
    assert run([str(record), "--out", str(out), "--scene", str(moved), "--quiet"]) == 0
    for name in ("clusters_k03.tif", "clusters_k04.tif"):  # the scene is called as it was
        assert (out / name).read_bytes() == (tmp_path / "a" / name).read_bytes()


def test_clusters_of_an_earlier_map_are_left_out_again(tmp_path, scene):
    swept(scene, tmp_path / "a")
    earlier = tmp_path / "a" / "clusters_k04.tif"
    record = swept(scene, tmp_path / "b", "--only-clusters", f"{earlier}=1,2")
    shutil.rmtree(tmp_path / "a")
    out = tmp_path / "c"
    assert run([str(record), "--out", str(out), "--quiet"]) == 0
    one, two = (folder / "clusters_k03.tif" for folder in (tmp_path / "b", out))
    assert one.read_bytes() == two.read_bytes()
    told = json.loads(record.read_text())["leave_out"]
    assert told["n_pixels"] == pytest.approx(48 * 60 / 2, abs=100)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"repeat": {}}', '{"repeat": {"form": 99}}', "\0", "{" * 9999]
)
def test_what_is_no_record_is_refused(tmp_path, capsys, content):
    path = tmp_path / "run.json"
    path.write_text(content)
    assert run([str(path), "--out", str(tmp_path / "out")]) == 2
    assert len(said(capsys)) == 3


def test_the_record_of_a_scene_that_is_gone_names_it(tmp_path, capsys):
    record = swept(write_scene(tmp_path / "x" / "gone"), tmp_path / "a")
    shutil.rmtree(tmp_path / "x")
    assert run([str(record)]) == 2
    assert "gone" in said(capsys)[1]


def test_an_export_of_the_window_is_repeated_with_its_classes(tmp_path, scene):
    from app.clustering.cleanup.ways import Sieve
    from app.clustering.legends.legend import Legend
    from app.clustering.legends.map_steps import Tidy
    from app.clustering.settings import SweepSettings
    from app.engine.classes import propose_split, revise
    from app.engine.scenes.opening import open_scene
    from app.engine.sweeping import sweep
    from app.engine.writing import LaidOver, export
    from app.products.requests import ExportRequest
    from app.steps import drain

    opened = drain(open_scene((scene,)))[1]
    settings = SweepSettings(opened.scene.ticked_at_first, k_min=3, k_max=3)
    found = drain(sweep(opened, settings))[1]
    (result,) = found.results
    split = drain(propose_split(opened, settings, result, (2,), (4, 5)))[1].split
    legend = Legend.of_clusters(3).split(split).renamed(1, "=Water").recoloured(3, (1, 2, 3))
    groups = tuple(one.members for one in legend.classes)
    legend = legend.after(Tidy(groups, Sieve(9, with_corners=False)))
    laid = {3: LaidOver(legend, result, legend.steps)}
    drain(revise(opened, settings, result, legend.steps))
    request = ExportRequest(tmp_path / "a", (3,), ("maps", "report", "signatures"))
    drain(export(request, opened, found, laid))
    record = tmp_path / "a" / "run_k03.json"
    assert run([str(record), "--out", str(tmp_path / "b"), "--quiet"]) == 0
    for name in ("clusters_k03.tif", "clusters_k03.tif.aux.xml", "signatures_k03.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert "=Water" in (tmp_path / "b" / "clusters_k03.tif.aux.xml").read_text()


@pytest.mark.parametrize("passes", ["0", "1"])  # maps are written as they come, or at the end
def test_distinct_colours_are_those_of_the_palette_and_are_told(tmp_path, scene, passes):
    record = json.loads(swept(scene, tmp_path / "a", "--passes", passes).read_text())
    assert record["colours"] == "scene"
    path = swept(scene, tmp_path / "b", "--colours", "distinct", "--passes", passes)
    record = json.loads(path.read_text())
    assert record["colours"] == "distinct"
    for told in record["results"]:
        known = [palette(12)[hue - 1] for hue in told["numbering"]["hues"]]
        assert told["numbering"]["colours"] == ["#{:02x}{:02x}{:02x}".format(*one) for one in known]
        with rasterio.open(tmp_path / "b" / f"clusters_k0{told['k']}.tif") as file:
            shown = file.colormap(1)
        assert [shown[number][:3] for number in range(1, told["k"] + 1)] == known
