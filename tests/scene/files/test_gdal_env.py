import os

import numpy as np
import pytest

from app.errors import SceneError
from app.scene.files.gdal_env import ALLOWED_DRIVERS
from app.scene.files.headers import read_header

import rasterio  # isort: skip

VRT = """<VRTDataset rasterXSize="1" rasterYSize="1"><VRTRasterBand dataType="Byte" band="1">
<SimpleSource><SourceFilename>{path}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"""
WMS = """<GDAL_WMS><Service name="TMS"><ServerUrl>http://127.0.0.1:9/</ServerUrl></Service>
<DataWindow><SizeX>8</SizeX><SizeY>8</SizeY></DataWindow></GDAL_WMS>"""

ISIS3 = """Object = IsisCube
  Object = Core
    StartByte = 1
    Format = BandSequential
    ^Core = "../elsewhere/secret"
    Group = Dimensions
      Samples = 100
      Lines = 100
      Bands = 1
    End_Group
    Group = Pixels
      Type = UnsignedByte
      ByteOrder = Lsb
      Base = 0.0
      Multiplier = 1.0
    End_Group
  End_Object
End_Object
End
"""


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


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_smaller_copies_of_a_kind_that_names_other_files_are_not_read(tmp_path):
    """GDAL opens what lies beside a raster by whichever driver knows it."""
    for name in ("scene", "elsewhere"):
        (tmp_path / name).mkdir()
    (tmp_path / "elsewhere" / "secret").write_bytes(bytes([77]) * 10_000)
    path = tmp_path / "scene" / "B4.tif"
    shape = {"width": 200, "height": 200, "count": 1, "dtype": "uint8"}
    with rasterio.open(path, "w", driver="GTiff", **shape) as raster:
        raster.write(np.ones((1, 200, 200), np.uint8))
    (tmp_path / "scene" / "B4.tif.ovr").write_text(ISIS3 + " " * 10_000)
    with rasterio.open(path, driver="GTiff", sharing=False) as raster:
        assert raster.overviews(1) == []
        assert (raster.read(1, out_shape=(100, 100)) == 1).all()
