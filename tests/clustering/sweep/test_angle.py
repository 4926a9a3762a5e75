"""Clustering by angle parts spectra by their shape, whatever their brightness."""

from dataclasses import replace

import numpy as np
import pytest

from app.clustering.scaling import scale_centres
from app.clustering.settings import Fitter, Scaling
from app.clustering.sweep.restoration import KnownModel, restore_sweep
from app.clustering.sweep.sweep import sweep
from app.scene.calibration import Calibration
from app.scene.nodata import NoDataRule
from app.steps import drain

SHAPES = np.array([[0.4, 0.5, 0.8], [0.6, 0.5, 0.6], [0.45, 0.75, 0.45]])


def lit(n_shapes=2, dtype=np.uint16, seed=5):
    """Return stripes of materials under light of 1 to 8 times, values and the true material."""
    rng = np.random.default_rng(seed)
    truth = np.repeat(np.arange(60) * n_shapes // 60, 40).reshape(60, 40).T
    light = rng.uniform(1_000, 8_000, truth.shape)
    spectra = SHAPES[truth].transpose(2, 0, 1) * light
    return (spectra * rng.normal(1, 0.02, spectra.shape)).astype(dtype), truth


def swept(made, *, streamed=False, **changes):
    settings = replace(made.settings, **changes)
    source, survey = made.streamed(settings.nodata) if streamed else (
        made.source(settings.nodata), made.survey)  # fmt: skip
    return drain(sweep(source, survey, settings))[1]


def same_parts(labels, truth):
    pairs = np.unique(np.column_stack([labels.ravel(), truth.ravel()]), axis=0)
    return len(pairs) == len(np.unique(truth)) == len(np.unique(labels))


def spherical_k_means(pixels, centres):
    """Take the steps of spherical k-means by their definition until nothing changes."""
    units = pixels / np.linalg.norm(pixels, axis=1)[:, None]
    labels = None
    while True:
        now = (units @ centres.T).argmax(axis=1)
        if labels is not None and (now == labels).all():
            return labels, centres, float(((units - centres[labels]) ** 2).sum())
        labels = now
        sums = np.array([units[labels == c].sum(axis=0) for c in range(len(centres))])
        centres = sums / np.linalg.norm(sums, axis=1)[:, None]


@pytest.mark.parametrize("streamed", [False, True])
def test_materials_in_any_light_are_parted_by_angle_and_not_by_raw_values(make, streamed):
    values, truth = lit()
    made = make(values)
    by_angle = swept(made, streamed=streamed, k_max=2, scaling=Scaling.ANGLE)
    assert same_parts(by_angle.results[0].full.labels, truth)
    by_values = swept(made, streamed=streamed, k_max=2)
    assert not same_parts(by_values.results[0].full.labels, truth)


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("fitter", list(Fitter))
def test_result_is_a_fixed_point_of_spherical_k_means_written_by_its_definition(
    make, streamed, fitter
):
    values, _ = lit(3)
    made = make(values)
    found = swept(made, streamed=streamed, scaling=Scaling.ANGLE, fitter=fitter)
    pixels = values.reshape(3, -1).T.astype(float)
    for result in found.results:
        centres = scale_centres(result.model.centres, result.model.scaling).astype(float)
        assert np.linalg.norm(centres, axis=1) == pytest.approx(np.ones(result.k), abs=1e-6)
        units = pixels / np.linalg.norm(pixels, axis=1)[:, None]
        nearest = (units @ centres.T).argmax(axis=1)
        assert (nearest + 1 != result.full.labels.ravel()).mean() < 0.001  # ties of float32
        assert result.inertia == pytest.approx(((units - centres[nearest]) ** 2).sum(), rel=1e-4)
        _, rested, inertia = spherical_k_means(pixels, centres)
        assert result.inertia == pytest.approx(inertia, rel=2e-3)
        if result.k == 3:  # as many as there are materials
            assert centres == pytest.approx(rested, abs=1e-4)


def test_signatures_stay_exact_figures_of_the_stored_numbers(make):
    values, _ = lit(3)
    result = swept(make(values), k_min=3, k_max=3, scaling=Scaling.ANGLE).results[0]
    for cluster in (1, 2, 3):
        own = values[:, result.full.labels == cluster].astype(float)
        assert result.signatures.mean[cluster - 1] == pytest.approx(own.mean(axis=1), rel=1e-12)
        assert result.signatures.maximum[cluster - 1].tolist() == own.max(axis=1).tolist()


def test_same_seed_gives_the_same_labels_and_inertia(make):
    made = make(lit(3)[0])
    one, other = (swept(made, scaling=Scaling.ANGLE, seed=7) for _ in range(2))
    for left, right in zip(one.results, other.results, strict=True):
        assert (left.full.labels == right.full.labels).all()
        assert left.inertia == right.inertia


@pytest.mark.parametrize("streamed", [False, True])
def test_models_that_are_known_give_the_same_maps_again(make, streamed):
    made = make(lit(3)[0])
    settings = replace(made.settings, scaling=Scaling.ANGLE)
    found = swept(made, streamed=streamed, scaling=Scaling.ANGLE)
    known = [KnownModel(each.model, each.hues, each.seconds) for each in found.results]
    source, survey = made.streamed() if streamed else (made.source(), made.survey)
    again = drain(restore_sweep(source, survey, settings, known))[1]
    for left, right in zip(found.results, again.results, strict=True):
        assert (left.full.labels == right.full.labels).all()
        assert left.inertia == pytest.approx(right.inertia, rel=1e-12)


def test_angles_are_seen_from_where_units_are_zero(make):
    values, truth = lit(2)
    shifted = make((values + 7_273).astype(np.uint16))
    bands = tuple(
        replace(band, calibration=Calibration(2.75e-5, -0.2, "reflectance"))
        for band in shifted.scene.bands
    )
    settings = replace(shifted.settings, k_max=2, scaling=Scaling.ANGLE)
    source = replace(shifted, scene=replace(shifted.scene, bands=bands)).streamed()[0]
    found = drain(sweep(source, replace(shifted.survey, pixels=None), settings))[1]
    assert same_parts(found.results[0].full.labels, truth)


def test_pixels_without_a_direction_are_no_data_as_zeros_are(make):
    values, truth = lit(2)
    values[:, :5, :5] = 0
    result = swept(make(values), k_max=2, scaling=Scaling.ANGLE).results[0]
    assert (result.full.labels[:5, :5] == 0).all()
    truth = truth + 1
    truth[:5, :5] = 0
    assert same_parts(result.full.labels, truth)


def test_zeros_that_are_asked_to_count_lie_apart_from_all_directions_alike(make):
    values, _ = lit(2)
    values[:, :5, :5] = 0
    rule = NoDataRule(zero_is_fill=False)
    result = swept(make(values), k_max=2, scaling=Scaling.ANGLE, nodata=rule).results[0]
    assert len(np.unique(result.full.labels[:5, :5])) == 1
    assert np.isfinite(result.inertia)


def test_floats_of_any_size_keep_their_direction(make):
    values, truth = lit(2, np.float32)
    for factor in (1e-18, 1e10):
        made = make((values * np.float32(factor)).astype(np.float32))
        result = swept(made, k_max=2, scaling=Scaling.ANGLE).results[0]
        assert same_parts(result.full.labels, truth)
