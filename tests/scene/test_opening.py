import numpy as np
import pytest

from app.errors import SceneError, SettingsError
from app.scene.band import BandKind
from app.scene.grids.target_grid import FINEST, TargetGrid
from app.scene.opening import open_scene
from app.steps import Progress, drain
from tests.scene.conftest import UTM, ramp

PIXELS = np.ones((4, 5), dtype="uint16")
FINER = (15.0, 0.0, 600_000.0, 0.0, -15.0, 5_700_000.0)
LANDSAT = "LC08_L1TP_043024_20200802_20200914_02_T1"


def refusal_of(*paths):
    with pytest.raises(SceneError) as refusal:
        drain(open_scene(paths))
    return refusal.value


def test_bands_stand_in_the_order_of_their_wavelengths(make_raster, open_paths, tmp_path):
    for number in ("B09", "B8A", "B10", "B08", "B02", "B11"):
        make_raster(f"T55JEJ_20171207T002051_{number}.tif", PIXELS)
    scene = open_paths(tmp_path)
    assert scene.band_names == ("B02", "B08", "B8A", "B09", "B10", "B11")
    assert scene.sensor == "Sentinel-2 MSI"


def test_thermal_pan_cirrus_and_quality_are_listed_but_not_ticked(
    make_raster, open_paths, tmp_path
):
    for name in ("B1", "B4", "B8", "B9", "B10", "BQA"):
        make_raster(f"{LANDSAT}_{name}.TIF", PIXELS)
    scene = open_paths(tmp_path)
    assert scene.ticked_at_first == ("B1", "B4")
    assert scene.band_names == ("B1", "B8", "B4", "B9", "B10", "BQA")


def test_numbers_without_a_sensor_are_ordered_as_numbers(make_raster, open_paths, tmp_path):
    for number in (10, 9, 2):
        make_raster(f"B{number}.TIF", PIXELS)
    scene = open_paths(tmp_path)
    assert scene.band_names == ("B2", "B9", "B10")
    assert {band.role for band in scene.bands} == {""}


def test_unknown_names_become_numbers_in_file_order(make_raster, open_paths, tmp_path):
    for name in ("zebra.tif", "ant.tif"):
        make_raster(name, PIXELS)
    scene = open_paths(tmp_path)
    assert scene.band_names == ("1", "2")
    assert [band.path.name for band in scene.bands] == ["ant.tif", "zebra.tif"]


def test_one_file_of_many_bands_is_a_scene(make_raster, open_paths):
    scene = open_paths(make_raster("stack.tif", np.ones((12, 3, 3), "uint8")))
    assert scene.band_names == tuple(str(number) for number in range(1, 13))
    assert [band.index for band in scene.bands] == list(range(1, 13))
    assert scene.title == "stack"


def test_descriptions_name_the_bands_of_a_file(make_raster, open_paths):
    texts = ("SR_B4", "SR_B3", "SR_B2")
    path = make_raster("LC08_cut.tif", np.ones((3, 3, 3), "uint16"), descriptions=texts)
    scene = open_paths(path)
    assert [(band.name, band.role) for band in scene.bands] == [
        ("B2", "blue"),
        ("B3", "green"),
        ("B4", "red"),
    ]


def test_wavelengths_give_roles_to_the_nearest_bands_only(make_raster, open_paths):
    texts = [f"band {number} ({nm} Nanometers)" for number, nm in enumerate((650, 656, 700), 1)]
    path = make_raster("cube.tif", np.ones((3, 3, 3), "uint16"), descriptions=texts)
    scene = open_paths(path)
    assert [(band.name, band.role) for band in scene.bands] == [
        ("1", ""),
        ("2", "red"),
        ("3", "rededge1"),
    ]


def test_bands_of_other_pixel_sizes_come_onto_the_grid_most_optical_bands_share(
    make_raster, open_paths, tmp_path
):
    for name in ("B2", "B3", "B4"):
        make_raster(f"{LANDSAT}_{name}.TIF", PIXELS)
    make_raster(f"{LANDSAT}_B8.TIF", np.ones((8, 10), "uint16"), transform=FINER)
    scene = open_paths(tmp_path)
    assert scene.band_names == ("B2", "B3", "B8", "B4")
    assert scene.left_out == ()
    assert (scene.grid.width, scene.grid.height, scene.grid.transform) == (5, 4, UTM)
    assert scene.pixel_sizes == (15.0, 30.0)
    assert [band.resolution_m for band in scene.bands] == [30.0, 30.0, 15.0, 30.0]
    assert [band.own_grid is None for band in scene.bands] == [True, True, False, True]
    assert scene.ticked_at_first == ("B2", "B3", "B4")


@pytest.mark.parametrize(
    ("other", "fact"),
    [
        ({"crs": "EPSG:32612"}, "EPSG:32612 instead of EPSG:32611"),
        ({"transform": (*UTM[:2], 600_090.0, *UTM[3:])}, "and covers 40 % of the scene"),
        ({"transform": (*UTM[:2], 700_000.0, *UTM[3:])}, "700000, 5700000 instead of 600000"),
        ({"transform": (*UTM[:2], 700_000.0, *UTM[3:])}, "and covers nothing of the scene"),
        ({"transform": (25.0, 10.0, UTM[2], 10.0, -25.0, UTM[5])}, "pixels of 26.9258"),
        ({"transform": None}, "its corner at"),
    ],
)
def test_a_band_that_cannot_be_brought_onto_the_grid_is_left_out(
    make_raster, open_paths, tmp_path, other, fact
):
    for name in ("B2", "B3"):
        make_raster(f"{LANDSAT}_{name}.TIF", PIXELS)
    make_raster(f"{LANDSAT}_B4.TIF", PIXELS, **other)
    scene = open_paths(tmp_path)
    assert scene.band_names == ("B2", "B3")
    assert fact in scene.left_out[0].reason


def test_a_shifted_band_takes_part_and_is_no_data_where_it_ends(make_raster, open_paths, tmp_path):
    for name in ("B2", "B3"):
        make_raster(f"{LANDSAT}_{name}.TIF", PIXELS)
    make_raster(f"{LANDSAT}_B4.TIF", PIXELS, transform=(*UTM[:2], 600_030.0, *UTM[3:]))
    scene = open_paths(tmp_path)
    assert scene.left_out == ()
    assert [band.nodata for band in scene.bands] == [None, None, 0.0]


def test_origins_that_differ_by_rounding_are_one_grid(make_raster, open_paths, tmp_path):
    make_raster("B2.tif", PIXELS)
    make_raster("B3.tif", PIXELS, transform=(*UTM[:2], 600_000.01, *UTM[3:]))
    assert open_paths(tmp_path).band_names == ("B2", "B3")


def test_among_equals_the_finer_grid_wins(make_raster, open_paths, tmp_path):
    make_raster("B2.tif", PIXELS)
    make_raster("B3.tif", np.ones((8, 10), "uint16"), transform=FINER)
    scene = open_paths(tmp_path)
    assert scene.band_names == ("B2", "B3")
    assert scene.grid.transform == FINER


def sizes_at(folder, **target):
    scene = drain(open_scene([folder], TargetGrid(**target)))[1]
    return scene.grid.transform[0], scene.grid.width, scene.grid.height


@pytest.fixture
def three_sizes(make_raster, tmp_path):
    for name, step in (("B02", 1), ("B03", 1), ("B05", 2), ("B06", 2), ("B07", 2), ("B01", 6)):
        size = 10.0 * step
        make_raster(
            f"S2_{name}.tif",
            ramp(60 // step, 90 // step),
            transform=(size, 0.0, UTM[2], 0.0, -size, UTM[5]),
        )
    return tmp_path


def test_the_wanted_pixel_size_is_that_of_its_bands(three_sizes):
    assert sizes_at(three_sizes) == (20.0, 45, 30)
    assert sizes_at(three_sizes, at=FINEST) == (10.0, 90, 60)
    assert sizes_at(three_sizes, at=60) == (60.0, 15, 10)


def test_a_size_no_band_has_makes_a_grid_in_line_with_the_finest(three_sizes):
    assert sizes_at(three_sizes, at=30) == (30.0, 30, 20)
    assert sizes_at(three_sizes, at=40) == (40.0, 23, 15)  # the last column is covered by half


@pytest.mark.parametrize("size", [0.1, 60_000.0])
def test_a_size_far_from_those_of_the_bands_is_refused(three_sizes, size):
    with pytest.raises(SettingsError) as caught:
        sizes_at(three_sizes, at=size)
    assert "10, 20, 60 m" in caught.value.detail


def test_in_degrees_only_the_sizes_of_the_bands_are_offered(make_raster, tmp_path):
    for name, size in (("B2", 0.001), ("B3", 0.001), ("B8", 0.0005)):
        n = round(0.02 / size)
        place = {"crs": "EPSG:4326", "transform": (size, 0.0, 10.0, 0.0, -size, 50.0)}
        make_raster(f"LC08_{name}.TIF", ramp(n, n), **place)
    assert sizes_at(tmp_path) == (0.001, 20, 20)
    assert sizes_at(tmp_path, at=FINEST) == (0.0005, 40, 40)
    with pytest.raises(SettingsError) as caught:
        sizes_at(tmp_path, at=20)
    assert "0.0005, 0.001" in caught.value.detail


def test_of_a_band_in_several_sizes_the_one_on_the_grid_is_used_and_the_finest_counts(
    make_raster, tmp_path
):
    # As the folders of Sentinel-2 L2A have it: coarser copies of bands are no bands of their own.
    for size, names in ((10, "2348"), (20, "2345678"), (60, "123456789")):
        for name in names:
            n = 120 // size
            make_raster(
                f"T31_B0{name}_{size}m.tif",
                ramp(n, n),
                transform=(float(size), 0.0, UTM[2], 0.0, -float(size), UTM[5]),
            )
    scene = drain(open_scene([tmp_path]))[1]
    assert scene.pixel_sizes == (10.0, 20.0, 60.0)
    assert {band.name: band.resolution_m for band in scene.bands} == {
        "B01": 60, "B02": 10, "B03": 10, "B04": 10, "B05": 20,
        "B06": 20, "B07": 20, "B08": 10, "B09": 60,
    }  # fmt: skip


def test_two_dates_in_one_folder_are_refused_by_name(make_raster, tmp_path):
    for date in ("20020720", "20021125"):
        for name in ("B1", "B2"):
            make_raster(f"L7_015032_{date}_{name}.tif", PIXELS)
    error = refusal_of(tmp_path)
    assert error.title == "Files of several scenes"
    assert '"L7_015032_20020720" (2 bands), "L7_015032_20021125" (2 bands)' in error.detail


def test_files_of_one_date_beside_another_are_called_by_their_own_name(
    make_raster, open_paths, tmp_path
):
    files = {
        date: [make_raster(f"L7_015032_{date}_{name}.tif", PIXELS) for name in ("B1", "B2")]
        for date in ("20020720", "20021125")
    }
    assert open_paths(*files["20021125"]).title == "L7_015032_20021125"
    for file in files["20020720"]:
        file.unlink()
    assert open_paths(*files["20021125"]).title == tmp_path.name  # alone in it
    assert open_paths(tmp_path).title == tmp_path.name


def test_one_band_each_of_two_dates_is_refused(make_raster):
    july = make_raster("L7_015032_20020720_B4.tif", PIXELS)
    november = make_raster("L7_015032_20021125_B3.tif", PIXELS)
    assert refusal_of(july, november).title == "Files of several scenes"


def test_a_stray_band_of_another_date_is_left_out(make_raster, open_paths, tmp_path):
    for name in ("20020720_B1", "20020720_B2", "20021125_B3"):
        make_raster(f"L7_015032_{name}.tif", PIXELS)
    scene = open_paths(tmp_path)
    assert scene.band_names == ("B1", "B2")
    assert "another scene" in scene.left_out[0].reason


def test_class_maps_beside_named_bands_are_left_out_with_their_reason(
    make_raster, open_paths, tmp_path
):
    for name in ("B02", "B03", "B04", "land_cover"):
        make_raster(f"{name}.tif", PIXELS)
    scene = open_paths(tmp_path)
    assert scene.band_names == ("B02", "B03", "B04")
    assert "not named as a band" in scene.left_out[0].reason


def test_a_second_copy_of_a_band_is_left_out(make_raster, open_paths, tmp_path):
    for name in ("B2", "B3", "B4", "B4_copy"):
        make_raster(f"{name}.tif", PIXELS)
    scene = open_paths(tmp_path)
    assert [band.path.name for band in scene.bands] == ["B2.tif", "B3.tif", "B4.tif"]
    assert "second B4" in scene.left_out[0].reason


def test_unreadable_files_beside_good_ones_are_left_out(make_raster, open_paths, tmp_path):
    make_raster("B2.tif", PIXELS)
    (tmp_path / "B3.tif").write_text("no pixels")
    (tmp_path / "B4.tif").touch()
    scene = open_paths(tmp_path)
    assert scene.band_names == ("B2",)
    assert {out.title for out in scene.left_out} == {"B3.tif", "B4.tif"}


def test_all_bad_files_are_reported_together(tmp_path):
    (tmp_path / "B3.tif").write_text("no pixels")
    (tmp_path / "B4.tif").touch()
    error = refusal_of(tmp_path)
    assert error.title == "No file can be read"
    assert "B3.tif" in error.detail
    assert "B4.tif" in error.detail


def test_class_maps_alone_are_no_scene(make_raster):
    path = make_raster("classes.tif", np.ones((3, 3), "uint8"), photometric="PALETTE")
    error = refusal_of(path)
    assert error.title == "No band to classify"
    assert error.detail == '"classes.tif" holds class numbers with colours, a finished map.'
    assert "Compare with a map file" in error.hint
    assert "bandsweep compare" in error.command


def test_heights_alone_are_no_scene_and_are_called_so(make_raster):
    error = refusal_of(make_raster("dem.tif", ramp(3, 3)))
    assert error.title == "No band to classify"
    assert "heights" in error.detail


def test_progress_is_told_for_each_file(make_raster, tmp_path):
    for name in ("B1", "B2"):
        make_raster(f"{name}.tif", PIXELS)
    steps, _ = drain(open_scene([tmp_path]))
    assert all(isinstance(step, Progress) for step in steps)
    assert [step.text for step in steps][1:3] == ["Reading B1.tif", "Reading B2.tif"]


def test_the_resolution_is_the_grids(make_raster, open_paths):
    scene = open_paths(make_raster("B1.tif", ramp(3, 3), transform=FINER))
    assert scene.bands[0].resolution_m == 15.0


SENTINEL_2 = (
    "B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B11", "B12",
)  # fmt: skip
REAL = {
    "aerial_naip_virginia_4bands": ("B1", "B2", "B3", "B4"),
    "kmeans_reference_hampi": ("B02", "B03", "B04", "B08"),
    "l5_para_287x310": ("B1", "B2", "B3", "B4", "B5", "B7"),
    "l7_olinda_stack": ("1", "2", "3", "4", "5", "6"),
    "l8_c2l2_alberta_1001": ("B1", "B2", "B3", "B4", "B5", "B6", "B7"),
    "l8_l1_collar_74x75": ("B1", "B2", "B3", "B4", "B5", "B6", "B7"),
    "l8_l1_newyork_dates/LC08_L1TP_013032_20180710_20180717_01_T1": (
        "B1", "B2", "B3", "B4", "B5", "B6", "B7",
    ),
    "l8_l1_virginia_186x169": ("B1", "B2", "B3", "B4", "B5", "B6", "B7"),
    "s2_l1c_safe_thinned": SENTINEL_2,
    "s2_l1c_virginia_mixed_res": SENTINEL_2,
    "tm_shiraz_urban_3bands/corrected": ("B2", "B3", "B4"),
    "tm_shiraz_urban_3bands/unrectified": ("B2", "B3", "B4"),
}  # fmt: skip


@pytest.mark.parametrize("folder", REAL)
def test_real_folders_open_with_the_right_bands_ticked(shared_data, open_paths, folder):
    assert open_paths(shared_data / folder).ticked_at_first == REAL[folder]


def test_a_real_hyperspectral_file_knows_its_wavelengths(shared_data, open_paths):
    scene = open_paths(shared_data / "hyperspectral_enmap_32x32x224")
    assert len(scene.bands) == 224
    assert scene.bands[0].wavelength_nm == 418.24
    assert {"blue", "green", "red", "nir", "swir1"} <= {band.role for band in scene.bands}


@pytest.mark.parametrize(
    ("folder", "title"),
    [
        ("l7_pennsylvania_two_dates", "Files of several scenes"),
        ("l8_l1_newyork_dates", "Several scenes in folder"),
        ("tm_shiraz_urban_3bands", "Several scenes in folder"),
    ],
)
def test_real_folders_of_several_scenes_ask_for_one(shared_data, folder, title):
    assert refusal_of(shared_data / folder).title == title


def test_the_misfits_of_a_real_folder_are_named(shared_data, open_paths):
    scene = open_paths(shared_data / "l8_l1_virginia_186x169")
    files = {out.path.name for out in scene.left_out}
    assert files == {
        "L8-B4-Elkton-VA-4326.tiff",
        "L8-B7-Elkton-VA-small.tiff",
        "L8-Labels-Elkton-VA.tiff",
    }
    assert [band.kind for band in scene.bands][-1] is BandKind.QUALITY
