import os
import threading

import numpy as np
import pytest

from app.errors import SceneError
from app.scene.band import BandKind
from app.scene.files import headers, raster_file
from app.scene.files.headers import read_header
from tests.scene.conftest import ramp


def refusal_of(path):
    with pytest.raises(SceneError) as refusal:
        read_header(path)
    assert path.name in refusal.value.detail
    assert refusal.value.hint
    return refusal.value


def test_type_nodata_and_descriptions_are_read(make_raster):
    values = np.ones((2, 4, 5), dtype="int16")
    header = read_header(make_raster("a.tif", values, nodata=-9, descriptions=("red", "nir")))
    assert [band.dtype for band in header.bands] == ["int16", "int16"]
    assert [band.nodata for band in header.bands] == [-9.0, -9.0]
    assert [band.description for band in header.bands] == ["red", "nir"]


@pytest.mark.parametrize(
    ("dtype", "declared", "kept"),
    [("float32", np.nan, np.nan), ("float32", -3.4028234663852886e38, float(np.float32(-3.4e38)))],
)
def test_nodata_is_kept_as_the_band_stores_it(make_raster, dtype, declared, kept):
    header = read_header(make_raster("a.tif", np.ones((2, 2), dtype=dtype), nodata=declared))
    found = header.bands[0].nodata
    assert found is not None
    assert np.isnan(found) == np.isnan(kept)
    assert np.isnan(kept) or np.float32(found) == np.float32(declared)


def test_a_nodata_value_the_type_cannot_hold_counts_as_none():
    assert headers._nodata(-9999.0, "uint8") is None
    assert headers._nodata(float("inf"), "int16") is None
    assert headers._nodata(0.5, "int16") is None


def test_wavelengths_are_read_from_descriptions(make_raster):
    texts = ("band 1 (418.24 Nanometers)", "SWIR 1.61 um")
    header = read_header(make_raster("a.tif", np.ones((2, 3, 3), "uint8"), descriptions=texts))
    assert [band.wavelength_nm for band in header.bands] == [418.24, 1610.0]


def test_wavelengths_of_envi_files_are_read_from_their_header(make_raster):
    path = make_raster("a.img", np.ones((2, 3, 3), "uint8"), driver="ENVI")
    with path.with_suffix(".hdr").open("a") as file:
        file.write("wavelength units = Micrometers\nwavelength = {0.485, 0.66}\n")
    assert [band.wavelength_nm for band in read_header(path).bands] == [485.0, 660.0]


def test_alpha_and_palettes_are_no_measured_bands(make_raster):
    rgba = make_raster("a.tif", np.ones((4, 3, 3), "uint8"), photometric="RGB", alpha="YES")
    assert [band.kind for band in read_header(rgba).bands][-1] is BandKind.QUALITY
    classes = make_raster("b.tif", np.ones((3, 3), "uint8"), photometric="PALETTE")
    assert read_header(classes).bands[0].kind is BandKind.OTHER


def test_complex_integers_are_refused_before_sizes_are_looked_at(make_raster):
    path = make_raster("radar.tif", ramp(4, 4, dtype="int16"))
    data = bytearray(path.read_bytes())
    place = next(  # the field that says what kind of numbers a sample is
        place for place in range(8, len(data) - 12) if data[place : place + 4] == b"\x53\x01\x03\0"
    )
    data[place + 8] = 5  # complex integer
    bits = data.index(b"\x02\x01\x03\0", 8)
    data[bits + 8] = 32
    path.write_bytes(data)
    assert refusal_of(path).title == "Complex numbers in band"


def test_complex_numbers_are_refused(make_raster):
    path = make_raster("radar.tif", np.ones((3, 3), dtype="complex64"))
    assert refusal_of(path).title == "Complex numbers in band"


@pytest.mark.parametrize("profile", [{}, {"tiled": True, "blockxsize": 16, "blockysize": 16}])
def test_a_file_cut_short_is_refused(make_raster, profile):
    path = make_raster("B4.tif", ramp(64, 64), **profile)
    path.write_bytes(path.read_bytes()[:-200])
    assert refusal_of(path).title == "File is cut short"


def test_a_text_and_a_web_page_are_told_apart(tmp_path):
    (tmp_path / "a.tif").write_text("no pixels here")
    (tmp_path / "b.tif").write_text("<!DOCTYPE html><title>Log in</title>")
    assert refusal_of(tmp_path / "a.tif").title == "Not a raster file"
    assert "web page" in refusal_of(tmp_path / "b.tif").detail


def test_an_empty_file_a_folder_and_a_missing_file_say_so(tmp_path):
    (tmp_path / "empty.tif").touch()
    assert refusal_of(tmp_path / "empty.tif").title == "File is empty"
    (tmp_path / "folder.tif").mkdir()
    assert refusal_of(tmp_path / "folder.tif").title == "Not a regular file"
    assert refusal_of(tmp_path / "gone.tif").title == "File not found"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO on this system")
@pytest.mark.parametrize("name", ["B4.tif", "B4.tif.ovr", "B4.tfw", "B4_MTL.txt"])
def test_a_fifo_is_refused_without_waiting_for_a_writer(make_raster, tmp_path, name):
    if name != "B4.tif":
        make_raster("B4.tif", ramp(4, 4))
    os.mkfifo(tmp_path / name)
    waiting = threading.Thread(target=refusal_of, args=(tmp_path / "B4.tif",), daemon=True)
    waiting.start()
    waiting.join(10)
    assert not waiting.is_alive()


@pytest.mark.parametrize("address", ["/vsicurl/http://127.0.0.1/B4.tif", "s3://bucket/B4.tif"])
def test_addresses_are_refused(address):
    with pytest.raises(SceneError) as refusal:
        raster_file.check_file(raster_file.Path(address))
    assert refusal.value.title == "Not a local file"


@pytest.mark.parametrize("name", ["a#b.tif", "a?b=c.tif", "a!b.tif", "zip+file:a.tif", "ä 漢.tif"])
def test_odd_names_are_only_names(make_raster, name):
    assert read_header(make_raster(name, ramp(3, 3))).grid.width == 3


def test_a_file_without_permission_says_so(make_raster, monkeypatch):
    path = make_raster("B4.tif", ramp(3, 3))
    monkeypatch.setattr(raster_file.os, "access", lambda *_: False)  # tests may run as root
    assert refusal_of(path).title == "No permission to read"


@pytest.mark.parametrize(
    ("limit", "title"),
    [
        ("N_PIXELS_MAX", "Scene is too large"),
        ("N_BANDS_MAX", "Too many bands"),
        ("N_BLOCK_BYTES_MAX", "Blocks are too large"),
    ],
)
def test_declared_sizes_are_held_against_limits(make_raster, monkeypatch, limit, title):
    path = make_raster("B4.tif", np.ones((3, 8, 8), "uint8"))
    monkeypatch.setattr(headers, limit, 1)
    assert refusal_of(path).title == title


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO on this system")
def test_a_fifo_of_another_name_is_nobodys_business(make_raster, tmp_path):
    os.mkfifo(tmp_path / "debugger-pipe")
    assert read_header(make_raster("B4.tif", ramp(4, 4))).grid.width == 4
