import numpy as np
import pytest

from app.scene.checks.scene_checks import check_scene
from app.scene.nodata import NoDataRule
from app.scene.pixels.survey import survey_scene
from app.steps import drain

ROWS, COLS = 120, 90


def checks_of(scene):
    _, survey = drain(survey_scene(scene))
    found = check_scene(scene, survey, scene.ticked_at_first, NoDataRule())
    return {check.name: check for check in found}


def noise(n_bands):
    return np.random.default_rng(5).integers(100, 900, (n_bands, ROWS, COLS)).astype("uint16")


@pytest.mark.parametrize("n_bands", [1, 3])
@pytest.mark.parametrize("share", [0.5, 0.1, 0.02])
@pytest.mark.parametrize("value", [0, 777])
def test_an_end_that_is_lost_in_every_band_is_told(make_raster, open_paths, n_bands, share, value):
    values = noise(n_bands)
    first = ROWS - round(share * ROWS)
    values[:, first:] = value
    check = checks_of(open_paths(make_raster("a.tif", values)))["scene_cut"]
    assert f"holds {value} and nothing else in rows {first + 1} to {ROWS} " in check.sentence
    assert not check.is_note


def test_bands_of_one_pixel_side_by_side_whose_end_was_zeroed_are_told(make_raster, open_paths):
    path = make_raster("a.img", noise(3), driver="ENVI", interleave="bip")
    content = path.read_bytes()
    n_lost = len(content) // 5
    path.write_bytes(content[:-n_lost] + bytes(n_lost))
    assert "scene_cut" in checks_of(open_paths(path))


def test_declared_no_data_at_the_end_is_passed_over(make_raster, open_paths):
    values = noise(3)
    values[:, 100:] = 0
    assert "scene_cut" not in checks_of(open_paths(make_raster("a.tif", values, nodata=0)))


def test_a_slanted_collar_is_none(make_raster, open_paths):
    values = noise(3)
    rows, cols = np.indices((ROWS, COLS))
    values[:, rows > 115 - cols // 4] = 0
    assert "scene_cut" not in checks_of(open_paths(make_raster("a.tif", values)))


def test_small_and_empty_scenes_are_passed_over(make_raster, open_paths):
    for n_rows in (1, 3, 40):
        values = np.zeros((2, n_rows, 30), "uint16")
        assert "scene_cut" not in checks_of(open_paths(make_raster(f"{n_rows}.tif", values)))
