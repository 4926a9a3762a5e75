import numpy as np
import pytest

from app.scene.band import Band, BandKind
from app.scene.blocks import PixelSample
from app.scene.checks.plausible import check_plausible

OLI, MSI = "Landsat 8-9 OLI/TIRS", "Sentinel-2 MSI"


def sample_of(levels, dtype="uint16"):
    """Bands B1, B2 .. with values around these levels, a tenth of them zero."""
    bands = tuple(
        Band(f"B{n}.TIF", 1, f"B{n}", "", BandKind.OPTICAL, None, 30.0, dtype, None)
        for n in range(1, len(levels) + 1)
    )
    random = np.random.default_rng(3)
    values = (random.uniform(0.8, 1.2, (500, len(levels))) * levels).astype(dtype)
    values[:50] = 0
    places = np.arange(500)
    return PixelSample(bands, values, places, places)


def check(sensor, levels, dtype="uint16"):
    sample = sample_of(levels, dtype)
    return check_plausible(sensor, sample, [band.name for band in sample.bands])


@pytest.mark.parametrize(
    ("sensor", "levels", "dtype"),
    [
        (OLI, (5_200, 7_300, 60_000), "uint16"),  # shadow and cloud, level 1
        (MSI, (30, 1_100, 16_000), "uint16"),
        ("Landsat 4-5 TM", (8, 60, 120), "uint8"),
        (OLI, (0.05, 0.1, 0.4), "float32"),  # converted, as the type says
        ("", (3, 70, 50_000), "uint16"),
    ],
)
def test_products_as_delivered_are_passed_over(sensor, levels, dtype):
    assert check(sensor, levels, dtype) is None


def test_a_band_in_other_units_among_delivered_ones_is_a_warning():
    found = check(OLI, (8_000, 150, 9_000))
    assert found.name == "implausible_values"
    assert found.sentence.startswith("B2 holds values around 1")
    assert (found.is_note, found.bands) == (False, ("B2",))
    assert "--bands B1,B3" in found.command


@pytest.mark.parametrize("levels", [(400, 500, 900), (300, 500, 3_500)], ids=["dark", "green"])
def test_a_scene_that_somebody_converted_is_a_note(levels):
    found = check(OLI, levels)
    assert found.is_note
    assert found.bands == ()


def test_too_large_values_are_told_too():
    assert check(MSI, (900, 40_000, 1_200)).bands == ("B2",)


def test_only_ticked_bands_count():
    sample = sample_of((8_000, 150))
    assert check_plausible(OLI, sample, ["B1"]) is None
