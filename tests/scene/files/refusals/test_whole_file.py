"""Files that are shorter than they say, or whose end was lost, are refused; whole ones open."""

import numpy as np
import pytest

from app.errors import SceneError
from app.scene.files.headers import read_header
from tests.scene.conftest import FORMS

import rasterio  # isort: skip

TITLES = {"File is cut short", "End of file is lost", "Raster cannot be opened"}


def noise(*shape, dtype="uint16"):
    return np.random.default_rng(1).integers(1, 4_000, shape).astype(dtype)


def cut(path, n_left):
    path.write_bytes(path.read_bytes()[:n_left])


def assert_refused(path, *titles):
    with pytest.raises(SceneError) as refusal:
        read_header(path)
    assert refusal.value.title in (titles or TITLES)
    assert refusal.value.detail
    assert "again" in refusal.value.hint


@pytest.mark.parametrize("bands", [1, 5])
def test_envi_data_that_are_short_are_refused(make_raster, bands):
    path = make_raster("a.img", noise(bands, 60, 50), driver="ENVI")
    n_bytes = path.stat().st_size
    assert len(read_header(path).bands) == bands
    for n_left in (n_bytes - 1, n_bytes * 6 // 10):
        cut(path, n_left)
        assert_refused(path, "File is cut short")


def test_a_whole_envi_file_with_an_offset_opens(make_raster):
    path = make_raster("a.img", noise(60, 50), driver="ENVI")
    header = path.with_suffix(".hdr")
    header.write_text(header.read_text().replace("header offset = 0", "header offset = 128"))
    assert_refused(path, "File is cut short")
    path.write_bytes(bytes(128) + path.read_bytes())
    assert read_header(path).grid.height == 60


def test_imagine_pixels_beside_the_header_that_are_short_are_refused(make_raster):
    path = make_raster("a.img", noise(2, 200, 150), driver="HFA", USE_SPILL="YES")
    spill = path.with_suffix(".ige")
    read_header(path)
    cut(spill, spill.stat().st_size * 6 // 10)
    assert_refused(path)


def test_an_imagine_file_that_is_cut_is_refused_or_cannot_be_read(make_raster):
    path = make_raster("a.img", noise(200, 150), driver="HFA")
    cut(path, path.stat().st_size // 2)
    with pytest.raises(SceneError):
        read_header(path)


@pytest.fixture
def jp2(make_raster):
    return make_raster("a.jp2", noise(2, 150, 140), **FORMS["JP2"])


@pytest.mark.parametrize("seed", range(6))
def test_a_jpeg_2000_file_whose_tail_was_lost_is_refused(jp2, seed):
    whole = jp2.read_bytes()
    random = np.random.default_rng(seed)
    n_lost = int(random.integers(20, len(whole) // 2))
    for lost in (bytes(n_lost), b""):
        jp2.write_bytes(whole[:-n_lost] + lost)
        assert_refused(jp2)


@pytest.mark.parametrize("n_lost", [20, 2_000])
def test_the_last_bytes_of_a_jpeg_2000_file_are_missed(jp2, n_lost):
    whole = jp2.read_bytes()
    jp2.write_bytes(whole[:-n_lost] + bytes(n_lost))
    assert_refused(jp2, "End of file is lost")
    jp2.write_bytes(whole[:-n_lost])
    assert_refused(jp2)


def test_a_bare_code_stream_without_its_last_mark_opens(jp2):
    whole = jp2.read_bytes()
    stream = whole[whole.index(b"\xff\x4f\xff\x51") :]
    path = jp2.with_suffix(".j2k")
    for content in (stream, stream.removesuffix(b"\xff\xd9")):
        path.write_bytes(content)
        assert read_header(path).grid.height == 150


@pytest.fixture
def png(make_raster):
    return make_raster("a.png", noise(80, 70), **FORMS["PNG"])


@pytest.mark.parametrize("n_lost", [10, 12, 500])
def test_a_png_that_ends_too_early_is_refused(png, n_lost):
    cut(png, png.stat().st_size - n_lost)
    assert_refused(png, "End of file is lost")


def test_a_png_whose_tail_is_zero_is_refused(png):
    png.write_bytes(png.read_bytes()[:-600] + bytes(600))
    assert_refused(png, "End of file is lost")


def test_a_png_with_something_after_its_end_opens(png):
    png.write_bytes(png.read_bytes() + b"left over")
    assert read_header(png).grid.width == 70


@pytest.mark.parametrize("form", ["tiled", "striped"])
def test_a_geotiff_cut_at_its_end_is_refused(make_raster, form):
    path = make_raster("a.tif", noise(300, 200), **FORMS[form])
    read_header(path)
    for share in (0.98, 0.5):
        cut(path, int(path.stat().st_size * share))
        assert_refused(path)


def test_of_a_geotiff_of_bands_one_after_another_the_last_one_is_missed(make_raster):
    path = make_raster("a.tif", noise(5, 100, 100), INTERLEAVE="BAND")
    assert len(read_header(path).bands) == 5
    for n_left in (4.5, 1.5, 0.5):
        cut(path, int(n_left * 100 * 100 * 2))
        assert_refused(path, "File is cut short")


def test_of_a_geotiff_written_last_band_first_the_first_one_is_missed(tmp_path, make_raster):
    path = make_raster(
        "a.tif", noise(3, 100, 100), INTERLEAVE="BAND", SPARSE_OK=True, blockysize=10
    )
    empty = tmp_path / "b.tif"
    with rasterio.open(path) as raster:
        profile = {**raster.profile, "SPARSE_OK": True}
        planes = raster.read()
    with rasterio.open(empty, "w", **profile):
        pass
    for band in (3, 2, 1):
        with rasterio.open(empty, "r+") as raster:
            raster.write(planes[band - 1], band)
    read_header(empty)
    cut(empty, empty.stat().st_size - 5_000)
    assert_refused(empty)
