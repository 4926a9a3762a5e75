import numpy as np
import pytest

from app.scene.checks.scene_checks import check_scene
from app.scene.checks.shares import highest_valid_share
from app.scene.nodata import NoDataRule
from app.scene.pixels.survey import survey_scene
from app.steps import drain
from tests.scene.conftest import ramp

RULE = NoDataRule()


def checks_of(scene, rule=RULE, ticked=None):
    survey = drain(survey_scene(scene))[1]
    found = check_scene(scene, survey, ticked or scene.ticked_at_first, rule)
    return {check.name: check for check in found}


def test_a_clean_scene_has_nothing_to_tell(make_raster, open_paths):
    assert checks_of(open_paths(make_raster("a.tif", ramp(9, 9)))) == {}


@pytest.mark.parametrize(
    ("rule", "remedy"),
    [
        (RULE, "taken as no data"),
        (NoDataRule(zero_is_fill=False), "counted as values"),
        (NoDataRule(as_values=True), "counted as values"),
    ],
)
def test_an_undeclared_collar_is_told_with_what_is_done(make_raster, open_paths, rule, remedy):
    values = ramp(10, 10)
    values[:5, :5] = 0
    check = checks_of(open_paths(make_raster("a.tif", values)), rule)["fill_value"]
    assert "25 pixels (25.0 %) are zero in every band" in check.sentence
    assert remedy in check.remedy


def test_nearly_every_pixel_is_not_told_as_every_pixel(make_raster, open_paths):
    values = np.zeros((60, 60), np.uint8)
    values[0, 0] = 7
    check = checks_of(open_paths(make_raster("a.tif", values)))["fill_value"]
    assert "(more than 99.9 %)" in check.sentence


@pytest.mark.parametrize(
    ("ticked", "rule", "share"),
    [
        (("B1", "B2"), RULE, 0.98),
        (("B2",), RULE, 1.0),
        (("B1", "B2"), NoDataRule(as_values=True), 1.0),
        (("B1", "B2"), NoDataRule(value=3.0), 1.0),
        ((), RULE, 1.0),
    ],
)
def test_pixels_missing_in_a_ticked_band_cannot_be_valid(
    make_raster, open_paths, tmp_path, ticked, rule, share
):
    values = ramp(10, 10) + 10
    make_raster("B2.tif", values)
    values = values.copy()
    values[0, :2] = 0
    make_raster("B1.tif", values, nodata=0)
    scene = open_paths(tmp_path)
    stats = drain(survey_scene(scene))[1].stats
    assert highest_valid_share(stats, scene.grid.n_pixels, ticked, rule) == share


def test_nan_is_counted(make_raster, open_paths):
    values = ramp(10, 10, dtype="float32")
    values[0, 0] = np.nan
    check = checks_of(open_paths(make_raster("a.tif", values)))["not_finite"]
    assert check.sentence == "Band 1 holds NaN or infinity, 1 in 1 pixel (1.0 %)."


def test_bands_left_out_are_named(make_raster, open_paths, tmp_path):
    make_raster("B1.tif", ramp(6, 6))
    make_raster("B2.tif", ramp(6, 6))
    make_raster("B3.tif", ramp(3, 3))
    check = checks_of(open_paths(tmp_path))["grids_differ"]
    assert '"B3.tif" has 3 x 3 pixels instead of 6 x 6 pixels' in check.sentence


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"crs": None, "transform": None}, "not tied to the ground"),
        ({"crs": None}, "reference system"),
    ],
)
def test_a_missing_reference_is_told(make_raster, open_paths, place, words):
    check = checks_of(open_paths(make_raster("a.tif", ramp(5, 5), **place)))["no_georeference"]
    assert words in check.sentence


def test_saturation_is_told_with_the_band_and_its_share(make_raster, open_paths, tmp_path):
    values = ramp(10, 10, dtype="uint8") // 2
    make_raster("L5_B1.tif", values)
    values[:2, :] = 255
    make_raster("L5_B2.tif", values)
    check = checks_of(open_paths(tmp_path))["saturated"]
    assert "B2 20 pixels at 255 (20.0 %)" in check.sentence


def test_a_band_of_one_value_is_told_only_while_ticked(make_raster, open_paths, tmp_path):
    make_raster("L5_B1.tif", ramp(5, 5))
    make_raster("L5_B2.tif", np.full((5, 5), 8, "uint16"))
    scene = open_paths(tmp_path)
    assert checks_of(scene)["constant_band"].sentence == "B2 holds one single value, 8."
    assert "constant_band" not in checks_of(scene, ticked=("B1",))


def test_a_band_without_valid_pixel_is_told(make_raster, open_paths):
    check = checks_of(open_paths(make_raster("a.tif", np.zeros((4, 4), "uint8"), nodata=0)))
    assert "no valid pixel" in check["constant_band"].sentence


def test_the_collar_of_a_real_scene_is_found(shared_data, open_paths):
    checks = checks_of(open_paths(shared_data / "l8_l1_collar_74x75"))
    assert "zero in every band" in checks["fill_value"].sentence
    assert "grids_differ" not in checks


@pytest.mark.parametrize(("name", "is_note"), [("LC08_B8.TIF", True), ("LC08_B5.TIF", False)])
def test_a_band_left_out_is_a_warning_where_it_would_have_taken_part(
    make_raster, open_paths, tmp_path, name, is_note
):
    make_raster("LC08_B2.TIF", ramp(8, 8))
    make_raster("LC08_B4.TIF", ramp(8, 8))
    make_raster(name, ramp(16, 16), crs="EPSG:32612")
    check = checks_of(open_paths(tmp_path))["grids_differ"]
    assert (name in check.sentence, check.is_note) == (True, is_note)


def test_each_kind_of_unused_file_has_a_way_out_of_its_own(make_raster, open_paths, tmp_path):
    for name in ("LC08_B2.tif", "LC08_B3.tif", "LC08_B4.tif", "areas.tif"):
        make_raster(name, ramp(8, 8))
    check = checks_of(open_paths(tmp_path))["grids_differ"]
    assert '"areas.tif" is not named as a band' in check.sentence
    assert check.remedy.endswith("Open by itself what is no band of this scene.")
    assert "esample" not in check.remedy

    make_raster("LC08_B5.tif", ramp(3, 3), transform=(30.0, 0.0, 0.0, 0.0, -30.0, 0.0))
    assert (
        "Resample those of another grid" in checks_of(open_paths(tmp_path))["grids_differ"].remedy
    )


def test_a_band_in_several_pixel_sizes_is_nothing_to_tell(make_raster, open_paths, tmp_path):
    for name, size in (("B02_10m", 12), ("B02_20m", 6), ("B03_20m", 6), ("B05_20m", 6)):
        px = 120.0 / size
        grid = (px, 0.0, 600_000.0, 0.0, -px, 5_700_000.0)
        make_raster(f"T33UUP_20230610T100601_{name}.tif", ramp(size, size), transform=grid)
    scene = open_paths(tmp_path)
    assert [band.title for band in scene.left_out] == ["B02"]
    assert not scene.unused
    assert "grids_differ" not in checks_of(scene)


def test_a_smaller_copy_of_a_band_is_told_where_products_have_none(
    make_raster, open_paths, tmp_path
):
    for name, size in (("B4-Elkton", 12), ("B5-Elkton", 12), ("B5-Elkton-small", 6)):
        px = 120.0 / size
        grid = (px, 0.0, 600_000.0, 0.0, -px, 5_700_000.0)
        make_raster(f"L8-{name}.tif", ramp(size, size), transform=grid)
    check = checks_of(open_paths(tmp_path))["grids_differ"]
    assert check.is_note
    assert '"L8-B5-Elkton-small.tif" is a second B5' in check.sentence


def test_damaged_files_are_not_to_be_resampled(make_raster, open_paths, tmp_path):
    make_raster("B2.tif", ramp(4, 4))
    (tmp_path / "B3.tif").write_text("no pixels")
    check = checks_of(open_paths(tmp_path))["grids_differ"]
    assert "again" in check.remedy
    assert "resample" not in check.remedy


@pytest.mark.parametrize(
    ("crs", "corner"),
    [
        ("EPSG:32611", (600_000, 5_700_000)),
        ("EPSG:32611", (166_100, 100_000)),  # at the edge of its zone
        ("EPSG:3857", (1_000_000, 8_399_738)),  # four times too large
        ("EPSG:3413", (-500_000, -3_500_000)),
        ("EPSG:3035", (4_300_000, 3_200_000)),  # equal area
        ("ESRI:54008", (200_000, 6_000_000)),  # sinusoidal
    ],
)
def test_areas_on_the_ground_are_given_without_a_word(make_raster, open_paths, crs, corner):
    transform = (30, 0, corner[0], 0, -30, corner[1])
    scene = open_paths(make_raster("B2.tif", ramp(4, 4), crs=crs, transform=transform))
    assert "unknown_area" not in checks_of(scene)
    assert scene.grid.map_area_m2 == pytest.approx(900.0)
    assert scene.grid.areas.is_known


def test_areas_that_cannot_be_computed_are_given_in_pixels(make_raster, open_paths):
    beyond = (0.1, 0.0, 10.0, 0.0, -0.1, 950.0)
    path = make_raster("B2.tif", ramp(4, 4), crs="EPSG:4326", transform=beyond)
    scene = open_paths(path)
    check = checks_of(scene)["unknown_area"]
    assert "How large pixels of EPSG:4326 are on the ground" in check.sentence
    assert scene.grid.pixel_area_m2 is None


def with_fill(value, share, dtype, *, n_bands=3, high=16_000):
    """Bands of noise, some pixels of which are one value in every band."""
    random = np.random.default_rng(8)
    bands = random.integers(100, high, (n_bands, 200, 200)).astype(dtype)
    bands[:, random.random((200, 200)) < share] = value
    return bands


@pytest.mark.parametrize(
    ("value", "dtype", "n_bands", "sentence"),
    [
        (-9999, "int16", 3, "are -9999 in every band, far below all other values"),
        (-32768, "int16", 1, "are -32768 far below all other values"),
        (65_535, "uint16", 3, "are 65535 in every band, far above all other values"),
        (-3.4e38, "float32", 2, "are -3.4e+38 in every band, far below"),
    ],
)
def test_a_fill_value_that_no_file_declares_is_told(
    make_raster, open_paths, value, dtype, n_bands, sentence
):
    scene = open_paths(make_raster("a.tif", with_fill(value, 0.1, dtype, n_bands=n_bands)))
    check = checks_of(scene)["fill_like"]
    assert sentence in check.sentence
    assert check.sentence.startswith(("About 9.", "About 10."))
    assert check.fill == pytest.approx(value)
    assert "fill_like" not in checks_of(scene, NoDataRule(value=check.fill))
    assert "fill_like" not in checks_of(scene, NoDataRule(as_values=True))


@pytest.mark.parametrize(
    ("value", "share", "dtype", "high"),
    [
        (99, 0.1, "int16", 16_000),  # hardly below the others: dark water
        (-9999, 0.0001, "int16", 16_000),  # a few dead pixels
        (255, 0.1, "uint8", 250),  # bright clouds of an 8-bit picture
    ],
)
def test_dark_water_bright_clouds_and_dead_pixels_are_not_taken_for_fill(
    make_raster, open_paths, value, share, dtype, high
):
    scene = open_paths(make_raster("a.tif", with_fill(value, share, dtype, high=high)))
    assert "fill_like" not in checks_of(scene)
