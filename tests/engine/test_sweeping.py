"""One engine for window, command and whoever comes: the same steps, the same results."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pytest

from app.arrays import Window
from app.clustering.results import Advice, KResult, KSkipped
from app.clustering.settings import SweepSettings
from app.clustering.sweep.restoration import KnownModel
from app.engine.checking import check_before_run
from app.engine.scenes.opening import open_sample
from app.engine.sweeping import label, refine, sweep, with_advice
from app.scene.blocks import Preview
from app.scene.files.reader import SceneReader
from app.scene.memory_budget import MIB, MemoryBudget
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene
from app.steps import Progress, drain

SETTINGS = SweepSettings(("B2", "B3", "B4", "B5"), 3, 4, n_starts=2, n_silhouette_px=300)


@pytest.fixture(scope="module")
def opened():
    return drain(open_sample())[1]


@pytest.fixture(scope="module")
def streamed():
    return drain(open_sample(MemoryBudget(MIB)))[1]


@pytest.fixture(scope="module")
def found(opened):
    return drain(sweep(opened, SETTINGS))[1]


def test_opening_tells_the_scene_before_its_pictures_and_the_last_picture_is_the_surveys():
    steps, opened = drain(open_sample())
    told = [step for step in steps if not isinstance(step, Progress)]
    assert isinstance(told[0], Scene)
    assert all(isinstance(step, Preview) for step in told[1:])
    assert told[0] is opened.scene
    assert told[-1] is opened.survey.preview


def test_checks_of_the_sample_are_the_note_on_its_collar_and_nothing_else(opened):
    (check,) = check_before_run(opened, SETTINGS.band_names, NoDataRule())
    assert (check.name, check.is_note) == ("fill_value", True)


def test_advice_follows_every_result_and_knows_what_was_known(found):
    three, four = found.results
    steps, _ = drain(with_advice(iter_of(four, KSkipped(5, "too few")), known=[three]))
    kinds = [type(step) for step in steps]
    assert kinds == [KResult, Advice, KSkipped]
    alone, _ = drain(with_advice(iter_of(four)))
    assert steps[1].sentence != alone[1].sentence


def iter_of(*steps):
    yield from steps


def test_label_makes_the_sweep_again_from_its_models_alone(opened, found):
    models = [KnownModel(each.model, each.hues, each.seconds) for each in found.results]
    _, again = drain(label(opened, SETTINGS, models))
    for one, two in zip(found.results, again.results, strict=True):
        assert np.array_equal(one.full.labels, two.full.labels)
        assert one.inertia == two.inertia


def test_label_without_a_model_is_a_sweep_without_results(opened):
    assert drain(label(opened, SETTINGS, ()))[1].results == ()


def test_two_sweeps_at_once_disturb_each_other_in_nothing(opened, streamed, found):
    """Several may use the engine at a time: there is nothing they share."""
    with ThreadPoolExecutor(3) as pool:
        alike = [pool.submit(drain, sweep(opened, SETTINGS)) for _ in range(2)]
        other = pool.submit(drain, sweep(streamed, SETTINGS))
    for done in alike:
        for one, two in zip(found.results, done.result()[1].results, strict=True):
            assert np.array_equal(one.full.labels, two.full.labels)
            assert one.inertia == two.inertia
    by_itself = drain(sweep(streamed, SETTINGS))[1]
    for one, two in zip(by_itself.results, other.result()[1].results, strict=True):
        assert np.array_equal(one.full.labels, two.full.labels)


def test_refining_a_streamed_sweep_tells_passes_and_never_loses_ground(streamed):
    _, before = drain(sweep(streamed, SETTINGS))
    steps, after = drain(with_advice(refine(streamed, before, 1), before.results))
    assert any(isinstance(step, Advice) for step in steps)
    for one, two in zip(before.results, after.results, strict=True):
        assert two.inertia <= one.inertia * (1 + 1e-9)


@dataclass(frozen=True)
class Left:
    """Leaves out every pixel left of a column."""

    col: int

    def leaves_out(self, place):
        return place.cols < self.col


@pytest.mark.parametrize("budget", [None, MemoryBudget(MIB)], ids=["in memory", "streamed"])
def test_a_mask_by_place_is_heard_in_sample_preview_maps_figures_and_checks(budget):
    opened = drain(open_sample(budget))[1]
    col = opened.scene.grid.width // 3
    rule = NoDataRule(masks=(Left(col),))
    steps, found = drain(sweep(opened, replace(SETTINGS, nodata=rule)))
    results = [*(step for step in steps if isinstance(step, KResult)), *found.results]
    assert any(result.is_estimate for result in results) == (budget is not None)
    for result in results:
        step = result.preview.step
        assert not result.preview.labels[:, : -(-col // step)].any()
        assert result.preview.labels[:, -(-col // step) :].any()
    for result in found.results:
        assert not result.full.labels[:, :col].any()
        assert result.n_valid_px == np.count_nonzero(result.full.labels)
        assert result.signatures.n_px.sum() == result.n_valid_px
    whole = drain(sweep(opened, SETTINGS))[1].results
    assert found.results[0].n_valid_px < 0.75 * whole[0].n_valid_px
    assert not np.allclose(found.results[0].model.centres, whole[0].model.centres, rtol=1e-6)


def test_a_thinned_out_block_lies_where_its_pixels_come_from(opened):
    scene = opened.scene
    rule = NoDataRule(masks=(Left(101),))
    with SceneReader(scene, ("B4",), rule) as reader:
        window = Window(10, 90, 60, 60)
        whole, thin = reader.read(window), reader.read(window, out_shape=(13, 17))
    place = window.place((13, 17))
    assert np.array_equal(thin.values[0], whole.values[0][place.rows - 10, place.cols - 90])
    assert np.array_equal(thin.valid, whole.valid[place.rows - 10, place.cols - 90])
