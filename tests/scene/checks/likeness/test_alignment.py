"""A band that is mirrored, turned or shifted is told by the edges that it should share."""

from pathlib import Path

import numpy as np
import pytest

from tests.scene.conftest import FORMS, assert_told, checks_of

TURNS = {
    "mirrored upside down": np.flipud,
    "mirrored left to right": np.fliplr,
    "turned by 180 degrees": lambda plane: plane[::-1, ::-1],
}
BANDS = [f"B{number}" for number in range(1, 8)]


def shifted(plane, down, across):
    """Move a band; what comes in at an edge is what lay beyond the other one."""
    return np.roll(plane, (down, across), (0, 1))


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("name", ["B1", "B3", "B5", "B7"])
def test_a_mirrored_band_is_told(sample_scene, sample_planes, name, turn):
    checks = checks_of(sample_scene({name: TURNS[turn](sample_planes[name])}))
    assert_told(checks, "band_turned", name)
    assert checks[0].sentence.startswith(f"{name} is {turn}")
    others = ",".join(band for band in BANDS if band != name)
    assert f"--bands {others} " in checks[0].command


@pytest.mark.parametrize("form", [form for form in FORMS if form != "tiled"])
def test_it_is_told_whatever_the_format(sample_scene, sample_planes, form):
    checks = checks_of(sample_scene({"B4": np.flipud(sample_planes["B4"])}, form))
    assert_told(checks, "band_turned", "B4")


@pytest.mark.parametrize(
    ("shift", "told"),
    [
        ((3, 3), "3 pixels down and 3 pixels right"),
        ((20, 20), "20 pixels down and 20 pixels right"),
        ((-20, 0), "20 pixels up"),
        ((0, -3), "3 pixels left"),
    ],
)
@pytest.mark.parametrize("name", ["B2", "B5"])
def test_a_shifted_band_is_told(sample_scene, sample_planes, name, shift, told):
    checks = checks_of(sample_scene({name: shifted(sample_planes[name], *shift)}))
    assert_told(checks, "band_shifted", name)
    assert checks[0].sentence.startswith(f"{name} is shifted by {told},")


@pytest.mark.parametrize("form", ["striped", "JP2"])
def test_a_shift_is_told_whatever_the_format(sample_scene, sample_planes, form):
    checks = checks_of(sample_scene({"B3": shifted(sample_planes["B3"], 3, 3)}, form))
    assert_told(checks, "band_shifted", "B3")


def test_mirrored_and_shifted_bands_are_told_apart(sample_scene, sample_planes):
    changes = {"B2": np.fliplr(sample_planes["B2"]), "B6": shifted(sample_planes["B6"], 0, 7)}
    turned, moved = checks_of(sample_scene(changes))
    assert_told([turned], "band_turned", "B2")
    assert_told([moved], "band_shifted", "B6")


def test_of_two_bands_either_may_be_the_wrong_one(sample_scene, sample_planes):
    changes = {"B4": np.flipud(sample_planes["B4"])}
    (check,) = checks_of(sample_scene(changes, bands=["B3", "B4"]))
    assert check.name == "band_turned"
    assert check.sentence.startswith("Either B3 or the other band") or "Either B4" in check.sentence


def test_a_shift_of_one_pixel_is_as_usual(sample_scene, sample_planes):
    assert checks_of(sample_scene({"B3": shifted(sample_planes["B3"], 1, 0)})) == ()


def test_a_scene_that_is_mirrored_as_a_whole_fits(sample_scene, sample_planes):
    assert (
        checks_of(sample_scene({name: np.flipud(plane) for name, plane in sample_planes.items()}))
        == ()
    )


@pytest.mark.parametrize("kind", [*TURNS, "shifted by 3 pixels"])
@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("l8_c2l2_alberta_1001/*_SR_B?.TIF", "B5"),
        ("s2_l1c_virginia_mixed_res/s2_B[01][5-7]*.tif", "B06"),
        ("l5_para_287x310/*_B[1-57].TIF", "B3"),
    ],
)
def test_a_misplaced_band_of_a_real_scene_is_told(
    real_planes, make_raster, open_paths, tmp_path, pattern, name, kind
):
    planes = real_planes(pattern)
    for path, plane in planes.items():
        clip = plane[:256, :256]
        if path.split(".")[-2].endswith(name):
            clip = TURNS[kind](clip) if kind in TURNS else np.roll(clip, 3, 0)
        make_raster(Path(path).name, clip)
    (check,) = checks_of(open_paths(tmp_path))
    assert check.name == ("band_turned" if kind in TURNS else "band_shifted")
    assert check.sentence.startswith(f"{name} is {kind}")
