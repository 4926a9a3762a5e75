"""Several scenes in one place are told apart, so that a person can choose."""

import tarfile

import numpy as np
import pytest

from app.scene.opening import open_scene
from app.scene.recognition.choices import find_scenes
from app.scene.scene_choice import SeveralScenesError
from app.steps import drain
from tests.scene.metadata.test_landsat import C2_L1, C2_L2, write_mtl

PIXELS = np.ones((4, 5), "uint16")
FIRST, SECOND = (f"LC09_L1TP_043024_{day}_20220914_02_T1" for day in ("20220101", "20220802"))


def several(*paths):
    with pytest.raises(SeveralScenesError) as refusal:
        drain(open_scene(paths))
    return refusal.value


def test_two_dates_in_one_folder_are_two_choices(make_raster, tmp_path):
    for start in (SECOND, FIRST):
        for name in ("B2", "B3", "B10", "QA_PIXEL"):
            make_raster(f"{start}_{name}.TIF", PIXELS)
    write_mtl(tmp_path / f"{SECOND}_MTL.txt", C2_L1)

    error = several(tmp_path)

    first, second = error.choices
    assert error.title == "Files of several scenes"
    assert f'"{tmp_path}/{FIRST}"*' in error.in_command()
    assert (first.title, second.title) == (FIRST, SECOND)
    assert first.acquired is not None
    assert first.acquired.date().isoformat() == "2022-01-01"
    assert (second.level, second.cloud_cover) == ("L1", 0.125)
    assert (second.n_bands, second.width, second.height) == (3, 5, 4)
    scene = drain(open_scene(second.paths))[1]
    assert scene.band_names == ("B2", "B3", "B10", "QA_PIXEL")
    assert scene.product.platform == "Landsat 9"
    assert scene.product.sun_elevation_deg == 30
    assert find_scenes([tmp_path]) == error.choices


STACK = np.ones((4, 4, 5), "uint16")


def test_stacks_of_several_dates_are_a_choice_each_with_its_mask(make_raster, tmp_path):
    for day in ("20230601", "20230715"):
        make_raster(f"{day}_093000_11_2455_3B_AnalyticMS_SR.tif", STACK)
        make_raster(f"{day}_093000_11_2455_3B_udm2.tif", STACK)

    error = several(tmp_path)

    assert error.title == "Files of several scenes"
    assert "of 4 bands each are of 2 dates: 2023-06-01, 2023-07-15" in str(error.detail)
    first, second = error.choices
    assert first.title == "20230601_093000_11_2455_3B"
    assert (first.n_bands, second.n_bands) == (4, 4)
    assert f'"{tmp_path}/{first.title}"*' in error.in_command()
    scene = drain(open_scene(second.paths))[1]
    assert {band.path.name[:8] for band in scene.bands} == {"20230715"}
    assert len(scene.bands) == 8


@pytest.mark.parametrize(
    "names",
    [
        {"ndvi_20230601.tif": PIXELS, "ndvi_20230715.tif": PIXELS},  # a series of single bands
        {"a_20230601.tif": STACK, "b_20230601.tif": STACK},
        {"a_20230601.tif": STACK, "heights.tif": PIXELS},
        {"a_20230601.tif": STACK, "b_20230715.tif": STACK[:2]},
        {"a_20230601.tif": STACK},
    ],
)
def test_other_files_with_dates_are_one_scene(make_raster, tmp_path, names):
    for name, values in names.items():
        make_raster(name, values)
    assert len(drain(open_scene([tmp_path]))[1].bands) > 1


def test_levels_folders_and_archives_are_choices(make_raster, tmp_path):
    for start, groups in ((FIRST, C2_L1), (SECOND.replace("L1TP", "L2SP"), C2_L2)):
        for name in ("B2", "B3"):
            make_raster(f"{start}_SR_{name}.TIF", PIXELS, folder=f"all/{start}")
        write_mtl(tmp_path / "all" / start / f"{start}_MTL.txt", groups)

    error = several(tmp_path / "all")

    assert [choice.level for choice in error.choices] == ["L2", "L1"] or [
        choice.level for choice in error.choices
    ] == ["L1", "L2"]
    assert all(len(choice.paths) == 1 for choice in error.choices)
    assert str(error.choices[0].paths[0].parent) in error.in_command()

    (tmp_path / "packed").mkdir()
    for folder in (tmp_path / "all").iterdir():
        with tarfile.open(tmp_path / "packed" / f"{folder.name}.tar", "w") as packed:
            for file in folder.iterdir():
                packed.add(file, file.name)
    choices = several(tmp_path / "packed").choices
    assert [choice.title for choice in choices] == [choice.title for choice in error.choices]
    scene = drain(open_scene(choices[0].paths))[1]
    assert scene.sources == choices[0].paths


def test_scenes_of_folders_within_folders_are_told_with_both_names(make_raster, tmp_path):
    for place in ("north/may", "north/june", "south"):
        make_raster("B2.tif", PIXELS, folder=place)
        make_raster("B3.tif", PIXELS, folder=place)
    make_raster("areas.tif", PIXELS, folder="south")

    choices = find_scenes([tmp_path])

    assert [choice.title for choice in choices] == ["north / june", "north / may", "south"]
    assert [choice.n_bands for choice in choices] == [2, 2, 2]
    assert choices[0].paths == (tmp_path / "north" / "june",)


def test_one_scene_is_one_choice(make_raster, tmp_path):
    make_raster(f"{FIRST}_B2.TIF", PIXELS)

    (choice,) = find_scenes([tmp_path])

    assert choice.paths == (tmp_path,)
    assert choice.n_bands == 1


def test_real_folders_of_several_scenes(shared_data):
    titles = [choice.title for choice in find_scenes([shared_data])]
    assert "s2_l1c_safe_thinned" in titles
    assert "tm_shiraz_urban_3bands / corrected" in titles
    two = several(shared_data / "l7_pennsylvania_two_dates").choices
    assert [choice.n_bands for choice in two] == [8, 8]
    assert [f"{choice.acquired:%Y-%m-%d}" for choice in two] == ["2002-07-20", "2002-11-25"]
    four = several(shared_data / "l8_l1_newyork_dates").choices
    assert [f"{choice.acquired:%m%d}" for choice in four] == ["0428", "0710", "0903", "1217"]
    for choice in (*two, *four):
        drain(open_scene(choice.paths))
