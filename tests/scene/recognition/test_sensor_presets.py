"""A person says what bands are, and everything else follows; what cannot be is refused in words."""

from dataclasses import replace

import pytest

from app.errors import SettingsError
from app.scene.band import BandKind
from app.scene.band_teaching import NOTHING_TAUGHT, BandTeaching, TaughtBand
from app.scene.picture.composite import default_channels, possible_recipes
from app.scene.recognition.sensor_presets import (
    assign,
    checked,
    known_presets,
    preset_called,
    preset_of,
    role_and_kind,
    teachable,
)
from tests.scene.conftest import ramp


@pytest.fixture
def plain(make_raster, open_paths):
    """One file of six bands that tells nothing of them."""
    return open_paths(make_raster("plain.tif", [ramp(8, 9)] * 6))


def presets():
    return {preset.title: preset for preset in known_presets()}


def roles_in_order(title, n_bands):
    return [band.role if band else None for band in presets()[title].in_order(n_bands)]


def test_assigned_sensor_gives_names_roles_and_wavelengths_and_keeps_what_refers_to_bands(plain):
    preset = presets()["Landsat 4-5 TM"]
    teaching = assign(teachable(plain), preset, preset.in_order(6))
    taught = plain.taught(checked(plain, teaching))
    assert taught.sensor == "Landsat 4-5 TM"
    assert taught.band_names == plain.band_names == ("1", "2", "3", "4", "5", "6")
    assert [band.title for band in taught.bands] == [
        "B1 blue", "B2 green", "B3 red", "B4 nir", "B5 swir1", "B7 swir2",
    ]  # fmt: skip
    assert [band.wavelength_nm for band in taught.bands] == [485, 569, 660, 840, 1676, 2223]
    assert default_channels(taught.bands) == ("3", "2", "1")
    assert possible_recipes(taught.bands)[0].title == "Natural colour (3-2-1)"
    assert possible_recipes(plain.bands) == ()


def test_bands_are_listed_by_wavelength_whatever_their_order_in_the_file(plain):
    preset = presets()["NAIP"]
    teaching = assign(teachable(plain), preset, preset.in_order(6))
    taught = plain.taught(teaching)
    assert [band.called for band in taught.by_wavelength] == [
        "blue", "green", "red", "nir", "5", "6",
    ]  # fmt: skip
    assert [band.title for band in taught.by_wavelength] == [
        "blue", "green", "red", "nir", "Band 5", "Band 6",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "n_bands", "expected"),
    [
        ("Landsat 4-5 TM", 7, ["blue", "green", "red", "nir", "swir1", "thermal1", "swir2"]),
        ("Landsat 7 ETM+", 6, ["blue", "green", "red", "nir", "swir1", "swir2"]),
        ("Landsat 8-9 OLI/TIRS", 7,
         ["coastal", "blue", "green", "red", "nir", "swir1", "swir2"]),
        ("Landsat 8-9 OLI/TIRS", 6, ["blue", "green", "red", "nir", "swir1", "swir2"]),
        ("Sentinel-2 MSI", 4, ["blue", "green", "red", "nir"]),
        ("PlanetScope SuperDove", 4, ["blue", "green", "red", "nir"]),
        ("PlanetScope SuperDove", 8,
         ["coastal", "blue", "green05", "green", "yellow", "red", "rededge1", "nir"]),
        ("SPOT 6/7 NAOMI", 4, ["red", "green", "blue", "nir"]),
        ("NAIP", 5, ["red", "green", "blue", "nir", None]),
        ("NAIP", 9, [None] * 9),
    ],
)  # fmt: skip
def test_sensors_are_laid_over_in_the_order_their_files_have(title, n_bands, expected):
    assert roles_in_order(title, n_bands) == expected


def test_thermal_band_that_was_taught_does_not_take_part_by_itself(plain):
    said = TaughtBand("6", "heat", *role_and_kind("thermal1"))
    taught = plain.taught(checked(plain, BandTeaching("", (said,))))
    assert taught.bands[5].kind is BandKind.THERMAL
    assert taught.ticked_at_first == ("1", "2", "3", "4", "5")


def test_saying_what_the_files_tell_is_saying_nothing(plain):
    said = BandTeaching("", tuple(map(TaughtBand.of, plain.bands)))
    assert checked(plain, said) == NOTHING_TAUGHT
    assert plain.taught(NOTHING_TAUGHT) is plain


@pytest.mark.parametrize(
    ("said", "title"),
    [
        (TaughtBand("1", "  ", "red"), "Band without a name"),
        (TaughtBand("1", "2", "red"), "Name is taken"),
        (TaughtBand("1", "B1", "crimson"), "Role not known"),
        (TaughtBand("1", "B1", "red", wavelength_nm=0.65), "Wavelength not possible"),
        (TaughtBand("1", "B1", "red", wavelength_nm=float("nan")), "Wavelength not possible"),
    ],
)
def test_what_cannot_be_said_of_a_band_is_refused(plain, said, title):
    with pytest.raises(SettingsError) as refused:
        checked(plain, BandTeaching("", (said,)))
    assert refused.value.title == title
    assert refused.value.hint


def test_two_bands_may_exchange_their_names(plain):
    said = (TaughtBand("1", "2", ""), TaughtBand("2", "1", ""))
    taught = plain.taught(checked(plain, BandTeaching("", said)))
    assert [band.called for band in taught.bands][:3] == ["2", "1", "3"]


def test_flags_cannot_be_said_to_be_measured(plain):
    flags = replace(plain.bands[5], kind=BandKind.QUALITY)
    scene = replace(plain, bands=(*plain.bands[:5], flags))
    with pytest.raises(SettingsError, match="no measured values"):
        checked(scene, BandTeaching("", (TaughtBand("6", "6", "nir"),)))
    assert len(teachable(scene)) == 5


def test_own_sensor_fits_files_of_the_same_number_and_type_of_bands(plain, make_raster, open_paths):
    preset = preset_of(" Drone ", plain.bands)
    assert preset.title == "Drone"
    assert preset.fits(plain)
    assert not preset.fits(open_paths(make_raster("five.tif", [ramp(8, 9)] * 5)))
    assert not preset.fits(open_paths(make_raster("bytes.tif", [ramp(8, 9, dtype="uint8")] * 6)))
    assert not known_presets()[0].fits(plain)


def test_sensors_are_found_by_a_part_of_their_title():
    assert preset_called("sentinel-2", known_presets()).title == "Sentinel-2 MSI"
    assert preset_called("landsat 8", known_presets()).title == "Landsat 8-9 OLI/TIRS"
    assert preset_called("landsat-5", known_presets()).title == "Landsat 4-5 TM"
    assert preset_called("Landsat9", known_presets()).title == "Landsat 8-9 OLI/TIRS"
    assert preset_called("naip", known_presets()).title == "NAIP"
    with pytest.raises(SettingsError) as several:
        preset_called("landsat", known_presets())
    assert several.value.title == "Several sensors meant"
    with pytest.raises(SettingsError) as none:
        preset_called("Ikonos", known_presets())
    assert '"NAIP"' in none.value.hint
