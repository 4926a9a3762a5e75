"""Figures are told in units, and the distinct values in the numbers of the file."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.clustering.labelling.value_counts import counted_percentiles
from app.clustering.results import BandValues, ClusterValues, Signatures
from app.clustering.shown_values import ValuesAs, is_told_otherwise, signatures_as, values_as
from app.scene.band import Band, BandKind
from app.scene.calibration import AS_STORED, Calibration, Curve

CALIBRATIONS = (
    Calibration(2.75e-5, -0.2, "reflectance"),
    AS_STORED,
    Calibration(-0.5, 400.0, "K"),  # the order is turned round
)


def bands():
    return tuple(
        Band(Path("x.tif"), i, f"B{i}", "", BandKind.OPTICAL, None, 30.0, "uint16", None,
             calibration=each)
        for i, each in enumerate(CALIBRATIONS, start=1)
    )  # fmt: skip


def figures(pixels):
    """Return mean, std, p05, p95, minimum, maximum of shape (1, n_bands) each."""
    return (
        pixels.mean(axis=1)[None], pixels.std(axis=1)[None],
        *np.percentile(pixels, [5, 95], axis=1)[:, None, :],
        pixels.min(axis=1)[None], pixels.max(axis=1)[None],
    )  # fmt: skip


@pytest.fixture
def pixels():
    return np.random.default_rng(2).integers(1, 60_000, (3, 500)).astype(np.uint16)


def test_spectra_in_units_are_those_of_pixels_in_units(pixels):
    told = signatures_as(Signatures(bands(), np.array([500]), *figures(pixels)), ValuesAs.UNITS)
    units = np.stack([each.values(row) for each, row in zip(CALIBRATIONS, pixels, strict=True)])
    found = (told.mean, told.std, told.p05, told.p95, told.minimum, told.maximum)
    for one, other in zip(found, figures(units), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)
    assert [band.calibration.unit for band in told.bands] == ["reflectance", "", "K"]
    assert all(band.calibration.is_identity for band in told.bands)


def test_stored_numbers_are_left_as_they_are(pixels):
    made = Signatures(bands(), np.array([500]), *figures(pixels))
    told = signatures_as(made, ValuesAs.STORED)
    assert told.mean is made.mean
    assert not is_told_otherwise(told.bands)


def test_values_of_a_cluster_in_units_keep_the_numbers_of_the_file(pixels):
    entries = []
    for band, row in zip(bands(), pixels, strict=True):
        distinct, counts = np.unique(row, return_counts=True)
        places = counted_percentiles(distinct, counts, (5, 25, 50, 75, 95)).tolist()
        entries.append(
            BandValues(band, row.min(), row.max(), row.mean(), row.std(), *places, distinct, counts)
        )
    told = values_as(ClusterValues(3, 1, 500, tuple(entries)), ValuesAs.UNITS)
    for calibration, row, entry in zip(CALIBRATIONS, pixels, told.bands, strict=True):
        units = calibration.values(row)
        found = [entry.minimum, entry.p05, entry.p25, entry.median, entry.p75, entry.p95,
                 entry.maximum]  # fmt: skip
        np.testing.assert_allclose(found, np.percentile(units, [0, 5, 25, 50, 75, 95, 100]))
        assert entry.mean == pytest.approx(units.mean())
        assert entry.std == pytest.approx(units.std())
        assert entry.distinct.tolist() == np.unique(row).tolist()


THERMAL = Calibration(3.342e-4, 0.1, "K", Curve.PLANCK, k1=774.8853, k2=1321.0789)


def test_values_of_a_thermal_cluster_are_counted_through_the_curve():
    numbers = np.random.default_rng(4).integers(15_000, 30_000, 400).astype(np.uint16)
    distinct, counts = np.unique(numbers, return_counts=True)
    places = counted_percentiles(distinct, counts, (5, 25, 50, 75, 95)).tolist()
    band = replace(bands()[0], calibration=THERMAL)
    entry = BandValues(
        band, numbers.min(), numbers.max(), numbers.mean(), numbers.std(), *places, distinct, counts
    )
    (told,) = values_as(ClusterValues(3, 1, 400, (entry,)), ValuesAs.UNITS).bands
    kelvin = THERMAL.values(numbers)
    assert (told.minimum, told.maximum) == pytest.approx((kelvin.min(), kelvin.max()))
    assert (told.mean, told.std) == pytest.approx((kelvin.mean(), kelvin.std()))


def test_spectrum_of_a_thermal_band_is_right_to_first_order():
    numbers = np.random.default_rng(4).integers(24_000, 26_000, (1, 400)).astype(np.uint16)
    band = replace(bands()[0], calibration=THERMAL)
    made = Signatures((band,), np.array([400]), *figures(numbers))
    told, kelvin = signatures_as(made, ValuesAs.UNITS), THERMAL.values(numbers[0])
    assert told.mean[0, 0] == pytest.approx(kelvin.mean(), abs=0.1)
    assert told.std[0, 0] == pytest.approx(kelvin.std(), rel=0.02)
    assert told.maximum[0, 0] == pytest.approx(kelvin.max())
