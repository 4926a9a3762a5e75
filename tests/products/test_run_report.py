"""The report says how a run can be repeated."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import sklearn

from app.clustering.results import KSkipped
from app.products.run_report import run_lines
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.scene.calibration import Calibration, Curve
from app.scene.grids.target_grid import TargetGrid
from app.scene.nodata import NoDataRule
from app.scene.scene_product import SceneProduct


def report(scene, sweep):
    return json.loads("\n".join(run_lines(scene, sweep, sweep.seconds)))


def test_report_holds_settings_versions_inputs_grid_and_seconds(tmp_path, case, make_sweep):
    (tmp_path / "B2.tif").write_bytes(b"x" * 17)
    told = report(case.scene, make_sweep(3, 4))
    assert told["settings"]["k_min"] == 3
    assert told["settings"]["scaling"] == "none"
    assert told["settings"]["fit"] == "bandsweep"
    assert told["settings"]["nodata"]["zero_is_fill"] is True
    assert told["versions"]["scikit-learn"] == sklearn.__version__
    assert set(told["versions"]) >= {"bandsweep", "python", "numpy", "rasterio", "gdal", "numba"}
    assert [entry["band"] for entry in told["inputs"]] == ["B2", "B4", "B5"]
    assert told["inputs"][0]["bytes"] == 17
    assert told["inputs"][1]["bytes"] is None
    assert told["scene"]["grid"]["transform"] == list(case.grid.transform)
    assert told["grid"] == {"at": 30.0, "unit": "m", "resampling": "nearest"}
    assert told["seconds"] == {"fit": 0.5, "total": 1.25}


def test_report_tells_that_bands_were_warped(case, make_sweep):
    scene = replace(case.scene, target=TargetGrid(warps=True))
    assert report(scene, make_sweep(3))["grid"]["warps"] is True


def test_report_tells_the_product_with_its_date(case, make_sweep):
    acquired = datetime(2020, 8, 2, 18, 31, tzinfo=UTC)
    product = SceneProduct(
        "Landsat C2 L2", platform="Landsat 8", acquired=acquired, cloud_cover=0.0
    )
    told = report(replace(case.scene, product=product), make_sweep(3))["product"]
    assert (told["family"], told["platform"], told["tile"]) == ("Landsat C2 L2", "Landsat 8", None)
    assert told["acquired"] == "2020-08-02T18:31:00+00:00"
    assert (told["cloud_cover"], told["sun_elevation_deg"]) == (0.0, None)


def test_centres_read_back_exactly(case, make_sweep):
    sweep = make_sweep(3, 4)
    told = report(case.scene, sweep)
    for entry, result in zip(told["results"], sweep.results, strict=True):
        assert (np.array(entry["centres"]) == result.model.centres).all()
        assert entry["n_px"] == result.signatures.n_px.tolist()
        assert entry["centres_in"] == "stored numbers"


def test_centres_along_a_curve_are_told_to_be_in_units(case, make_sweep):
    sweep = make_sweep(3)
    model = sweep.results[0].model
    curves = (Calibration(curve=Curve.SIGNED_SQUARE),) * len(model.scaling.scale)
    bent = replace(model, scaling=replace(model.scaling, calibrations=curves))
    sweep = replace(sweep, results=(replace(sweep.results[0], model=bent),))
    (entry,) = report(case.scene, sweep)["results"]
    assert entry["centres_in"] == "units"


def test_skipped_k_stand_with_their_reason(case, make_sweep):
    sweep = replace(make_sweep(3), skipped=(KSkipped(4, "Only three spectra."),))
    told = report(case.scene, sweep)
    assert told["skipped"] == [{"k": 4, "reason": "Only three spectra."}]


def test_numbers_that_json_lacks_become_words(case, make_sweep):
    sweep = make_sweep(3)
    rule = NoDataRule(value=float("nan"))
    run = sweep.run.widened(replace(sweep.settings, nodata=rule))
    sweep = replace(sweep, run=run)
    assert report(case.scene, sweep)["settings"]["nodata"]["value"] == "nan"


def test_names_of_files_need_not_be_text(tmp_path, case, make_sweep):
    scene = replace(case.scene, title=os.fsdecode(b"caf\xe9"))
    with Staging(tmp_path) as staging:
        stage_text(staging, "run.json", run_lines(scene, make_sweep(3), {}))
    told = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert os.fsencode(told["scene"]["title"]) == b"caf\xe9"


def test_report_names_its_run(case, make_sweep):
    sweep = make_sweep(3)
    told = report(case.scene, sweep)["run"]
    assert told == {"id": sweep.run.id, "started": sweep.run.started.isoformat()}
    unknown = replace(sweep, run=replace(sweep.run, started=None))
    assert report(case.scene, unknown)["run"]["started"] is None
