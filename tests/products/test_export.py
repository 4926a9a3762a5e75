"""An export is there as a whole, or not at all."""

import json
import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest
import rasterio

from app.clustering.naming.cluster_look import ClusterLook
from app.errors import OutputError
from app.messages import Message
from app.products.export import export_results
from app.products.product import Results
from app.products.registry import PRODUCTS, TICKED_AT_FIRST, chosen, is_own_name
from app.products.requests import ExportOptions, ExportRequest
from app.steps import drain

# A model is measured on the sample of an open scene, which there is none of here.
EVERYTHING = tuple(product.key for product in PRODUCTS if product.key != "model")


@pytest.fixture
def looks() -> dict[int, ClusterLook]:
    return {
        k: ClusterLook(k, tuple(f"Thing {n}" for n in range(1, k + 1)), ((1, 2, 3),) * k)
        for k in (3, 4, 5)
    }


@pytest.mark.usefixtures("qapp")
def test_all_kinds_of_files_are_written_and_told(tmp_path, case, make_sweep, looks):
    out = tmp_path / "out"
    request = ExportRequest(out, (3, 5), EVERYTHING)
    steps, report = drain(export_results(request, Results(case.scene, make_sweep(3, 4, 5), looks)))
    kinds = [".qml", ".sld", ".tif", ".tif.aux.xml", ".tif.vat.cpg", ".tif.vat.dbf"]
    stems = [f"{name}_k{k:02d}" for name in ("clusters", "kmeans") for k in (3, 5)]
    maps = [stem + kind for stem in stems for kind in kinds]
    pictures = ("clusters_{}.png", "clusters_{}.png.aux.xml", "clusters_{}.pgw")
    maps += [name.format(k) for name in pictures for k in ("k03", "k05")]
    tables = ["run_k03.json", "run_k05.json", "scores.csv"]
    tables += ["signatures_k03.csv", "signatures_k05.csv"]
    others = (
        "report_{}.html",
        "report_{}.pdf",
        "sheet_{}.pdf",
        "sheet_{}.png",
        "sheet_{}.svg",
        "classes_{}.gpkg",
        "classes_{}.geojson",
        "clusters_{}.stac.json",
        "spectra_{}.hdr",
        "spectra_{}.sli",
        "tables_{}.xlsx",
    )
    tables += [name.format(k) for name in others for k in ("k03", "k05")]
    assert sorted(entry.name for entry in out.iterdir()) == sorted(maps + tables)
    assert sorted(report.paths) == sorted(out.iterdir())
    assert steps[-1].fraction == pytest.approx(1)


def test_what_became_of_work_that_was_cut_off_there_is_told(tmp_path, case, make_sweep, looks):
    code = (
        "import os, sys; from pathlib import Path\n"
        "from app.products.writing.safe_write import Staging\n"
        "staging = Staging(Path(sys.argv[1])).__enter__()\n"
        "staging.place('a.tif').write_text('half')\n"
        "os._exit(9)\n"
    )
    out = tmp_path / "out"
    subprocess.run([sys.executable, "-c", code, out], check=False)
    steps, _ = drain(
        export_results(
            ExportRequest(out, (3,), TICKED_AT_FIRST), Results(case.scene, make_sweep(3), looks)
        )
    )
    (message,) = [step for step in steps if isinstance(step, Message)]
    assert str(out) in message.detail
    assert not list(out.glob(".*"))


def test_maps_hold_the_labels_of_their_k(tmp_path, case, make_sweep, looks):
    sweep = make_sweep(3, 4)
    drain(
        export_results(
            ExportRequest(tmp_path / "out", (3, 4), TICKED_AT_FIRST),
            Results(case.scene, sweep, looks),
        )
    )
    for result in sweep.results:
        with rasterio.open(tmp_path / "out" / f"clusters_k{result.k:02d}.tif") as file:
            assert (file.read(1) == result.full.labels).all()


def test_only_chosen_kinds_are_written(tmp_path, case, make_sweep, looks):
    request = ExportRequest(tmp_path / "out", (3,), ("scores",))
    _, report = drain(export_results(request, Results(case.scene, make_sweep(3, 4), looks)))
    assert [path.name for path in report.paths] == ["scores.csv"]
    lines = report.paths[0].read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["k", "3", "4"]  # the curve, not a point


def test_stop_leaves_nothing_and_no_thread(tmp_path, make_case, make_sweep, looks):
    out = tmp_path / "out"
    tall = np.ones((5000, 300), dtype=np.uint8)
    sweep = make_sweep(3, 4, 5, labels=tall)
    scene = make_case(labels=tall).scene
    steps = export_results(
        ExportRequest(out, (3, 4, 5), TICKED_AT_FIRST), Results(scene, sweep, looks)
    )
    next(steps)
    steps.close()
    assert not out.exists()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("writing")]


@pytest.mark.parametrize("prefix", ["", "north_"])
def test_a_file_of_the_scene_is_not_written_over(tmp_path, case, make_sweep, looks, prefix):
    name = f"{prefix}clusters_k03.tif"
    (tmp_path / name).write_text("the scene")
    first = replace(case.scene.bands[0], path=tmp_path / "." / name)
    scene = replace(case.scene, bands=(first, *case.scene.bands[1:]))
    options = ExportOptions(prefix=prefix)
    request = ExportRequest(tmp_path, (3, 4), TICKED_AT_FIRST, options)
    with pytest.raises(OutputError, match=f'"{name}"') as told:
        drain(export_results(request, Results(scene, make_sweep(3, 4), looks)))
    assert told.value.title == "Input would be overwritten"
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "the scene"


def test_one_failure_leaves_every_old_file(tmp_path, case, make_sweep, looks):
    (tmp_path / "clusters_k03.tif").write_text("old")
    (tmp_path / "scores.csv").write_text("old")
    (tmp_path / "clusters_k04.tif").mkdir()
    request = ExportRequest(tmp_path, (3, 4), TICKED_AT_FIRST)
    with pytest.raises(OutputError, match="clusters_k04"):
        drain(export_results(request, Results(case.scene, make_sweep(3, 4), looks)))
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        "clusters_k03.tif",
        "clusters_k04.tif",
        "scores.csv",
    ]
    assert (tmp_path / "clusters_k03.tif").read_text() == "old"
    assert (tmp_path / "scores.csv").read_text() == "old"


def test_estimates_are_refused_before_anything_is_written(tmp_path, case, make_sweep, looks):
    sweep = make_sweep(3, 4, is_estimate=True)
    with pytest.raises(OutputError, match="k = 3, 4") as met:
        drain(
            export_results(
                ExportRequest(tmp_path / "out", (3, 4), TICKED_AT_FIRST),
                Results(case.scene, sweep, looks),
            )
        )
    assert met.value.title == "Result not final yet"
    assert not (tmp_path / "out").exists()


def test_nothing_chosen_is_told(tmp_path, case, make_sweep, looks):
    request = ExportRequest(tmp_path, (9,), TICKED_AT_FIRST)
    with pytest.raises(OutputError, match="Nothing to export"):
        drain(export_results(request, Results(case.scene, make_sweep(3), looks)))


def test_report_tells_the_seed_and_the_exported_k_alone(tmp_path, case, make_sweep, looks):
    sweep = make_sweep(3, 4, 5)
    drain(
        export_results(
            ExportRequest(tmp_path / "out", (4,), TICKED_AT_FIRST),
            Results(case.scene, sweep, looks),
        )
    )
    report = json.loads((tmp_path / "out" / "run_k04.json").read_text("utf-8"))
    assert report["settings"]["seed"] == sweep.settings.seed
    assert [entry["k"] for entry in report["results"]] == [4]
    assert [entry["band"] for entry in report["inputs"]] == list(sweep.settings.band_names)


@pytest.mark.usefixtures("qapp")
def test_files_of_an_export_are_known_by_their_names(tmp_path, case, make_sweep, looks):
    request = ExportRequest(tmp_path / "out", (3, 5), EVERYTHING)
    _, report = drain(export_results(request, Results(case.scene, make_sweep(3, 4, 5), looks)))
    assert all(is_own_name(path.name) for path in report.paths)
    assert is_own_name("run.json")  # of a sweep without a window
    others = ("clusters.tif", "clusters_k03.tif.bak", "LC08_B4.TIF", "my_scores.csv", "notes.txt")
    assert not any(map(is_own_name, others))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("product", chosen(EVERYTHING), ids=lambda product: product.key)
def test_each_product_writes_the_files_it_names(product, tmp_path, case, make_sweep, looks):
    request = ExportRequest(tmp_path / "out", (3, 5), (product.key,))
    _, report = drain(export_results(request, Results(case.scene, make_sweep(3, 5), looks)))
    named = {name for k in (3, 5) for name in product.files(k)}
    assert {path.name for path in report.paths} == named


def test_keys_of_products_are_words_and_unknown_ones_are_none():
    assert len({product.key for product in PRODUCTS}) == len(PRODUCTS)
    assert all(product.key.isidentifier() for product in PRODUCTS)  # settings part them by spaces
    assert chosen(("no such thing", "maps")) == (PRODUCTS[0],)
