"""Pictures read back as they were, by another program's reader."""

import numpy as np
import pytest
from PIL import Image

from app.errors import OutputError
from app.products.picture_file import stage_label_picture, write_png
from app.products.safe_write import Staging
from app.steps import drain


def test_colours_and_transparency_read_back(tmp_path):
    rgba = np.random.default_rng(0).integers(0, 256, (2500, 30, 4), dtype=np.uint8)
    write_png(tmp_path / "a.png", rgba)
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.mode == "RGBA"
        assert (np.asarray(picture) == rgba).all()
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.png"]


def test_view_of_a_larger_picture_is_written(tmp_path):
    rgba = np.random.default_rng(0).integers(0, 256, (30, 40, 4), dtype=np.uint8)
    write_png(tmp_path / "a.png", rgba[::2, 5:15])
    with Image.open(tmp_path / "a.png") as picture:
        assert (np.asarray(picture) == rgba[::2, 5:15]).all()


def test_one_pixel_is_a_picture(tmp_path):
    write_png(tmp_path / "a.png", np.array([[[1, 2, 3, 255]]], dtype=np.uint8))
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.getpixel((0, 0)) == (1, 2, 3, 255)


def test_label_map_shows_its_colours_and_no_data_is_transparent(tmp_path, case):
    with Staging(tmp_path) as staging:
        drain(stage_label_picture(staging, "a.png", case.labels, case.look))
    with Image.open(tmp_path / "a.png") as picture:
        shown = np.asarray(picture.convert("RGBA"))
    expected = case.look.table()[case.labels.labels]
    assert (shown == expected).all()


def test_failure_leaves_the_old_picture(tmp_path):
    (tmp_path / "a.png").mkdir()
    with pytest.raises(OutputError):
        write_png(tmp_path / "a.png", np.zeros((3, 3, 4), dtype=np.uint8))
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.png"]
