"""Where numbers follow a curve, what they measure is clustered, as if it were stored so."""

from dataclasses import replace

import numpy as np
import pytest

from app.clustering.scaling import are_measured_apart, fit_scaling, scale_centres, scale_pixels
from app.clustering.settings import Scaling
from app.clustering.shown_values import ClusteredOn, clustered_on
from app.clustering.sweep.exact_means import is_at_rest
from app.clustering.sweep.restoration import KnownModel, restore_sweep
from app.clustering.sweep.sweep import sweep
from app.scene.calibration import Calibration, Curve
from app.scene.nodata import NoDataRule
from app.steps import drain
from tests.clustering.sweep.test_angle import spherical_k_means
from tests.clustering.test_scaling import KELVIN, REFLECTANCE, calibrated

ALPHA_EARTH = Calibration(1 / 127.5, curve=Curve.SIGNED_SQUARE)
PLANCK = Calibration(3.342e-4, 0.1, "K", Curve.PLANCK, k1=774.8853, k2=1321.0789)
RULE = NoDataRule(zero_is_fill=False)
BOTH = pytest.mark.parametrize("streamed", [False, True])
KINDS = pytest.mark.parametrize("kind", list(Scaling))


def embeddings(n_bands=16, n_kinds=4, shape=(40, 60), seed=2):
    """Return unit vectors about a few directions as int8 on their curve, a corner without any."""
    rng = np.random.default_rng(seed)
    kinds = rng.normal(size=(n_kinds, n_bands))
    kinds /= np.linalg.norm(kinds, axis=1)[:, None]
    which = rng.integers(0, n_kinds, shape)
    vectors = kinds[which] + rng.normal(0, 0.12, (*shape, n_bands))
    vectors /= np.linalg.norm(vectors, axis=2)[..., None]
    stored = np.rint(np.sign(vectors) * np.sqrt(np.abs(vectors)) * 127.5).clip(-127, 127)
    stored = stored.astype(np.int8).transpose(2, 0, 1)
    stored[:, :4, :5] = -128
    return stored


def dequantised(stored):
    scaled = stored.astype(float) / 127.5
    return np.sign(scaled) * scaled**2


@pytest.fixture
def made(make):
    stored = embeddings()
    return calibrated(make(stored, nodata=-128.0), *[ALPHA_EARTH] * len(stored))


def swept(made, *, streamed=False, known=(), **changes):
    settings = replace(made.settings, nodata=RULE, **changes)
    source, survey = made.streamed(RULE) if streamed else (made.source(RULE), made.survey)
    return drain(sweep(source, survey, settings, known))[1]


@BOTH
def test_angles_of_embeddings_are_those_of_spherical_k_means_on_dequantised_vectors(made, streamed):
    found = swept(made, streamed=streamed, scaling=Scaling.ANGLE)
    assert clustered_on(found) == ClusteredOn.UNITS
    valid = (made.values != -128).all(axis=0)
    pixels = dequantised(made.values[:, valid]).T
    units = pixels / np.linalg.norm(pixels, axis=1)[:, None]
    for result in found.results:
        centres = scale_centres(result.model.centres, result.model.scaling).astype(float)
        nearest = (units @ centres.T).argmax(axis=1)
        assert (nearest + 1 == result.full.labels[valid]).mean() > 0.999  # ties of float32
        assert not result.full.labels[~valid].any()
        assert result.inertia == pytest.approx(((units - centres[nearest]) ** 2).sum(), rel=1e-4)
        labels, rested, inertia = spherical_k_means(pixels, centres)
        assert result.inertia == pytest.approx(inertia, rel=2e-3)
        if result.k == 4:  # as many as there are kinds
            assert centres == pytest.approx(rested, abs=1e-3)
            assert (labels + 1 == result.full.labels[valid]).all()


@BOTH
@KINDS
def test_results_are_those_of_a_scene_that_is_stored_dequantised(make, made, kind, streamed):
    found = swept(made, streamed=streamed, scaling=kind)
    values = dequantised(made.values).astype(np.float32)
    values[:, (made.values == -128).any(axis=0)] = np.nan
    truth = swept(make(values), streamed=streamed, scaling=kind)
    for one, other in zip(found.results, truth.results, strict=True):
        assert one.inertia == pytest.approx(other.inertia, rel=1e-5)
        assert len(set(zip(one.full.labels.flat, other.full.labels.flat, strict=True))) == one.k + 1
        centres = [scale_centres(each.model.centres, each.model.scaling) for each in (one, other)]
        assert centres[0] == pytest.approx(centres[1], abs=1e-4)


@KINDS
def test_preview_full_pass_model_and_restored_sweep_agree(made, kind):
    settings = replace(made.settings, nodata=RULE, scaling=kind)
    streamed = swept(made, streamed=True, scaling=kind)
    known = [KnownModel(one.model, one.hues, one.seconds) for one in streamed.results]
    source, survey = made.streamed(RULE)
    again = drain(restore_sweep(source, survey, settings, known))[1]
    table = made.values.reshape(len(made.values), -1).T
    is_valid = (table != -128).all(axis=1)
    for one, other in zip(streamed.results, again.results, strict=True):
        assert (one.preview.labels == one.full.labels).all()
        assert (one.full.labels == other.full.labels).all()
        assert (one.model.label(table) * is_valid == one.full.labels.ravel()).all()
        assert one.inertia == pytest.approx(other.inertia, rel=1e-12)


def test_spectra_stay_exact_figures_of_the_stored_numbers(made):
    result = swept(made, k_min=4, scaling=Scaling.ANGLE).results[0]
    for cluster in range(1, 5):
        own = made.values[:, result.full.labels == cluster].astype(float)
        assert result.signatures.mean[cluster - 1] == pytest.approx(own.mean(axis=1), rel=1e-12)


def test_centres_are_in_what_bands_measure_where_one_follows_a_curve(make, patches):
    gains = (REFLECTANCE, REFLECTANCE, PLANCK)
    result = swept(calibrated(make(patches), *gains), k_min=4).results[0]
    for cluster in range(1, 5):
        own = patches[:, result.full.labels == cluster]
        means = [each.values(plane).mean() for each, plane in zip(gains, own, strict=True)]
        assert result.model.centres[cluster - 1] == pytest.approx(means, rel=1e-5)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.float32])
@pytest.mark.parametrize("calibration", [ALPHA_EARTH, PLANCK])
def test_numbers_of_any_type_are_looked_up_or_computed_alike(dtype, calibration):
    numbers = np.arange(-100, 100).astype(dtype).reshape(1, -1)
    scaling = fit_scaling(numbers.T, Scaling.NONE, [calibration])
    expected = np.nan_to_num(calibration.values(numbers)) - scaling.offset[0]
    assert scale_pixels(numbers, scaling) == pytest.approx(expected, rel=1e-6, abs=1e-5)


def test_bands_on_other_curves_are_measured_apart():
    assert not are_measured_apart([PLANCK, PLANCK])
    warmer = replace(PLANCK, k1=480.8883, k2=1201.1442)
    assert are_measured_apart([PLANCK, warmer])
    assert are_measured_apart([PLANCK, replace(PLANCK, k2=1300.0)])
    assert are_measured_apart([PLANCK, replace(PLANCK, curve=Curve.LINEAR)])
    assert are_measured_apart([REFLECTANCE, KELVIN])
    assert not are_measured_apart([KELVIN, KELVIN])


def test_exact_passes_leave_centres_where_the_spectra_do_not_tell(made):
    found = swept(made, streamed=True)
    assert all(map(is_at_rest, found.results))
    assert all(np.isnan(one.scores["calinski_harabasz"]) for one in found.results)
