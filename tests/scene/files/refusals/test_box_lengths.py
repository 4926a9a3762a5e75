"""A JPEG 2000 file whose boxes do not say where they end is refused before GDAL goes round."""

from pathlib import Path

import numpy as np
import pytest

from app.errors import SceneError
from app.scene.files import gdal_env  # noqa: F401  # before rasterio
from app.scene.files.headers import read_header
from app.scene.files.refusals.box_lengths import refuse_endless_boxes

import rasterio  # isort: skip
import rasterio.shutil  # isort: skip


@pytest.fixture
def jp2(tmp_path, make_raster) -> Path:
    """One band of JPEG 2000 with boxes within boxes."""
    plain = make_raster("plain.tif", np.arange(3_000).reshape(50, 60).astype(np.uint16))
    path = tmp_path / "B4.jp2"
    rasterio.shutil.copy(plain, path, driver="JP2OpenJPEG", QUALITY="100", REVERSIBLE="YES")
    return path


def test_a_sound_file_is_read(jp2):
    assert read_header(jp2).grid.width == 60


@pytest.mark.parametrize("kind", [b"ihdr", b"colr", b"lbl ", b"xml "])
@pytest.mark.parametrize("length", [(0,), (1, 0)])
def test_a_box_within_another_that_goes_to_the_end_is_refused(jp2, kind, length):
    data = bytearray(jp2.read_bytes())
    at = data.find(kind) - 4
    data[at : at + 4] = length[0].to_bytes(4)
    if len(length) > 1:  # the long form
        data[at + 8 : at + 16] = length[1].to_bytes(8)
    jp2.write_bytes(data)
    with pytest.raises(SceneError, match=r"B4\.jp2"):
        read_header(jp2)


def test_the_last_box_may_go_to_the_end(jp2):
    data = bytearray(jp2.read_bytes())
    at = data.find(b"jp2c") - 4
    data[at : at + 4] = bytes(4)
    jp2.write_bytes(data)
    assert read_header(jp2).grid.width == 60


def test_boxes_without_number_are_refused(tmp_path):
    path = tmp_path / "B4.jp2"
    path.write_bytes(b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0\0\0\x08free" * 20_000)
    with pytest.raises(SceneError, match="does not say"):
        refuse_endless_boxes(path)
