"""Bands whose numbers are of another size are told where bands are compared as they are."""

import re

import numpy as np
import pytest

from tests.scene.conftest import FORMS, SAMPLE_NAME, assert_told, checks_of

NO_FLOATS = {"JP2", "PNG"}


def as_reflectance(plane):
    return (plane / plane.max()).astype("float32")


def as_8_bits(plane):
    return (plane >> 8).astype("uint8")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("to_other", [as_reflectance, as_8_bits])
def test_a_band_of_another_scale_is_told(sample_scene, sample_planes, form, to_other):
    if form in NO_FLOATS and to_other is as_reflectance:
        pytest.skip("the format holds no floating-point numbers")
    scene = sample_scene({"B3": to_other(sample_planes["B3"])}, form)
    checks = checks_of(scene)
    assert_told(checks, "ranges_differ", "B3")
    assert "it hardly counts" in checks[0].sentence
    assert re.search(r"others? bands around \d+\u202f\d{3}:", checks[0].sentence)
    assert "Untick B3" in checks[0].remedy
    assert "--scale standardise" in checks[0].command
    assert checks_of(scene, is_raw=False) == ()


@pytest.mark.parametrize("name", ["B1", "B2", "B5", "B7"])
def test_it_is_told_of_any_band(sample_scene, sample_planes, name):
    assert_told(
        checks_of(sample_scene({name: as_8_bits(sample_planes[name])})), "ranges_differ", name
    )


def test_a_16_bit_band_among_8_bit_ones_outweighs_them(sample_scene, sample_planes):
    changes = {name: as_8_bits(plane) for name, plane in sample_planes.items() if name != "B6"}
    checks = checks_of(sample_scene(changes))
    assert_told(checks, "ranges_differ", "B6")
    assert "outweighs all others" in checks[0].sentence


def test_one_band_in_reflectance_of_two_is_told(sample_scene, sample_planes):
    scene = sample_scene({"B5": as_reflectance(sample_planes["B5"])}, bands=["B4", "B5"])
    assert [check.name for check in checks_of(scene)] == ["ranges_differ"]


@pytest.mark.parametrize("factor", [0.2, 5])
def test_a_band_some_times_brighter_is_as_usual(sample_scene, sample_planes, factor):
    other = (sample_planes["B3"] * factor).clip(0, 65_535).astype("uint16")
    assert checks_of(sample_scene({"B3": other})) == ()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_values_at_the_end_of_their_type_are_no_reason_to_fail(
    make_raster, open_paths, tmp_path, dtype
):
    random = np.random.default_rng(1)
    for name in ("B2", "B3", "B4", "B5", "B6", "B7"):
        values = np.finfo(dtype).max * random.uniform(-1, 1, (60, 60))
        make_raster(f"{SAMPLE_NAME}{name}.tif", values.astype(dtype))
    for check in checks_of(open_paths(tmp_path)):
        assert "inf" not in check.sentence
        assert "nan" not in check.sentence
