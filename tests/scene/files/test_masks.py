"""The mask of a file says what has no data, as a declared value does."""

import struct
from pathlib import Path

import numpy as np
import pytest
import rasterio

from app.arrays import Window
from app.errors import SceneError
from app.scene.files.reader import SceneReader
from app.scene.files.refusals.mask_blocks import refuse_large_mask
from app.scene.nodata import NoDataRule
from tests.scene.conftest import ramp

WHOLE = Window(0, 0, 40, 50)
MASK = np.ones((40, 50), bool)
MASK[:10, 5:25] = False


def masked(path, *, within=True):
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=within), rasterio.open(path, "r+") as file:
        file.write_mask(MASK)
    return path


def cube(dtype):
    return np.stack([ramp(40, 50, first=1 + band).astype(dtype) for band in range(3)])


def read(scene, names, **options):
    with SceneReader(scene, names, NoDataRule()) as reader:
        return reader.read(WHOLE, **options)


@pytest.mark.parametrize("within", [True, False])
@pytest.mark.parametrize("nodata", [None, 60_000])
@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_masked_pixels_are_no_data(make_raster, open_paths, within, nodata, dtype):
    path = masked(make_raster("a.tif", cube(dtype), nodata=nodata), within=within)
    scene = open_paths(path)
    for names in (scene.band_names, scene.band_names[::2]):  # side by side, and apart
        block = read(scene, names)
        np.testing.assert_array_equal(block.valid, MASK)
        own = cube(dtype)[[scene.band_names.index(name) for name in names]]
        np.testing.assert_array_equal(block.values[:, MASK], own[:, MASK])


def test_masked_pixels_are_no_data_in_a_thinned_window(make_raster, open_paths):
    scene = open_paths(masked(make_raster("a.tif", cube("uint16"))))
    block = read(scene, scene.band_names, out_shape=(8, 10))
    np.testing.assert_array_equal(block.valid, MASK[2::5, 2::5])


def test_a_mask_beside_a_file_that_changed_says_so(make_raster, open_paths):
    path = masked(make_raster("a.tif", cube("uint16")), within=False)
    scene = open_paths(path)
    Path(f"{path}.msk").unlink()  # all pixels would have data
    with pytest.raises(SceneError) as refusal:
        read(scene, scene.band_names)
    assert "a.tif.msk" in refusal.value.detail


def test_an_alpha_band_stays_a_band_that_is_asked(make_raster, open_paths):
    values = np.concatenate([cube("uint8"), np.where(MASK, 255, 0)[None].astype("uint8")])
    scene = open_paths(make_raster("a.tif", values, photometric="RGB", alpha="yes"))
    assert read(scene, scene.band_names[:3]).valid.all()


@pytest.mark.parametrize("big", ["NO", "YES"])
@pytest.mark.parametrize("endian", ["LITTLE", "BIG"])
def test_blocks_of_masks_are_measured(make_raster, big, endian):
    form = {"BIGTIFF": big, "ENDIANNESS": endian}
    path = masked(make_raster("a.tif", cube("uint16"), **form))
    refuse_large_mask(path, MASK.size)
    with pytest.raises(SceneError, match="Blocks are too large"):
        refuse_large_mask(path, MASK.shape[1] - 1)


def test_a_mask_of_one_huge_tile_is_not_read(make_raster, open_paths):
    tiled = {"tiled": True, "blockxsize": 16, "blockysize": 16}
    path = masked(make_raster("a.tif", cube("uint16"), **tiled))
    content = bytearray(path.read_bytes())
    for tag in (322, 323):
        at = content.rfind(struct.pack("<HHI", tag, 3, 1)) + 8  # the mask comes last
        content[at : at + 4] = struct.pack("<I", 65_520)
    path.write_bytes(content)
    scene = open_paths(path)
    with pytest.raises(SceneError, match="The mask of"):
        read(scene, scene.band_names)


def test_a_mask_that_is_not_found_is_not_called_too_large(make_raster):
    path = make_raster("a.tif", cube("uint16"))  # without any, as one that cannot be told
    with pytest.raises(SceneError, match="Mask cannot be read") as refusal:
        refuse_large_mask(path, MASK.size)
    assert '"a.tif"' in refusal.value.detail
    assert "0 pixels" not in refusal.value.detail
