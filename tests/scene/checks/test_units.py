"""Bands that measure different things are told."""

from pathlib import Path

from app.scene.band import Band, BandKind
from app.scene.calibration import Calibration
from app.scene.checks.units import check_units


def band(name, unit):
    calibration = Calibration(0.5, 0.0, unit)
    kind = BandKind.OPTICAL
    return Band(Path(name), 1, name, "", kind, None, 30.0, "uint16", None, calibration=calibration)


def test_kelvin_beside_reflectance_is_told_with_advice_to_standardise():
    found = check_units([band("B4", "reflectance"), band("B5", "reflectance"), band("B10", "K")])
    assert found is not None
    assert "B10 in K and B4 in reflectance" in found.sentence
    assert "standardise" in found.remedy


def test_one_unit_and_bands_without_any_are_silent():
    assert check_units([band("B4", "reflectance"), band("B5", "reflectance")]) is None
    assert check_units([band("B4", "reflectance"), band("x", "")]) is None
