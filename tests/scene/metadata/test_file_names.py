"""Names of files and folders tell what a product is, where no metadata lie there."""

from pathlib import Path

import pytest

from app.scene.calibration import AS_STORED
from app.scene.metadata.file_names import read_names

NEW = "LC08_L2SP_043024_20200802_20200914_02_T1"
SAFE = "S2A_MSIL2A_20230601T102031_N0509_R065_T32TQM_20230601T122000.SAFE"


@pytest.mark.parametrize(
    ("name", "family", "platform", "level", "day", "tile"),
    [
        (f"{NEW}_SR_B4.TIF", "Landsat C2 L2", "Landsat 8", "L2", "2020-08-02", "043024"),
        (
            "LE07_L1TP_015032_20020720_20160928_01_T1_B4.TIF",
            *("Landsat C1 L1", "Landsat 7", "L1", "2002-07-20", "015032"),
        ),
        ("LT52240631988227CUB02_B1.TIF", "Landsat L1", "Landsat 5", "L1", "1988-08-14", "224063"),
        ("L7_015032_20021125_B1.tif", "Landsat", "Landsat 7", "", "2002-11-25", "015032"),
        (
            "HLS.L30.T18TYN.2020245T153412.v2.0.B04.tif",
            *("HLS L30", "Landsat 8-9", "L2", "2020-09-01", "T18TYN"),
        ),
        ("T32TQM_20230601T102031_B04_10m.jp2", "Sentinel-2 L2A", "", "L2A", "2023-06-01", "T32TQM"),
        ("T32TQM_20230601T102031_B04.jp2", "Sentinel-2", "", "", "2023-06-01", "T32TQM"),
        (
            f"{SAFE}/GRANULE/x/IMG_DATA/T32TQM_20230601T102031_B04.jp2",
            *("Sentinel-2 L2A", "Sentinel-2A", "L2A", "2023-06-01", "T32TQM"),
        ),
    ],
)
def test_a_name_tells_the_product(
    name: str, family: str, platform: str, level: str, day: str, tile: str
) -> None:
    product = read_names([Path("/x") / name]).product

    assert (product.family, product.platform, product.level) == (family, platform, level)
    assert product.acquired is not None
    assert product.acquired.date().isoformat() == day
    assert product.tile == tile


@pytest.mark.parametrize(
    ("name", "scale", "offset", "unit"),
    [
        (f"{NEW}_SR_B4.TIF", 2.75e-5, -0.2, "reflectance"),
        (f"{NEW}_ST_B10.TIF", 0.00341802, 149.0, "K"),
        ("LC08_L1TP_043024_20200802_20200914_01_T1_sr_band4.tif", 1e-4, 0.0, "reflectance"),
        ("LC08_L1TP_043024_20200802_20200914_01_T1_bt_band10.tif", 0.1, 0.0, "K"),
        ("HLS.S30.T18TYN.2020245T153412.v2.0.B8A.tif", 1e-4, 0.0, "reflectance"),
        ("HLS.L30.T18TYN.2020245T153412.v2.0.B10.tif", 0.01, 273.15, "K"),
    ],
)
def test_products_of_one_scaling_are_known_by_name(
    name: str, scale: float, offset: float, unit: str
) -> None:
    told = read_names([Path(name)]).of_band(name, 1, "B4").calibration

    assert (told.scale, told.offset, told.unit) == (scale, offset, unit)


def test_numbers_of_an_hls_mask_are_no_reflectance() -> None:
    name = "HLS.S30.T18TYN.2020245T153412.v2.0.Fmask.tif"

    told = read_names([Path(name)]).of_band(name, 1, "FMASK")

    assert told.calibration == AS_STORED
    assert told.nodata == 255


@pytest.mark.parametrize("name", ["LC08_L2SP_043024_20209902_B4.TIF", "a.tif", "T32_B04.jp2"])
def test_a_name_without_a_day_tells_none(name: str) -> None:
    assert read_names([Path(name)]).product.acquired is None
