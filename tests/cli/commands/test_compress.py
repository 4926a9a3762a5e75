"""`bandsweep compress` tells sizes and losses as its files have them, and rebuilds the scene."""

import csv
import json
import shutil

import numpy as np
import pytest

from app.cli.commands.compress import run
from app.cli.commands.replay import run as replay
from app.number_text import grouped
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from tests.cli.commands.conftest import assert_tells_when_and_where, said, write_scene

import rasterio  # isort: skip
from rasterio.transform import Affine  # isort: skip

K = 16
ONE_BAND = (
    '{"form": 1, "dtype": "uint8", "bands": [{"name": "a", "title": "a", "wavelength_nm": null, '
    '"scale": 1, "offset": 0, "nodata": null}], '
)


@pytest.fixture(scope="module", params=["uint16", "float32"])
def scene(request, tmp_path_factory):
    """Write three bands of a few materials with a collar of no data."""
    folder = tmp_path_factory.mktemp("scene")
    rng = np.random.default_rng(5)
    materials = rng.integers(100, 9_000, (6, 3))
    ground = materials[rng.integers(6, size=(9, 12)).repeat(10, 0).repeat(10, 1)]
    values = (ground + rng.normal(0, 60, ground.shape)).clip(1).astype(request.param)
    values[:8] = 0
    for at, name in enumerate(("B2", "B4", "B5")):
        with rasterio.open(
            folder / f"LC08_L2SP_999999_20200715_20200801_02_T1_SR_{name}.TIF",
            "w",
            driver="GTiff",
            width=120,
            height=90,
            count=1,
            dtype=request.param,
            nodata=0,
            crs="EPSG:32632",
            transform=Affine(30, 0, 5e5, 0, -30, 5e6),
        ) as file:
            file.write(values[..., at], 1)
    return folder, np.ascontiguousarray(values.transpose(2, 0, 1))


@pytest.fixture(scope="module")
def written(scene, tmp_path_factory):
    out = tmp_path_factory.mktemp("compressed") / "out"
    order = [str(scene[0]), "--k", str(K), "--residual", "--out", str(out), "--quiet"]
    assert run(order) == 0
    return out


def rebuilt(written, out, *options):
    file = str(written / f"compressed_k{K:03d}.tif")
    assert run(["--rebuild", file, "--out", str(out), "--quiet", *options]) == 0
    with rasterio.open(out / "rebuilt.tif") as file:
        return file.read(), file.nodata, file.descriptions


def rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_each_file_tells_when_the_scene_was_taken_and_its_crs(written):
    assert_tells_when_and_where(written, "2020-07-15", "EPSG:32632")


@pytest.mark.parametrize("new", ["elsewhere/scene", "renamed"])
@pytest.mark.parametrize("names_files", [False, True])
def test_a_scene_that_moved_is_told_by_an_option(scene, tmp_path, capsys, new, names_files):
    lies, out = tmp_path / "scene", tmp_path / "out"
    shutil.copytree(scene[0], lies)
    paths = sorted(map(str, lies.iterdir())) if names_files else [str(lies)]
    assert run([*paths, "--k", "4", "--out", str(out), "--quiet"]) == 0
    moved = tmp_path / new
    moved.parent.mkdir(exist_ok=True)
    lies.rename(moved)
    again = [str(out / "run.json"), "--out", str(tmp_path / "again"), "--quiet"]
    assert replay(again) == 2
    assert "--scene DIR" in said(capsys)[-1]
    place = moved.parent if new.endswith("/scene") and not names_files else moved
    assert replay([*again, "--scene", str(place)]) == 0
    name = "compressed_k004.tif"
    assert (out / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_scene_whose_no_data_is_nan_is_recorded_and_comes_back(tmp_path):
    values = np.random.default_rng(6).random((3, 40, 50)).astype(np.float32)
    values[:, :7, :9] = np.nan
    scene = tmp_path / "scene.tif"
    size = {"count": 3, "height": 40, "width": 50, "dtype": "float32", "nodata": np.nan}
    place = {"crs": "EPSG:32632", "transform": Affine(30, 0, 5e5, 0, -30, 5e6)}
    with rasterio.open(scene, "w", driver="GTiff", **size, **place) as file:
        file.write(values)
    out = tmp_path / "out"
    assert run([str(scene), "--k", str(K), "--residual", "--out", str(out), "--quiet"]) == 0
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert [entry["nodata"] for entry in record["inputs"]] == ["nan"] * 3
    assert replay([str(out / "run.json"), "--quiet"]) == 0
    back, nodata, _ = rebuilt(out, tmp_path / "back")
    np.testing.assert_array_equal(back, values)
    assert str(nodata) == "nan"


@pytest.mark.parametrize(
    ("dtype", "hole", "declared"),
    [("float32", np.nan, None), ("uint16", 65_535, 65_535), ("uint16", 0, None)],
)
def test_no_data_of_one_band_stays_no_data_where_the_scene_is_rebuilt(
    tmp_path, dtype, hole, declared
):
    values = np.random.default_rng(7).integers(1, 9_000, (3, 40, 50)).astype(dtype)
    values[0 if hole else slice(None), :7, :9] = hole
    size = {"count": 1, "height": 40, "width": 50, "dtype": dtype}
    place = {"crs": "EPSG:32632", "transform": Affine(30, 0, 5e5, 0, -30, 5e6)}
    for at, band in enumerate(values):
        file = tmp_path / "scene" / f"made_B{at + 2}.tif"
        file.parent.mkdir(exist_ok=True)
        nodata = None if at else declared
        with rasterio.open(file, "w", driver="GTiff", nodata=nodata, **size, **place) as raster:
            raster.write(band, 1)
    out = tmp_path / "out"
    order = [str(tmp_path / "scene"), "--k", str(K), "--residual", "--out", str(out), "--quiet"]
    assert run(order) == 0
    rebuilt(out, tmp_path / "back", "--without-residual")
    with rasterio.open(tmp_path / "back" / "rebuilt.tif") as raster:
        for mask in raster.read_masks():
            assert not mask[:7, :9].any()
            assert np.count_nonzero(mask) == 40 * 50 - 63
    rebuilt_by_itself = tmp_path / "again"
    words = [str(tmp_path / "back" / "rebuilt.tif"), "--k", "4", "--quiet"]
    assert run([*words, "--out", str(rebuilt_by_itself)]) == 0
    assert rows(rebuilt_by_itself / "compression.csv")[-1]["n_px"] == str(40 * 50 - 63)
    whole, *_ = rebuilt(out, tmp_path / "whole")
    np.testing.assert_array_equal(whole, values)


def test_figures_are_those_of_the_files(scene, written, tmp_path):
    values, nodata, names = rebuilt(written, tmp_path / "b", "--without-residual")
    assert (nodata, names) == (0, ("B2", "B4", "B5"))
    assert values.dtype == scene[1].dtype
    valid = scene[1].any(axis=0)
    assert not values[:, ~valid].any()
    away = values[:, valid].astype(float) - scene[1][:, valid]
    told = [row for row in rows(written / "errors.csv") if int(row["k"]) == K]
    np.testing.assert_allclose(
        [float(row["rmse"]) for row in told], np.sqrt((away**2).mean(axis=1)), rtol=1e-6
    )
    np.testing.assert_allclose(
        [float(row["largest_error"]) for row in told], np.abs(away).max(axis=1), rtol=1e-6
    )
    assert len(np.unique(values[:, valid], axis=1).T) <= K
    curve = {int(row["k"]): row for row in rows(written / "compression.csv")}
    assert list(curve) == [2, 4, 8, 16]
    size = (written / f"compressed_k{K:03d}.tif").stat().st_size
    assert int(curve[K]["total_bytes"]) == size
    assert int(curve[K]["residual_bytes"]) == (written / f"residual_k{K:03d}.tif").stat().st_size
    assert float(curve[K]["ratio"]) == pytest.approx(int(curve[K]["original_bytes"]) / size)


def test_sizes_that_are_not_written_are_those_their_files_would_have(scene, written, tmp_path):
    assert run([str(scene[0]), "--k", "8", "--out", str(tmp_path / "a"), "--quiet"]) == 0
    told = {int(row["k"]): row for row in rows(written / "compression.csv")}[8]
    size = (tmp_path / "a" / "compressed_k008.tif").stat().st_size
    assert int(told["total_bytes"]) == size


def test_the_scene_as_it_is_rebuilt_can_be_written_beside(scene, tmp_path):
    out = tmp_path / "a"
    order = [str(scene[0]), "--k", "8", "--rebuilt", "--out", str(out), "--quiet"]
    assert run(order) == 0
    file = str(out / "compressed_k008.tif")
    assert run(["--rebuild", file, "--out", str(tmp_path / "b"), "--quiet"]) == 0
    assert (out / "rebuilt.tif").read_bytes() == (tmp_path / "b" / "rebuilt.tif").read_bytes()
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert told["settings"]["rebuilt"] is True
    assert "--rebuilt" in told["command"]


def test_a_page_tells_sizes_losses_and_what_does_not_come_back(scene, written, tmp_path):
    page = (written / "report.html").read_text(encoding="utf-8")
    size = (written / f"compressed_k{K:03d}.tif").stat().st_size
    residual = (written / f"residual_k{K:03d}.tif").stat().st_size
    assert f"{grouped(size)} bytes, against" in page
    assert f"together {grouped(size + residual)} bytes, the scene comes back without loss" in page
    packed = int(rows(written / "compression.csv")[0]["original_bytes"])
    assert ("takes more than the original" in page) == (size + residual > packed)
    assert page.count("data:image/png") == 3
    assert "<svg" in page
    assert run([str(scene[0]), "--k", "2", "--out", str(tmp_path / "a"), "--quiet"]) == 0
    lossy = (tmp_path / "a" / "report.html").read_text(encoding="utf-8")
    assert "does not come back" in lossy


def test_more_spectra_lose_less(written):
    errors = rows(written / "errors.csv")
    rmse = [np.mean([float(r["rmse"]) for r in errors if int(r["k"]) == k]) for k in (2, 4, 8, 16)]
    assert rmse == sorted(rmse, reverse=True)


def test_the_residual_makes_it_lossless(scene, written, tmp_path):
    values, *_ = rebuilt(written, tmp_path / "b")
    assert values.tobytes() == scene[1].tobytes()


def test_both_ways_replay_to_the_same_bytes(written, tmp_path):
    assert replay([str(written / "run.json"), "--out", str(tmp_path / "a"), "--quiet"]) == 0
    name = f"compressed_k{K:03d}.tif"
    assert (tmp_path / "a" / name).read_bytes() == (written / name).read_bytes()
    rebuilt(written, tmp_path / "b")
    record = tmp_path / "b" / "run.json"
    assert replay([str(record), "--out", str(tmp_path / "c"), "--quiet"]) == 0
    told = json.loads(record.read_text(encoding="utf-8"))
    assert len(told["inputs"]) == 2
    assert told["is_lossless"] is True


def test_files_of_another_size_are_named_and_go_with_replace_only(tmp_path, capsys):
    source, out = write_scene(tmp_path / "scene"), tmp_path / "out"
    order = [str(source), "--out", str(out), "--quiet", "--k"]
    assert run([*order, "4", "--residual"]) == 0
    assert run([*order, "8"]) == 2
    title, detail, hint = said(capsys)[-3:]
    assert title == "Other results stand there"
    assert "compressed_k004.tif" in detail
    assert "residual_k004.tif" in detail
    assert "--replace" in hint
    index = str(out / "compressed_k004.tif")  # what is read does not go
    assert run(["--rebuild", index, "--out", str(out), "--quiet", "--replace"]) == 0
    kept = {"compressed_k004.tif", "residual_k004.tif", "rebuilt.tif", "run.json"}
    assert {path.name for path in out.iterdir()} == kept
    assert run([*order, "8", "--replace"]) == 0
    tables = {"compression.csv", "errors.csv", "report.html", "run.json"}
    assert {path.name for path in out.iterdir()} == {"compressed_k008.tif", *tables}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Command not understood"),
        (["x", "--k", "48"], "Number not understood"),
        (["x", "--k", "512"], "Number not understood"),
        (["--rebuild", "nowhere.tif"], "File not found"),
    ],
)
def test_bad_orders_end_with_three_parts(tmp_path, capsys, words, told):
    assert run([*words, "--out", str(tmp_path / "out"), "--quiet"]) == 2
    title, _, hint = said(capsys)[-3:]
    assert title == told
    assert hint
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"form": 2}',
        '{"form": 1, "dtype": "uint8", "bands": [], "spectra": []}',
        '{"form": 1, "dtype": "object", "bands": [{}], "spectra": [[1]]}',
        ONE_BAND + '"spectra": [[300]]}',
        ONE_BAND + '"spectra": [[1]]}',
    ],
)
def test_files_that_are_no_index_rasters_are_refused(tmp_path, capsys, text):
    path = tmp_path / "compressed_k002.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=4, height=4, count=1, dtype="uint8",
        transform=Affine(30, 0, 5e5, 0, -30, 5e6),
    ) as file:  # fmt: skip
        file.write(np.ones((1, 4, 4), np.uint8))  # beyond a codebook of one spectrum
        if text:
            file.update_tags(ns="BANDSWEEP", CODEBOOK=text)
    assert run(["--rebuild", str(path), "--out", str(tmp_path / "out"), "--quiet"]) == 2
    assert said(capsys)[-3] == "File cannot be rebuilt"
    assert not (tmp_path / "out").exists()


def test_all_indices_in_use_leave_a_residual_too(tmp_path):
    original = np.random.default_rng(3).integers(1, 9_000, (2, 24, 24), dtype=np.uint16)
    with rasterio.open(
        tmp_path / "a.tif",
        "w",
        driver="GTiff",
        width=24,
        height=24,
        count=2,
        dtype="uint16",
        crs="EPSG:32632",
        transform=Affine(30, 0, 5e5, 0, -30, 5e6),
    ) as file:
        file.write(original)
    out = tmp_path / "out"
    order = [str(tmp_path / "a.tif"), "--k", "256", "--residual", "--out", str(out), "--quiet"]
    assert run(order) == 0
    index = str(out / "compressed_k256.tif")
    assert run(["--rebuild", index, "--out", str(tmp_path / "b"), "--quiet"]) == 0
    with rasterio.open(tmp_path / "b" / "rebuilt.tif") as file:
        np.testing.assert_array_equal(file.read(), original)


def test_a_mask_beside_a_band_that_has_changed_since_is_told(tmp_path, capsys):
    scene, out = write_scene(tmp_path / "scene"), tmp_path / "out"
    band = min(scene.glob("*.TIF"))
    has_data = np.ones((48, 60), dtype=bool)
    for n_rows in (5, 9):
        has_data[:n_rows] = False
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=False), rasterio.open(band, "r+") as file:
            file.write_mask(has_data)
        if not out.exists():
            assert run([str(scene), "--k", "4", "--out", str(out), "--quiet"]) == 0
    assert replay([str(out / "run.json"), "--quiet"]) == 2
    assert f"{band.name}.msk" in " ".join(said(capsys))
