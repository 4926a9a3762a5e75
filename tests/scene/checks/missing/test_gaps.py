"""A band that is cut off where others are not is told; water, collars and clouds are not."""

from pathlib import Path

import numpy as np
import pytest

from app.scene.checks.band_checks import check_bands
from app.scene.pixels.survey import survey_scene
from app.steps import drain
from tests.scene.conftest import FORMS, assert_told, checks_of

ROWS, COLS = 300, 300
PARTS = {
    "half of the rows": (150, 300, 0),
    "a tenth of the rows": (270, 300, 0),
    "the last six rows": (294, 300, 0),
    "the first five rows": (0, 5, 0),
    "rows in the middle": (100, 110, 0),
    "rows that all repeat one value": (120, 300, 9_000),
    "rows at the top of the type": (200, 300, 65_535),
}


def without(plane, first, end, value=0):
    cut = plane.copy()
    cut[first:end] = value
    return cut


@pytest.mark.parametrize("part", PARTS)
def test_rows_that_one_band_lacks_are_told(sample_scene, sample_planes, part):
    first, end, value = PARTS[part]
    checks = checks_of(sample_scene({"B3": without(sample_planes["B3"], first, end, value)}))
    assert_told(checks, "band_cut", "B3")
    assert f"holds {value} and nothing else in rows {first + 1} to {end}" in checks[0].sentence
    assert "--bands B1,B2,B4,B5,B6,B7 " in checks[0].command


@pytest.mark.parametrize("form", [form for form in FORMS if form != "tiled"])
def test_a_cut_tail_is_told_whatever_the_format(sample_scene, sample_planes, form):
    checks = checks_of(sample_scene({"B5": without(sample_planes["B5"], 270, 300)}, form))
    assert_told(checks, "band_cut", "B5")


@pytest.mark.parametrize("n_rows", [150, 30, 6])
def test_a_tail_of_the_declared_no_data_value_is_told(sample_scene, sample_planes, n_rows):
    cut = without(sample_planes["B4"], ROWS - n_rows, ROWS)
    assert_told(checks_of(sample_scene({"B4": cut}, nodata=0)), "band_cut", "B4")


def test_a_tail_of_nan_is_told(sample_scene, sample_planes):
    planes = {name: plane.astype("float32") for name, plane in sample_planes.items()}
    planes["B2"][280:] = np.nan
    assert_told(checks_of(sample_scene(planes)), "band_cut", "B2")


def test_a_cut_in_the_middle_of_a_row_is_told(sample_scene, sample_planes):
    cut = sample_planes["B6"].copy()
    cut.reshape(-1)[int(cut.size * 0.9) - 77 :] = 0
    assert_told(checks_of(sample_scene({"B6": cut})), "band_cut", "B6")


def test_every_band_that_is_cut_is_named(sample_scene, sample_planes):
    firsts = {"B2": 290, "B3": 270, "B7": 250}
    changes = {name: without(sample_planes[name], first, 300) for name, first in firsts.items()}
    checks = checks_of(sample_scene(changes))
    assert_told(checks, "band_cut", "B2", "B3", "B7")
    assert "rows 251 to 300" in checks[0].sentence  # of the one that lacks most
    assert "--bands B1,B4,B5,B6 " in checks[0].command


@pytest.mark.parametrize("form", ["tiled", "HFA"])
@pytest.mark.parametrize("value", [0, 7_000])
def test_a_tile_that_one_band_lacks_is_told(sample_scene, sample_planes, form, value):
    cut = sample_planes["B3"].copy()
    cut[64:128, 128:192] = value
    checks = checks_of(sample_scene({"B3": cut}, form))
    assert_told(checks, "band_cut", "B3")
    assert "in 1 of 25 tiles" in checks[0].sentence


def test_lost_tiles_at_the_edge_are_counted(sample_scene, sample_planes):
    cut = sample_planes["B5"].copy()
    cut[192:, 192:256] = 0
    checks = checks_of(sample_scene({"B5": cut}))
    assert "in 2 of 25 tiles" in checks[0].sentence


def test_only_ticked_bands_are_told(sample_scene, sample_planes):
    scene = sample_scene({"B3": without(sample_planes["B3"], 150, 300)})
    survey = drain(survey_scene(scene))[1]
    assert check_bands(survey, ["B2", "B4"]) == ()
    assert [check.name for check in check_bands(survey, ["B3", "B4"])] == ["band_cut"]


def lake(rows, cols, seed):
    """Mark a natural area: where a smooth random surface lies low, with a winding shore."""
    random = np.random.default_rng(seed)
    down, across = np.mgrid[:rows, :cols] / max(rows, cols)
    height = sum(
        np.cos(2 * np.pi * (a * down + b * across) + phase) / (1 + a + b)
        for a, b, phase in zip(
            random.integers(0, 6, 12), random.integers(0, 6, 12), random.random(12) * 7, strict=True
        )
    )
    return height < np.quantile(height, 0.35)


@pytest.mark.parametrize("form", ["tiled", "striped"])
@pytest.mark.parametrize("seed", range(4))
def test_a_lake_that_is_zero_in_the_infrared_is_no_gap(sample_scene, sample_planes, form, seed):
    water = lake(ROWS, COLS, seed)
    changes = {name: np.where(water, 0, sample_planes[name]) for name in ("B6", "B7")}
    assert checks_of(sample_scene(changes, form)) == ()


@pytest.mark.parametrize("first", [0, 100, 255])
def test_water_across_the_whole_scene_is_no_gap(sample_scene, sample_planes, first):
    shore = np.cumsum(np.random.default_rng(first).integers(-1, 2, (2, COLS)), axis=1)
    down = np.arange(ROWS)[:, None]
    water = (down >= first + shore[0]) & (down < first + 60 + shore[1])
    changes = {name: np.where(water, 0, sample_planes[name]) for name in ("B5", "B6", "B7")}
    assert checks_of(sample_scene(changes)) == ()


def test_a_collar_that_all_bands_have_is_no_gap(sample_scene, sample_planes):
    collar = np.zeros((ROWS, COLS), bool)
    collar[:20] = collar[-9:] = collar[:, :31] = collar[:, -70:] = True
    planes = {name: np.where(collar, 0, plane) for name, plane in sample_planes.items()}
    assert checks_of(sample_scene(planes)) == ()
    assert checks_of(sample_scene(planes, nodata=0)) == ()


def test_a_turned_collar_of_all_bands_is_no_gap(sample_scene, sample_planes):
    down, across = np.mgrid[:ROWS, :COLS]
    inside = (down + across // 4 > 80) & (down + across // 4 < 290) & (across - down // 4 > 20)
    planes = {name: np.where(inside, plane, 0) for name, plane in sample_planes.items()}
    assert checks_of(sample_scene(planes)) == ()


def test_a_cut_within_a_collar_is_told(sample_scene, sample_planes):
    planes = {name: plane.copy() for name, plane in sample_planes.items()}
    for plane in planes.values():
        plane[:, :40] = plane[280:] = 0
    planes["B4"][200:] = 0
    checks = checks_of(sample_scene(planes))
    assert_told(checks, "band_cut", "B4")


def test_clouds_that_saturate_all_bands_but_one_are_no_gap(sample_scene, sample_planes):
    cloud = lake(ROWS, COLS, 9)
    changes = {
        name: np.where(cloud, 65_535, plane)
        for name, plane in sample_planes.items()
        if name != "B6"
    }
    assert checks_of(sample_scene(changes)) == ()


def test_a_cut_tail_of_a_real_scene_is_told(real_planes, make_raster, open_paths, tmp_path):
    for path, plane in real_planes("l5_para_287x310/*_B[1-57].TIF").items():
        cut = without(plane, 280, 310) if "_B4" in path else plane
        make_raster(Path(path).name, cut)
    assert_told(checks_of(open_paths(tmp_path)), "band_cut", "B4")


@pytest.mark.parametrize("end", [20, 32])
def test_a_cut_in_one_of_many_bands_is_told(make_raster, open_paths, end):
    values = np.random.default_rng(1).integers(1, 4_000, (224, 32, 32)).astype("uint16")
    values[:, :3] = 0  # a collar
    values[17, 12:end] = 0
    (check,) = checks_of(open_paths(make_raster("stack.tif", values)))
    assert check.name == "band_cut"
    assert f"Band 18 holds 0 and nothing else in rows 13 to {end}" in check.sentence
