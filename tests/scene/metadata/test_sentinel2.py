"""Sentinel-2 metadata tell what a scene is and what its numbers measure."""

from pathlib import Path

import numpy as np
import pytest

from app.scene.metadata.sentinel2 import by_baseline, read_sentinel2

LEVEL_1C = """<n1:Level-1C_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/x">
<n1:General_Info><Product_Info>
<PRODUCT_START_TIME>2023-06-01T10:20:31.024Z</PRODUCT_START_TIME>
<PRODUCT_URI>S2B_MSIL1C_20230601T102031_N0509_R065_T32TQM_20230601T122000.SAFE</PRODUCT_URI>
<PROCESSING_LEVEL>Level-1C</PROCESSING_LEVEL><PROCESSING_BASELINE>{baseline}</PROCESSING_BASELINE>
<Datatake><SPACECRAFT_NAME>Sentinel-2B</SPACECRAFT_NAME></Datatake></Product_Info>
<Product_Image_Characteristics><QUANTIFICATION_VALUE unit="none">10000</QUANTIFICATION_VALUE>
{offsets}</Product_Image_Characteristics></n1:General_Info>
<n1:Quality_Indicators_Info><Cloud_Coverage_Assessment>25.0</Cloud_Coverage_Assessment>
</n1:Quality_Indicators_Info></n1:Level-1C_User_Product>"""
LEVEL_2A = """<n1:Level-2A_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/x">
<PROCESSING_LEVEL>Level-2A</PROCESSING_LEVEL><PROCESSING_BASELINE>05.09</PROCESSING_BASELINE>
<QUANTIFICATION_VALUES_LIST><BOA_QUANTIFICATION_VALUE unit="none">10000</BOA_QUANTIFICATION_VALUE>
<AOT_QUANTIFICATION_VALUE>1000.0</AOT_QUANTIFICATION_VALUE></QUANTIFICATION_VALUES_LIST>
<BOA_ADD_OFFSET_VALUES_LIST><BOA_ADD_OFFSET band_id="3">-1000</BOA_ADD_OFFSET>
<BOA_ADD_OFFSET band_id="8">-900</BOA_ADD_OFFSET></BOA_ADD_OFFSET_VALUES_LIST>
</n1:Level-2A_User_Product>"""
TILE = """<n1:Level-1C_Tile_ID xmlns:n1="https://psd-14.sentinel2.eo.esa.int/y">
<TILE_ID>S2B_OPER_MSI_L1C_TL_2BPS_20230601T122000_A032569_T32TQM_N{baseline}</TILE_ID>
<SENSING_TIME>2023-06-01T10:27:45.1Z</SENSING_TIME>
<Mean_Sun_Angle><ZENITH_ANGLE unit="deg">25.5</ZENITH_ANGLE>
<AZIMUTH_ANGLE unit="deg">143.2</AZIMUTH_ANGLE></Mean_Sun_Angle>
<Mean_Viewing_Incidence_Angle><ZENITH_ANGLE>3</ZENITH_ANGLE></Mean_Viewing_Incidence_Angle>
</n1:Level-1C_Tile_ID>"""
RADIO = "".join(f'<RADIO_ADD_OFFSET band_id="{i}">-1000</RADIO_ADD_OFFSET>' for i in range(13))


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("baseline", "offsets", "expected"), [("02.06", "", 0.3), ("05.09", RADIO, 0.2)]
)
def test_level_1c_before_and_since_the_offset(
    tmp_path: Path, baseline: str, offsets: str, expected: float
) -> None:
    product = write(
        tmp_path / "MTD_MSIL1C.xml", LEVEL_1C.format(baseline=baseline, offsets=offsets)
    )
    tile = write(tmp_path / "MTD_TL.xml", TILE.format(baseline=baseline))

    facts = read_sentinel2(product, tile)

    told = facts.product
    assert (told.family, told.platform, told.level) == ("Sentinel-2 L1C", "Sentinel-2B", "L1C")
    assert (told.sun_elevation_deg, told.sun_azimuth_deg) == (64.5, 143.2)
    assert (told.cloud_cover, told.baseline, told.tile) == (0.25, baseline, "T32TQM")
    assert told.acquired is not None
    assert told.acquired.isoformat() == "2023-06-01T10:27:45.100000+00:00"
    for name in ("B01", "B04", "B8A", "B12"):
        reflectance = facts.by_name[name].calibration.values(np.array([3000]))
        assert reflectance == pytest.approx(expected)
        assert facts.by_name[name].nodata == 0


def test_offsets_of_level_2a_belong_to_their_band(tmp_path: Path) -> None:
    facts = read_sentinel2(write(tmp_path / "MTD_MSIL2A.xml", LEVEL_2A), None)

    assert facts.product.level == "L2A"
    offsets = {name: told.calibration.offset for name, told in facts.by_name.items()}
    assert offsets["B04"] == pytest.approx(-0.1)
    assert offsets["B8A"] == pytest.approx(-0.09)
    assert offsets["B02"] == 0


@pytest.mark.parametrize(("baseline", "offset"), [("02.06", 0.0), ("03.01", 0.0), ("04.00", -0.1)])
def test_a_tile_alone_is_known_by_its_baseline(
    tmp_path: Path, baseline: str, offset: float
) -> None:
    tile = write(tmp_path / "MTD_TL.xml", TILE.format(baseline=baseline))

    facts = read_sentinel2(None, tile)

    assert (facts.product.level, facts.product.baseline) == ("L1C", baseline)
    assert facts.by_name["B02"].calibration.offset == pytest.approx(offset)
    assert facts.by_name == by_baseline(baseline)


def test_nothing_is_said_of_numbers_without_a_baseline() -> None:
    assert by_baseline("") == {}
