"""Computed bands have the same values from files, from memory, in previews and in samples."""

from dataclasses import replace

import numpy as np
import pytest

from app.arrays import Window
from app.engine.pictures import make_composite_detail, make_index_picture
from app.engine.scenes.describing import survey_as_in
from app.scene.band_teaching import BandTeaching
from app.scene.calibration import Calibration
from app.scene.checks.band_checks import check_bands
from app.scene.computed.binding import bind
from app.scene.computed.picks import picked, picked_of_sample
from app.scene.files.reader import SceneReader
from app.scene.nodata import NoDataRule, valid_pixels
from app.scene.opening import open_scene
from app.scene.picture.composite import IndexShown
from app.scene.pixels.source import FileSource, MemorySource
from app.scene.pixels.survey import survey_scene
from app.steps import drain

RULE = NoDataRule()
ROWS, COLS = 90, 140


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from tests.scene.conftest import write_raster

    place = tmp_path_factory.mktemp("computed")
    values = np.random.default_rng(3).integers(1, 4_000, (3, ROWS, COLS)).astype(np.uint16)
    values[:, :4] = 0  # a collar that no file declares
    values[1, 10, 10], values[2, 10, 10] = 50, 50
    for number, plane in enumerate(values, start=3):
        write_raster(place / f"LC08_L1TP_1_1_20200101_B{number}.tif", plane)
    return place, values


def opened(folder, text="(nir - red) / (nir + red)", calibration=Calibration(), nodata=None):  # noqa: B008
    place, values = folder
    scene, _ = drain_last(open_scene([place]))
    bands = tuple(replace(band, calibration=calibration, nodata=nodata) for band in scene.bands)
    scene = replace(scene, bands=bands)
    survey, _ = drain_last(survey_scene(scene, n_preview_px=4_000))
    made = scene.taught(BandTeaching(computed=(bind("NDVI", text, bands),)))
    return made, survey_as_in(made, survey), values


def drain_last(steps):
    yielded, value = drain(steps)
    return value, yielded


def test_an_index_is_the_same_from_files_memory_preview_and_sample(folder):
    scene, survey, values = opened(folder, calibration=Calibration(2e-5, -0.1))
    red, nir = values[1] * 2e-5 - 0.1, values[2] * 2e-5 - 0.1
    expected = ((nir - red) / (nir + red)).astype(np.float32)
    expected[:4] = np.nan  # zero in all its bands, and it is alone
    with SceneReader(scene, ["NDVI"], RULE) as reader:
        block = reader.read(Window(0, 0, ROWS, COLS))
    np.testing.assert_array_equal(block.values[0], expected)
    np.testing.assert_array_equal(block.valid, np.isfinite(expected))
    for source in (
        FileSource(scene, ["NDVI"], RULE),
        MemorySource(survey, scene, ["NDVI"], RULE),
    ):
        for part in source.stream():
            window = part.window
            rows = slice(window.row, window.row + window.height)
            cols = slice(window.col, window.col + window.width)
            np.testing.assert_array_equal(part.values[0], expected[rows, cols])
    shown, _ = picked(survey.preview, ["NDVI"], RULE)
    step = survey.preview.step
    assert step > 1
    np.testing.assert_array_equal(shown[0], expected[::step, ::step])
    sampled, _ = picked_of_sample(survey.sample, ["NDVI"], RULE)
    at = survey.sample.rows, survey.sample.cols
    np.testing.assert_array_equal(sampled[:, 0], expected[at])


def test_stored_bands_beside_it_keep_their_numbers(folder):
    scene, survey, values = opened(folder)
    names = ("B4", "NDVI")
    (block,) = FileSource(scene, names, RULE).stream()
    assert block.values.dtype == np.float32
    np.testing.assert_array_equal(block.values[0], values[1])
    assert not block.valid[:4].any()  # zero in the stored ones
    sampled, bands = picked_of_sample(survey.sample, names, RULE)
    assert [band.name for band in bands] == ["B4", "NDVI"]
    assert (sampled[:, 0] == values[1][survey.sample.rows, survey.sample.cols]).all()


def test_a_division_by_zero_is_no_data(folder):
    scene, _, _ = opened(folder, "1 / (nir - red)")
    (block,) = FileSource(scene, ("B4", "NDVI"), RULE).stream()
    assert not block.valid[10, 10]
    assert block.valid[20:, 20:].mean() > 0.99


@pytest.mark.parametrize("rule", [RULE, NoDataRule(value=50.0)])
def test_no_data_of_its_bands_is_no_data_of_an_index(folder, rule):
    declared = 50.0 if rule.value is None else None
    scene, survey, _ = opened(folder, nodata=declared)
    (block,) = FileSource(scene, ["NDVI"], rule).stream()
    assert not block.valid[10, 10]
    values, bands = picked(replace(survey.preview), ["NDVI"], rule)
    valid = valid_pixels(values, bands, rule, survey.preview.place)
    assert not valid[5, 5]  # pixel 10, 10 at a step of 2
    as_values = NoDataRule(as_values=True)
    (block,) = FileSource(scene, ["NDVI"], as_values).stream()
    assert block.valid[10, 10]


def test_a_band_taken_away_is_still_there_for_its_runs_but_not_listed(folder):
    scene, _, _ = opened(folder)
    maths = scene.computed[0].computed.maths
    stored = replace(scene, bands=scene.bands[:3], teaching=BandTeaching())
    gone = stored.taught(BandTeaching(), kept=(maths,))
    assert "NDVI" in gone.band_names
    assert "NDVI" not in [band.name for band in (*gone.listed, *gone.by_wavelength)]
    assert stored.taught(BandTeaching()) is stored


def test_an_index_beside_stored_numbers_is_told_to_hardly_count(folder):
    scene, survey, _ = opened(folder)
    names = scene.band_names
    found = check_bands(survey, names)
    (odd,) = (check for check in found if check.name == "ranges_differ")
    assert odd.bands == ("NDVI",)
    assert "it hardly counts" in odd.sentence
    assert not [one for one in check_bands(survey, names, is_raw=False) if one is odd]
    assert "ranges_differ" not in {check.name for check in check_bands(survey, names[:3])}


def test_an_index_beside_reflectances_is_told_to_outweigh_them(folder):
    scene, survey, _ = opened(
        folder, "20 * nir / red", calibration=Calibration(1e-4, 0.0, "reflectance")
    )
    (odd,) = (one for one in check_bands(survey, scene.band_names) if one.name == "ranges_differ")
    assert odd.bands == ("NDVI",)
    assert "it outweighs all others" in odd.sentence
    assert "around 0.3" in odd.sentence  # in units, as the sweep takes them


def test_a_picture_at_full_size_agrees_with_the_overview(folder):
    scene, survey, _ = opened(folder, calibration=Calibration(2e-5, -0.1))
    shown = IndexShown(scene.computed[0].computed.maths)
    fitted = make_index_picture(survey.preview, shown, RULE)
    window = Window(0, 0, ROWS, COLS)
    detail = make_composite_detail(scene, RULE, fitted.stretch, window, (ROWS, COLS))
    step = survey.preview.step
    assert step > 1
    np.testing.assert_array_equal(detail.rgba[::step, ::step], fitted.picture.rgba)
    assert (detail.rgba[:4, :, 3] == 0).all()
