"""One file under two names is told."""

from itertools import combinations

import numpy as np
import pytest

from tests.scene.conftest import FORMS, checks_of, ramp

PAIRS = list(combinations([f"B{number}" for number in range(1, 8)], 2))


@pytest.mark.parametrize(("first", "second"), PAIRS[::3])
def test_the_same_file_under_two_names_is_told(sample_scene, sample_planes, first, second):
    checks = checks_of(sample_scene({second: sample_planes[first]}))
    assert [check.name for check in checks] == ["same_bands"]
    assert checks[0].sentence.startswith(f"{first} and {second} hold the same values")
    assert f"Untick {second}," in checks[0].remedy
    assert f"to leave {second} out" in checks[0].command


@pytest.mark.parametrize("form", [form for form in FORMS if form != "tiled"])
def test_it_is_told_whatever_the_format(sample_scene, sample_planes, form):
    checks = checks_of(sample_scene({"B3": sample_planes["B5"]}, form))
    assert [check.name for check in checks] == ["same_bands"]
    assert "B3 and B5" in checks[0].sentence


def test_a_copy_of_which_a_few_pixels_were_repaired_is_told(sample_scene, sample_planes):
    copy = sample_planes["B5"].copy()
    copy.reshape(-1)[::500] += 1
    checks = checks_of(sample_scene({"B3": copy}))
    assert [check.name for check in checks] == ["same_bands"]
    assert "but for 0.2 % of their pixels" in checks[0].sentence


def test_three_copies_are_all_named(sample_scene, sample_planes):
    copy = sample_planes["B4"]
    checks = checks_of(sample_scene({"B5": copy, "B6": copy}))
    assert [check.name for check in checks] == ["same_bands"]
    assert "to leave B5 and B6 out" in checks[0].command


def test_a_copy_in_another_type_of_numbers_is_told(sample_scene, sample_planes):
    copy = sample_planes["B4"].astype("float32")
    assert "same_bands" in [check.name for check in checks_of(sample_scene({"B7": copy}))]


def test_a_copy_with_nan_is_told(make_raster, open_paths, tmp_path):
    values = ramp(40, 40).astype("float32")
    values[:10] = np.nan
    for name in ("B2", "B3"):
        make_raster(f"{name}.tif", values)
    (check,) = checks_of(open_paths(tmp_path))
    assert check.name == "same_bands"
    assert "pixel by pixel" in check.sentence


@pytest.mark.parametrize("values", [np.zeros((64, 64)), np.arange(4_096).reshape(64, 64) % 5])
def test_bands_of_a_handful_of_values_are_no_copies(make_raster, open_paths, tmp_path, values):
    for name in ("B2", "B3", "B4"):
        make_raster(f"{name}.tif", values.astype("uint8"))
    assert checks_of(open_paths(tmp_path)) == ()


def test_all_bands_of_a_file_being_one_picture_are_told_together(make_raster, open_paths):
    path = make_raster("grey.tif", np.stack([ramp(64, 64)] * 30))
    (check,) = checks_of(open_paths(path))
    assert check.name == "same_bands"
    assert len(check.sentence) < 500
    assert len(check.command) < 500


@pytest.mark.parametrize("fill", [0, np.nan, -9_999])
def test_a_collar_that_fills_nearly_all_makes_no_copies(make_raster, open_paths, tmp_path, fill):
    random = np.random.default_rng(1)
    for name in ("B2", "B3", "B4"):
        values = np.full((200, 200), fill, "float32")
        values[:15, :20] = random.normal(2_000, 300, (15, 20))
        make_raster(f"{name}.tif", values)
    assert "same_bands" not in [check.name for check in checks_of(open_paths(tmp_path))]
