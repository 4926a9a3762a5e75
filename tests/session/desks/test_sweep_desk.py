"""The selected thing stays selected whichever k is looked at."""

from dataclasses import replace

import pytest

from app.clustering.evidence.advice import advise
from app.clustering.naming.looks import Palette
from app.clustering.naming.palette import palette
from app.clustering.results import Advice, SweepResult
from app.clustering.settings import SweepSettings
from app.session.desks.edit_desk import EditDesk
from app.session.desks.sweep_desk import SweepDesk
from tests.session.conftest import run_of

SETTINGS = SweepSettings(("B2", "B3", "B4", "B5"), k_min=3, k_max=5)
HUES = {3: (1, 2, 3), 4: (4, 1, 2, 3), 5: (4, 1, 2, 5, 3)}


@pytest.fixture
def desk(owner, scene, result_of):
    editing = EditDesk(owner)
    editing.begin(scene)
    made = SweepDesk(editing, owner)
    made.forget(scene.grid)
    made.begin(run_of(SETTINGS))
    for k, hues in HUES.items():
        made.take_result(result_of(k, hues=hues))
    return made


def test_selected_thing_is_found_again_by_its_colour_number(desk):
    desk.select_k(3)
    desk.select_cluster(2)
    found = {}
    for k in (4, 5, 3):
        desk.select_k(k)
        found[k] = HUES[k][desk.cluster - 1]
    assert found == {4: 2, 5: 2, 3: 2}


def test_thing_that_a_k_does_not_tell_apart_is_selected_again_where_there_is_one(desk):
    desk.select_k(5)
    desk.select_cluster(4)
    desk.select_k(3)
    assert desk.cluster == 0
    desk.select_k(5)
    assert desk.cluster == 4


def test_nothing_selected_stays_nothing(desk):
    desk.select_k(5)
    desk.select_cluster(4)
    desk.select_cluster(0)
    desk.select_k(3)
    desk.select_k(5)
    assert desk.cluster == 0


def test_other_settings_select_nothing(desk, result_of):
    desk.select_k(3)
    desk.select_cluster(2)
    desk.begin(run_of(SweepSettings(SETTINGS.band_names, k_min=3, k_max=5, seed=1)))
    desk.take_result(result_of(3, hues=HUES[3]))
    assert desk.cluster == 0


def test_chosen_k_is_shown_again_after_a_sweep_with_other_settings(desk, result_of):
    desk.select_k(5)
    other = SweepSettings(SETTINGS.band_names, k_min=3, k_max=5, seed=1)
    desk.begin(run_of(other))
    results = tuple(result_of(k, hues=HUES[k]) for k in (3, 4, 5))
    for result in results:
        desk.take_result(result)
    desk.finish(SweepResult(run_of(other), results, (), {}))
    assert desk.k == 5
    desk.begin(run_of(replace(other, k_max=4, seed=2)))
    for result in results[:2]:
        desk.take_result(result)
    desk.take_advice(Advice((3,), 3, "3"))
    desk.finish(SweepResult(run_of(replace(other, k_max=4, seed=2)), results[:2], (), {}))
    assert desk.k == 3


def test_a_k_that_a_narrower_range_leaves_out_is_not_shown_any_more(desk):
    desk.select_k(5)
    narrow = run_of(replace(SETTINGS, k_max=4))
    desk.begin(narrow)  # all of it is known
    desk.finish(SweepResult(narrow, (desk.result_of(3), desk.result_of(4)), (), {}))
    assert desk.k in (3, 4)


def test_advice_after_a_stop_is_about_all_that_is_finished(desk, result_of):
    heard = []
    desk.advice_changed.connect(heard.append)
    desk.take_advice(advise([result_of(3, hues=HUES[3])]))  # that of the others never came
    desk.end_early()
    assert "k = 3 to 5" in heard[-1].sentence


def test_colours_that_nobody_chose_are_those_of_the_palette_that_is_asked_for(desk, result_of):
    after_scene = ((10, 60, 160), (80, 140, 60), (230, 200, 160))
    desk.take_result(replace(result_of(3, hues=HUES[3]), colours=after_scene))
    desk.select_k(3)
    assert desk.look().colours == after_scene
    heard = []
    desk.looks_changed.connect(heard.append)
    desk.set_palette(Palette.DISTINCT)
    assert heard[-1][3].colours == desk.look().colours == palette(3)
    desk.set_palette(Palette.DISTINCT)
    assert len(heard) == 1
    desk.set_palette(Palette.SCENE)
    assert heard[-1][3].colours == after_scene
