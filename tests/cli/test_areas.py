"""The command tells the area of clusters on the ground in any system, in memory and streamed."""

import csv
import json

import numpy as np
import pytest
import rasterio
from rasterio import Affine
from rasterio.warp import transform

from app.cli.sweep_command import run
from app.clustering.settings import SweepSettings
from app.engine.scenes.opening import open_scene
from app.engine.sweeping import sweep as sweep_in_window
from app.steps import drain

HEIGHT, WIDTH = 130, 110
EQUAL_AREA = "EPSG:6933"  # cylindrical, on the ellipsoid WGS 84

# Large pixels: areas differ over the scene.
SCENES = {
    "UTM": ("EPSG:32611", Affine(900, 0, 600_000, 0, -900, 5_700_000)),
    "degrees": ("EPSG:4326", Affine(0.02, 0, 10, 0, -0.02, 62)),
    "Web Mercator": ("EPSG:3857", Affine(900, 0, 1_500_000, 0, -900, 6_800_000)),
    "polar stereographic": ("EPSG:3413", Affine(900, 0, -200_000, 0, -900, -2_500_000)),
    "polar stereographic south": ("EPSG:3031", Affine(900, 0, 300_000, 0, -900, 2_500_000)),
    "sinusoidal": ("ESRI:54008", Affine(926, 0, 500_000, 0, -926, 6_000_000)),
    "LAEA": ("EPSG:3035", Affine(900, 0, 4_300_000, 0, -900, 3_200_000)),
    "degrees, turned": ("EPSG:4326", Affine(0.02, 0.01, 10, 0.01, -0.02, 62)),
    "Web Mercator, turned": ("EPSG:3857", Affine(800, 400, 1_500_000, 400, -800, 6_800_000)),
}


def write_scene(folder, name):
    """Write two bands of dark rows above bright ones, with a blotch amid them."""
    crs, placed = SCENES[name]
    rows, cols = np.mgrid[:HEIGHT, :WIDTH]
    material = (rows > HEIGHT // 3).astype(int) + ((rows + cols) % 37 < 9)
    noise = np.random.default_rng(1).normal(0, 15, (2, HEIGHT, WIDTH))
    values = np.array([[200, 2500, 400], [300, 2600, 5000]])[:, material] + noise
    values[:, :8, :8] = 0
    with rasterio.open(
        folder / "scene.tif", "w", driver="GTiff", width=WIDTH, height=HEIGHT, count=2,
        dtype="uint16", crs=crs, transform=placed, nodata=0,
    ) as file:  # fmt: skip
        file.write(np.clip(values, 0, 65535).astype(np.uint16))
    return folder / "scene.tif"


def each_pixel_m2(name):
    """Return the area of every pixel, its corners brought to a map that keeps areas."""
    crs, placed = SCENES[name]
    cols, rows = np.meshgrid(np.arange(WIDTH + 1.0), np.arange(HEIGHT + 1.0))
    a, b, c, d, e, f = placed[:6]
    x, y = a * cols + b * rows + c, d * cols + e * rows + f
    x, y = (np.array(each) for each in transform(crs, EQUAL_AREA, x.ravel(), y.ravel()))
    x, y = x.reshape(rows.shape), y.reshape(rows.shape)
    first, last = slice(None, -1), slice(1, None)
    corners = [(first, first), (first, last), (last, last), (last, first)]
    ring = [(x[corner], y[corner]) for corner in corners]
    doubled = sum(
        ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True)
    )
    return np.abs(doubled) / 2


def told(out):
    with (out / "signatures_k03.csv").open(encoding="utf-8") as file:
        return [float(row["area_m2"]) for row in csv.DictReader(file)]


@pytest.fixture
def streamed(monkeypatch):
    """Let no scene be kept in memory."""

    def stream():
        monkeypatch.setattr("app.scene.memory_budget.MemoryBudget.keeps", lambda *_: False)
        monkeypatch.setattr("app.scene.memory_budget.MemoryBudget.holds", lambda *_: False)

    return stream


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize("name", SCENES)
def test_areas_are_those_of_the_pixels_on_the_ground(tmp_path, streamed, name, is_streamed):
    path, out = write_scene(tmp_path, name), tmp_path / "out"
    if is_streamed:
        streamed()
    assert run([str(path), "--k", "3-3", "--out", str(out), "--quiet"]) == 0
    with rasterio.open(out / "clusters_k03.tif") as file:
        labels = file.read(1)
    expected = np.bincount(labels.ravel(), weights=each_pixel_m2(name).ravel())[1:]
    assert told(out) == pytest.approx(expected.tolist(), rel=1e-4)
    run_record = json.loads((out / "run.json").read_text())
    assert run_record["areas"]["unit"] == "m2"
    assert run_record["areas"]["kind"].startswith(("ellipsoid WGS 84", "map units"))


def test_window_and_command_tell_the_same_areas(tmp_path):
    path, out = write_scene(tmp_path, "polar stereographic"), tmp_path / "out"
    assert run([str(path), "--k", "3-3", "--out", str(out), "--quiet"]) == 0
    _, opened = drain(open_scene([path]))
    settings = SweepSettings(opened.scene.band_names, k_min=3, k_max=3)
    _, result = drain(sweep_in_window(opened, settings))
    assert result.results[0].signatures.area_m2.tolist() == told(out)
