"""A formula finds its bands by name, by what they are called, and by role."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.errors import SettingsError
from app.scene.band import Band, BandKind, computed_band
from app.scene.computed.binding import bind, bind_index, free_name, indices_of, spoken
from app.scene.indices.spectral_indices import index_called


def band(name, role="", kind=BandKind.OPTICAL, **more):
    return Band(Path(f"{name}.tif"), 1, name, role, kind, None, 30.0, "uint16", None, **more)


LANDSAT = (
    band("B3", "green"),
    band("B4", "red"),
    band("B5", "nir"),
    band("QA", kind=BandKind.QUALITY),
)
PLAIN = (band("1"), band("2"), band("layer.1", alias="haze index"))


@pytest.mark.parametrize(
    ("text", "bands", "names"),
    [
        ("B5 - B4", LANDSAT, ["B5", "B4"]),
        ("b5 - RED", LANDSAT, ["B5", "B4"]),
        ("nir - green", LANDSAT, ["B5", "B3"]),
        ('"1" - B2', PLAIN, ["1", "2"]),
        ('"haze index" + "layer.1"', PLAIN, ["layer.1", "layer.1"]),
        ("nir", (band("B8A", "nir08"),), ["B8A"]),
    ],
)
def test_bands_are_found(text, bands, names):
    assert [name for _, name in bind("x", text, bands).operands] == names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("B5 - swir1", 'Column 6: no band is called "swir1"'),
        ("QA + 1", 'no band is called "QA"'),
        ("2 * 3", "no band is named"),
    ],
)
def test_a_band_that_cannot_be_is_told_with_its_column(text, words):
    with pytest.raises(SettingsError) as refused:
        bind("x", text, LANDSAT)
    assert words in refused.value.detail


def test_the_bands_that_there_are_are_named_in_the_refusal():
    with pytest.raises(SettingsError) as refused:
        bind("x", "B9", LANDSAT)
    assert "B3 green, B4 red, B5 nir" in refused.value.hint


def test_indices_follow_from_roles():
    assert [index.key for index in indices_of(LANDSAT)] == ["NDVI", "NDWI"]
    maths = bind_index(index_called("NDVI"), LANDSAT)
    assert (maths.name, maths.operands) == ("NDVI", (("nir", "B5"), ("red", "B4")))
    with pytest.raises(SettingsError, match="swir1"):
        bind_index(index_called("MNDWI"), LANDSAT)


def test_a_formula_is_told_with_bands_as_they_are_called():
    maths = bind_index(index_called("NDVI"), LANDSAT)
    assert spoken(maths, LANDSAT) == "(B5 - B4) / (B5 + B4)"
    renamed = (LANDSAT[0], replace(LANDSAT[1], alias="red 2"), LANDSAT[2])
    assert spoken(maths, renamed) == '(B5 - "red 2") / (B5 + "red 2")'
    assert spoken(bind("x", '"1" + "2"', PLAIN), PLAIN) == '"1" + "2"'


def test_a_computed_band_is_made_of_stored_ones_only():
    maths = bind_index(index_called("NDVI"), LANDSAT)
    made = computed_band(maths, LANDSAT)
    assert [source.name for source in made.computed.sources] == ["B5", "B4"]
    assert (made.kind, made.dtype, made.resolution_m) == (BandKind.COMPUTED, "float32", 30.0)
    twice = bind("y", "NDVI * 2", (*LANDSAT, made))
    assert {name for _, name in twice.operands} == {"B4", "B5"}


def values_of(maths, **planes):
    of_names = {called: np.array([planes[name]]) for called, name in maths.operands}
    return float(maths.expression.values(of_names)[0])


def test_a_formula_is_built_on_others_and_on_indices_by_name():
    ratio = computed_band(bind("ratio", "nir / red - 1", LANDSAT), LANDSAT)
    there = (*LANDSAT, ratio)
    numbers = {"B3": 0.2, "B4": 0.1, "B5": 0.4}
    built = bind("z", "2 * ratio ** 2 + 'B3'", there)
    assert values_of(built, **numbers) == pytest.approx(2 * 3.0**2 + 0.2)
    third = bind("w", "z - Ratio", (*there, computed_band(built, LANDSAT)))
    assert values_of(third, **numbers) == pytest.approx(18.2 - 3.0)
    wet = bind("wet", "ndwi > -0.5 and NDVI<0.7", there)
    assert values_of(wet, **numbers) == 1.0
    assert spoken(wet, LANDSAT).count("B5") == 4


def test_what_a_formula_was_built_on_may_go_or_be_called_otherwise():
    ratio = computed_band(bind("ratio", "nir / red", LANDSAT), LANDSAT)
    built = bind("z", "ratio + 1", (*LANDSAT, ratio))
    assert computed_band(built, LANDSAT).computed.maths == built
    renamed = (LANDSAT[0], replace(LANDSAT[1], alias="B5"), replace(LANDSAT[2], alias="B4"))
    assert bind("z", built.text, LANDSAT) == built
    assert spoken(built, renamed) == "(B4 / B5) + 1"


def test_a_name_of_a_band_comes_before_that_of_an_index():
    named = (*LANDSAT, band("NDVI"))
    assert bind("x", "NDVI + 1", named).operands == (("NDVI", "NDVI"),)


def test_a_formula_that_gets_too_long_is_refused_in_words():
    long = computed_band(bind("long", "red + " + "0 * nir + " * 30 + "0", LANDSAT), LANDSAT)
    with pytest.raises(SettingsError) as refused:
        bind("x", "long + long", (*LANDSAT, long))
    assert "with the formulas it names" in refused.value.detail


def test_a_name_that_is_taken_is_counted_on():
    assert free_name("NDVI", ("ndvi", "NDVI 2")) == "NDVI 3"
    assert free_name("NDVI", ("B1",)) == "NDVI"
