"""Exact passes over every pixel are Lloyd's steps, for all k together."""

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from app.clustering.results import RefinedPass
from app.clustering.settings import Scaling, SweepSettings
from app.clustering.sweep.exact_means import exact_means, is_at_rest
from app.clustering.sweep.exact_passes import refine_sweep
from app.clustering.sweep.restoration import KnownModel, restore_sweep
from app.clustering.sweep.sweep import sweep
from app.errors import SceneError
from app.scene.blocks import PixelSample
from app.steps import Progress, drain

K_MIN, K_MAX = 3, 6


@pytest.fixture
def mixed() -> np.ndarray:
    """Nine materials that mix with their neighbours, 90 x 70 pixels, four bands, uint16."""
    rng = np.random.default_rng(5)
    materials = rng.uniform(500, 9_000, (9, 4))
    which = rng.integers(0, 9, (90, 70))
    share = rng.uniform(0, 0.5, (90, 70, 1))
    values = materials[which] * (1 - share) + materials[np.roll(which, 1, axis=1)] * share
    values += rng.normal(0, 300, values.shape)
    return values.clip(1).transpose(2, 0, 1).astype(np.uint16)


@pytest.fixture
def streamed(make, mixed):
    """Return a maker of a source, its survey and a sweep whose centres come from few pixels."""

    def made(scaling=Scaling.NONE, step=2):
        scene = make(mixed, step=step)
        source, survey = scene.streamed()
        few, thin = survey.sample, slice(None, None, 23)
        few = PixelSample(few.bands, few.values[thin], few.rows[thin], few.cols[thin])
        survey = replace(survey, sample=few)
        settings = SweepSettings(
            scene.scene.band_names, K_MIN, K_MAX, scaling, n_starts=2, n_silhouette_px=200
        )
        return source, survey, drain(sweep(source, survey, settings))[1]

    return made


def passes_of(steps):
    return [step for step in steps if isinstance(step, RefinedPass)]


BY_DISTANCE = [Scaling.NONE, Scaling.STANDARDISE]


def test_centres_of_angles_stay_as_they_are(streamed):
    source, survey, before = streamed(Scaling.ANGLE)
    steps, after = drain(refine_sweep(source, survey, before, 2))
    assert passes_of(steps) == []
    assert after.results == before.results


def squares_to(values, result):
    """Return squared distances of shape (n_px, k), as the clustering measures them."""
    scale = result.model.scaling.scale
    pixels = values.reshape(len(values), -1).T / scale
    return ((pixels[:, None, :] - result.model.centres[None] / scale) ** 2).sum(axis=2)


def lloyd(values, result, n_steps):
    """Take Lloyd steps in plain numpy; return the centres."""
    scale = result.model.scaling.scale
    pixels = values.reshape(len(values), -1).T / scale
    centres = result.model.centres / scale
    for _ in range(n_steps):
        nearest = ((pixels[:, None, :] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
        centres = np.array([pixels[nearest == c].mean(axis=0) for c in range(len(centres))])
    return centres * scale


@pytest.mark.parametrize("scaling", BY_DISTANCE)
def test_each_pass_is_one_exact_lloyd_step_for_every_k(streamed, mixed, scaling):
    source, survey, before = streamed(scaling)
    steps, after = drain(refine_sweep(source, survey, before, 2))
    assert [step.number for step in passes_of(steps)] == [1, 2]
    for n_steps, found in enumerate(passes_of(steps), start=1):
        assert [result.k for result in found.results] == [3, 4, 5, 6]
        for old, new in zip(before.results, found.results, strict=True):
            expected = lloyd(mixed, old, n_steps)
            np.testing.assert_allclose(new.model.centres, expected, rtol=1e-6)
            assert new.model.n_iter == old.model.n_iter + n_steps
            assert (old.model.refined_on, new.model.refined_on) == ("sample", "every pixel")
    assert after.results == passes_of(steps)[-1].results


@pytest.mark.parametrize("scaling", BY_DISTANCE)
def test_each_label_is_the_nearest_new_centre_and_inertia_says_so(streamed, mixed, scaling):
    source, survey, before = streamed(scaling)
    _, after = drain(refine_sweep(source, survey, before, 3))
    for result in after.results:
        squares = squares_to(mixed, result)
        np.testing.assert_array_equal(result.full.labels.ravel(), squares.argmin(axis=1) + 1)
        assert result.inertia == pytest.approx(squares.min(axis=1).sum(), rel=1e-6)
        np.testing.assert_array_equal(result.preview.labels, result.full.labels[::2, ::2])
        assert not result.is_estimate


def test_inertia_never_rises(streamed):
    source, survey, before = streamed()
    steps, _ = drain(refine_sweep(source, survey, before, 20))
    latest = {result.k: result.inertia for result in before.results}
    assert len(passes_of(steps)) > 2
    for found in passes_of(steps):
        for result in found.results:
            assert result.inertia < latest[result.k]
            latest[result.k] = result.inertia


def test_many_passes_end_where_scikit_learn_does(streamed, mixed):
    from sklearn.cluster import KMeans

    source, survey, before = streamed()
    _, after = drain(refine_sweep(source, survey, before, 300))
    pixels = mixed.reshape(4, -1).T.astype(float)
    for old, new in zip(before.results, after.results, strict=True):
        with threadpool_limits(1, "openmp"):  # several wait for each other awake
            model = KMeans(new.k, init=old.model.centres, n_init=1, max_iter=300).fit(pixels)
        np.testing.assert_allclose(new.model.centres, model.cluster_centers_, rtol=0.01)
        assert new.inertia == pytest.approx(model.inertia_, rel=1e-4)
        assert (new.full.labels.ravel() == model.labels_ + 1).mean() > 0.99


def test_any_number_of_threads_gives_the_same(streamed, monkeypatch):
    source, survey, before = streamed()
    first = drain(refine_sweep(source, survey, before, 3))[1]
    monkeypatch.setattr("app.machine.threads.n_threads", lambda: 5)
    second = drain(refine_sweep(source, survey, before, 3))[1]
    for one, other in zip(first.results, second.results, strict=True):
        np.testing.assert_array_equal(one.full.labels, other.full.labels)
        np.testing.assert_array_equal(one.model.centres, other.model.centres)
        assert (one.inertia, one.silhouette) == (other.inertia, other.silhouette)


def test_scores_and_preview_are_measured_anew(streamed):
    """What a project would restore from the new centres is what refining gave."""
    source, survey, before = streamed()
    _, after = drain(refine_sweep(source, survey, before, 2))
    known = [KnownModel(found.model, found.hues, found.seconds) for found in after.results]
    _, restored = drain(restore_sweep(source, survey, after.settings, known))
    for old, new, again in zip(before.results, after.results, restored.results, strict=True):
        assert new.silhouette == again.silhouette != old.silhouette
        assert new.scores == again.scores
        np.testing.assert_array_equal(new.preview.labels, again.preview.labels)
        np.testing.assert_array_equal(new.full.labels, again.full.labels)
        for name in ("n_px", "mean", "std", "p05", "p95", "minimum", "maximum"):
            np.testing.assert_array_equal(
                getattr(new.signatures, name), getattr(again.signatures, name), name
            )


def test_numbers_colours_and_the_time_of_the_fit_stay(streamed):
    source, survey, before = streamed()
    _, after = drain(refine_sweep(source, survey, before, 2))
    for old, new in zip(before.results, after.results, strict=True):
        assert (new.hues, new.seconds, new.k) == (old.hues, old.seconds, old.k)
        assert (new.full.labels == old.full.labels).mean() > 0.8
    assert after.settings == before.settings
    assert after.seconds["total"] > before.seconds["total"]


def test_passes_end_early_once_all_centres_rest(streamed):
    source, survey, before = streamed()
    steps, after = drain(refine_sweep(source, survey, before, 300))
    assert len(passes_of(steps)) < 100
    assert all(map(is_at_rest, after.results))
    n_passes = source.n_passes
    steps, again = drain(refine_sweep(source, survey, after, 5))
    assert steps == []
    assert again.results == after.results
    assert source.n_passes == n_passes


def test_k_at_rest_is_left_alone_while_others_go_on(streamed):
    source, survey, before = streamed()
    steps, _ = drain(refine_sweep(source, survey, before, 300))
    ks = [{result.k for result in found.results} for found in passes_of(steps)]
    assert len(ks[-1]) < len(ks[0])
    assert all(later <= earlier for earlier, later in pairwise(ks))


def test_every_pass_reads_each_block_once(streamed):
    source, survey, before = streamed()
    n_before = source.n_passes
    drain(refine_sweep(source, survey, before, 3))
    assert source.n_passes == n_before + 3


def test_cluster_without_a_pixel_keeps_its_centre(streamed):
    source, survey, before = streamed()
    result = before.results[0]
    centres = result.model.centres.copy()
    centres[1] = 60_000.0  # no pixel is near
    model = replace(result.model, centres=centres)
    known = [KnownModel(model, result.hues, 0.0)]
    _, lost = drain(restore_sweep(source, survey, before.settings, known))
    assert lost.results[0].signatures.n_px[1] == 0
    _, after = drain(refine_sweep(source, survey, lost, 4))
    np.testing.assert_array_equal(after.results[0].model.centres[1], centres[1])
    assert after.results[0].inertia < lost.results[0].inertia


def test_no_data_stays_zero(make, mixed):
    values = mixed.copy()
    values[:, :9, :9] = 0
    made = make(values, nodata=0)
    source, survey = made.streamed()
    _, before = drain(sweep(source, survey, made.settings))
    _, after = drain(refine_sweep(source, survey, before, 2))
    for result in after.results:
        assert (result.full.labels[:9, :9] == 0).all()
        assert result.n_valid_px == 90 * 70 - 81


def test_estimates_are_left_as_they_are(streamed):
    source, survey, before = streamed()
    estimate = replace(before.results[1], full=None, is_estimate=True)
    mixture = replace(before, results=(before.results[0], estimate))
    steps, after = drain(refine_sweep(source, survey, mixture, 1))
    assert [result.k for result in passes_of(steps)[0].results] == [3]
    assert after.results[1] is estimate


def test_progress_never_goes_back_and_names_the_pass(streamed):
    source, survey, before = streamed()
    steps, _ = drain(refine_sweep(source, survey, before, 2))
    told = [step for step in steps if isinstance(step, Progress)]
    fractions = [step.fraction for step in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert {step.text for step in told if step.fraction and step.fraction < 0.45} == {
        "Pass 1 of 2: labelling every pixel"
    }
    assert told[-1].text == "Pass 2 of 2: labelling every pixel"


def test_time_left_counts_the_passes_to_come(streamed):
    source, survey, before = streamed()
    steps, _ = drain(refine_sweep(source, survey, before, 10))
    told = [step for step in steps if isinstance(step, Progress) and step.seconds_left is not None]
    assert told
    assert all(step.seconds_left > 0 for step in told if step.fraction < 0.9)


def test_damage_half_way_leaves_the_last_complete_pass(streamed):
    source, survey, before = streamed()
    real, n_streams = source.stream, 0

    def stream():
        nonlocal n_streams
        n_streams += 1
        for n_blocks, block in enumerate(real()):
            if n_streams == 2 and n_blocks == 3:
                raise SceneError("Band not readable", "It is damaged.", "Get it again.")
            yield block

    source.stream = stream
    steps = refine_sweep(source, survey, before, 3)
    while not isinstance(step := next(steps), RefinedPass):
        pass
    assert step.number == 1
    with pytest.raises(SceneError):
        passes_of(steps)
    assert n_streams == 2


@pytest.mark.skipif(sys.platform != "linux", reason="reads what the kernel has mapped")
def test_maps_of_a_replaced_pass_give_their_room_back(streamed):
    source, survey, before = streamed()
    n_before = n_mapped()
    held = {result.k: result for result in before.results}
    steps = refine_sweep(source, survey, before, 4)
    del before
    most = 0
    for step in steps:
        if isinstance(step, RefinedPass):
            held |= {result.k: result for result in step.results}
        else:
            most = max(most, n_mapped())
    del step
    assert most == n_before + len(held)  # those of the last pass, and those being written
    assert n_mapped() == n_before


def test_exact_means_are_those_of_the_pixels(streamed, mixed):
    _, _, before = streamed()
    for result in before.results:
        labels = result.full.labels
        expected = [mixed[:, labels == c].mean(axis=1) for c in range(1, result.k + 1)]
        np.testing.assert_allclose(exact_means(result), expected)


def n_mapped() -> int:
    """Return how many scratch maps are held by this process."""
    return Path("/proc/self/maps").read_text().count(".labels")
