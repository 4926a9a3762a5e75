"""A sweep is made whole from its centres: the same results, and nothing fitted."""

from dataclasses import replace

import numpy as np
import pytest

from app.clustering.results import KResult
from app.clustering.settings import Scaling
from app.clustering.sweep.restoration import KnownModel, restore_sweep
from app.clustering.sweep.sweep import sweep
from app.steps import Progress, drain
from tests.clustering.other_models import Split, Threshold
from tests.clustering.test_scaling import KELVIN, REFLECTANCE, calibrated


def known_of(result):
    return [KnownModel(found.model, found.hues, found.seconds) for found in result.results]


@pytest.mark.parametrize("scaling", list(Scaling))
@pytest.mark.parametrize("in_memory", [True, False])
@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_same_pixels_give_the_very_same_results(
    make, patches, monkeypatch, in_memory, scaling, dtype
):
    made = make(patches.astype(dtype), step=2)
    source, survey = made.streamed()
    if in_memory:
        source, survey = made.source(), made.survey
    settings = replace(made.settings, scaling=scaling)
    _, before = drain(sweep(source, survey, settings))
    monkeypatch.setattr("app.clustering.sweep.numbering.FITTERS", None)  # a fit would fail
    steps, after = drain(restore_sweep(source, survey, settings, known_of(before)))
    assert [step.k for step in steps if isinstance(step, KResult)] == [2, 3, 4]
    for one, other in zip(before.results, after.results, strict=True):
        np.testing.assert_array_equal(one.full.labels, other.full.labels)
        np.testing.assert_array_equal(one.preview.labels, other.preview.labels)
        assert one.inertia == other.inertia
        assert one.silhouette == other.silhouette
        assert one.scores == other.scores
        assert (one.hues, one.seconds, one.n_valid_px) == (
            other.hues, other.seconds, other.n_valid_px,
        )  # fmt: skip
        assert not other.is_estimate
        for name in ("n_px", "mean", "std", "p05", "p95", "minimum", "maximum"):
            expected = getattr(one.signatures, name)
            np.testing.assert_array_equal(getattr(other.signatures, name), expected, name)


@pytest.mark.parametrize("in_memory", [True, False])
def test_models_of_other_kinds_stand_beside_nearest_centres(make, patches, in_memory):
    made = make(patches, step=2)
    source, survey = (made.source(), made.survey) if in_memory else made.streamed()
    _, before = drain(sweep(source, survey, made.settings))
    two, three = (found.model for found in before.results[:2])
    bright = Threshold(1, 3000.0, two.centres)
    dark = np.array([[500.0, 600, 300], [3000, 900, 2500]])  # two materials of the first cluster
    split = Split(two, 1, replace(two, centres=dark))
    known = [KnownModel(model, tuple(range(1, model.k + 1)), 0.0) for model in (bright, split)]
    known.append(KnownModel(three, (1, 2, 3), 0.0))
    n_passes = getattr(source, "n_passes", None)
    _, after = drain(restore_sweep(source, survey, made.settings, known))
    table = patches.reshape(3, -1).T
    for one, found in zip(known, after.results, strict=True):
        labels = one.model.label(table).reshape(40, 60)
        np.testing.assert_array_equal(found.full.labels, labels)
        np.testing.assert_array_equal(found.preview.labels, labels[::2, ::2])
        assert found.n_valid_px == 40 * 60
        for cluster in range(1, found.k + 1):
            members = patches[:, labels == cluster].astype(float)
            assert found.signatures.n_px[cluster - 1] == members.shape[1]
            mean = found.signatures.mean[cluster - 1]
            np.testing.assert_allclose(mean, members.mean(axis=1), rtol=1e-12)
        apart = table - one.model.describe().centres[labels.ravel() - 1]
        assert found.inertia == pytest.approx((apart**2).sum(), rel=1e-6)
        assert found.silhouette is not None
        assert np.isfinite(found.scores["calinski_harabasz"])
    if not in_memory:
        assert source.n_passes == n_passes + 1


@pytest.mark.parametrize("in_memory", [True, False])
def test_further_k_are_measured_as_those_that_are_known(make, patches, in_memory):
    """A version that knew no units clustered stored numbers; units are told of the bands since."""
    rng = np.random.default_rng(8)
    varied = (patches + rng.integers(0, 900, patches.shape)).astype(np.uint16)
    plain, told = make(varied), calibrated(make(varied), REFLECTANCE, REFLECTANCE, KELVIN)

    def swept(made, k_min, k_max, known=()):
        source, survey = (made.source(), made.survey) if in_memory else made.streamed()
        settings = replace(made.settings, k_min=k_min, k_max=k_max)
        return drain(sweep(source, survey, settings, known))[1]

    before = swept(plain, 3, 4)
    widened = swept(told, 3, 6, before.results)
    at_once = swept(plain, 3, 6)
    for one, other in zip(widened.results, at_once.results, strict=True):
        np.testing.assert_array_equal(one.full.labels, other.full.labels)
        assert one.inertia == other.inertia
    apart = swept(told, 5, 6)
    assert (apart.results[0].full.labels != widened.results[2].full.labels).any()


def test_progress_never_goes_back(make, patches):
    made = make(patches)
    _, before = drain(sweep(made.source(), made.survey, made.settings))
    for source, survey in ((made.source(), made.survey), made.streamed()):
        steps, _ = drain(restore_sweep(source, survey, made.settings, known_of(before)))
        fractions = [step.fraction for step in steps if isinstance(step, Progress)]
        assert fractions == sorted(fractions)
        assert fractions[-1] > 0.9
