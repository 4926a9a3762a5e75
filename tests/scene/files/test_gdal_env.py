import os

import pytest

from app.errors import SceneError
from app.scene.files.gdal_env import ALLOWED_DRIVERS
from app.scene.files.headers import read_header

import rasterio  # isort: skip

VRT = """<VRTDataset rasterXSize="1" rasterYSize="1"><VRTRasterBand dataType="Byte" band="1">
<SimpleSource><SourceFilename>{path}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"""
WMS = """<GDAL_WMS><Service name="TMS"><ServerUrl>http://127.0.0.1:9/</ServerUrl></Service>
<DataWindow><SizeX>8</SizeX><SizeY>8</SizeY></DataWindow></GDAL_WMS>"""


def test_only_drivers_of_plain_pixels_are_left():
    with rasterio.Env() as env:
        assert set(env.drivers()) == set(ALLOWED_DRIVERS)


@pytest.mark.parametrize("text", [VRT, WMS])
def test_a_text_that_names_other_files_is_refused_whatever_its_ending(tmp_path, text):
    path = tmp_path / "LC08_B4.TIF"
    path.write_text(text.format(path="/etc/hostname"))
    with pytest.raises(SceneError) as refusal:
        read_header(path)
    assert refusal.value.title == "Not a raster file"
    with pytest.raises(rasterio.errors.RasterioIOError):
        rasterio.open(path)


def test_georeference_from_a_sidecar_of_an_input_is_not_read():
    assert os.environ["GDAL_PAM_ENABLED"] == "NO"
