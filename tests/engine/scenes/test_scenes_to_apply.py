"""Files that are scenes by themselves stay apart, whatever else is named beside them."""

import numpy as np

from app.engine.transfer.scenes import find_scenes
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.steps import drain

import rasterio  # isort: skip
from rasterio.transform import Affine  # isort: skip


def written(path, n_bands):
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=5,
        height=4,
        count=n_bands,
        dtype="uint16",
        crs="EPSG:32632",
        transform=Affine(10, 0, 5e5, 0, -10, 5e6),
    ) as file:
        file.write(np.ones((n_bands, 4, 5), "uint16"))
    return path


def titles(paths, n_bands):
    return [scene.title for scene in drain(find_scenes(paths, n_bands))[1]]


def test_a_missing_file_does_not_join_files_of_all_bands(tmp_path):
    stacks = [written(tmp_path / f"{name}.tif", 3) for name in ("a", "b")]
    assert titles([stacks[0], tmp_path / "none.tif", stacks[1]], 3) == ["a", "none", "b"]


def test_single_bands_are_one_scene_and_words_beside_a_stack_none(tmp_path):
    singles = [written(tmp_path / f"x_{name}.tif", 1) for name in ("B2", "B3")]
    assert len(titles(singles, 2)) == 1
    stack = written(tmp_path / "a.tif", 3)
    (tmp_path / "readme.txt").write_text("words", encoding="utf-8")
    assert titles([stack, tmp_path / "readme.txt"], 3) == ["a"]
