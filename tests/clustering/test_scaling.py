"""Distances are measured in units only where stored numbers would mislead."""

from dataclasses import replace

import numpy as np
import pytest

from app.clustering.scaling import fit_scaling
from app.clustering.settings import Scaling
from app.clustering.shown_values import ClusteredOn, clustered_on
from app.clustering.sweep.sweep import sweep
from app.scene.calibration import AS_STORED, Calibration
from app.steps import drain

REFLECTANCE = Calibration(2.75e-5, -0.2, "reflectance")
KELVIN = Calibration(0.00341802, 149.0, "K")


def calibrated(made, *calibrations):
    bands = tuple(
        replace(band, calibration=each)
        for band, each in zip(made.scene.bands, calibrations, strict=True)
    )
    sample = replace(made.survey.sample, bands=bands)
    preview = replace(made.survey.preview, bands=bands)
    survey = replace(made.survey, sample=sample, preview=preview)
    return replace(made, scene=replace(made.scene, bands=bands), survey=survey)


def swept(made, *, streamed=False, **changes):
    source, survey = made.streamed() if streamed else (made.source(), made.survey)
    return drain(sweep(source, survey, replace(made.settings, **changes)))[1]


@pytest.mark.parametrize("streamed", [False, True])
def test_bands_calibrated_alike_give_the_very_same_result_as_stored_numbers(
    make, patches, streamed
):
    made = make(patches)
    plain = swept(made, streamed=streamed)
    told = swept(calibrated(made, *[REFLECTANCE] * 3), streamed=streamed)
    assert clustered_on(told) == clustered_on(plain) == ClusteredOn.STORED
    for one, other in zip(plain.results, told.results, strict=True):
        assert one.inertia == other.inertia
        assert one.model.centres.tobytes() == other.model.centres.tobytes()
        assert one.full.labels.tobytes() == other.full.labels.tobytes()
        assert one.signatures.mean.tobytes() == other.signatures.mean.tobytes()


@pytest.mark.parametrize("streamed", [False, True])
def test_bands_calibrated_apart_give_the_result_of_a_scene_stored_in_units(make, patches, streamed):
    gains = (Calibration(0.5, 3, "W"), Calibration(2.0, 0, "W"), Calibration(-0.25, 9, "W"))
    told = swept(calibrated(make(patches), *gains), streamed=streamed)
    in_units = np.stack(
        [each.values(plane) for each, plane in zip(gains, patches, strict=True)]
    ).astype(np.float32)
    truth = swept(make(in_units), streamed=streamed)
    assert clustered_on(told) == ClusteredOn.UNITS
    for one, other in zip(told.results, truth.results, strict=True):
        assert one.inertia == pytest.approx(other.inertia, rel=1e-5)
        pairs = np.unique(
            np.column_stack([one.full.labels.ravel(), other.full.labels.ravel()]), axis=0
        )
        assert len(pairs) == one.k


def test_centres_stay_in_stored_numbers(make, patches):
    result = swept(calibrated(make(patches), REFLECTANCE, REFLECTANCE, KELVIN)).results[-1]
    np.testing.assert_allclose(result.model.centres, result.signatures.mean, rtol=1e-4)


def test_standardised_bands_are_the_same_in_any_units(make, patches):
    made, options = make(patches), {"scaling": Scaling.STANDARDISE}
    told = swept(calibrated(made, REFLECTANCE, REFLECTANCE, KELVIN), **options)
    plain = swept(made, **options)
    assert clustered_on(told) == ClusteredOn.STORED
    assert [each.inertia for each in told.results] == [each.inertia for each in plain.results]


def test_angles_serve_themselves_of_stored_numbers_only_where_no_offset_turns_them():
    values = np.ones((10, 2))
    shared = fit_scaling(values, Scaling.ANGLE, [Calibration(1e-4, 0, "reflectance")] * 2)
    assert (shared.scale.tolist(), shared.offset.tolist()) == ([1, 1], [0, 0])
    moved = fit_scaling(values, Scaling.ANGLE, [REFLECTANCE] * 2)
    units = (values - moved.offset) / moved.scale
    assert units == pytest.approx(REFLECTANCE.values(values), rel=1e-4)
    assert fit_scaling(values, Scaling.ANGLE, [AS_STORED] * 2).to_unit_length
