"""A map that is compared is the one that its legend wants, whichever map is shown."""

from dataclasses import replace

import numpy as np
import pytest

from app.clustering.legends.map_steps import Reassign
from app.engine import classes as making
from app.errors import NoRoomError
from app.session import Session
from app.steps import drain
from tests.session.test_projects import SETTINGS, WAIT_MS, opened, swept, write_scene

pytestmark = pytest.mark.gui
K = 4
KS = replace(SETTINGS, k_min=3, k_max=K)


@pytest.fixture
def session(qtbot, tmp_path):
    """Two runs over stripes, k = 4 of the second shown and compared with that of the first."""
    write_scene(tmp_path / "scene")
    session = Session()
    session.heard = []
    session.message_raised.connect(session.heard.append)
    opened(qtbot, session, tmp_path / "scene")
    for seed in (0, 1):
        swept(qtbot, session, replace(KS, seed=seed))
    session.sweeps.select_k(K)
    session.comparing.start()
    yield session
    session.shut_down()


def first_key(session):
    return session.sweeps.runs[0].id, K


def give_stripe(session, key=None):
    """Give a stripe to another class, in a map that is not shown; return the steps."""
    key = key or first_key(session)
    legend = session.editing.legend(key, key[1])
    label = int(session.sweeps.result_in(*key).full.labels[50, 50])
    groups = tuple(one.members for one in legend.classes)
    step = Reassign(groups, row=50, col=50, to_label=label % key[1] + 1, with_corners=False)
    session.editing.set_legend(key, legend.after(step), "giving")
    return (step,)


def wait_for_maps(qtbot, session):
    qtbot.waitUntil(
        lambda: not any(side.is_pending for side in session.comparing.sides), timeout=WAIT_MS
    )


def test_compared_map_of_a_run_that_is_not_shown_is_made_as_its_legend_says(qtbot, session):
    key = first_key(session)
    found = session.sweeps.result_in(*key)
    steps = give_stripe(session)
    assert session.comparing.sides[1].is_pending
    wait_for_maps(qtbot, session)
    side = session.comparing.sides[1]
    _, wanted = drain(making.revise(session.scenes.opened, session.sweeps.settings, found, steps))
    assert np.count_nonzero(wanted.full.labels != found.full.labels)
    np.testing.assert_array_equal(side.result.full.labels, wanted.full.labels)
    np.testing.assert_array_equal(side.result.preview.labels, wanted.preview.labels)
    assert session.sweeps.result is session.sweeps.found  # what is shown is as it was
    session.editing.undo()
    assert session.comparing.sides[1].result is found


def test_another_k_of_the_shown_run_is_made_for_a_comparison_too(qtbot, session):
    key = session.sweeps.run.id, 3
    session.comparing.choose(1, key)
    found = session.sweeps.result_in(*key)
    give_stripe(session, key)
    wait_for_maps(qtbot, session)
    assert session.comparing.sides[1].result is not found


def test_pairs_are_counted_once_the_compared_map_is_made(qtbot, session):
    desk = session.comparing
    with qtbot.waitSignal(desk.counted, timeout=WAIT_MS):
        desk.want_transitions(is_wanted=True)
    with qtbot.waitSignal(desk.counted, timeout=WAIT_MS) as counted:
        give_stripe(session)
    labels = [side.result.full.labels for side in desk.sides]
    tables = [side.look.class_table() for side in desk.sides]
    classes = [table[one] for table, one in zip(tables, labels, strict=True)]
    for pair in counted.args[0].pairs:
        here = (classes[0] == pair.first) & (classes[1] == pair.second)
        assert pair.n_px == np.count_nonzero(here)


def test_map_that_cannot_be_made_is_told_once_and_not_tried_again(qtbot, session, monkeypatch):
    tried = []

    def no_room(*asked):
        tried.append(asked)
        raise NoRoomError("No room for the map", "The disk is full.", "Remove runs.")
        yield

    monkeypatch.setattr(making, "revise", no_room)
    with qtbot.waitSignal(session.comparing.message_raised, timeout=WAIT_MS) as told:
        give_stripe(session)
    assert told.args[0].title == "No room for the map"
    assert not session.comparing.sides[1].is_pending
    session.editing.name_run(session.sweeps.runs[0].id, "Dry season")
    assert len(tried) == 1
    session.comparing.stop()
    session.comparing.start()  # there may be room now
    qtbot.waitUntil(lambda: len(tried) == 2, timeout=WAIT_MS)
