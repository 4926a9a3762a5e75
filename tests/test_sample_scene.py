"""The shipped sample scene is what its script writes, and teaches what it should."""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.resources import resource_path
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.scene.opening import open_scene
from app.steps import drain

import rasterio  # isort: skip

FOLDER = resource_path("sample_scene", "LC08_L2SP_999999_20200715_20200801_02_T1_SIMULATED")
TRUTH = FOLDER / "truth" / "true_materials.tif"
SCRIPT = resource_path("sample_scene", "make_sample_scene.py")


def read_bands(folder: Path):
    return np.stack([read(path) for path in sorted(folder.glob("*_SR_B?.TIF"))])


def read(path: Path, band: int = 1):
    with rasterio.open(path) as file:
        return file.read(band)


def material_names():
    with TRUTH.with_suffix(".csv").open(encoding="utf-8") as file:
        return {int(row["number"]): row["material"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def bands():
    return read_bands(FOLDER)


@pytest.fixture(scope="module")
def truth():
    return read(TRUTH)


@pytest.fixture(scope="module")
def written_again(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample")
    command = [sys.executable, "-B", str(SCRIPT), "--out", str(out)]
    subprocess.run(command, check=True, timeout=300)
    return out


@pytest.mark.slow
def test_script_writes_the_shipped_bands_again(written_again, bands):
    again = read_bands(written_again / FOLDER.name).astype(int)
    # Another processor may round the last bit of a Fourier transform the other way.
    assert (np.abs(again - bands) <= 1).mean() > 0.9999
    assert (again != bands).mean() < 0.001


@pytest.mark.slow
def test_script_writes_the_shipped_truth_again(written_again, truth):
    again = read(written_again / FOLDER.name / "truth" / TRUTH.name)
    assert (again != truth).mean() < 0.0001


@pytest.mark.parametrize("folder", [FOLDER, FOLDER.parent])
def test_opening_the_folder_finds_the_seven_bands_and_not_the_truth(folder):
    _, scene = drain(open_scene([folder]))
    assert scene.band_names == ("B1", "B2", "B3", "B4", "B5", "B6", "B7")
    assert scene.ticked_at_first == scene.band_names
    assert scene.left_out == ()


def test_bands_are_numbers_on_one_grid_in_metres():
    grids = set()
    for path in sorted(FOLDER.glob("*.TIF")):
        with rasterio.open(path) as file:
            assert file.dtypes == ("uint16",)
            grids.add((file.shape, file.transform, file.crs.to_epsg()))
    assert len(grids) == 1
    shape, transform, _ = grids.pop()
    assert shape == (500, 600)
    assert (transform.a, transform.e) == (30, -30)


def test_every_file_says_that_it_is_simulated():
    for path in [*FOLDER.glob("*.TIF"), TRUTH]:
        with rasterio.open(path) as file:
            assert file.tags()["TIFFTAG_IMAGEDESCRIPTION"].startswith("SIMULATED")
    assert "SIMULATED" in FOLDER.name
    assert "SIMULATED" in resource_path("sample_scene", "README.md").read_text(encoding="utf-8")


def test_collar_is_zero_in_every_band_and_nowhere_declared(bands, truth):
    assert ((bands == 0) == (truth == 0)).all()
    assert 0.05 < (truth == 0).mean() < 0.25
    for path in FOLDER.glob("*.TIF"):
        with rasterio.open(path) as file:
            assert file.nodata is None


def test_collar_is_slanted_on_both_sides(truth):
    starts = (truth != 0).argmax(axis=1)
    assert starts[0] - starts[400] > 40
    ends = truth.shape[0] - (truth[::-1] != 0).argmax(axis=0)
    assert ends[150] - ends[-1] > 40


def test_every_material_is_there_in_some_number(truth):
    names = material_names()
    assert len(names) == 18
    for number, name in names.items():
        assert (truth == number).sum() >= 60, name


def test_materials_reflect_as_they_should(bands, truth):
    names = {name: number for number, name in material_names().items()}
    pure = read(TRUTH, 2) >= 95
    reflectance = bands * 0.0000275 - 0.2

    def mean(name: str, band: int) -> float:
        return float(reflectance[band - 1][(truth == names[name]) & pure].mean())

    assert mean("lake water", 5) < 0.03 < mean("lake water", 3) + 0.01
    assert mean("maize", 5) > 5 * mean("maize", 4)
    assert mean("bare dark soil", 6) > mean("bare dark soil", 4)
    assert mean("cloud", 2) > 0.4
    assert mean("cloud shadow", 6) < 0.5 * mean("grassland", 6)
    assert mean("flowering rape", 3) > 1.5 * mean("maize", 3)


def test_borders_are_mixed_pixels(truth):
    share = read(TRUTH, 2)[truth != 0]
    assert 0.1 < (share < 90).mean() < 0.7


@pytest.mark.slow
def test_eight_clusters_tell_the_main_materials_apart(bands, truth):
    from sklearn.cluster import KMeans

    names = {name: number for number, name in material_names().items()}
    pure = (read(TRUTH, 2) >= 99) & (truth != 0)
    pixels = bands[:, pure].T.astype(np.float32)[::7]
    labels = KMeans(8, n_init=3, random_state=0).fit_predict(pixels)
    materials = truth[pure][::7]

    def cluster_of(name: str) -> int:
        return int(np.bincount(labels[materials == names[name]]).argmax())

    apart = ("lake water", "conifer forest", "alfalfa", "ripe wheat", "bare dark soil", "cloud")
    assert len({cluster_of(name) for name in apart}) == len(apart)
