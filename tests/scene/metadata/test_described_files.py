"""Whoever opens a document of metadata gets the scene that it describes."""

import json

import numpy as np
import pytest

from app.errors import SceneError
from tests.scene.metadata.test_landsat import C2_L1, write_mtl

FIRST, SECOND = (f"LC09_L1TP_043024_{day}_20220914_02_T1" for day in ("20220101", "20220802"))
PIXELS = np.ones((4, 5), "uint16")


@pytest.mark.parametrize("ending", ["txt", "json", "xml"])
def test_landsat_metadata_open_the_bands_of_their_name(make_raster, open_paths, tmp_path, ending):
    for start in (FIRST, SECOND):
        for name in ("B2", "B3", "QA_PIXEL"):
            make_raster(f"{start}_{name}.TIF", PIXELS)
    document = write_mtl(tmp_path / f"{SECOND}_MTL.{ending}", C2_L1)

    scene = open_paths(document)

    assert {band.path.name[: len(SECOND)] for band in scene.bands} == {SECOND}
    assert scene.band_names == ("B2", "B3", "QA_PIXEL")
    assert scene.product.metadata_file == document.name
    assert scene.sources == (document,)


@pytest.mark.parametrize("name", ["MTD_MSIL2A.xml", "manifest.safe"])
def test_documents_of_a_sentinel_2_product_open_it(make_raster, open_paths, tmp_path, name):
    product = tmp_path / "S2A_MSIL2A_20230610T100601_N0509_R022_T33UUP_20230610T121212.SAFE"
    make_raster("T33UUP_20230610T100601_B05_20m.tif", PIXELS,
                folder=f"{product.name}/GRANULE/L2A_T33UUP/IMG_DATA/R20m")  # fmt: skip
    (product / name).write_text("<x/>")

    assert open_paths(product / name).band_names == ("B05",)


def test_a_stac_item_opens_its_assets_and_no_other_file(make_raster, open_paths, tmp_path):
    for name in ("one", "two", "other"):
        make_raster(f"{name}.tif", PIXELS)
    assets = {
        "one": {"href": "https://example.org/x/one.tif", "eo:bands": [{"name": "B02"}]},
        "two": {"href": "./two.tif", "eo:bands": [{"name": "B03"}]},
        "elsewhere": {"href": "../outside.tif"},
        "picture": {"href": "thumbnail.png"},
        "nothing": {"href": ".."},
    }
    make_raster("outside.tif", PIXELS, folder="..")
    item = {"type": "Feature", "stac_version": "1.0.0", "id": "p", "assets": assets}
    (tmp_path / "item.json").write_text(json.dumps(item))

    scene = open_paths(tmp_path / "item.json")

    assert sorted(band.path.name for band in scene.bands) == ["one.tif", "two.tif"]


@pytest.mark.parametrize("text", ["{}", "no JSON", '{"type": "FeatureCollection"}'])
def test_other_documents_hold_no_band(open_paths, tmp_path, text):
    (tmp_path / "areas.json").write_text(text)
    with pytest.raises(SceneError, match="No band among the files"):
        open_paths(tmp_path / "areas.json")
