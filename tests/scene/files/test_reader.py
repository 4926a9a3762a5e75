import numpy as np
import pytest

from app.arrays import Window
from app.errors import SceneError, SettingsError
from app.scene.files.raster_file import open_raster_handle
from app.scene.files.reader import SceneReader
from app.scene.nodata import NoDataRule
from tests.scene.conftest import ramp

RULE = NoDataRule()


def read(scene, names, window, **options):
    with SceneReader(scene, names, RULE) as reader:
        return reader.read(window, **options)


def test_a_window_holds_the_bands_in_scene_order(make_raster, open_paths, tmp_path):
    red, blue = ramp(20, 30), ramp(20, 30, first=5_000)
    make_raster("L8_B4.tif", red)
    make_raster("L8_B2.tif", blue)
    block = read(open_paths(tmp_path), ["B4", "B2"], Window(3, 4, 5, 6))
    expected = np.stack([blue, red])[:, 3:8, 4:10]
    assert np.array_equal(block.values, expected)
    assert block.values.flags.c_contiguous
    assert not block.values.flags.writeable


def test_types_are_joined_in_the_smallest_common_one(make_raster, open_paths, tmp_path):
    make_raster("B1.tif", ramp(4, 4))
    make_raster("B2.tif", ramp(4, 4, dtype="int16") - 500)
    block = read(open_paths(tmp_path), ["B1", "B2"], Window(0, 0, 4, 4))
    assert block.values.dtype == np.int32
    assert block.values[1, 0, 0] == -499


@pytest.mark.parametrize("interleave", ["pixel", "band"])
def test_any_bands_of_one_file_are_read(make_raster, open_paths, interleave):
    cube = np.stack([ramp(9, 8, first=100 * band) for band in range(6)])
    scene = open_paths(make_raster("cube.tif", cube, interleave=interleave))
    block = read(scene, ["2", "3", "6"], Window(1, 2, 5, 4))
    assert np.array_equal(block.values, cube[[1, 2, 5], 1:6, 2:6])


def test_bands_of_several_files_find_their_places(make_raster, open_paths, tmp_path):
    # By wavelength the bands of the two files alternate.
    one = np.stack([ramp(4, 4, first=1), ramp(4, 4, first=3_000)])
    two = np.stack([ramp(4, 4, first=2_000), ramp(4, 4, first=4_000)])
    make_raster("one.tif", one, descriptions=("450 nm", "700 nm"))
    make_raster("two.tif", two, descriptions=("600 nm", "900 nm"))
    scene = open_paths(tmp_path)
    block = read(scene, scene.band_names, Window(0, 0, 4, 4))
    assert np.array_equal(block.values, [one[0], two[0], one[1], two[1]])


def test_a_thinned_window_is_nearest_neighbour(make_raster, open_paths):
    values = ramp(40, 40)
    block = read(
        open_paths(make_raster("a.tif", values)), ["1"], Window(0, 0, 40, 40), out_shape=(10, 10)
    )
    assert block.values.shape == (1, 10, 10)
    assert set(block.values.ravel()) <= set(values.ravel())


def test_declared_nodata_is_not_valid(make_raster, open_paths):
    values = np.array([[7, 8], [9, 7]], dtype="uint8")
    block = read(open_paths(make_raster("a.tif", values, nodata=7)), ["1"], Window(0, 0, 2, 2))
    assert block.valid.tolist() == [[False, True], [True, False]]


def test_an_unknown_band_is_refused(make_raster, open_paths):
    scene = open_paths(make_raster("a.tif", ramp(3, 3)))
    with pytest.raises(SettingsError):
        SceneReader(scene, ["B99"], RULE)


def test_a_file_that_vanished_says_so(make_raster, open_paths):
    path = make_raster("B4.tif", ramp(3, 3))
    scene = open_paths(path)
    path.unlink()
    with pytest.raises(SceneError) as refusal:
        read(scene, ["B4"], Window(0, 0, 3, 3))
    assert refusal.value.title == "File not found"


@pytest.mark.parametrize("values", [ramp(5, 3), ramp(3, 3, dtype="int32")])
def test_a_file_that_changed_says_so(make_raster, open_paths, values):
    scene = open_paths(make_raster("B4.tif", ramp(3, 3)))
    make_raster("B4.tif", values)
    with pytest.raises(SceneError) as refusal:
        read(scene, ["B4"], Window(0, 0, 3, 3))
    assert refusal.value.title == "File has changed"


def test_damaged_blocks_name_the_file_and_the_rows(make_raster, open_paths):
    tiles = {"tiled": True, "blockxsize": 16, "blockysize": 16, "compress": "deflate"}
    path = make_raster("B4.tif", np.random.default_rng(0).integers(0, 999, (64, 64)), **tiles)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 600] = bytes(600)
    path.write_bytes(content)
    with pytest.raises(SceneError) as refusal:
        read(open_paths(path), ["B4"], Window(16, 0, 48, 64))
    assert '"B4.tif" is damaged within rows 17 to 64' in refusal.value.detail


def test_pixels_are_read_without_a_word_on_where_they_lie(make_raster):
    path = make_raster("B4.tif", ramp(9, 8))
    with open_raster_handle(path) as placed, open_raster_handle(path, is_placed=False) as plain:
        assert (placed.crs.to_epsg(), plain.crs) == (32611, None)
        assert np.array_equal(placed.read(), plain.read())
