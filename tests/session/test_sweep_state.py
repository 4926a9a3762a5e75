"""Results are kept as long as the settings are the same but for the range."""

from dataclasses import replace
from weakref import ref

import pytest

from app.clustering.results import KSkipped, SweepResult
from app.clustering.settings import SweepSettings
from app.session.sweep_state import SweepState
from tests.session.conftest import run_of

SETTINGS = SweepSettings(("B2", "B3"), k_min=3, k_max=5)


@pytest.fixture
def state(result_of):
    """A finished sweep of k = 3..5."""
    made = SweepState()
    made.begin(run_of(SETTINGS))
    for k in SETTINGS.ks:
        made.add(result_of(k))
    made.finish(SweepResult(run_of(SETTINGS), made.in_range, (), {"total": 1.0}))
    return made


def ks(results):
    return [result.k for result in results]


def test_first_sweep_knows_nothing():
    state = SweepState()
    assert state.so_far() is None
    assert state.in_range == ()
    assert state.known(SETTINGS) == ()


def test_wider_range_reuses_the_same_objects(state):
    before = dict(state.results)
    known = state.known(replace(SETTINGS, k_min=2, k_max=8))
    assert ks(known) == [3, 4, 5]
    assert all(result is before[result.k] for result in known)
    state.begin(run_of(replace(SETTINGS, k_min=2, k_max=8)))
    assert state.in_range == known


def test_narrower_range_hides_results_and_the_wider_one_finds_them_again(state):
    state.begin(run_of(replace(SETTINGS, k_min=4, k_max=4)))
    assert ks(state.in_range) == [4]
    assert ks(state.so_far().results) == [4]
    known = state.known(SETTINGS)
    assert ks(known) == [3, 4, 5]


@pytest.mark.parametrize(
    "change", [{"seed": 1}, {"band_names": ("B2",)}, {"scaling": "standardise"}, {"n_starts": 2}]
)
def test_other_settings_reuse_nothing(state, change):
    other = replace(SETTINGS, **change)
    assert state.known(other) == ()
    state.begin(run_of(other))
    assert state.results == {}


def test_estimates_are_not_reused(result_of):
    state = SweepState()
    state.begin(run_of(SETTINGS))
    state.add(result_of(3))
    state.add(result_of(4, is_estimate=True))
    assert ks(state.known(SETTINGS)) == [3]


def test_final_result_replaces_its_estimate(result_of):
    state = SweepState()
    state.begin(run_of(SETTINGS))
    state.add(result_of(3, is_estimate=True))
    state.add(final := result_of(3))
    assert state.results[3] is final


def test_results_stand_in_rising_order_whatever_the_order_of_arrival(result_of):
    state = SweepState()
    state.begin(run_of(SETTINGS))
    for k in (5, 3, 4):
        state.add(result_of(k))
    assert ks(state.in_range) == [3, 4, 5]


def test_stopped_sweep_tells_what_is_finished_and_what_was_skipped(result_of):
    state = SweepState()
    state.begin(run_of(SETTINGS))
    state.add(result_of(3))
    state.add(skipped := KSkipped(4, "k = 4 needs more spectra."))
    so_far = state.so_far()
    assert ks(so_far.results) == [3]
    assert so_far.skipped == (skipped,)


def test_new_run_forgets_advice_and_what_was_skipped(state):
    state.add(KSkipped(5, "why"))
    state.begin(run_of(SETTINGS))
    assert state.advice is None
    assert state.so_far().skipped == ()


def test_wider_range_goes_on_with_the_same_run(state):
    before = state.current.run
    wider = replace(SETTINGS, k_max=8)
    state.begin(run_of(wider))
    assert state.current.run == replace(before, settings=wider)
    assert state.so_far().run is state.current.run
    assert state.run(before.id) is state.current


@pytest.mark.parametrize("change", [{"seed": 1}, {"band_names": ("B2",)}])
def test_another_configuration_is_another_run_beside_the_one_before(state, change):
    before, found = state.current.run, dict(state.results)
    state.begin(run_of(replace(SETTINGS, **change)))
    assert state.current.run.id != before.id
    assert state.results == {}
    assert state.runs == (before, state.current.run)
    assert state.run(before.id).results == found
    state.switch_to(before.id)
    assert state.current.run == before
    assert all(state.results[k] is found[k] for k in found)


def test_a_run_that_is_removed_frees_its_maps(state):
    before = state.current.run.id
    maps = [ref(result.full.labels) for result in state.results.values()]
    state.begin(run_of(replace(SETTINGS, seed=1)))
    state.remove(before)
    assert [each() for each in maps] == [None] * 3
    with pytest.raises(KeyError):
        state.run(before)
    with pytest.raises(KeyError):
        state.switch_to(before)


def test_where_the_current_run_is_removed_the_latest_of_the_others_is_current(state):
    first = state.current.run
    for seed in (1, 2):
        state.begin(run_of(replace(SETTINGS, seed=seed)))
    state.remove(state.current.run.id)
    assert state.current.run.settings.seed == 1
    state.remove(state.current.run.id)
    assert state.current.run == first
    state.remove(first.id)
    assert (state.current, state.runs, state.in_range, state.so_far()) == (None, (), (), None)


def test_an_earlier_run_goes_on_where_its_settings_are_wanted_again(state):
    before, found = state.current.run, dict(state.results)
    state.begin(run_of(replace(SETTINGS, seed=1)))
    wider = replace(SETTINGS, k_max=8)
    assert ks(state.known(wider)) == [3, 4, 5]
    state.begin(run_of(wider))
    assert state.current.run == replace(before, settings=wider)
    assert all(state.results[k] is found[k] for k in found)
    assert len(state.runs) == 2


def test_end_of_a_sweep_is_that_of_the_run_it_went_on_with(state):
    begun = state.current.run
    other = replace(run_of(SETTINGS), started=None)
    state.finish(SweepResult(other, (), (), {}))
    assert state.so_far().run == begun
