import pytest

from app.scene.band import BandKind
from app.scene.recognition.sensors import (
    identify,
    identify_all,
    role_of_wavelength,
    sensor_named,
)

OLI, ETM, TM, MSI = (
    "Landsat 8-9 OLI/TIRS",
    "Landsat 7 ETM+",
    "Landsat 4-5 TM",
    "Sentinel-2 MSI",
)
OPTICAL, THERMAL, QUALITY = BandKind.OPTICAL, BandKind.THERMAL, BandKind.QUALITY


@pytest.mark.parametrize(
    ("file_name", "sensor", "name", "role", "kind", "wavelength_nm"),
    [
        ("LC08_L1TP_013032_20180710_B4.TIF", OLI, "B4", "red", OPTICAL, 655),
        ("LC09_L2SP_1_20200802_20200914_02_T1_SR_B5.TIF", OLI, "B5", "nir", OPTICAL, 865),
        ("LC08_L2SP_1_20200802_20200914_02_T1_ST_B10.TIF", OLI, "B10", "thermal1", THERMAL, 10895),
        ("LC80900842013284LGN00_B9.TIF", OLI, "B9", "cirrus", BandKind.CIRRUS, 1373),
        ("LC80900842013284LGN00_BQA.TIF", OLI, "BQA", "", QUALITY, None),
        ("LC08_L2SP_1_20200802_20200914_02_T1_QA_PIXEL.TIF", OLI, "QA_PIXEL", "", QUALITY, None),
        ("L8-B8-Elkton-VA.tiff", OLI, "B8", "pan", BandKind.PAN, 590),
        ("LC08_044034_20170614_sr_band2.tif", OLI, "B2", "blue", OPTICAL, 482),
        ("LT52240631988227CUB02_B6.TIF", TM, "B6", "thermal1", THERMAL, 11435),
        ("LT05_L1TP_224063_19880814_20170101_01_T1_B7.TIF", TM, "B7", "swir2", OPTICAL, 2223),
        ("L7_015032_20020720_B61.tif", ETM, "B61", "thermal1", THERMAL, 11335),
        ("LE07_L1TP_1_2002_B6_VCID_2.TIF", ETM, "B62", "thermal2", THERMAL, 11335),
        ("T55JEJ_20171207T002051_B8A.jp2", MSI, "B8A", "nir08", OPTICAL, 865),
        ("T55JEJ_20171207T002051_B02_10m.jp2", MSI, "B02", "blue", OPTICAL, 490),
        ("T55JEJ_20171207T002051_SCL_20m.jp2", MSI, "SCL", "", QUALITY, None),
        ("T55JEJ_20171207T002051_TCI.jp2", MSI, "TCI", "", BandKind.OTHER, None),
        ("s2_B01.tif", MSI, "B01", "coastal", OPTICAL, 443),
        ("B02.tiff", MSI, "B02", "blue", OPTICAL, 490),
        ("corrected_B2.tif", "", "B2", "", OPTICAL, None),
        ("B2.TIF", "", "B2", "", OPTICAL, None),
        ("NAIP-VA-b1.tiff", "", "B1", "", OPTICAL, None),
    ],
)
def test_a_band_is_known_by_its_file_name(file_name, sensor, name, role, kind, wavelength_nm):
    found = identify(file_name)
    assert found is not None
    assert (found.sensor, found.name, found.role) == (sensor, name, role)
    assert (found.kind, found.wavelength_nm) == (kind, wavelength_nm)


@pytest.mark.parametrize("file_name", ["L7_ETMs.tif", "B5-B4-B3.tif", "L8-Labels-X.tiff", "x.tif"])
def test_a_name_without_one_band_says_nothing(file_name):
    assert identify(file_name) is None


@pytest.mark.parametrize(
    ("file_name", "sensor"),
    [
        ("L7_ETMs.tif", ETM),
        ("S2_stack_of_may.tif", MSI),
        ("NAIP-VA-b1.tiff", "NAIP"),
        ("planetscope_20200801.tif", "PlanetScope SuperDove"),
        ("spot.tif", "SPOT 6/7 NAOMI"),
        ("spotted_owl.tif", ""),
        ("B2.TIF", ""),
        ("landsat.tif", ""),
    ],
)
def test_a_name_may_tell_the_sensor_where_it_tells_no_band(file_name, sensor):
    assert sensor_named(file_name) == sensor


def test_bands_of_one_scene_share_the_rest_of_their_names():
    names = ["_SR_B1.TIF", "_ST_B10.TIF", "_QA_PIXEL.TIF"]
    found = [identify(f"LC08_L2SP_043024_20200802_20200914_02_T1{name}") for name in names]
    assert len({one.scene_name for one in found if one}) == 1
    assert all(one.is_dated for one in found if one)


def test_a_plain_number_beside_two_digit_names_is_sentinel_2():
    found = identify_all(["B02.tif", "B11.tif", "other.tif"])
    assert [one and one.role for one in found] == ["blue", "swir1", None]


def test_a_plain_number_alone_gets_no_role():
    assert [one and one.role for one in identify_all(["B2.tif", "B11.tif"])] == ["", ""]


def test_a_wavelength_far_from_every_common_range_has_no_role():
    assert (role_of_wavelength(660), role_of_wavelength(1_000)) == ("red", "")
