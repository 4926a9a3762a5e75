import os

import numpy as np
import pytest

from app.errors import SceneError
from app.scene.files import discover, places
from app.scene.files.discover import find_files, natural_key
from app.steps import drain

PIXELS = np.ones((4, 5), dtype="uint8")


def found_in(*paths):
    return drain(find_files(paths))[1]


def names_in(*paths):
    return [file.name for file in found_in(*paths).files]


def refusal_of(*paths):
    with pytest.raises(SceneError) as refusal:
        found_in(*paths)
    return refusal.value


def test_a_folder_gives_its_rasters_in_natural_order_and_no_companions(make_raster, tmp_path):
    for name in ("x_B10.TIF", "x_B9.TIF", "x_B1.TIF"):
        make_raster(name, PIXELS)
    for name in ("x_MTL.txt", "x_B1.TIF.aux.xml", ".hidden.tif"):
        (tmp_path / name).write_text("text")
    assert names_in(tmp_path) == ["x_B1.TIF", "x_B9.TIF", "x_B10.TIF"]


def test_a_picture_counts_only_where_there_is_nothing_better(tmp_path):
    (tmp_path / "preview.png").touch()
    assert names_in(tmp_path) == ["preview.png"]
    (tmp_path / "band.tif").touch()
    assert names_in(tmp_path) == ["band.tif"]


def test_several_files_keep_their_order_and_are_taken_once(make_raster):
    second, first = make_raster("b.tif", PIXELS), make_raster("a.tif", PIXELS)
    assert names_in(second, first, second) == ["b.tif", "a.tif"]


def test_a_scene_one_folder_down_is_found(make_raster, tmp_path):
    make_raster("B1.tif", PIXELS, folder="scene")
    (tmp_path / "notes").mkdir()
    assert names_in(tmp_path) == ["B1.tif"]


def test_several_scene_folders_are_named_and_refused(make_raster, tmp_path):
    make_raster("B1.tif", PIXELS, folder="july")
    make_raster("B1.tif", PIXELS, folder="november")
    error = refusal_of(tmp_path)
    assert error.title == "Several scenes in folder"
    assert '"july", "november"' in error.detail


def test_the_folders_of_a_level_2_granule_are_one_scene(make_raster, tmp_path):
    granule = "S2A.SAFE/GRANULE/L2A_T55JEJ/IMG_DATA"
    make_raster("T55JEJ_B02_10m.tif", PIXELS, folder=f"{granule}/R10m")
    make_raster("T55JEJ_B05_20m.tif", PIXELS, folder=f"{granule}/R20m")
    make_raster("T55JEJ_PVI.tif", PIXELS, folder="S2A.SAFE/GRANULE/L2A_T55JEJ/QI_DATA")
    expected = ["T55JEJ_B02_10m.tif", "T55JEJ_B05_20m.tif"]
    assert names_in(tmp_path / "S2A.SAFE") == expected
    assert names_in(tmp_path) == expected
    assert names_in(tmp_path / "S2A.SAFE/GRANULE/L2A_T55JEJ") == expected


def test_pixels_without_ending_count_beside_an_envi_header(tmp_path):
    (tmp_path / "scene").write_bytes(b"pixels")
    (tmp_path / "scene.hdr").write_text("ENVI")
    assert names_in(tmp_path) == ["scene"]


def test_an_empty_folder_says_so(tmp_path):
    assert refusal_of(tmp_path).title == "Folder is empty"


def test_a_folder_without_raster_names_what_it_holds(tmp_path):
    (tmp_path / "report.pdf").touch()
    error = refusal_of(tmp_path)
    assert error.title == "No raster in folder"
    assert '"report.pdf"' in error.detail


def test_companions_alone_hold_no_band(tmp_path):
    (tmp_path / "x_MTL.txt").touch()
    assert refusal_of(tmp_path / "x_MTL.txt").title == "No band among the files"


def test_an_archive_is_to_be_unpacked(tmp_path):
    (tmp_path / "LC08.tar").write_bytes(b"packed")
    assert "Unpack" in refusal_of(tmp_path / "LC08.tar").hint


def test_nothing_chosen_says_so():
    assert refusal_of().title == "Nothing to open"


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (PermissionError(13, "no"), "No permission to read"),
        (OSError(5, "disk"), "Folder cannot be read"),
    ],
)
def test_a_folder_that_cannot_be_listed_says_why(tmp_path, monkeypatch, error, title):
    def refuse(_folder):
        raise error

    monkeypatch.setattr(places.os, "scandir", refuse)
    assert refusal_of(tmp_path).title == title


def test_a_locked_folder_does_not_hide_its_neighbours(make_raster, tmp_path, monkeypatch):
    make_raster("B1.tif", PIXELS, folder="open")
    (tmp_path / "locked").mkdir()
    real = os.scandir

    def scandir(folder):
        if folder.name == "locked":
            raise PermissionError(13, "no")
        return real(folder)

    monkeypatch.setattr(places.os, "scandir", scandir)
    assert names_in(tmp_path) == ["B1.tif"]


def test_links_that_lead_nowhere_are_left_to_the_reading_of_headers(make_raster, tmp_path):
    make_raster("B4.tif", np.ones((4, 4), np.uint8))
    (tmp_path / "B5.tif").symlink_to("B5.tif")
    (tmp_path / "B6.tif").symlink_to("nowhere")
    (tmp_path / "sub").symlink_to("sub")
    assert names_in(tmp_path) == ["B4.tif", "B5.tif", "B6.tif"]


def test_numbers_in_names_sort_as_numbers():
    assert sorted(["B10", "B9", "b1"], key=natural_key) == ["b1", "B9", "B10"]


def test_scenes_are_found_some_folders_down(make_raster, tmp_path):
    make_raster("B1.tif", PIXELS, folder="2023/06/T33UUP")
    assert names_in(tmp_path) == ["B1.tif"]
    make_raster("B1.tif", PIXELS, folder="2024/07/T33UUP")
    error = refusal_of(tmp_path)
    assert error.title == "Several scenes in folder"
    assert '"2023", "2024"' in error.detail


def test_the_probability_of_clouds_is_taken_from_beside_the_bands_of_a_granule(
    make_raster, tmp_path
):
    granule = "S2A.SAFE/GRANULE/L2A_T55JEJ"
    make_raster("T55JEJ_B05_20m.tif", PIXELS, folder=f"{granule}/IMG_DATA/R20m")
    for name in ("MSK_CLASSI_B00.tif", "MSK_CLDPRB_20m.tif", "MSK_DETFOO_B01.tif"):
        make_raster(name, PIXELS, folder=f"{granule}/QI_DATA")
    own = ["T55JEJ_B05_20m.tif", "MSK_CLASSI_B00.tif", "MSK_CLDPRB_20m.tif"]
    assert names_in(tmp_path / "S2A.SAFE") == own
    make_raster("T55JEJ_SCL_20m.tif", PIXELS, folder=f"{granule}/IMG_DATA/R20m")
    assert "MSK_CLASSI_B00.tif" not in names_in(tmp_path / "S2A.SAFE")


def test_what_a_long_search_has_found_is_not_lost_on_the_way_down(
    make_raster, tmp_path, monkeypatch
):
    monkeypatch.setattr(discover, "_N_FOLDERS_MAX", 12)
    for number in range(8):
        (tmp_path / "a" / f"empty{number}").mkdir(parents=True)
    make_raster("B1.tif", PIXELS, folder="a/scene/bands")
    assert names_in(tmp_path) == ["B1.tif"]


def test_a_long_search_comes_to_an_end(make_raster, tmp_path, monkeypatch):
    monkeypatch.setattr(discover, "_N_FOLDERS_MAX", 3)
    for number in range(6):
        (tmp_path / "a" / f"empty{number}").mkdir(parents=True)
    make_raster("B1.tif", PIXELS, folder="b")
    assert names_in(tmp_path) == ["B1.tif"]
