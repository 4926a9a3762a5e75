"""Two bands under each other's name are told by which bands they resemble."""

from pathlib import Path

import numpy as np
import pytest

from tests.scene.conftest import FORMS, assert_told, checks_of

ROLES = {"B2": "blue", "B3": "green", "B4": "red", "B5": "nir", "B6": "swir1", "B7": "swir2"}


@pytest.mark.parametrize(
    ("first", "second"), [("B3", "B5"), ("B4", "B5"), ("B2", "B6"), ("B5", "B7"), ("B1", "B6")]
)
def test_two_swapped_bands_are_told(sample_scene, sample_planes, first, second):
    changes = {first: sample_planes[second], second: sample_planes[first]}
    checks = checks_of(sample_scene(changes))
    assert_told(checks, "bands_swapped", first, second)
    assert f"{second} ({ROLES[second]}) may be swapped" in checks[0].sentence


@pytest.mark.parametrize("form", [form for form in FORMS if form != "tiled"])
def test_it_is_told_whatever_the_format(sample_scene, sample_planes, form):
    changes = {"B3": sample_planes["B5"], "B5": sample_planes["B3"]}
    assert_told(checks_of(sample_scene(changes, form)), "bands_swapped", "B3", "B5")


def test_the_order_in_which_bands_are_given_does_not_matter(sample_scene):
    assert checks_of(sample_scene(bands=["B7", "B5", "B3", "B1", "B2", "B4", "B6"])) == ()


def test_a_band_that_is_wrong_otherwise_is_not_told_to_be_swapped(sample_scene, sample_planes):
    checks = checks_of(sample_scene({"B5": sample_planes["B5"][::-1]}))
    assert [check.name for check in checks] == ["band_turned"]


def test_bands_of_unknown_roles_are_not_judged(make_raster, open_paths, sample_planes):
    order = ["B5", "B1", "B7", "B3", "B2", "B4", "B6"]
    path = make_raster("stack.tif", np.stack([sample_planes[name] for name in order]))
    assert checks_of(open_paths(path)) == ()


@pytest.mark.parametrize(
    ("pattern", "first", "second"),
    [
        ("l8_c2l2_alberta_1001/*_SR_B?.TIF", "B3", "B5"),
        ("l5_para_287x310/*_B[1-57].TIF", "B3", "B4"),
        ("l8_l1_virginia_186x169/L8-B[1-7]-Elkton-VA.tiff", "B2", "B6"),
    ],
)
def test_swapped_bands_of_a_real_scene_are_told(
    real_planes, make_raster, open_paths, tmp_path, pattern, first, second
):
    planes = {Path(path).name: plane[:500, :500] for path, plane in real_planes(pattern).items()}
    names = {band: next(name for name in planes if band in name) for band in (first, second)}
    for name in planes:
        other = {names[first]: names[second], names[second]: names[first]}.get(name, name)
        make_raster(name, planes[other])
    assert_told(checks_of(open_paths(tmp_path)), "bands_swapped", first, second)
