"""A history goes back and forth over edits, one step each."""

from dataclasses import replace

import pytest

from app.clustering.legends.legend import Legend
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Stretch, StretchKind
from app.session.edits import Edits
from app.session.history import History

FIRST = Edits(ticked=("B2",))
SECOND = replace(FIRST, ticked=("B2", "B3"))
THIRD = replace(FIRST, ticked=("B4",))


@pytest.fixture
def history():
    return History(FIRST)


def test_new_history_has_nothing_to_undo_or_redo(history):
    assert (history.to_undo, history.to_redo) == ("", "")
    assert not history.undo()
    assert not history.redo()
    assert history.present is FIRST


def test_undo_and_redo_walk_over_every_step(history):
    history.push(SECOND)
    history.push(THIRD)
    assert history.undo()
    assert history.present == SECOND
    assert history.undo()
    assert history.present == FIRST
    assert (history.to_undo, bool(history.to_redo)) == ("", True)
    assert history.redo()
    assert history.redo()
    assert history.present == THIRD
    assert not history.to_redo


def test_same_edits_are_no_step(history):
    assert not history.push(replace(FIRST))
    assert not history.to_undo


def test_new_step_forgets_what_was_undone(history):
    history.push(SECOND)
    history.undo()
    history.push(THIRD)
    assert not history.to_redo
    history.undo()
    assert history.present == FIRST


@pytest.mark.parametrize(
    ("change", "called"),
    [
        ({"ticked": ("B4",)}, "choice of bands"),
        ({"nodata": NoDataRule(value=7.0)}, "no-data rule"),
        ({"channels": ("B4", "B3", "B2")}, "composite"),
        ({"stretch": Stretch(StretchKind.MINMAX)}, "contrast"),
        ({"legends": {("a", 3): Legend.of_clusters(3).renamed(1, "Lake")}}, "classes"),
    ],
)
def test_a_step_says_what_it_changes(history, change, called):
    history.push(replace(FIRST, **change))
    assert (history.to_undo, history.to_redo) == (called, "")
    history.undo()
    assert (history.to_undo, history.to_redo) == ("", called)


def test_a_step_that_was_amended_away_can_still_be_taken_back(history):
    history.push(SECOND)
    history.amend(FIRST)
    assert history.to_undo == "change"
    assert history.undo()
