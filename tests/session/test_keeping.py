"""What runs take in memory stays within a budget; what is shown stays in memory."""

from dataclasses import replace

import pytest

from app.clustering.putting_aside import held_bytes
from app.clustering.results import SweepResult
from app.clustering.settings import SweepSettings
from app.errors import NoRoomError, OutputError
from app.machine.process_folder import ProcessFolder
from app.messages import Level, Message
from app.scene.memory_budget import MemoryBudget
from app.session.desks.runs.disk_full import REMOVE_RUN, with_runs_to_remove
from app.session.session import Session
from tests.session.conftest import GRID, run_of

FIRST = SweepSettings(("B2", "B3", "B4"), k_min=3, k_max=5)
N_RUN_BYTES = 3 * (6 * 8 + 3 * 4)  # maps and previews of three k


@pytest.fixture
def session(qapp, scene):  # noqa: ARG001 - threads need it
    """Room for one run and a half."""
    made = Session()
    made.scenes.budget = MemoryBudget(4 * (N_RUN_BYTES * 3 // 2))
    made.sweeps.forget(GRID)
    made.scenes.begin(scene)
    yield made
    made.shut_down()


def sweep(session, seed, result_of):
    run = run_of(replace(FIRST, seed=seed))
    session.sweeps.begin(run)
    for k in FIRST.ks:
        session.sweeps.take_result(result_of(k))
    session.sweeps.finish(SweepResult(run, session.sweeps.sweep.results, (), {}))


def rest(qtbot, session):
    qtbot.waitUntil(lambda: not session.keeping.is_busy)


def held(session, run):
    return held_bytes(session.sweeps.result_in(run.id, k) for k in FIRST.ks)


def test_runs_within_the_budget_stay_in_memory(qtbot, session, result_of):
    session.scenes.budget = MemoryBudget(4 * 2 * N_RUN_BYTES)
    for seed in (0, 1):
        sweep(session, seed, result_of)
    rest(qtbot, session)
    assert [held(session, run) for run in session.sweeps.runs] == [N_RUN_BYTES, N_RUN_BYTES]


def test_oldest_maps_out_of_sight_go_to_files_and_the_shown_run_stays(qtbot, session, result_of):
    for seed in (0, 1, 2):
        sweep(session, seed, result_of)
    rest(qtbot, session)
    first, second, third = (held(session, run) for run in session.sweeps.runs)
    assert first == 0
    assert second < N_RUN_BYTES
    assert third == N_RUN_BYTES
    assert session.keeping.n_held_bytes <= session.scenes.budget.kept_runs_bytes


def test_run_in_files_is_shown_like_any_other(qtbot, session, result_of):
    for seed in (0, 1, 2):
        sweep(session, seed, result_of)
    rest(qtbot, session)
    pictures = []
    session.sweeps.labels_changed.connect(pictures.append)
    session.sweeps.switch_to(session.sweeps.runs[0].id)
    session.sweeps.select_k(4)
    rest(qtbot, session)
    assert (pictures[-1].labels == result_of(4).preview.labels).all()
    assert session.sweeps.result.signatures.n_px.tolist() == [10] * 4


def test_another_scene_lets_go_of_everything(qtbot, session, scene, result_of):
    for seed in (0, 1, 2):
        sweep(session, seed, result_of)
    session.sweeps.forget(GRID)
    session.scenes.begin(scene)
    rest(qtbot, session)
    assert session.sweeps.entries == ()
    assert session.keeping.n_held_bytes == 0


def test_full_disk_is_told_once_and_names_the_runs_that_can_go(
    qtbot, session, result_of, monkeypatch
):
    monkeypatch.setattr(ProcessFolder, "free_bytes", lambda _: 10)
    heard = []
    session.message_raised.connect(heard.append)
    for seed in (0, 1):
        sweep(session, seed, result_of)
        rest(qtbot, session)
    session.sweeps.select_k(4)
    rest(qtbot, session)
    (message,) = heard
    assert message.level is Level.WARNING
    assert message.title == "Runs stay in memory"
    assert "Remove runs that are not needed: Run 1 (3 maps)." in message.hint
    assert [way.key for way in message.remedies] == [f"{REMOVE_RUN} {session.sweeps.runs[0].id}"]
    assert session.keeping.n_held_bytes == 2 * N_RUN_BYTES


def test_sweep_without_room_names_other_runs_those_with_classes_last(session, result_of):
    for seed in range(6):
        sweep(session, seed, result_of)
    sweeps, editing = session.sweeps, session.editing
    key = (sweeps.runs[0].id, 4)
    editing.set_legend(key, editing.legend(key, 4).renamed(1, "water"), "name")
    error = NoRoomError("No room for the maps", "The disk is full.", "Free some space there.")
    told = Message.of_error(error)
    message = with_runs_to_remove(told, error, sweeps.entries, sweeps.run.id)
    assert (
        "Run 2 (3 maps), Run 3 (3 maps), Run 4 (3 maps), Run 5 (3 maps) and 1 more" in message.hint
    )
    assert message.hint.endswith("Free some space there.")
    assert [way.title for way in message.remedies] == ["Remove Run 2", "Remove Run 3"]


def test_other_errors_name_no_runs(session, result_of):
    for seed in (0, 1):
        sweep(session, seed, result_of)
    error = OutputError("Not written", "The folder is gone.", "Choose another.")
    told = Message.of_error(error)
    assert with_runs_to_remove(told, error, session.sweeps.entries, "") is told
