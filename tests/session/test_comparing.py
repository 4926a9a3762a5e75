"""What is compared follows the runs and what is made of their clusters."""

import gc
from dataclasses import replace
from weakref import ref

import pytest

from app.arrays import Window
from app.clustering.results import SweepResult
from app.clustering.settings import SweepSettings
from app.session.desks.runs.compare_side import PICTURE
from app.session.session import Session
from tests.session.conftest import GRID, run_of

FIRST = SweepSettings(("B2", "B3", "B4"), k_min=3, k_max=5)
WAIT_MS = 20_000


@pytest.fixture
def session(qapp, scene, result_of):  # noqa: ARG001 - threads need the application
    """Two finished runs, k = 4 of the second shown."""
    made = Session()
    made.sweeps.forget(GRID)
    made.scenes.begin(scene)
    for seed in (0, 1):
        run = run_of(replace(FIRST, seed=seed))
        made.sweeps.begin(run)
        for k in FIRST.ks:
            made.sweeps.take_result(result_of(k))
        made.sweeps.finish(SweepResult(run, made.sweeps.sweep.results, (), {}))
    made.sweeps.select_k(4)
    yield made
    made.shut_down()


def ids(session):
    return [run.id for run in session.sweeps.runs]


def titles(session):
    return [side.title for side in session.comparing.sides]


def test_nothing_is_compared_at_first(session):
    assert not session.comparing.is_on
    assert session.comparing.sides is None


def test_comparing_begins_with_the_shown_map_and_the_same_k_of_another_run(session):
    session.comparing.start()
    assert titles(session) == ["k = 4, Run 2", "k = 4, Run 1"]
    assert [side.is_shown for side in session.comparing.sides] == [True, False]


def test_comparing_within_the_only_run_begins_with_the_next_k(session):
    session.sweeps.remove_run(ids(session)[0])
    session.comparing.start()
    assert titles(session) == ["k = 4, Run 2", "k = 5, Run 2"]


def test_sides_can_be_the_picture_and_any_k_of_any_run(session):
    desk = session.comparing
    assert [title for _, title in desk.choices] == [
        "Picture",
        *(f"k = {k}, Run {run}" for run in (1, 2) for k in (3, 4, 5)),
    ]
    desk.start()
    desk.choose(0, PICTURE)
    assert titles(session) == ["Picture", "k = 4, Run 1"]
    desk.choose(1, (ids(session)[1], 5))
    assert titles(session) == ["Picture", "k = 5, Run 2"]
    desk.choose(1, ("no such run", 5))
    assert titles(session) == ["Picture", "k = 5, Run 2"]


def test_side_chosen_on_both_sides_changes_places(session):
    desk = session.comparing
    desk.start()
    desk.choose(0, desk.sides[1].key)
    assert titles(session) == ["k = 4, Run 1", "k = 4, Run 2"]
    desk.swap()
    assert titles(session) == ["k = 4, Run 2", "k = 4, Run 1"]


def test_sides_follow_names_of_classes_and_of_runs_and_the_shown_k(session):
    session.comparing.start()
    other = (ids(session)[0], 4)
    told = []
    session.comparing.changed.connect(lambda: told.append(session.comparing.sides))
    legend = session.editing.legend(other, 4).renamed(2, "water")
    session.editing.set_legend(other, legend, "name")
    assert told[-1][1].look.names[1] == "water"
    assert told[-1][0].look.names[1] == "Cluster 2"
    session.editing.name_run(ids(session)[0], "Dry season")
    assert titles(session)[1] == "k = 4, Dry season"
    session.sweeps.switch_to(ids(session)[0])
    assert [side.is_shown for side in session.comparing.sides] == [False, True]


def test_change_of_what_is_not_compared_is_not_told(qtbot, session):
    session.comparing.start()
    key = (ids(session)[0], 5)
    legend = session.editing.legend(key, 5).renamed(2, "water")
    with qtbot.assertNotEmitted(session.comparing.changed):
        session.editing.set_legend(key, legend, "name")


def test_comparing_ends_with_one_of_its_runs_and_with_the_scene(session, scene):
    session.comparing.start()
    session.sweeps.remove_run(ids(session)[0])
    assert session.comparing.sides is None
    session.comparing.start()
    session.sweeps.forget(GRID)
    session.scenes.begin(scene)
    assert not session.comparing.is_on


def test_nothing_of_the_maps_is_held_once_their_runs_are_gone(qtbot, session):
    desk = session.comparing
    desk.start()
    desk.show_detail(Window(0, 0, 4, 4), (4, 4))
    with qtbot.waitSignal(desk.counted, timeout=WAIT_MS):
        desk.want_transitions(is_wanted=True)
    with qtbot.waitSignal(desk.veil_changed, timeout=WAIT_MS):
        desk.show_pair((1, 1))
    maps = [ref(side.result.full.labels) for side in desk.sides]
    session.sweeps.forget(GRID)
    session.scenes.show_result(None)

    def are_gone():
        gc.collect()
        return [labels() is None for labels in maps] == [True, True]

    qtbot.waitUntil(are_gone, timeout=WAIT_MS)


def test_pairs_are_counted_only_while_they_are_wanted_and_anew_after_an_edit(qtbot, session):
    desk = session.comparing
    with qtbot.assertNotEmitted(desk.counting):
        desk.start()
    with qtbot.waitSignal(desk.counted, timeout=WAIT_MS) as counted:
        desk.want_transitions(is_wanted=True)
    (found,) = counted.args
    assert [(pair.first, pair.second) for pair in found.pairs] == [(2, 2), (3, 3), (4, 4), (1, 1)]
    assert found.best == {(1, 1), (2, 2), (3, 3), (4, 4)}
    key = desk.sides[0].key
    with qtbot.waitSignal(desk.counted, timeout=WAIT_MS) as counted:
        session.editing.set_legend(key, session.editing.legend(key, 4).merged((1, 2)), "merging")
    assert (1, 2) in [(pair.first, pair.second) for pair in counted.args[0].pairs]


def test_picture_has_no_pairs(qtbot, session):
    desk = session.comparing
    desk.start()
    desk.want_transitions(is_wanted=True)
    with qtbot.waitSignal(desk.counted, timeout=WAIT_MS, check_params_cb=lambda it: it is None):
        desk.choose(0, PICTURE)


def test_pair_is_shown_on_the_map_finer_where_it_is_looked_at(qtbot, session):
    desk = session.comparing
    desk.start()
    desk.show_detail(Window(0, 0, 4, 4), (4, 4))
    with qtbot.waitSignals([desk.veil_changed, desk.veil_detail_changed], timeout=WAIT_MS):
        desk.show_pair((1, 1))
    assert desk.pair == (1, 1)
    with qtbot.waitSignal(desk.veil_changed, timeout=WAIT_MS) as taken:
        desk.choose(1, (ids(session)[0], 5))
    assert taken.args == [None]
    assert desk.pair is None


def test_other_map_is_shown_as_fine_as_the_screen(qtbot, session):
    desk = session.comparing
    desk.start()
    with qtbot.waitSignal(desk.side_detail_changed, timeout=WAIT_MS) as detail:
        desk.show_detail(Window(0, 0, 4, 4), (4, 4))
    place, picture = detail.args
    assert place == 1
    assert picture.labels.shape == (4, 4)


def test_counted_pairs_are_saved(qtbot, session, tmp_path):
    desk = session.comparing
    desk.start()
    with qtbot.waitSignal(desk.counted, timeout=WAIT_MS):
        desk.want_transitions(is_wanted=True)
    with qtbot.waitSignal(desk.message_raised, timeout=WAIT_MS) as told:
        desk.save(tmp_path / "pairs.csv")
    assert told.args[0].title == "Transitions saved"
    assert len((tmp_path / "pairs.csv").read_text().splitlines()) == 5
