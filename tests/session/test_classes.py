"""Classes of clusters: every act is one step, and each step leads to the same map again."""

import random
import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from app.clustering.legends.legend import Legend
from app.clustering.settings import SweepSettings
from app.engine import classes as making
from app.errors import SceneError
from app.products.requests import ExportRequest
from app.session import Session
from app.steps import Progress
from tests.session.test_projects import (
    SETTINGS,
    WAIT_MS,
    idle,
    opened,
    reopened,
    saved,
    swept,
    write_scene,
)

pytestmark = pytest.mark.gui
K = 4


@pytest.fixture
def new_session(qtbot, tmp_path) -> Callable[..., Session]:
    """Return what opens the scene of four materials, sweeps it, and looks at k = 4."""
    sessions = []
    write_scene(tmp_path / "scene")

    def make(*, is_swept: bool = True) -> Session:
        session = Session()
        sessions.append(session)
        session.heard = []
        session.message_raised.connect(session.heard.append)
        if is_swept:
            opened(qtbot, session, tmp_path / "scene")
            swept(qtbot, session)
            session.sweeps.select_k(K)
        return session

    with warnings.catch_warnings():  # scikit-learn warns in threads
        yield make
        for session in sessions:
            session.shut_down()


@pytest.fixture
def session(new_session) -> Session:
    return new_session()


def rest(qtbot, session):
    qtbot.waitUntil(lambda: not session.classes.is_making, timeout=WAIT_MS)
    assert session.sweeps.steps_wanted() is None


def split(qtbot, session, number, n_parts=2) -> bool:
    """Split a class; return whether it could be."""
    session.classes.propose_split(number, n_parts)
    qtbot.waitUntil(
        lambda: session.classes.proposal is not None or not session.classes.is_making,
        timeout=WAIT_MS,
    )
    is_possible = session.classes.proposal is not None
    if is_possible:
        session.classes.accept_split()
        rest(qtbot, session)
    return is_possible


def shown(session) -> tuple:
    """Return everything that is seen of the classes, as bytes: map, colours and table."""
    sweeps = session.sweeps
    look, result, classed = sweeps.look(), sweeps.result, sweeps.classed
    spectra = classed.signatures
    figures = (spectra.n_px, spectra.mean, spectra.std, spectra.p05, spectra.p95,
               spectra.minimum, spectra.maximum, spectra.area_m2)  # fmt: skip
    return (
        look.class_table()[result.full.labels].tobytes(),
        look.table()[result.preview.labels].tobytes(),
        (look.numbers, look.names, look.colours),
        tuple(figure.tobytes() for figure in figures),
    )


def act_at_random(chance, qtbot, session):
    legend, numbers = session.classes.legend, session.classes.legend.numbers
    acts = ("merge", "take out", "rename", "recolour", "split", "colours", "k")
    act = chance.choices(acts, (6, 5, 4, 4, 2, 1, 1))[0]
    number = chance.choice(numbers)
    if act == "merge" and len(numbers) > 1:
        session.classes.merge(chance.sample(numbers, min(len(numbers), chance.randint(2, 3))))
    elif act == "take out":
        several = [one.number for one in legend.classes if len(one.members) > 1]
        session.classes.take_out(several[:2])
    elif act == "rename":
        session.classes.rename(number, chance.choice(("Lake", "Field", "Wald ❄", "")))
    elif act == "recolour":
        session.classes.recolour(number, tuple(chance.randrange(256) for _ in range(3)))
    elif act == "colours":
        session.classes.recolour_all({one: (one % 256, 9, 9) for one in numbers})
    elif act == "split":
        split(qtbot, session, number, chance.randint(2, 3))


@pytest.mark.slow
def test_two_hundred_edits_undone_and_redone_give_the_same_map_and_table(qtbot, session):
    chance, stack = random.Random(1), session.editing.history.stack  # noqa: S311 - no secret
    seen = [shown(session)]
    while stack.index() < 200:
        before = stack.index()
        act_at_random(chance, qtbot, session)
        if stack.index() != before:
            rest(qtbot, session)
            seen[stack.index() :] = [shown(session)]
        if chance.random() < 0.1:
            stack.setIndex(chance.randint(max(0, stack.index() - 8), stack.count()))
            rest(qtbot, session)
            assert shown(session) == seen[stack.index()]
    assert len(seen) == 201
    kinds = {stack.text(at).split()[0] for at in range(200)}
    assert {kind.lower() for kind in kinds} >= {"merging", "taking", "name", "colour", "splitting"}
    while stack.canUndo():
        session.editing.undo()
        rest(qtbot, session)
        assert shown(session) == seen[stack.index()]
    assert session.sweeps.result is session.sweeps.found
    for index in [*chance.sample(range(201), 40), 0]:
        stack.setIndex(index)
        rest(qtbot, session)
        assert shown(session) == seen[index]
    while stack.canRedo():
        session.editing.redo()
        rest(qtbot, session)
        assert shown(session) == seen[stack.index()]
    assert stack.index() == 200


def test_merged_classes_are_one_row_of_the_sum_of_their_pixels(session):
    before = session.sweeps.classed.signatures
    session.sweeps.select_clusters((1, 3))
    session.classes.merge((1, 3))
    after = session.sweeps.classed.signatures
    assert session.sweeps.look().numbers == (1, 2, 4)
    assert after.n_px.tolist() == [before.n_px[0] + before.n_px[2], *before.n_px[[1, 3]]]
    assert session.sweeps.selected == (1,)
    assert session.sweeps.result is session.sweeps.found


def test_labels_are_not_drawn_anew_where_only_classes_change(session):
    drawn = []
    session.sweeps.labels_changed.connect(drawn.append)
    session.classes.merge((1, 3))
    session.classes.rename(1, "Lake")
    session.classes.recolour(2, (1, 2, 3))
    session.editing.undo()
    session.classes.take_out((1,))
    assert drawn == []


def test_values_follow_the_class_that_is_looked_at(qtbot, session):
    with qtbot.waitSignal(session.values.counted, timeout=WAIT_MS):
        session.sweeps.select_cluster(1)
    alone = session.values.values.n_px
    with qtbot.waitSignal(session.values.counted, timeout=WAIT_MS):
        session.classes.merge((1, 3))
    both = int(session.sweeps.classed.signatures.n_px[0])
    assert session.values.values.n_px == both > alone
    with qtbot.waitSignal(session.values.counted, timeout=WAIT_MS):
        session.editing.undo()
    assert session.values.values.n_px == alone
    with qtbot.waitSignal(session.values.counted, timeout=WAIT_MS):
        assert split(qtbot, session, 1)
    assert session.values.values.n_px == session.sweeps.classed.signatures.n_px[0] < alone


def test_split_is_the_same_whenever_it_is_made_and_after_opening_its_project(
    qtbot, new_session, tmp_path
):
    maps = []
    for _ in range(2):
        session = new_session()
        session.classes.merge((1, 2, 3))
        assert split(qtbot, session, 1, 3)
        session.classes.rename(1, "Rest")
        maps.append(shown(session))
    assert maps[0] == maps[1]
    saved(qtbot, session, tmp_path / "a.bandsweep")
    again = new_session(is_swept=False)
    reopened(qtbot, again, tmp_path / "a.bandsweep")
    rest(qtbot, again)
    assert shown(again) == maps[0]
    for _ in range(3):
        again.editing.undo()
    assert again.classes.legend == Legend.of_clusters(K)
    assert again.sweeps.result is again.sweeps.found


def test_split_of_mixed_materials_parts_them(qtbot, session):
    """The scene has four materials in stripes of 15 rows; a corner of 6 x 6 pixels is no data."""
    truth = np.repeat(np.arange(4), 15)[:, None] * np.ones(90, dtype=int)
    is_valid = np.ones(truth.shape, dtype=bool)
    is_valid[:6, :6] = False
    session.sweeps.select_k(2)
    session.classes.merge((1, 2))
    assert split(qtbot, session, 1, 4)
    labels = session.sweeps.look().class_table()[session.sweeps.result.full.labels]
    assert (labels[~is_valid] == 0).all()
    found = [np.unique(labels[(truth == material) & is_valid]) for material in range(4)]
    assert all(len(each) == 1 for each in found)
    assert len({int(each[0]) for each in found}) == 4
    counted = session.sweeps.classed.signatures.n_px
    assert sorted(counted) == sorted(np.bincount(labels[is_valid])[1:][np.unique(labels)[1:] - 1])


def test_classes_of_other_k_and_of_other_runs_stay(qtbot, session):
    first = session.sweeps.run.id
    session.classes.merge((1, 3))
    session.classes.rename(1, "Lake")
    mine = shown(session)
    session.sweeps.select_k(3)
    assert session.sweeps.look().names == ("Cluster 1", "Cluster 2", "Cluster 3")
    session.classes.rename(1, "Sea")
    swept(qtbot, session, replace(SETTINGS, seed=7))
    assert [run.id for run in session.sweeps.runs] == [first, session.sweeps.run.id]
    for k in (3, 4):
        session.sweeps.select_k(k)
        assert session.sweeps.legend_of(k) == Legend.of_clusters(k)
    session.classes.rename(2, "Wood")
    session.sweeps.switch_to(first)
    assert session.sweeps.k == 4
    assert shown(session) == mine
    assert session.sweeps.looks()[3].names[0] == "Sea"


def test_removing_a_run_shows_the_other_with_its_classes_and_undo_goes_on(qtbot, session):
    first = session.sweeps.run.id
    session.classes.merge((1, 3))
    mine = shown(session)
    swept(qtbot, session, replace(SETTINGS, seed=7))
    session.sweeps.select_k(4)
    second = session.sweeps.run.id
    session.classes.rename(1, "Lake")
    told = []
    session.sweeps.runs_changed.connect(
        lambda: told.append([run.id for run in session.sweeps.runs])
    )
    session.sweeps.remove_run(second)
    assert told == [[first]]
    assert (session.sweeps.run.id, session.sweeps.k) == (first, 4)
    assert shown(session) == mine
    session.editing.undo()
    assert shown(session) == mine
    session.editing.undo()
    assert session.classes.legend == Legend.of_clusters(4)
    session.sweeps.remove_run(first)
    assert (session.sweeps.run, session.sweeps.result, session.sweeps.k) == (None, None, 0)
    assert session.sweeps.look() is None


def fail(*_):
    yield Progress("Splitting a class", 0.0)
    raise SceneError("Scene not found", '"B2.TIF" is gone.', "Put it back.")


def test_map_that_cannot_be_made_leaves_the_one_before_and_is_made_later(
    qtbot, session, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(making, "revise", fail)
        session.classes.propose_split(1, 2)
        qtbot.waitUntil(lambda: session.classes.proposal is not None, timeout=WAIT_MS)
        with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
            session.classes.accept_split()
        qtbot.waitUntil(lambda: not session.classes.is_making, timeout=WAIT_MS)
    assert session.heard[-1].title == "Scene not found"
    assert session.sweeps.result is session.sweeps.found
    assert session.sweeps.look().number_at(1) == 1
    session.classes.rename(2, "Lake")  # and works; the map is made now that it can be
    rest(qtbot, session)
    after = shown(session)
    assert session.sweeps.look().n_classes == K + 1
    session.editing.undo()
    session.editing.undo()
    assert session.classes.legend == Legend.of_clusters(K)
    session.editing.redo()
    session.editing.redo()
    rest(qtbot, session)
    assert shown(session) == after


def test_split_that_is_stopped_while_it_is_looked_for_changes_nothing(qtbot, session, monkeypatch):
    def never(*_):
        while True:
            yield Progress("Splitting a class", 0.5)

    before = shown(session)
    with monkeypatch.context() as patch:
        patch.setattr(making, "propose_split", never)
        session.classes.propose_split(1, 2)
        session.classes.stop()
        qtbot.waitUntil(lambda: not session.classes.is_making, timeout=WAIT_MS)
    assert session.classes.proposal is None
    assert shown(session) == before
    assert split(qtbot, session, 1)


def test_no_split_is_looked_for_while_the_map_of_the_last_is_made(qtbot, session, monkeypatch):
    may_end, revise = [], making.revise

    def slow(*args):
        while not may_end:
            yield Progress("Splitting a class", 0.5)
        return (yield from revise(*args))

    monkeypatch.setattr(making, "revise", slow)
    session.classes.propose_split(1, 2)
    qtbot.waitUntil(lambda: session.classes.proposal is not None, timeout=WAIT_MS)
    session.classes.accept_split()
    session.classes.propose_split(2, 2)
    assert session.heard[-1].title == "Class not ready yet"
    may_end.append(True)
    qtbot.waitUntil(lambda: not session.classes.is_making, timeout=WAIT_MS)
    assert session.sweeps.steps_wanted() is None
    assert session.sweeps.look().n_classes == K + 1


def test_class_of_one_spectrum_is_not_split(qtbot, session):
    assert split(qtbot, session, 1, 2)
    session.classes.propose_split(99, 2)  # is not there
    assert not session.classes.is_making


def test_proposal_is_dropped_by_any_other_act(qtbot, session):
    told = []
    session.classes.proposed.connect(told.append)
    for act in (
        lambda: session.classes.rename(1, "Lake"),
        lambda: session.sweeps.select_k(3),
        session.classes.drop_split,
    ):
        session.sweeps.select_k(K)
        session.classes.propose_split(1, 2)
        qtbot.waitUntil(lambda: session.classes.proposal is not None, timeout=WAIT_MS)
        act()
        assert session.classes.proposal is None
        assert told[-1] is None


def test_stopped_export_and_sweep_do_not_lose_classes(qtbot, session, tmp_path):
    session.classes.merge((1, 3))
    before = shown(session)
    session.jobs.export(ExportRequest(tmp_path / "out", (K,), ("maps",)))
    session.jobs.stop()
    idle(qtbot, session)
    session.jobs.run_sweep(SweepSettings((), k_min=2, k_max=6, n_starts=3, n_silhouette_px=300))
    session.jobs.stop()
    idle(qtbot, session)
    session.sweeps.select_k(K)
    assert shown(session) == before
