"""Files that lost their end are refused when they are opened, whatever their format."""

import io

import numpy as np
import pytest

from app.errors import SceneError
from app.scene.headers import read_header
from app.scene.jp2_boxes import find_codestream, has_whole_codestream
from tests.scene.conftest import ramp

SHARES = [0.5, 0.9, 0.98, 0.999]
NOISE = np.random.default_rng(3).integers(1, 9_000, (2, 160, 120)).astype("uint16")


def refusal_of(path, name=None):
    with pytest.raises(SceneError) as refusal:
        read_header(path)
    assert (name or path.name) in refusal.value.detail
    assert refusal.value.hint
    return refusal.value.title


def cut(path, share):
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


def zero_tail(path, share):
    data = path.read_bytes()
    kept = int(len(data) * share)
    path.write_bytes(data[:kept] + bytes(len(data) - kept))


@pytest.mark.parametrize("interleave", ["bsq", "bil", "bip"])
@pytest.mark.parametrize("share", [0.6, *SHARES])
def test_envi_data_shorter_than_their_header_are_refused(make_raster, interleave, share):
    path = make_raster("a.img", NOISE, driver="ENVI", interleave=interleave)
    assert read_header(path).grid.width == 120
    cut(path, share)
    assert refusal_of(path) == "File is cut short"


def test_what_stands_before_the_pixels_of_an_envi_file_counts(make_raster):
    path = make_raster("a.img", NOISE, driver="ENVI")
    header = path.with_suffix(".hdr")
    header.write_text(header.read_text().replace("header offset = 0", "header offset = 100"))
    assert refusal_of(path) == "File is cut short"
    path.write_bytes(bytes(100) + path.read_bytes())
    assert read_header(path).grid.width == 120


@pytest.mark.parametrize("share", [0.5, 0.9, 0.98])
def test_imagine_pixels_cut_off_beside_their_header_are_refused(make_raster, share):
    path = make_raster("a.img", NOISE, driver="HFA", use_spill="YES")
    assert read_header(path).grid.width == 120
    cut(path.with_suffix(".ige"), share)
    assert refusal_of(path, "a.ige") == "File is cut short"


def test_packed_imagine_pixels_are_not_taken_for_cut_ones(make_raster):
    flat = np.full((2, 160, 120), 7, "uint16")
    assert (
        read_header(make_raster("a.img", flat, driver="HFA", compressed="YES")).grid.height == 160
    )


@pytest.mark.parametrize("profile", [{}, {"blockxsize": 64, "blockysize": 64}])
@pytest.mark.parametrize("spoil", [cut, zero_tail])
@pytest.mark.parametrize("share", SHARES)
def test_a_jpeg_2000_file_without_its_end_is_refused(make_raster, profile, spoil, share):
    path = make_raster("B4.jp2", NOISE, driver="JP2OpenJPEG", quality=60, **profile)
    assert read_header(path).grid.width == 120
    spoil(path, share)
    assert refusal_of(path) in {"File is cut short", "End of file is lost"}


def test_every_real_jpeg_2000_file_is_whole(shared_data):
    files = [*shared_data.rglob("*.jp2")]
    assert len(files) > 10
    for path in files:
        assert read_header(path).grid.width


@pytest.mark.parametrize("spoil", [cut, zero_tail])
@pytest.mark.parametrize("share", SHARES)
def test_a_png_without_its_end_is_refused(make_raster, spoil, share):
    path = make_raster("a.png", NOISE[0], driver="PNG", crs=None, transform=None)
    spoil(path, share)
    assert refusal_of(path) == "End of file is lost"


def test_a_remark_behind_the_end_of_a_png_does_no_harm(make_raster):
    path = make_raster("a.png", NOISE[0], driver="PNG", crs=None, transform=None)
    path.write_bytes(path.read_bytes() + b"made by a camera")
    assert read_header(path).grid.width == 120


def test_a_file_of_bands_one_after_the_other_is_cut_where_any_band_ends(make_raster):
    path = make_raster("a.tif", NOISE, interleave="band", tiled=True, blockxsize=16, blockysize=16)
    cut(path, 0.97)
    assert refusal_of(path) == "File is cut short"


def test_a_code_stream_may_end_without_its_last_mark_where_its_parts_fill_it():
    part = b"\xff\x90\0\x0a\0\0" + (14).to_bytes(4, "big") + b"\0\1\xff\x93"
    stream = b"\xff\x4f\xff\x51\0\x04\0\0" + part
    assert find_codestream(io.BytesIO(stream), len(stream)) == (0, len(stream))
    assert has_whole_codestream(io.BytesIO(stream), 0, len(stream))
    assert not has_whole_codestream(io.BytesIO(stream[:-1]), 0, len(stream) - 1)


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
    assert refusal_of(path) == "Complex numbers in band"
