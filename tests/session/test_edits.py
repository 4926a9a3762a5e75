"""A history goes back and forth over edits, one step each."""

from dataclasses import replace

import pytest

from app.session.edits import Edits, History

FIRST = Edits(ticked=("B2",))
SECOND = replace(FIRST, ticked=("B2", "B3"))
THIRD = replace(FIRST, ticked=("B4",))


@pytest.fixture
def history():
    return History(FIRST)


def test_new_history_has_nothing_to_undo_or_redo(history):
    assert (history.can_undo, history.can_redo) == (False, False)
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
    assert (history.can_undo, history.can_redo) == (False, True)
    assert history.redo()
    assert history.redo()
    assert history.present == THIRD
    assert not history.can_redo


def test_same_edits_are_no_step(history):
    assert not history.push(replace(FIRST))
    assert not history.can_undo


def test_new_step_forgets_what_was_undone(history):
    history.push(SECOND)
    history.undo()
    history.push(THIRD)
    assert not history.can_redo
    history.undo()
    assert history.present == FIRST
