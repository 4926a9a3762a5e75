"""Bands are known by whatever tells them: descriptions, tags, metadata, colours."""

import json

import numpy as np
import pytest

from app.scene.band import BandKind
from app.scene.calibration import AS_STORED, Calibration, Curve
from app.scene.picture.composite import PRINCIPAL, default_channels, default_composite
from tests.scene.metadata.test_landsat import C2_L1, write_mtl
from tests.scene.metadata.test_sentinel2 import LEVEL_1C, RADIO, TILE

import rasterio  # isort: skip

STACK = np.ones((7, 4, 5), "uint8")


def roles_of(scene):
    return {band.name: band.role for band in scene.bands}


def test_a_landsat_file_is_known_by_its_descriptions(make_raster, open_paths):
    texts = ("B1", "B2", "B3", "B4", "B5", "B62", "B7")
    scene = open_paths(make_raster("olinda.tif", STACK, descriptions=texts))

    assert scene.sensor == "Landsat 7 ETM+"
    assert scene.ticked_at_first == ("B1", "B2", "B3", "B4", "B5", "B7")
    assert default_channels(scene.bands) == ("B3", "B2", "B1")
    assert roles_of(scene)["B62"] == "thermal2"


@pytest.mark.parametrize(
    ("texts", "natural"),
    [
        (("B2", "B3", "B4", "B8"), ("B04", "B03", "B02")),
        (("B1", "B2", "B3", "B4", "B8A", "B11", "B12"), ("B04", "B03", "B02")),
        (("SR_B2", "SR_B3", "SR_B4", "SR_B5", "SR_B6", "B10", "B11"), ("B4", "B3", "B2")),
        (("Blue", "Green", "Red", "Near infrared"), ("Red", "Green", "Blue")),
        (("swir16", "red", "green", "blue"), ("red", "green", "blue")),
        (("440 nm", "545 nm", "640 nm", "842 nm"), ("3", "2", "1")),
    ],
)
def test_descriptions_give_natural_colour(make_raster, open_paths, texts, natural):
    if "440 nm" in texts:
        texts = tuple(text.replace("440", "475") for text in texts)
    scene = open_paths(
        make_raster("stack.tif", STACK[: len(texts)].astype("uint16"), descriptions=texts)
    )

    assert default_channels(scene.bands) == natural


@pytest.mark.parametrize(
    ("text", "bands", "sensor", "natural"),
    [
        ("LC08_044034_20170614_B{}", "1234567", "Landsat 8-9 OLI/TIRS", ("B4", "B3", "B2")),
        (
            "LC08_L2SP_001001_20200101_20200101_02_T1_SR_B{}.TIF",
            "2345",
            "Landsat 8-9 OLI/TIRS",
            ("B4", "B3", "B2"),
        ),
        ("T33VVG_20230615T101530_B0{}_10m", "2348", "Sentinel-2 MSI", ("B04", "B03", "B02")),
    ],
)
def test_a_stack_is_known_by_the_names_of_the_files_it_is_made_of(
    make_raster, open_paths, text, bands, sensor, natural
):
    texts = tuple(text.format(number) for number in bands)
    scene = open_paths(make_raster("stack.tif", STACK[: len(texts)], descriptions=texts))
    assert scene.sensor == sensor
    assert default_channels(scene.bands) == natural
    assert all(band.wavelength_nm for band in scene.bands)


def test_a_stack_of_files_of_several_dates_stays_numbered(make_raster, open_paths):
    texts = tuple(f"LC08_044034_{day}_B{n}" for day in (20170614, 20170630) for n in (3, 4))
    stack = STACK[:4].astype("uint16")
    scene = open_paths(make_raster("stack.tif", stack, descriptions=texts))
    assert scene.band_names == ("1", "2", "3", "4")


def test_landsat_4_to_7_of_earth_engine_has_roles_but_no_sensor(make_raster, open_paths):
    texts = (*(f"SR_B{n}" for n in (1, 2, 3, 4, 5, 7)), "ST_B6")
    scene = open_paths(make_raster("export.tif", STACK.astype("uint16"), descriptions=texts))
    assert scene.sensor == ""
    assert default_channels(scene.bands) == ("B3", "B2", "B1")
    assert roles_of(scene)["B7"] == "swir2"
    assert scene.ticked_at_first == ("B1", "B2", "B3", "B4", "B5", "B7")
    named = open_paths(make_raster("LE07_2003.tif", STACK.astype("uint16"), descriptions=texts))
    assert named.sensor == "Landsat 7 ETM+"


def test_a_band_is_not_called_by_its_role_twice(make_raster, open_paths):
    texts = ("Blue", "Red Edge", "rededge", "NIR1")
    scene = open_paths(make_raster("few.tif", STACK[:4].astype("uint16"), descriptions=texts))
    assert [band.title for band in scene.bands] == ["Blue", "Red Edge", "rededge", "NIR1 nir"]


def test_a_description_too_long_for_a_name_is_kept_beside_it(make_raster, open_paths):
    texts = ("Oberflächenreflexion, atmosphärisch korrigiert", "Rot")
    scene = open_paths(make_raster("two.tif", STACK[:2].astype("uint16"), descriptions=texts))
    assert [(band.name, band.description) for band in scene.bands] == [
        ("1", texts[0]),
        ("2", "Rot"),
    ]
    short = open_paths(make_raster("one.tif", STACK[:2].astype("uint16"), descriptions=("a", "b")))
    assert {band.description for band in short.bands} == {""}


@pytest.mark.parametrize(
    ("product", "band", "others"),
    [
        (
            "MOD09A1.A2020001.h18v04.061",
            "sur_refl_b0{}",
            ("qc_500m", "state_500m", "szen", "vzen", "raz", "day_of_year"),
        ),
        ("MOD09GA.061", "sur_refl_b0{}_1", ("QC_500m_1", "state_1km_1", "SolarZenith_1")),
        (
            "MCD43A4.A2020001",
            "Nadir_Reflectance_Band{}",
            (
                "BRDF_Albedo_Band_Mandatory_Quality_Band1",
                "BRDF_Albedo_Band_Mandatory_Quality_Band2",
            ),
        ),
    ],
)
def test_flags_and_angles_beside_modis_bands_take_no_part(
    make_raster, open_paths, tmp_path, product, band, others
):
    folder = tmp_path / "modis"
    folder.mkdir()
    prefix = "sur_refl_" if product.startswith("MOD09A1") else ""
    names = [*(band.format(n) for n in (1, 2, 3)), *(prefix + other for other in others)]
    for name in names:
        make_raster(f"modis/{product}.{name}.tif", STACK[0].astype("uint16"))
    scene = open_paths(folder)
    assert scene.sensor == "MODIS"
    assert sorted(scene.ticked_at_first) == ["B1", "B2", "B3"]


def test_modis_bands_are_not_those_of_sentinel_2(make_raster, open_paths, tmp_path):
    texts = tuple(f"sur_refl_b0{n}" for n in range(1, 8))
    (tmp_path / "files").mkdir()
    for text in texts:
        make_raster(f"files/MOD09A1.006_{text}_doy2020001_aid0001.tif", STACK[0])
    for scene in (
        open_paths(make_raster("stack.tif", STACK, descriptions=texts)),
        open_paths(tmp_path / "files"),
    ):
        assert scene.sensor == "MODIS"
        assert roles_of(scene)["B1"] == "red"
        assert default_channels(scene.bands) == ("B1", "B4", "B3")


def test_a_planet_image_is_known_by_the_names_of_all_its_bands(make_raster, open_paths):
    texts = ("coastal_blue", "blue", "green_i", "green", "yellow", "red", "rededge", "nir")
    name = "20230615_101530_24_2489_3B_AnalyticMS_SR_8b.tif"
    scene = open_paths(make_raster(name, np.ones((8, 4, 5), "uint16"), descriptions=texts))

    assert scene.sensor == "PlanetScope SuperDove"
    assert [band.name for band in scene.bands] == list(texts)
    assert [band.wavelength_nm for band in scene.bands][::3] == [443.0, 565.0, 705.0]
    assert default_channels(scene.bands) == ("red", "green", "blue")


def test_four_colours_alone_tell_no_sensor(make_raster, open_paths):
    texts = ("blue", "green", "red", "nir")
    assert not open_paths(make_raster("four.tif", STACK[:4], descriptions=texts)).sensor


def test_files_of_plain_numbers_are_known_together(make_raster, open_paths, tmp_path):
    for name in ("B2", "B3", "B4", "B8"):
        make_raster(f"{name}.tif", STACK[0])

    scene = open_paths(tmp_path)

    assert scene.sensor == "Sentinel-2 MSI"
    assert default_channels(scene.bands) == ("B04", "B03", "B02")


def test_numbers_without_a_gap_tell_no_sensor(make_raster, open_paths):
    texts = tuple(f"B{number}" for number in range(1, 13))
    scene = open_paths(make_raster("stack.tif", np.ones((12, 4, 5), "uint8"), descriptions=texts))

    assert scene.sensor == ""
    assert set(roles_of(scene).values()) == {""}


def test_quality_and_thermal_bands_of_a_stack_are_not_ticked(make_raster, open_paths):
    texts = ("red", "green", "blue", "thermal", "cirrus", "QA_PIXEL", "SCL")
    scene = open_paths(make_raster("stack.tif", STACK, descriptions=texts))

    assert scene.ticked_at_first == ("red", "green", "blue")
    kinds = {band.name: band.kind for band in scene.bands}
    assert kinds["QA_PIXEL"] is kinds["SCL"] is BandKind.QUALITY


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("wavelength", ("0.49", "0.56", "0.665", "11.0")),
        ("center_wavelength", ("490", "560", "665", "11000")),
        ("Center_Wavelength", ("490 nm", "0.56 um", "665 nm", "11 um")),
    ],
)
def test_wavelengths_in_tags_give_roles(make_raster, open_paths, key, texts):
    path = make_raster("stack.tif", STACK[:4].astype("uint16"))
    with rasterio.open(path, "r+") as raster:
        for index, text in enumerate(texts, start=1):
            raster.update_tags(index, **{key: text})

    scene = open_paths(path)

    assert [band.role for band in scene.bands][:3] == ["blue", "green", "red"]
    assert scene.bands[3].kind is BandKind.THERMAL
    assert [band.wavelength_nm for band in scene.bands] == pytest.approx([490, 560, 665, 11_000])


def test_colours_are_the_last_to_be_asked(make_raster, open_paths):
    colours = make_raster("rgb.tif", STACK[:3], photometric="RGB")
    assert [band.role for band in open_paths(colours).bands] == ["red", "green", "blue"]
    named = make_raster(
        "named.tif", STACK[:3], photometric="RGB", descriptions=("blue", "green", "red")
    )
    assert [band.role for band in open_paths(named).bands] == ["blue", "green", "red"]


def test_a_file_tells_its_own_scale(make_raster, open_paths):
    path = make_raster("B4.tif", STACK[:2].astype("int16"))
    with rasterio.open(path, "r+") as raster:
        raster.scales, raster.offsets = (0.5, 1.0), (-3.0, 0.0)
        raster.units = ("mm", "")

    first, second = open_paths(path).bands

    assert first.calibration == Calibration(0.5, -3.0, "mm")
    assert second.calibration == AS_STORED


@pytest.mark.parametrize(
    ("dtype", "line", "calibration"),
    [
        ("int16", "reflectance scale factor = 10000", Calibration(1e-4, 0.0, "reflectance")),
        ("int16", "reflectance scale factor = 0", AS_STORED),
        ("int16", "reflectance scale factor = many", AS_STORED),
        ("float32", "reflectance scale factor = 10000", AS_STORED),  # fractions already
    ],
)
def test_an_envi_header_tells_the_scale_of_reflectance(
    make_raster, open_paths, dtype, line, calibration
):
    path = make_raster("cube.img", STACK[:2].astype(dtype), driver="ENVI")
    with path.with_suffix(".hdr").open("a") as header:
        header.write(f"\n{line}\n")

    assert open_paths(path).bands[1].calibration == calibration


def test_landsat_metadata_beside_the_bands_are_read(make_raster, open_paths, tmp_path):
    start = "LC09_L1TP_043024_20220802_20220914_02_T1"
    for name in ("B4", "B10", "QA_PIXEL"):
        make_raster(f"{start}_{name}.TIF", STACK[0].astype("uint16"))
    write_mtl(tmp_path / f"{start}_MTL.xml", C2_L1)
    write_mtl(tmp_path / "LC09_L1TP_043024_20220101_20220114_02_T1_MTL.txt", C2_L1)

    scene = open_paths(tmp_path)

    assert scene.product.metadata_file == f"{start}_MTL.xml"
    assert scene.product.sun_elevation_deg == 30
    red, heat, quality = scene.pick(("B4", "B10", "QA_PIXEL"))
    assert red.calibration == Calibration(pytest.approx(4e-5), pytest.approx(-0.2), "reflectance")
    assert (heat.calibration.unit, heat.calibration.curve) == ("K", Curve.PLANCK)
    assert quality.calibration == AS_STORED


def test_numbers_that_somebody_turned_into_fractions_are_left(make_raster, open_paths):
    name = "LC08_L2SP_043024_20200802_20200914_02_T1_SR_B4.TIF"
    fractions = make_raster(name, STACK[0].astype("float32"))
    assert open_paths(fractions).bands[0].calibration == AS_STORED
    delivered = make_raster(name, STACK[0].astype("uint16"))
    assert open_paths(delivered).bands[0].calibration == Calibration(2.75e-5, -0.2, "reflectance")


def test_a_sentinel_2_product_is_read_from_its_folder(make_raster, open_paths, tmp_path):
    safe = "S2B_MSIL1C_20230601T102031_N0509_R065_T32TQM_20230601T122000.SAFE"
    granule = f"{safe}/GRANULE/L1C_T32TQM_A032569_20230601T102745"
    for name in ("B02", "B03", "B04"):
        make_raster(
            f"T32TQM_20230601T102031_{name}.tif",
            STACK[0].astype("uint16"),
            folder=f"{granule}/IMG_DATA",
        )
    told = LEVEL_1C.format(baseline="05.09", offsets=RADIO)
    (tmp_path / safe / "MTD_MSIL1C.xml").write_text(told)
    (tmp_path / granule / "MTD_TL.xml").write_text(TILE.format(baseline="05.09"))

    for opened in (safe, granule, f"{granule}/IMG_DATA"):
        scene = open_paths(tmp_path / opened)

        assert scene.product.sun_elevation_deg == 64.5
        assert scene.bands[0].calibration == Calibration(1e-4, -0.1, "reflectance")
        assert scene.bands[0].nodata == 0
        assert default_channels(scene.bands) == ("B04", "B03", "B02")


def test_a_stac_item_beside_its_assets_is_read(make_raster, open_paths, tmp_path):
    make_raster("one.tif", STACK[0].astype("uint16"))
    make_raster("two.tif", STACK[0].astype("uint16"))
    assets = {
        name: {
            "href": f"./{name}.tif",
            "eo:bands": [{"name": title, "common_name": common, "center_wavelength": um}],
            "raster:bands": [{"scale": 0.001}],
        }
        for name, title, common, um in (
            ("one", "PS-NIR", "nir", 0.865),
            ("two", "PS-Red", "red", 0.65),
        )
    }
    item = {"type": "Feature", "stac_version": "1.0.0", "id": "p", "assets": assets}
    properties = {"datetime": "2024-05-06T07:08:09Z"}
    (tmp_path / "item.json").write_text(json.dumps({**item, "properties": properties}))

    scene = open_paths(tmp_path)

    assert roles_of(scene) == {"PS-Red": "red", "PS-NIR": "nir"}
    assert scene.bands[0].calibration == Calibration(0.001, 0.0, "reflectance")
    assert scene.product.metadata_file == "item.json"


def test_metadata_that_cannot_be_read_leave_the_bands_open(make_raster, open_paths, tmp_path):
    start = "LC08_L2SP_043024_20200802_20200914_02_T1"
    make_raster(f"{start}_SR_B4.TIF", STACK[0].astype("uint16"))
    (tmp_path / f"{start}_MTL.xml").write_text('<!DOCTYPE a SYSTEM "/etc/passwd"><a/>')

    scene = open_paths(tmp_path)

    assert "document type" in scene.product.metadata_problem
    assert scene.product.family == "Landsat C2 L2"
    assert scene.bands[0].calibration.unit == "reflectance"


def test_metadata_that_are_links_or_pipes_are_passed_over(make_raster, open_paths, tmp_path):
    start = "LC09_L1TP_043024_20220802_20220914_02_T1"
    make_raster(f"{start}_B4.TIF", STACK[0].astype("uint16"), folder="scene")
    outside = write_mtl(tmp_path / "outside_MTL.txt", C2_L1)
    (tmp_path / "scene" / f"{start}_MTL.txt").symlink_to(outside)

    assert open_paths(tmp_path / "scene").product.metadata_file == ""


def test_annual_embeddings_are_known_with_their_curve(make_raster, open_paths):
    texts = tuple(f"A{number:02d}" for number in range(64))
    stored = np.zeros((64, 2, 2), "int8")
    scene = open_paths(make_raster("x.tif", stored, descriptions=texts))

    assert scene.product.family == "AlphaEarth"
    assert scene.ticked_at_first == texts
    band = scene.bands[0]
    assert (band.role, band.nodata) == ("", -128)
    values = band.calibration.values(np.array([-127, 0, 64]))
    assert values == pytest.approx([-((127 / 127.5) ** 2), 0.0, (64 / 127.5) ** 2])
    numbers = np.arange(-128, 128).astype("int8")
    assert band.calibration.singles(numbers) == pytest.approx(band.calibration.values(numbers))
    assert default_composite(scene) == PRINCIPAL  # no band has a colour


def test_many_bands_of_which_nothing_is_known_are_shown_by_their_components(
    make_raster, open_paths
):
    many = open_paths(make_raster("cube.tif", np.ones((64, 4, 5), "float32")))
    few = open_paths(make_raster("few.tif", np.ones((8, 4, 5), "float32")))
    assert default_composite(many) == PRINCIPAL
    assert default_composite(few) == ("1", "2", "3")


def test_tessera_embeddings_are_known(make_raster, open_paths):
    texts = tuple(f"Tessera_Band_{number}" for number in range(128))
    scene = open_paths(make_raster("x.tif", np.ones((128, 2, 2), "float32"), descriptions=texts))

    assert scene.product.family == "Tessera"
    assert len(scene.ticked_at_first) == 128
    assert default_composite(scene) == PRINCIPAL
    assert scene.bands[0].calibration == AS_STORED
