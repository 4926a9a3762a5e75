"""Two scenes of one place are read together, wherever the pixels of the first lie."""

from pathlib import Path

import numpy as np
import pytest

from app.errors import SceneError
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.scene.nodata import NoDataRule
from app.scene.opening import open_scene
from app.scene.pairs.scene_pair import pair_scenes
from app.scene.pixels.source import open_source
from app.steps import drain

import rasterio  # isort: skip
from rasterio.transform import Affine  # isort: skip

BANDS = {"B2": 1, "B4": 2, "B5": 3}


def scene(folder: Path, *, shift_px: int = 0, bands=BANDS, shape=(40, 50)):
    folder.mkdir()
    for name, seed in bands.items():
        rows, cols = np.mgrid[0 : shape[0], shift_px : shape[1] + shift_px]
        with rasterio.open(
            folder / f"LC08_L2SP_999999_20200715_20200801_02_T1_SR_{name}.TIF",
            "w",
            driver="GTiff",
            width=shape[1],
            height=shape[0],
            count=1,
            dtype="uint16",
            crs="EPSG:32632",
            transform=Affine(30, 0, 500_000 + 30 * shift_px, 0, -30, 5_500_000),
        ) as file:
            file.write((1000 * seed + 50 * rows + cols).astype(np.uint16), 1)
    return drain(open_scene([folder]))[1]


def test_bands_of_both_dates_hold_the_same_place(tmp_path):
    clear, later = scene(tmp_path / "a", shift_px=7), scene(tmp_path / "b")
    pair = pair_scenes(clear, later)
    assert pair.roles == ("blue", "red", "nir")
    source = open_source(pair.scene, None, pair.names, NoDataRule())
    for block in source.stream():
        valid = pair.valid(block.values, block.window.place())
        assert not valid[:, :7].any()
        assert valid[:, 7:].all()
        np.testing.assert_array_equal(block.values[:3, valid], block.values[3:, valid])


def test_only_bands_that_both_have_are_paired(tmp_path):
    clear, later = scene(tmp_path / "a", bands={"B2": 1, "B5": 3}), scene(tmp_path / "b")
    assert pair_scenes(clear, later).roles == ("blue", "nir")


def test_scenes_of_other_places_are_refused(tmp_path):
    clear, later = scene(tmp_path / "a", shift_px=900), scene(tmp_path / "b")
    with pytest.raises(SceneError, match="do not overlap"):
        pair_scenes(clear, later)


def test_scenes_without_a_band_in_common_are_refused(tmp_path):
    clear, later = scene(tmp_path / "a", bands={"B2": 1}), scene(tmp_path / "b", bands={"B5": 3})
    with pytest.raises(SceneError, match="No bands in common"):
        pair_scenes(clear, later)
