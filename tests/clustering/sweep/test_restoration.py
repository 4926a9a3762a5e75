"""A sweep is made whole from its centres: the same results, and nothing fitted."""

from dataclasses import replace

import numpy as np
import pytest

from app.clustering.results import KResult
from app.clustering.settings import Scaling
from app.clustering.sweep.restoration import KnownModel, restore_sweep
from app.clustering.sweep.sweep import sweep
from app.steps import Progress, drain


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
    monkeypatch.setattr("app.clustering.sweep.fitting.FITTERS", None)  # a fit would fail
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


def test_progress_never_goes_back(make, patches):
    made = make(patches)
    _, before = drain(sweep(made.source(), made.survey, made.settings))
    for source, survey in ((made.source(), made.survey), made.streamed()):
        steps, _ = drain(restore_sweep(source, survey, made.settings, known_of(before)))
        fractions = [step.fraction for step in steps if isinstance(step, Progress)]
        assert fractions == sorted(fractions)
        assert fractions[-1] > 0.9
