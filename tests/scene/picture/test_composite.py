from pathlib import Path

import pytest

from app.errors import SettingsError
from app.scene.band import Band, BandKind
from app.scene.picture.composite import RECIPES, channels_of, default_channels, possible_recipes

LANDSAT_8 = {
    "B1": "coastal",
    "B2": "blue",
    "B3": "green",
    "B4": "red",
    "B5": "nir",
    "B6": "swir1",
    "B7": "swir2",
}
SENTINEL_2 = {
    "B02": "blue",
    "B03": "green",
    "B04": "red",
    "B05": "rededge1",
    "B08": "nir",
    "B8A": "nir08",
    "B11": "swir1",
    "B12": "swir2",
}


def band(name, role="", kind=BandKind.OPTICAL, wavelength_nm=None):
    return Band(Path(f"{name}.tif"), 1, name, role, kind, wavelength_nm, 30.0, "uint16", None)


def bands_of(roles):
    return tuple(band(name, role, wavelength_nm=100.0 + i) for i, (name, role) in enumerate(roles))


def test_landsat_8_serves_every_recipe_under_its_usual_numbers():
    assert [recipe.title for recipe in possible_recipes(bands_of(LANDSAT_8.items()))] == [
        "Natural colour (4-3-2)",
        "False colour (7-6-4)",
        "Colour infrared (5-4-3)",
        "Agriculture (6-5-2)",
        "Land and water (5-6-4)",
    ]


def test_other_names_stand_in_the_title_as_they_are():
    titles = [recipe.title for recipe in possible_recipes(bands_of(SENTINEL_2.items()))]
    assert titles[:2] == ["Natural colour (B04-B03-B02)", "False colour (B12-B11-B04)"]


def test_landsat_5_bears_its_own_numbers():
    bands = bands_of({"B1": "blue", "B2": "green", "B3": "red", "B4": "nir"}.items())
    titles = [recipe.title for recipe in possible_recipes(bands)]
    assert titles == ["Natural colour (3-2-1)", "Colour infrared (4-3-2)"]


def test_narrow_near_infrared_stands_in_only_where_the_wide_one_is_missing():
    infrared = RECIPES[2]
    assert channels_of(infrared, bands_of(SENTINEL_2.items())) == ("B08", "B04", "B03")
    narrow = [item for item in SENTINEL_2.items() if item[0] != "B08"]
    assert channels_of(infrared, bands_of(narrow)) == ("B8A", "B04", "B03")


def test_titled_recipe_leads_to_the_same_bands_as_the_plain_one():
    bands = bands_of(LANDSAT_8.items())
    for titled, plain in zip(possible_recipes(bands), RECIPES, strict=True):
        assert channels_of(titled, bands) == channels_of(plain, bands)


def test_recipe_without_its_bands_is_refused_and_not_offered():
    bands = bands_of([("B2", "blue"), ("B3", "green")])
    assert possible_recipes(bands) == ()
    with pytest.raises(SettingsError, match="red, green, blue"):
        channels_of(RECIPES[0], bands)


def test_first_of_two_bands_with_one_role_is_shown():
    bands = bands_of([("B4", "red"), ("B3", "green"), ("B2", "blue"), ("B4-2", "red")])
    assert channels_of(RECIPES[0], bands) == ("B4", "B3", "B2")


def test_natural_colour_is_shown_first_where_it_is_possible():
    assert default_channels(bands_of(LANDSAT_8.items())) == ("B4", "B3", "B2")


def test_next_possible_recipe_is_shown_where_blue_is_missing():
    bands = bands_of([("B1", "green"), ("B2", "red"), ("B3", "nir")])
    assert default_channels(bands) == ("B3", "B2", "B1")


def test_unknown_bands_are_shown_in_file_order():
    assert default_channels([band("1"), band("2"), band("3"), band("4")]) == ("1", "2", "3")


def test_bands_of_known_wavelength_show_the_longest_as_red():
    bands = [band(str(nm), wavelength_nm=float(nm)) for nm in (420, 430, 440, 450)]
    assert default_channels(bands) == ("440", "430", "420")


def test_optical_bands_come_before_all_others():
    bands = [band("B10", kind=BandKind.THERMAL), band("1"), band("2")]
    assert default_channels(bands) == ("1", "2", "2")


def test_a_single_band_is_shown_grey_even_if_it_is_not_optical():
    assert default_channels([band("B8", kind=BandKind.PAN)]) == ("B8", "B8", "B8")


def test_no_band_at_all_is_refused():
    with pytest.raises(SettingsError, match="No band to show"):
        default_channels([])
