"""The benchmark of the full scene reckons its ratios from what was measured."""

import argparse
import json

import numpy as np
import pytest
import rasterio

from tests.benchmarks import bench_full_scene as bench
from tests.benchmarks import full_scene
from tests.benchmarks.decoding import decode_seconds
from tests.benchmarks.make_scenes import make_scene
from tests.benchmarks.process_memory import Peaks
from tests.benchmarks.processes import Run, scores, stages


def by_name(figures):
    return {figure.name.strip(): figure for figure in figures}


@pytest.fixture
def rounds():
    return [
        bench.Round(1.0, 8.0, {"open": 1.0, "label": 5.5, "total": 7.0}),
        bench.Round(2.0, 6.0, {"open": 0.5, "label": 4.5, "total": 5.5}),
        bench.Round(2.0, 10.0, {"open": 1.0, "label": 8.0, "total": 9.5}),
    ]


def scored(n_pixels, **inertia):
    return {int(k[1:]): {"inertia": str(i), "n_pixels": str(n_pixels)} for k, i in inertia.items()}


def test_ratio_to_decoding_is_the_median_of_the_rounds(rounds):
    figure = by_name(bench.speed(rounds))["sweep : decode, median of the rounds"]
    assert (figure.value, figure.spread, figure.verdict) == (5.0, (3.0, 8.0), "missed")


def test_stages_are_those_of_the_best_sweep_and_add_up(rounds):
    figures = by_name(bench.speed(rounds))
    assert figures["label"].value == 4.5
    assert figures["starting and ending the program"].value == pytest.approx(0.5)
    assert figures["sweep, whole process"].value == 6.0


def test_memory_counts_all_processes():
    together, largest = bench.memory(Peaks(2_500_000_000, 1_200_000_000), "sweep", at_most=2.0)
    assert (together.value, together.verdict) == (2.5, "missed")
    assert (largest.value, largest.verdict) == (1.2, "met")


def test_memory_is_left_out_where_nobody_can_watch():
    assert bench.memory(None, "sweep") == []


def test_tutorial_is_compared_in_time_and_inertia(rounds):
    run = Run(400.0, 700.0, json.dumps({"inertia": {"3": 100.0, "4": 50.0}, "n_pixels": 9}))
    figures = by_name(bench.against_tutorial(run, rounds, scored(9, k3=100.05, k4=51.0)))
    assert figures["tutorial : sweep"].value == 50.0
    assert figures["tutorial : sweep"].verdict == "met"
    assert figures["inertia at k = 3, sweep : tutorial"].verdict == "met"
    assert figures["inertia at k = 4, sweep : tutorial"].value == pytest.approx(1.02)
    assert figures["inertia at k = 4, sweep : tutorial"].verdict == "missed"


def test_inertia_over_other_pixels_is_not_compared(rounds, capsys):
    run = Run(400.0, 700.0, json.dumps({"inertia": {"3": 100.0}, "n_pixels": 8}))
    figures = by_name(bench.against_tutorial(run, rounds, scored(9, k3=100.0)))
    assert list(figures) == ["tutorial, whole process", "tutorial : sweep"]
    assert "Not the same pixels" in capsys.readouterr().out


def landsat(n_bands=7):
    return full_scene.FullScene((), 7711, 7821, n_bands, 2)


def test_tutorial_of_a_landsat_scene_takes_ten_gigabytes():
    assert bench.tutorial_bytes(landsat(), 52_500_000) / 1e9 == pytest.approx(10.5, abs=0.1)


def test_tutorial_does_not_run_where_memory_is_short(capsys):
    assert bench.run_tutorial(landsat(n_bands=10**6), "3-10", 52_500_000) is None
    assert "cannot run here" in capsys.readouterr().out


def test_sweep_of_some_bands_takes_the_first_files(tmp_path):
    scene = full_scene.describe(make_scene(tmp_path, n_cols=64, n_rows=48))
    some = bench.first_bands(scene, 2)
    assert some.paths == scene.paths[:2]
    assert (some.n_cols, some.n_rows, some.n_bands) == (64, 48, 2)
    with pytest.raises(SystemExit, match="7 files"):
        bench.first_bands(scene, 8)


def asked(folder, **options):
    parser = argparse.ArgumentParser()
    full_scene.add_scene_options(parser)
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return parser.parse_args(["--scene", str(folder), *words])


def test_scene_is_made_once_and_found_later(tmp_path):
    folder = tmp_path / "scene"
    made = full_scene.ready_scene(asked(folder, size="64x48"), tmp_path)
    times = [path.stat().st_mtime_ns for path in made.paths]
    found = full_scene.ready_scene(asked(folder), tmp_path)
    assert found == made
    assert [path.stat().st_mtime_ns for path in found.paths] == times
    assert sorted(tmp_path.iterdir()) == [folder]


def test_scene_of_another_size_is_refused(tmp_path):
    full_scene.ready_scene(asked(tmp_path, size="64x48"), tmp_path)
    with pytest.raises(SystemExit, match="64 x 48"):
        full_scene.ready_scene(asked(tmp_path, size="65x48"), tmp_path)


def test_decoding_reads_files_to_their_end(tmp_path):
    """Files of three rows of blocks: each of two threads has some of them to decode."""
    pixels = np.random.default_rng(1).integers(1, 9_999, (520, 300), dtype=np.uint16)
    paths = [tmp_path / f"B{number}.TIF" for number in (1, 2)]
    for path in paths:
        with rasterio.open(
            path, "w", driver="GTiff", width=300, height=520, count=1, dtype="uint16",
            crs="EPSG:32611", transform=rasterio.Affine(30, 0, 500_000, 0, -30, 5_700_000),
            tiled=True, blockxsize=256, blockysize=256, compress="deflate",
        ) as file:  # fmt: skip
            file.write(pixels, 1)
    assert decode_seconds(paths) > 0
    content = bytearray(paths[-1].read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    paths[-1].write_bytes(content)
    with pytest.raises(Exception, match=r"(?i)read|decod|tile|TIFF"):
        decode_seconds(paths)


def test_what_a_sweep_wrote_is_read_back(tmp_path):
    (tmp_path / "scores.csv").write_text("k,inertia\n3,1.5\n", "utf-8")
    (tmp_path / "run.json").write_text('{"seconds": {"open": 0.5}}', "utf-8")
    assert scores(tmp_path) == {3: {"k": "3", "inertia": "1.5"}}
    assert stages(tmp_path) == {"open": 0.5}
