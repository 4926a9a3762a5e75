"""A sweep finds known materials, final and repeatable, and says what it cannot do."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from app.arrays import Window
from app.clustering.fitting import bandsweep, lloyd
from app.clustering.naming.chain import K_FIRST
from app.clustering.naming.matching import order_dark_to_bright
from app.clustering.results import KResult, KSkipped
from app.clustering.settings import K_HIGHEST, Scaling, SweepSettings
from app.clustering.sweep import numbering, preparation
from app.clustering.sweep.sweep import sweep
from app.errors import FitError, SettingsError
from app.scene.nodata import NoDataRule
from app.scene.pixels.source import MemorySource
from app.steps import Progress, drain


def _results(steps):
    return [step for step in steps if isinstance(step, KResult)]


def test_four_materials_are_found_at_k_4(make, patches, quarters):
    made = make(patches)
    _, result = drain(sweep(made.source(), made.survey, made.settings))
    labels = result.results[-1].full.labels
    pairs = set(zip(quarters.ravel().tolist(), labels.ravel().tolist(), strict=True))
    assert len(pairs) == 4  # each material has one label, each label one material


def test_every_pixel_has_its_nearest_centre_and_inertia_says_so(make, patches):
    made = make(patches)
    _, result = drain(sweep(made.source(), made.survey, made.settings))
    pixels = patches.reshape(3, -1).T.astype(float)
    for found in result.results:
        squares = ((pixels[:, None, :] - found.model.centres[None]) ** 2).sum(axis=2)
        np.testing.assert_array_equal(found.full.labels.ravel(), squares.argmin(axis=1) + 1)
        assert found.inertia == pytest.approx(squares.min(axis=1).sum(), rel=1e-6)


@pytest.mark.parametrize("windows", [(23, 5), (1_000, 11), (4, 1_000)])
def test_labels_lie_where_their_pixels_do_whatever_the_windows(make, patches, windows, monkeypatch):
    several_a_window = partial(lloyd.cut_into_chunks, n_chunk_px=40)
    monkeypatch.setattr(preparation, "cut_into_chunks", several_a_window)
    values = patches.copy()
    values[:, :9, :13] = 0  # whole windows of no data, and parts
    values[1, 20, ::2] = 0
    made = make(values, nodata=0)
    height, width = values.shape[1:]
    rows, cols = (min(one, whole) for one, whole in zip(windows, (height, width), strict=True))
    cut = tuple(
        Window(row, col, min(rows, height - row), min(cols, width - col))
        for row in range(0, height, rows)
        for col in range(0, width, cols)
    )
    names, rule = made.scene.band_names, NoDataRule()
    source = MemorySource(made.survey, made.scene, names, rule, cut)
    _, result = drain(sweep(source, made.survey, made.settings))
    valid = (values != 0).all(axis=0)
    pixels = values[:, valid].T.astype(float)
    for found in result.results:
        squares = ((pixels[:, None, :] - found.model.centres[None]) ** 2).sum(axis=2)
        assert (found.full.labels[~valid] == 0).all()
        np.testing.assert_array_equal(found.full.labels[valid], squares.argmin(axis=1) + 1)
        assert found.inertia == pytest.approx(squares.min(axis=1).sum(), rel=1e-9)
        assert found.signatures.n_px.tolist() == np.bincount(squares.argmin(axis=1)).tolist()


@pytest.mark.parametrize("turned", [1, -1])
def test_labels_and_centres_come_in_the_order_numbers_were_given(
    make, patches, monkeypatch, turned
):
    """Numbers are given when centres are found; the steps that follow leave them alone."""
    made = make(patches)
    monkeypatch.setattr(
        numbering, "order_dark_to_bright", lambda each: order_dark_to_bright(each)[::turned]
    )
    settings = replace(made.settings, k_min=K_FIRST, k_max=K_FIRST)
    _, result = drain(sweep(made.source(), made.survey, settings))
    (found,) = result.results
    assert np.all(np.diff(found.model.centres.mean(axis=1)) * turned > 0)
    pixels = patches.reshape(3, -1).T.astype(float)
    squares = ((pixels[:, None, :] - found.model.centres[None]) ** 2).sum(axis=2)
    np.testing.assert_array_equal(found.full.labels.ravel(), squares.argmin(axis=1) + 1)


def test_inertia_is_no_worse_than_scikit_learn_with_ten_starts(make):
    from sklearn.cluster import KMeans

    rng = np.random.default_rng(5)
    materials = rng.uniform(500, 9_000, (9, 4))
    which = rng.integers(0, 9, (60, 70))
    mixed = rng.uniform(0, 0.4, (60, 70, 1))  # with a neighbour, as at borders
    values = materials[which] * (1 - mixed) + materials[np.roll(which, 1, axis=1)] * mixed
    values = (values + rng.normal(0, 300, values.shape)).clip(0).transpose(2, 0, 1)
    values = values.astype(np.uint16)
    made = make(values)
    settings = SweepSettings(made.scene.band_names, k_min=3, k_max=8)
    _, result = drain(sweep(made.source(), made.survey, settings))
    pixels = values.reshape(4, -1).T.astype(float)
    for found in result.results:
        with threadpool_limits(1, "openmp"):  # several wait for each other awake
            model = KMeans(found.k, n_init=10, random_state=0).fit(pixels)
        assert found.inertia <= 1.001 * model.inertia_


def test_signatures_are_exact(make, patches):
    made = make(patches)
    _, result = drain(sweep(made.source(), made.survey, made.settings))
    found = result.results[-1]
    for cluster in range(1, 5):
        members = patches[:, found.full.labels == cluster].astype(float)
        spectra = found.signatures
        assert spectra.n_px[cluster - 1] == members.shape[1]
        np.testing.assert_allclose(spectra.mean[cluster - 1], members.mean(axis=1))
        np.testing.assert_allclose(spectra.std[cluster - 1], members.std(axis=1))
        np.testing.assert_allclose(spectra.p05[cluster - 1], np.percentile(members, 5, axis=1))
        np.testing.assert_allclose(spectra.p95[cluster - 1], np.percentile(members, 95, axis=1))
        np.testing.assert_array_equal(spectra.minimum[cluster - 1], members.min(axis=1))
        np.testing.assert_array_equal(spectra.maximum[cluster - 1], members.max(axis=1))


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32"])
def test_signatures_of_wide_types_are_exact_but_for_percentiles(make, patches, dtype):
    values = patches.astype(dtype) * (1000 if dtype == "int32" else 0.37)
    values = values.astype(dtype)
    made = make(values)
    _, result = drain(sweep(made.source(), made.survey, made.settings))
    found = result.results[-1]
    spread = values.reshape(3, -1).astype(float)
    one_bin = (spread.max(axis=1) - spread.min(axis=1)) / 4095
    for cluster in range(1, 5):
        members = values[:, found.full.labels == cluster].astype(float)
        spectra = found.signatures
        np.testing.assert_allclose(spectra.mean[cluster - 1], members.mean(axis=1), rtol=1e-6)
        np.testing.assert_allclose(spectra.std[cluster - 1], members.std(axis=1), rtol=1e-5)
        np.testing.assert_allclose(spectra.minimum[cluster - 1], members.min(axis=1), rtol=1e-6)
        error = np.abs(spectra.p95[cluster - 1] - np.percentile(members, 95, axis=1))
        assert (error <= one_bin).all()


def test_no_data_stays_label_zero_for_every_k_and_takes_no_cluster(make, patches):
    values = patches.copy()
    values[:, :8, :8] = 0
    made = make(values, nodata=0)
    _, result = drain(sweep(made.source(), made.survey, made.settings))
    for found in result.results:
        assert (found.full.labels[:8, :8] == 0).all()
        assert (found.full.labels[8:] > 0).all()
        assert found.n_valid_px == 40 * 60 - 64
        assert found.signatures.n_px.sum() == found.n_valid_px
        assert len(np.unique(found.full.labels)) == found.k + 1


def test_no_data_counts_as_values_when_asked(make, patches):
    values = patches.copy()
    values[:, :8, :8] = 0
    made = make(values, nodata=0)
    rule = NoDataRule(as_values=True)
    settings = replace(made.settings, nodata=rule)
    _, result = drain(sweep(made.source(rule), made.survey, settings))
    assert (result.results[-1].full.labels > 0).all()


def test_the_same_seed_gives_the_same_map(make, patches, monkeypatch):
    made = make(patches)
    first = drain(sweep(made.source(), made.survey, made.settings))[1]
    monkeypatch.setattr("app.machine.threads.n_threads", lambda: 5)
    second = drain(sweep(made.source(), made.survey, made.settings))[1]
    for one, other in zip(first.results, second.results, strict=True):
        np.testing.assert_array_equal(one.full.labels, other.full.labels)
        assert one.inertia == other.inertia
        np.testing.assert_array_equal(one.model.centres, other.model.centres)
        assert one.silhouette == other.silhouette


def test_a_streamed_scene_gives_estimates_first_and_final_maps_after_one_pass(make, patches):
    made = make(patches, step=2)
    source, survey = made.streamed()
    steps, result = drain(sweep(source, survey, made.settings))
    arrived = _results(steps)
    assert [found.is_estimate for found in arrived] == [True] * 3 + [False] * 3
    assert source.n_passes == 1
    assert all(found.full is None for found in arrived[:3])
    for found in result.results:
        assert found.full.labels.shape == (40, 60)
        assert found.preview.step == 2
        np.testing.assert_array_equal(found.preview.labels, found.full.labels[::2, ::2])


class _Taken:
    """Labels that go elsewhere."""

    def begin(self, grid, hues, colours):
        self.maps = np.zeros((len(hues), grid.height, grid.width), np.uint8)
        self.hues, self.colours = hues, colours

    def put(self, window, labels):
        self.maps[:, window.row : window.row + window.height] = labels

    def whole(self, _position):
        return None


def test_labels_of_a_streamed_scene_may_go_elsewhere(make, patches):
    made = make(patches, step=2)
    source, survey = made.streamed()
    kept = drain(sweep(source, survey, made.settings))[1]
    source, survey = made.streamed()
    sink = _Taken()
    given = drain(sweep(source, survey, made.settings, sink=sink))[1]
    for one, other, labels, hues in zip(
        kept.results, given.results, sink.maps, sink.hues, strict=True
    ):
        assert other.full is None
        assert not other.is_estimate
        np.testing.assert_array_equal(labels, one.full.labels)
        assert hues == one.hues == other.hues
        assert other.inertia == one.inertia
    assert sink.colours == [one.colours for one in kept.results]


def test_streamed_and_in_memory_agree(make, patches):
    made = make(patches)
    in_memory = drain(sweep(made.source(), made.survey, made.settings))[1]
    source, survey = made.streamed()
    streamed = drain(sweep(source, survey, made.settings))[1]
    for one, other in zip(in_memory.results, streamed.results, strict=True):
        assert (one.full.labels == other.full.labels).mean() > 0.999
        assert one.inertia == pytest.approx(other.inertia, rel=1e-3)


def test_numbers_and_colours_follow_the_same_thing_over_k(make, patches, quarters):
    made = make(patches)
    _, result = drain(sweep(made.source(), made.survey, made.settings))
    by_k = {found.k: found for found in result.results}
    dark = quarters == 0
    for k in (2, 3, 4):
        assert set(np.unique(by_k[k].full.labels[dark])) == {1}
        assert by_k[k].hues[0] == 1


@pytest.mark.parametrize("k_min", [2, 3])
def test_the_first_k_of_the_chain_is_numbered_from_dark_to_bright(make, patches, k_min):
    made = make(patches)
    settings = replace(made.settings, k_min=k_min)
    results = drain(sweep(made.source(), made.survey, settings))[1].results
    (found,) = [each for each in results if each.k == K_FIRST]
    assert found.hues == (1, 2, 3)
    assert (np.diff(found.signatures.mean.mean(axis=1)) > 0).all()


def test_a_wider_range_computes_only_what_is_missing(make, patches):
    made = make(patches)
    _, first = drain(sweep(made.source(), made.survey, made.settings))
    wider = replace(made.settings, k_max=6)
    steps, result = drain(sweep(made.source(), made.survey, wider, first.results))
    assert [found.k for found in _results(steps)] == [5, 6]
    assert [found.k for found in result.results] == [2, 3, 4, 5, 6]
    assert result.results[0] is first.results[0]


def test_a_k_with_too_few_distinct_spectra_is_skipped_and_says_so(make):
    values = np.tile(np.array([10, 20, 30], np.uint8), 400).reshape(1, 30, 40)
    made = make(values)
    settings = replace(made.settings, k_max=5)
    steps, result = drain(sweep(made.source(), made.survey, settings))
    skipped = [step for step in steps if isinstance(step, KSkipped)]
    assert [step.k for step in skipped] == [4, 5]
    assert "3" in skipped[0].reason
    assert [found.k for found in result.results] == [2, 3]
    assert result.results[-1].inertia == 0


@pytest.mark.parametrize("in_memory", [True, False])
def test_progress_never_goes_back_and_says_where_the_sweep_is(make, patches, in_memory):
    made = make(patches, step=2)
    source, survey = made.streamed()
    if in_memory:
        source, survey = made.source(), made.survey
    steps, _ = drain(sweep(source, survey, replace(made.settings, k_max=6)))
    told = [step for step in steps if isinstance(step, Progress)]
    fractions = [step.fraction for step in told]
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] <= fractions[-1] <= 1
    assert fractions[-1] > 0.9
    assert all(step.seconds_left >= 0 for step in told if step.seconds_left is not None)
    texts = list(dict.fromkeys(step.text.split(":")[0] for step in told))
    expected = ["Preparing the pixels", *(f"k = {k}, {k - 1} of 5" for k in range(2, 7))]
    assert texts == expected + ([] if in_memory else ["Labelling every pixel"])
    late = [step for step in told if step.text.startswith(("k = 6", "Labelling"))]
    assert all(step.seconds_left is not None for step in late[1:] if 0.1 < step.fraction < 1)


def test_k_that_is_skipped_is_not_counted_in_progress(make):
    values = np.tile(np.array([10, 20, 30], np.uint8), 400).reshape(1, 30, 40)
    made = make(values)
    steps, _ = drain(sweep(made.source(), made.survey, replace(made.settings, k_max=9)))
    texts = {step.text.split(":")[0] for step in steps if isinstance(step, Progress)}
    assert texts == {"Preparing the pixels", "k = 2, 1 of 2", "k = 3, 2 of 2"}


def test_a_streamed_scene_widened_to_nothing_but_skipped_k_keeps_what_it_has(make):
    made = make(np.tile(np.array([10, 20, 30], np.uint8), 400).reshape(1, 30, 40))
    source, survey = made.streamed()
    _, first = drain(sweep(source, survey, replace(made.settings, k_max=3)))
    _, wider = drain(sweep(source, survey, replace(made.settings, k_max=5), first.results))
    assert [found.k for found in wider.results] == [2, 3]
    assert [found.k for found in wider.skipped] == [4, 5]


@pytest.mark.parametrize("in_memory", [True, False])
def test_a_sweep_stopped_anywhere_begins_no_other_k(make, patches, monkeypatch, in_memory):
    begun = []
    really = bandsweep.run_start

    def keep(own, k, seed):
        begun.append(k)
        return really(own, k, seed)

    monkeypatch.setattr(bandsweep, "run_start", keep)
    made = make(patches)
    source, survey = made.streamed()
    if in_memory:
        source, survey = made.source(), made.survey
    steps = sweep(source, survey, replace(made.settings, k_max=8))
    while not begun:
        next(steps)
    steps.close()
    assert set(begun) == {K_FIRST}  # k = 2 is numbered after it
    _, again = drain(sweep(source, survey, made.settings))
    assert [found.k for found in again.results] == [2, 3, 4]


def test_a_constant_scene_cannot_be_swept_and_says_so(make):
    made = make(np.full((2, 20, 20), 9, np.uint16))
    with pytest.raises(FitError, match="different spectra"):
        drain(sweep(made.source(), made.survey, made.settings))


def test_a_refusal_counts_bands_where_they_are_many(make):
    made = make(np.full((200, 5, 5), 9, np.uint16))
    with pytest.raises(FitError, match="200 bands: k = 2 needs") as refused:
        drain(sweep(made.source(), made.survey, made.settings))
    assert "Band 7" not in refused.value.detail


def test_a_scene_without_valid_pixels_says_so(make):
    made = make(np.zeros((2, 20, 20), np.uint16), nodata=0)
    with pytest.raises(FitError, match="No valid pixel"):
        drain(sweep(made.source(), made.survey, made.settings))


def test_fewer_valid_pixels_than_k_says_how_many(make):
    values = np.zeros((1, 10, 10), np.uint16)
    values[0, 0, :3] = [5, 10, 90]
    made = make(values, nodata=0)
    steps, _ = drain(sweep(made.source(), made.survey, made.settings))
    reasons = [step.reason for step in steps if isinstance(step, KSkipped)]
    assert reasons == ["k = 4 needs at least 4 valid pixels; there are 3."]


def test_one_valid_pixel_is_told_as_one_and_more_bands_are_not_advised(make):
    values = np.zeros((1, 10, 10), np.uint16)
    values[0, 0, 0] = 5
    made = make(values, nodata=0)
    with pytest.raises(FitError, match="valid pixels; there is 1") as refused:
        drain(sweep(made.source(), made.survey, made.settings))
    assert "bands" not in refused.value.hint
    assert "bands" not in refused.value.command


def test_one_band_is_enough(make):
    values = np.repeat(np.array([10, 200, 90, 40], np.uint8), 100).reshape(1, 20, 20)
    made = make(values)
    _, result = drain(sweep(made.source(), made.survey, made.settings))
    assert result.results[-1].inertia == 0


def test_standardising_changes_the_clusters_where_one_band_is_loud(make):
    rng = np.random.default_rng(0)
    quiet = np.repeat([0.0, 1.0], 600).reshape(1, 30, 40)
    loud = rng.uniform(0, 10_000, (1, 30, 40))
    made = make(np.concatenate([quiet + rng.normal(0, 0.01, quiet.shape), loud]))
    settings = replace(made.settings, k_max=2, scaling=Scaling.STANDARDISE)
    _, result = drain(sweep(made.source(), made.survey, settings))
    first = result.results[0].full.labels[:15]
    assert (first == first[0, 0]).all()


def test_two_hundred_and_twenty_four_bands(make):
    rng = np.random.default_rng(0)
    base = rng.uniform(0, 5_000, (224, 3))
    which = rng.integers(0, 3, (20, 25))
    values = (base[:, which] + rng.normal(0, 5, (224, 20, 25))).astype(np.float32)
    made = make(values)
    _, result = drain(sweep(made.source(), made.survey, replace(made.settings, k_max=3)))
    labels = result.results[-1].full.labels
    assert len(set(zip(which.ravel().tolist(), labels.ravel().tolist(), strict=True))) == 3


def test_work_can_be_stopped_between_any_two_steps(make, patches):
    made = make(patches)
    for n_steps in range(1, 60, 7):
        steps = sweep(made.source(), made.survey, made.settings)
        for _, _step in zip(range(n_steps), steps, strict=False):
            pass
        steps.close()


def test_progress_names_k_and_the_share_done(make, patches):
    made = make(patches)
    steps, _ = drain(sweep(made.source(), made.survey, made.settings))
    texts = [step.text for step in steps if isinstance(step, Progress)]
    assert any(text.startswith("k = 3, 2 of 3") for text in texts)
    shares = [step.fraction for step in steps if isinstance(step, Progress)]
    assert all(0 <= share <= 1 for share in shares)


@pytest.mark.parametrize(
    "bad", [{"k_min": 1}, {"k_min": 6, "k_max": 5}, {"k_max": 65}, {"seed": -1}, {"n_starts": 0}]
)
def test_settings_out_of_bounds_are_refused(bad):
    with pytest.raises(SettingsError):
        SweepSettings(("B1",), **bad)


def test_published_k_means_of_hampi_is_reached(shared_data):
    from sklearn.metrics import adjusted_rand_score

    from app.scene.opening import open_scene
    from app.scene.pixels.source import open_source
    from app.scene.pixels.survey import survey_scene

    folder = shared_data / "kmeans_reference_hampi"
    files = [folder / f"B{number}.tiff" for number in ("02", "03", "04", "08")]
    _, scene = drain(open_scene(files))
    _, survey = drain(survey_scene(scene))
    rule = NoDataRule(as_values=True, zero_is_fill=False)
    settings = SweepSettings(scene.band_names, k_min=5, k_max=5, nodata=rule)
    source = open_source(scene, survey, scene.band_names, rule)
    _, result = drain(sweep(source, survey, settings))

    import rasterio

    with rasterio.open(folder / "land_cover_kmeans.tif") as published:
        truth = published.read(1)
    pixels = survey.pixels.reshape(4, -1).T.astype(float)
    best_published = sum(
        ((pixels[truth.ravel() == c] - pixels[truth.ravel() == c].mean(axis=0)) ** 2).sum()
        for c in range(5)
    )
    found = result.results[0]
    assert found.inertia <= 1.001 * best_published
    assert adjusted_rand_score(truth.ravel(), found.full.labels.ravel()) >= 0.88


@pytest.mark.parametrize("is_streamed", [False, True])
def test_the_highest_k_is_described_exactly(make, is_streamed):
    """More clusters than five bits count; their figures are those of the pixels under the map."""
    values = np.random.default_rng(8).uniform(0, 60_000, (2, 60, 80)).astype(np.uint16)
    made = make(values)
    survey = replace(made.survey, pixels=None) if is_streamed else made.survey
    asked = replace(made.settings, k_min=K_HIGHEST, k_max=K_HIGHEST, n_starts=1)
    _, found = drain(sweep(made.source(), survey, asked))
    (result,) = found.results
    labels = result.full.labels
    assert set(np.unique(labels)) == set(range(1, K_HIGHEST + 1))
    for cluster in (1, 31, 32, 33, K_HIGHEST):
        pixels = values[:, labels == cluster]
        spectrum = result.signatures
        assert spectrum.n_px[cluster - 1] == pixels.shape[1]
        np.testing.assert_allclose(spectrum.mean[cluster - 1], pixels.mean(axis=1))
        np.testing.assert_array_equal(spectrum.maximum[cluster - 1], pixels.max(axis=1))
