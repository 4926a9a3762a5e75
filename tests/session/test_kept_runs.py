"""Runs are kept beside each other, are named, and go only when somebody removes them."""

from dataclasses import replace

import pytest

from app.clustering.results import SweepResult
from app.clustering.settings import SweepSettings
from app.products.requests import ExportRequest, RunFolder
from app.session.desks.edit_desk import EditDesk
from app.session.desks.runs.written_runs import runs_to_write
from app.session.desks.sweep_desk import SweepDesk
from tests.session.conftest import run_of

FIRST = SweepSettings(("B2", "B3", "B4"), k_min=3, k_max=5)
SECOND = replace(FIRST, seed=1)


@pytest.fixture
def editing(owner, scene):
    made = EditDesk(owner)
    made.begin(scene)
    return made


@pytest.fixture
def desk(owner, editing, scene, result_of):
    """Two finished runs, the second shown."""
    made = SweepDesk(editing, owner)
    made.forget(scene.grid)
    for settings in (FIRST, SECOND):
        sweep(made, settings, result_of)
    return made


def sweep(desk, settings, result_of):
    run = desk.continued(run_of(settings))
    desk.begin(run)
    for k in settings.ks:
        if k not in [known.k for known in desk.known(settings)]:
            desk.take_result(result_of(k))
    desk.finish(SweepResult(run, desk.sweep.results, (), {}))


def titles(desk):
    return [entry.title for entry in desk.entries]


def test_each_sweep_with_other_settings_is_a_run_more(desk):
    assert titles(desk) == ["Run 1", "Run 2"]
    assert [entry.ks for entry in desk.entries] == [(3, 4, 5), (3, 4, 5)]
    assert desk.run.id == desk.runs[1].id


def test_sweep_with_the_settings_of_a_kept_run_goes_on_with_it(desk, result_of):
    sweep(desk, replace(FIRST, k_max=6), result_of)
    assert titles(desk) == ["Run 1", "Run 2"]
    assert desk.run.id == desk.runs[0].id
    assert desk.entries[0].ks == (3, 4, 5, 6)


def test_number_stays_with_a_run_when_others_go(desk, result_of):
    desk.remove_run(desk.runs[0].id)
    assert titles(desk) == ["Run 2"]
    sweep(desk, replace(FIRST, seed=2), result_of)
    assert titles(desk) == ["Run 2", "Run 3"]


def test_name_of_a_run_can_be_undone_and_is_told(desk, editing):
    told = []
    desk.runs_changed.connect(lambda: told.append(titles(desk)))
    editing.name_run(desk.runs[0].id, " Dry\nseason ")
    editing.name_run(desk.runs[1].id, "Wet season")
    editing.undo()
    editing.name_run(desk.runs[0].id, "")
    assert [each[1] for each in told] == ["Run 2", "Wet season", "Run 2", "Run 2"]
    assert [each[0][:3] for each in told] == ["Dry", "Dry", "Dry", "Run"]
    editing.undo()
    assert editing.history.to_redo == "name of the run"


def test_another_scene_knows_no_names_of_runs(desk, editing, scene):
    editing.name_run(desk.runs[0].id, "Dry season")
    assert dict(editing.now.choices_for(scene.band_names).run_names) == {}


def test_classes_are_counted_to_the_run_they_were_made_in(desk, editing):
    first, second = (run.id for run in desk.runs)
    editing.set_legend((first, 4), editing.legend((first, 4), 4).renamed(1, "water"), "name")
    assert [entry.made_of for entry in desk.entries] == [(4,), ()]
    assert desk.look_in(first, 4).names[0] == "water"
    assert desk.look_in(second, 4).names[0] == "Cluster 1"


def test_classes_of_a_removed_run_are_back_with_a_sweep_of_the_same_settings(
    desk, editing, result_of
):
    first = desk.runs[0].id
    editing.set_legend((first, 4), editing.legend((first, 4), 4).renamed(1, "water"), "name")
    desk.remove_run(first)
    assert desk.entry(first) is None
    assert desk.look_in(first, 4) is None
    sweep(desk, FIRST, result_of)
    assert desk.look_in(first, 4).names[0] == "water"


def test_settings_of_a_run_are_chosen_again_in_one_step(editing):
    editing.set_ticked(("B5",))
    rule = replace(editing.now.nodata, zero_is_fill=False)
    editing.choose_for_sweep(FIRST.band_names, rule)
    assert editing.now.ticked == FIRST.band_names
    assert editing.now.nodata == rule
    editing.undo()
    assert editing.now.ticked == ("B5",)
    assert editing.now.nodata != rule


def test_class_that_was_selected_in_one_run_selects_nothing_in_another(desk):
    desk.select_k(4)
    desk.select_cluster(2)
    desk.switch_to(desk.runs[0].id)
    assert desk.k == 4
    assert desk.selected == ()


def test_runs_are_gathered_for_an_export_each_with_its_own_legend(desk, editing, tmp_path):
    first, second = desk.runs
    named = desk.laid_over(4, first.id).legend.renamed(1, "Lake")
    editing.set_legend((first.id, 4), named, "Name")
    folders = (
        RunFolder(first.id, "Run 1", (3, 4, 5)),
        RunFolder(second.id, "Run 2", (3, 4, 5)),
        RunFolder("gone", "Run 3", (4,)),
    )
    request = ExportRequest(tmp_path, (4,), ("maps",), runs=folders)
    one, other = runs_to_write(desk, request)
    assert (one.request.folder, other.request.folder) == (tmp_path / "Run 1", tmp_path / "Run 2")
    assert (one.sweep.run.id, other.sweep.run.id) == (first.id, second.id)
    assert one.legends[4].legend.classes[0].name == "Lake"
    assert other.legends[4].legend.classes[0].name == ""


def test_the_run_that_is_shown_is_written_where_none_is_named(desk, tmp_path):
    (alone,) = runs_to_write(desk, ExportRequest(tmp_path, (3,), ("maps",)))
    assert (alone.request.folder, alone.sweep.run.id) == (tmp_path, desk.runs[1].id)
