"""The command writes a whole set of files, or none, and says so by its exit status."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.errors
from rasterio import Affine

from app.cli.sweep_command import run
from app.clustering.settings import SweepSettings
from app.engine.scenes.opening import open_scene
from app.engine.sweeping import sweep
from app.resources import resource_path
from app.steps import drain

HEIGHT, WIDTH = 120, 90
SPECTRA = np.array([[200, 300, 150], [2500, 2600, 2400], [400, 900, 4000], [1500, 1400, 2600]])
MAP_FILES = (".qml", ".sld", ".tif", ".tif.aux.xml", ".tif.vat.cpg", ".tif.vat.dbf")
COMMAND = [
    sys.executable,
    "-c",
    "import sys; from app.cli.sweep_command import run; sys.exit(run(sys.argv[1:]))",
]


@pytest.fixture
def materials() -> np.ndarray:
    """Four materials in stripes; a collar of no data."""
    materials = np.repeat(np.arange(4), HEIGHT // 4)[:, None] * np.ones(WIDTH, dtype=int) + 1
    materials[:10, :10] = 0
    return materials


@pytest.fixture
def scene_folder(tmp_path, materials) -> Path:
    """Write a Landsat 8 scene of three bands whose right answer is known."""
    folder = tmp_path / "scene"
    folder.mkdir()
    noise = np.random.default_rng(1).normal(0, 15, (3, HEIGHT, WIDTH))
    values = np.concatenate([[[0, 0, 0]], SPECTRA])[materials].transpose(2, 0, 1) + noise
    values[:, materials == 0] = 0
    for name, plane in zip(("B2", "B4", "B5"), values, strict=True):
        path = folder / f"LC08_L1TP_042024_20200101_20200113_01_T1_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=WIDTH, height=HEIGHT, count=1, dtype="uint16",
            crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(np.clip(plane, 0, 65535).astype(np.uint16), 1)
    return folder


@pytest.fixture
def streamed(monkeypatch):
    """Let no scene be kept in memory, and no map in a scratch file."""

    def refuse(*_):
        raise AssertionError("a map was kept")

    monkeypatch.setattr("app.scene.memory_budget.MemoryBudget.keeps", lambda *_: False)
    monkeypatch.setattr("app.scene.memory_budget.MemoryBudget.holds", lambda *_: False)
    monkeypatch.setattr("app.clustering.labelling.label_sink.new_label_maps", refuse)


@pytest.mark.usefixtures("streamed")
def test_maps_of_a_streamed_scene_go_straight_into_their_files(tmp_path, scene_folder, materials):
    out = tmp_path / "out"
    assert run([str(scene_folder), "--k", "3-4", "--out", str(out), "--quiet"]) == 0
    with rasterio.open(out / "clusters_k04.tif") as file:
        labels = file.read(1)
        assert file.nodata == 0
    assert not labels[materials == 0].any()
    pairs = {(int(a), int(b)) for a, b in zip(materials.flat, labels.flat, strict=True)}
    assert len(pairs) == 5  # each material one cluster, and no data
    (row,) = [row for row in table(out / "scores.csv") if row["k"] == "4"]
    assert int(row["n_pixels"]) == np.count_nonzero(materials)
    assert (out / "clusters_k04.tif.aux.xml").exists()


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_sweep_writes_all_promised_files(tmp_path, scene_folder, capsys):
    out = tmp_path / "new" / "out"
    assert run(["sweep", str(scene_folder), "--k", "3-4", "--out", str(out)]) == 0
    assert names_in(out) == [
        *(f"clusters_k03{end}" for end in MAP_FILES),
        *(f"clusters_k04{end}" for end in MAP_FILES),
        *("run.json", "scores.csv", "signatures_k03.csv", "signatures_k04.csv"),
    ]
    said = capsys.readouterr()
    assert said.out == ""
    assert "k = 4" in said.err


def test_map_shows_the_materials_and_tables_agree_with_it(tmp_path, scene_folder, materials):
    out = tmp_path / "out"
    assert run([str(scene_folder), "--k", "4-4", "--out", str(out), "--quiet"]) == 0
    with rasterio.open(out / "clusters_k04.tif") as file:
        labels = file.read(1)
        assert file.crs.to_epsg() == 32611
    assert (labels[materials == 0] == 0).all()
    pairs = {(int(m), int(label)) for m, label in zip(materials.flat, labels.flat, strict=True)}
    assert len(pairs) == 5
    counts = np.bincount(labels.ravel())
    signatures = table(out / "signatures_k04.csv")
    assert [int(row["n_px"]) for row in signatures] == counts[1:].tolist()
    # In the middle of a zone, where the map is smaller than the ground.
    ground_m2 = pytest.approx(counts[1:] * 900.0 / 0.9996**2, rel=1e-5)
    assert [float(row["area_m2"]) for row in signatures] == ground_m2
    (scores,) = table(out / "scores.csv")
    assert int(scores["n_pixels"]) == counts[1:].sum()
    told = json.loads((out / "run.json").read_text())
    assert told["results"][0]["n_px"] == counts[1:].tolist()
    assert told["results"][0]["area_m2"] == ground_m2
    assert told["areas"]["unit"] == "m2"
    assert told["areas"]["kind"] == "ellipsoid WGS 84"
    assert told["seconds"]["total"] > 0


def test_same_seed_gives_the_same_bytes(tmp_path, scene_folder):
    for name in ("a", "b"):
        arguments = [str(scene_folder), "--k", "3-4", "--out", str(tmp_path / name), "--quiet"]
        assert run(arguments) == 0
    for name in names_in(tmp_path / "a"):
        if name != "run.json":
            assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def refined_on(out: Path) -> set[str]:
    return {entry["refined_on"] for entry in json.loads((out / "run.json").read_text())["results"]}


def test_the_record_says_that_centres_rest_on_every_pixel(tmp_path, scene_folder):
    assert run([str(scene_folder), "--k", "3-4", "--out", str(tmp_path / "out"), "--quiet"]) == 0
    assert refined_on(tmp_path / "out") == {"every pixel"}


@pytest.mark.usefixtures("streamed")
def test_the_record_says_that_centres_of_a_streamed_scene_rest_on_the_sample(
    tmp_path, scene_folder
):
    assert run([str(scene_folder), "--k", "3-4", "--out", str(tmp_path / "out"), "--quiet"]) == 0
    assert refined_on(tmp_path / "out") == {"sample"}


def test_same_seed_gives_the_map_that_the_window_shows(tmp_path):
    """On a scene of more pixels than the sample has, so that the sample matters."""
    (folder,) = resource_path("sample_scene").glob("*_SIMULATED")
    out = tmp_path / "out"
    assert run([str(folder), "--k", "4-4", "--seed", "7", "--out", str(out), "--quiet"]) == 0
    _, opened = drain(open_scene([folder]))
    settings = SweepSettings(opened.scene.ticked_at_first, k_min=4, k_max=4, seed=7)
    _, found = drain(sweep(opened, settings))
    (row,) = table(out / "scores.csv")
    assert float(row["inertia"]) == found.results[0].inertia
    with rasterio.open(out / "clusters_k04.tif") as file:
        assert np.array_equal(file.read(1), found.results[0].full.labels)


def test_chosen_bands_take_part_in_scene_order(tmp_path, scene_folder):
    out = tmp_path / "out"
    arguments = ["--bands", "b5,B2", "--k", "3-3", "--out", str(out), "--quiet"]
    assert run([str(scene_folder), *arguments]) == 0
    header = (out / "signatures_k03.csv").read_text().splitlines()[0].split(",")
    assert header[4:-2:6] == ["B2_mean", "B5_mean"]
    assert header[-2:] == ["acquired", "crs"]


def test_scaled_inertia_says_so(tmp_path, scene_folder):
    out = tmp_path / "out"
    arguments = ["--scale", "standardise", "--k", "3-3", "--out", str(out), "--quiet"]
    assert run([str(scene_folder), *arguments]) == 0
    assert "inertia_scaled" in table(out / "scores.csv")[0]


def test_given_nodata_value_is_left_out(tmp_path, scene_folder):
    path = next(scene_folder.glob("*_B2.TIF"))
    with rasterio.open(path, "r+") as file:
        band = file.read(1)
        band[50:60, 50:60] = 7
        file.write(band, 1)
    out = tmp_path / "out"
    arguments = ["--nodata", "7", "--k", "3-3", "--out", str(out), "--quiet"]
    assert run([str(scene_folder), *arguments]) == 0
    with rasterio.open(out / "clusters_k03.tif") as file:
        assert (file.read(1)[50:60, 50:60] == 0).all()


@pytest.mark.parametrize(("value", "is_told"), [("-9999", True), ("0.5", True), ("9999", False)])
def test_a_nodata_value_that_no_band_can_hold_is_told(
    tmp_path, scene_folder, capfd, value, is_told
):
    words = [str(scene_folder), "--k", "3-3", "--out", str(tmp_path / "out"), "--quiet"]
    assert run([*words, "--nodata", value]) == 0
    assert (f"None of the bands can hold {value}" in capfd.readouterr().err) == is_told


def test_quiet_says_nothing(tmp_path, scene_folder, capfd):
    arguments = ["--k", "3-3", "--out", str(tmp_path / "out"), "--quiet"]
    assert run([str(scene_folder), *arguments]) == 0
    assert capfd.readouterr() == ("", "")


def test_damaged_band_is_named_even_when_quiet(tmp_path, scene_folder, capfd):
    (scene_folder / "LC08_L1TP_042024_20200101_20200113_01_T1_B3.TIF").write_bytes(b"II*\0cut")
    arguments = ["--k", "3-3", "--out", str(tmp_path / "out"), "--quiet"]
    assert run([str(scene_folder), *arguments]) == 0
    said = capfd.readouterr().err
    assert "_B3.TIF" in said
    assert "is not used" in said


def test_what_may_make_a_map_wrong_is_said_and_kept(tmp_path, scene_folder, capfd):
    path = next(scene_folder.glob("*_B4.TIF"))
    with rasterio.open(path, "r+") as file:
        file.write(np.full((HEIGHT, WIDTH), 7, np.uint16), 1)
    out = tmp_path / "out"
    assert run([str(scene_folder), "--k", "3-3", "--out", str(out), "--quiet"]) == 0
    assert "B4 holds one single value, 7." in capfd.readouterr().err
    told = {check["name"]: check for check in json.loads((out / "run.json").read_text())["checks"]}
    assert told["constant_band"]["level"] == "warning"
    assert told["constant_band"]["remedy"]


def test_zeros_can_be_counted_as_values(tmp_path, scene_folder):
    out = tmp_path / "out"
    arguments = [str(scene_folder), "--k", "3-3", "--out", str(out), "--zero-is-data"]
    assert run(arguments) == 0
    with rasterio.open(out / "clusters_k03.tif") as file:
        assert (file.read(1) > 0).all()


def test_bands_without_a_value_are_left_out_with_a_word(tmp_path, scene_folder, capfd):
    path = next(scene_folder.glob("*_B4.TIF"))
    with rasterio.open(path, "r+") as file:
        file.nodata = 7
        file.write(np.full((HEIGHT, WIDTH), 7, np.uint16), 1)
    out = tmp_path / "out"
    assert run([str(scene_folder), "--k", "3-3", "--out", str(out), "--quiet"]) == 0
    assert "B4 holds no value and is not ticked." in capfd.readouterr().err
    record = json.loads((out / "run.json").read_text())
    assert record["settings"]["band_names"] == ["B2", "B5"]
    warnings = [check["name"] for check in record["checks"] if check["level"] == "warning"]
    assert warnings == ["empty_bands"]


def test_a_band_without_a_value_that_is_asked_for_is_refused(tmp_path, scene_folder, capfd):
    path = next(scene_folder.glob("*_B4.TIF"))
    with rasterio.open(path, "r+") as file:
        file.nodata = 7
        file.write(np.full((HEIGHT, WIDTH), 7, np.uint16), 1)
    arguments = ["--bands", "B2,B4", "--k", "3-3", "--out", str(tmp_path / "out")]
    assert run([str(scene_folder), *arguments]) == 2
    assert "Leave the band that is empty out of --bands" in capfd.readouterr().err


def test_scene_without_georeference_is_swept_without_warnings(tmp_path, capfd):
    values = np.random.default_rng(0).integers(1, 255, (3, 40, 50), dtype=np.uint8)
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        file = rasterio.open(
            tmp_path / "a.tif", "w", driver="GTiff", width=50, height=40, count=3, dtype="uint8"
        )
    with file:
        file.write(values)
    out = tmp_path / "out"
    assert run([str(tmp_path / "a.tif"), "--k", "3-5", "--out", str(out), "--quiet"]) == 0
    assert capfd.readouterr() == ("", "")
    assert {row["area_m2"] for row in table(out / "signatures_k03.csv")} == {""}
    told = json.loads((out / "run.json").read_text())
    assert told["areas"] == {"unit": "pixel", "kind": "none", "pixel_range_m2": None}


def bad_input(tmp_path: Path, scene_folder: Path) -> dict[str, list[str]]:
    empty = tmp_path / "empty"
    empty.mkdir()
    out = ["--out", str(tmp_path / "out")]
    return {
        "usage": [str(scene_folder), "--k", "three", *out],
        "empty folder": [str(empty), "--k", "3-4", *out],
        "no such path": [str(tmp_path / "absent"), "--k", "3-4", *out],
        "unknown band": [str(scene_folder), "--k", "3-4", "--bands", "B99", *out],
    }


@pytest.mark.parametrize("kind", ["usage", "empty folder", "no such path", "unknown band"])
def test_bad_input_is_explained_in_three_parts(tmp_path, scene_folder, capsys, kind):
    assert run([*bad_input(tmp_path, scene_folder)[kind], "--quiet"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert len(lines[0].split()) <= 5
    assert not (tmp_path / "out").exists()


def test_out_that_is_a_file_is_refused_before_the_sweep(tmp_path, scene_folder, capsys):
    (tmp_path / "out").write_text("mine")
    assert run([str(scene_folder), "--k", "3-4", "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.splitlines()[0] == "Not a folder"
    assert (tmp_path / "out").read_text() == "mine"


def test_help_is_no_failure(capsys):
    assert run(["--help"]) == 0
    assert "--bands" in capsys.readouterr().out


def test_fault_of_the_program_is_said_without_a_traceback(
    tmp_path, scene_folder, capfd, caplog, monkeypatch
):
    def fail(*_):
        raise ZeroDivisionError("somewhere\ndeep inside")

    monkeypatch.setattr("app.clustering.sweep.preparation.fit_scaling", fail)
    out = tmp_path / "out"
    with caplog.at_level("DEBUG", logger="app.cli.running"):
        assert run([str(scene_folder), "--k", "3-4", "--out", str(out), "--quiet"]) == 1
    said = capfd.readouterr().err.splitlines()
    assert said[:2] == ["Something went wrong", "ZeroDivisionError: somewhere deep inside"]
    assert len(said) == 3
    assert not out.exists()
    assert "Traceback" in caplog.text


def group_is_gone(number: int) -> bool:
    try:
        os.killpg(number, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("delay_s", [0.2, 0.4, 0.8])
def test_ctrl_c_in_a_terminal_ends_all_processes_in_silence(tmp_path, scene_folder, delay_s):
    out = tmp_path / "out"
    arguments = [str(scene_folder), "--k", "2-30", "--out", str(out)]
    with subprocess.Popen(
        [*COMMAND, *arguments], stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        began = time.monotonic()
        while not out.is_dir() and time.monotonic() - began < 20:
            time.sleep(0.02)  # another process: there is no signal of ours to wait for
        time.sleep(delay_s)
        os.killpg(process.pid, signal.SIGINT)  # a terminal signals the whole group
        _, said = process.communicate(timeout=30)
    if process.returncode == 0:
        pytest.skip("this machine had finished before")
    assert process.returncode == 130
    assert said.splitlines()[-1] == "Interrupted. Nothing was written."
    assert "Traceback" not in said
    assert not out.exists()
    until = time.monotonic() + 5
    while not group_is_gone(process.pid):
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("number", "delay_s"),
    [(signal.SIGINT, 0.3), (signal.SIGTERM, 0.6), (signal.SIGINT, 1.2), (signal.SIGTERM, 1.8)],
)
def test_interruption_leaves_the_old_files(tmp_path, scene_folder, number, delay_s):
    out = tmp_path / "out"
    out.mkdir()
    (out / "scores.csv").write_text("old")
    arguments = [str(scene_folder), "--k", "2-30", "--out", str(out), "--replace"]
    with subprocess.Popen([*COMMAND, *arguments], stderr=subprocess.PIPE, text=True) as process:
        began = time.monotonic()
        while not names_in(out)[:-1] and time.monotonic() - began < 20:
            time.sleep(0.02)  # another process: there is no signal of ours to wait for
        time.sleep(delay_s)
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
    if process.returncode == 0:
        pytest.skip("this machine had finished before")
    assert process.returncode == 130
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert names_in(out) == ["scores.csv"]
    assert (out / "scores.csv").read_text() == "old"


def test_a_cut_band_is_told_even_when_quiet(tmp_path, scene_folder, capsys):
    path = next(scene_folder.glob("*_B4.TIF"))
    with rasterio.open(path, "r+") as file:
        values = file.read(1)
        values[-12:] = 0
        file.write(values, 1)
    assert run([str(scene_folder), "--k", "3-3", "--out", str(tmp_path / "out"), "--quiet"]) == 0
    said = capsys.readouterr().err
    assert "B4 holds 0 and nothing else in rows 109 to 120" in said
    assert "--bands B2,B5" in said
    checks = json.loads((tmp_path / "out" / "run.json").read_text())["checks"]
    assert "band_cut" in [check["name"] for check in checks]


@pytest.mark.parametrize("ends", ["4-4", "2-5"])
@pytest.mark.parametrize("is_streamed", [False, True])
def test_files_of_a_k_do_not_depend_on_the_range(
    tmp_path, scene_folder, request, ends, is_streamed
):
    if is_streamed:
        request.getfixturevalue("streamed")
    for name, ks in (("usual", "3-5"), ("other", ends)):
        assert run([str(scene_folder), "--k", ks, "--out", str(tmp_path / name), "--quiet"]) == 0
    usual, other = tmp_path / "usual", tmp_path / "other"
    own = [name for name in names_in(other) if "_k04" in name]
    assert {name.partition("_k04")[2] for name in own} == {*MAP_FILES, ".csv"}
    for name in own:
        assert (usual / name).read_bytes() == (other / name).read_bytes(), name
    rows = [
        next(row for row in table(folder / "scores.csv") if row["k"] == "4")
        for folder in (usual, other)
    ]
    assert rows[0] == rows[1]
