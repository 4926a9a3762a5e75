"""Exact passes replace the results of a sweep everywhere, pass by pass, and can be stopped."""

import threading
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.clustering.results import KResult
from app.clustering.settings import SweepSettings
from app.clustering.sweep import exact_passes
from app.scene.calibration import AS_STORED
from app.scene.pixels import survey
from app.session import JobKind, Session
from app.session.refine_obstacle import refine_obstacle

pytestmark = pytest.mark.gui
WAIT_MS = 60_000
SETTINGS = SweepSettings((), k_min=3, k_max=5, n_starts=2, n_sample_px=1_000, n_silhouette_px=200)
ROWS, COLS = 90, 120


@pytest.fixture
def folder(tmp_path) -> Path:
    """Nine materials that mix with their neighbours, in four Landsat bands."""
    rng = np.random.default_rng(5)
    materials = rng.uniform(500, 9_000, (9, 4))
    which = rng.integers(0, 9, (ROWS, COLS))
    share = rng.uniform(0, 0.5, (ROWS, COLS, 1))
    values = materials[which] * (1 - share) + materials[np.roll(which, 1, axis=1)] * share
    values = (values + rng.normal(0, 300, values.shape)).clip(1).astype(np.uint16)
    for number in range(4):
        path = tmp_path / f"LC08_L1TP_042024_20200101_20200113_01_T1_B{number + 2}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=COLS, height=ROWS, count=1, dtype="uint16",
            crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(values[..., number], 1)
    return tmp_path


@pytest.fixture
def streamed(monkeypatch):
    """Have every scene read from its files, as one too large for the memory would be."""
    real = survey.survey_scene

    def survey_streamed(scene, **kwargs):
        found = yield from real(scene, **kwargs)
        return replace(found, pixels=None)

    monkeypatch.setattr(survey, "survey_scene", survey_streamed)


@pytest.fixture
def new_session(qapp):  # noqa: ARG001 - threads need the application
    sessions = []

    def make() -> Session:
        session = Session()
        session.heard, session.outcomes = [], []
        session.message_raised.connect(session.heard.append)
        session.sweeps.refined.connect(session.outcomes.append)
        sessions.append(session)
        return session

    # scikit-learn warns in threads; a program leaves that to its log.
    with warnings.catch_warnings():
        yield make
        for session in sessions:
            session.shut_down()


def idle(qtbot, session):
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)


def swept(qtbot, session, settings=SETTINGS):
    with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        session.jobs.run_sweep(settings)
    idle(qtbot, session)


@pytest.fixture
def session(qtbot, new_session, folder, streamed):  # noqa: ARG001 - read from its files
    """A session whose streamed scene was swept."""
    made = new_session()
    with qtbot.waitSignal(made.scenes.surveyed, timeout=WAIT_MS):
        made.jobs.open_paths([folder])
    idle(qtbot, made)
    swept(qtbot, made)
    return made


def refined(qtbot, session, n_passes):
    with qtbot.waitSignal(session.sweeps.refined, timeout=WAIT_MS) as told:
        session.jobs.refine(n_passes)
    idle(qtbot, session)
    return told.args[0]


def by_k(session) -> dict[int, KResult]:
    return {result.k: result for result in session.sweeps.sweep.results}


def test_refined_results_replace_the_old_ones_everywhere(qtbot, session):
    session.sweeps.select_k(4)
    session.classes.rename(2, "Forest")
    session.sweeps.select_cluster(2)
    before, looks = by_k(session), session.sweeps.looks()
    finished, maps = [], []
    session.sweeps.k_finished.connect(finished.append)
    session.sweeps.labels_changed.connect(maps.append)
    advised = []
    session.sweeps.advice_changed.connect(advised.append)
    outcome = refined(qtbot, session, 2)
    after = by_k(session)
    assert list(after) == [3, 4, 5]
    assert all(after[k].inertia < before[k].inertia for k in after)
    assert all(after[k].model.n_iter == before[k].model.n_iter + 2 for k in after)
    assert [result.k for result in finished] == [3, 4, 5, 3, 4, 5]
    assert finished[3:] == list(after.values())
    assert len(advised) == 2
    assert session.sweeps.result is after[4]
    np.testing.assert_array_equal(maps[-1].labels, after[4].preview.labels)
    assert session.sweeps.looks() == looks
    assert (session.sweeps.k, session.sweeps.cluster) == (4, 2)
    assert (outcome.n_passes, outcome.n_wanted) == (2, 2)
    fell = max(1 - after[k].inertia / before[k].inertia for k in after)
    assert outcome.largest_fall == pytest.approx(fell)
    assert session.heard == []


def test_values_of_the_selected_cluster_are_counted_anew(qtbot, session):
    with qtbot.waitSignal(session.values.counted, timeout=WAIT_MS):
        session.sweeps.select_cluster(1)
    session.jobs.refine(2)
    qtbot.waitUntil(lambda: bool(session.outcomes), timeout=WAIT_MS)
    with qtbot.waitSignal(session.values.counted, timeout=WAIT_MS) as told:
        session.sweeps.select_cluster(1)
    assert told.args[0].n_px == session.sweeps.result.signatures.n_px[0]


def test_wider_sweep_keeps_refined_results(qtbot, session):
    refined(qtbot, session, 1)
    known = by_k(session)
    swept(qtbot, session, replace(SETTINGS, k_max=6))
    assert list(by_k(session)) == [3, 4, 5, 6]
    assert all(by_k(session)[k] is result for k, result in known.items())


def test_project_opens_to_the_refined_maps(qtbot, session, new_session, tmp_path):
    refined(qtbot, session, 2)
    path = tmp_path / "refined.bandsweep"
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        session.projects.save(path)
    other = new_session()
    other.jobs.open_project(path)
    idle(qtbot, other)
    assert other.heard == []
    for one, again in zip(session.sweeps.sweep.results, other.sweeps.sweep.results, strict=True):
        np.testing.assert_array_equal(one.full.labels, again.full.labels)
        np.testing.assert_array_equal(one.preview.labels, again.preview.labels)
        assert (one.inertia, one.silhouette) == (again.inertia, again.silhouette)
        assert one.model.n_iter == again.model.n_iter
    assert other.jobs.refine_obstacle() == ""


def test_passes_end_early_at_rest_and_no_more_are_offered(qtbot, session):
    outcome = refined(qtbot, session, 200)
    assert 0 < outcome.n_passes < 200
    assert outcome.moving == ()
    assert "at rest" in session.jobs.refine_obstacle()
    before = by_k(session)
    session.jobs.refine(1)
    assert not session.jobs.is_busy
    assert session.heard[-1].title == "Nothing to refine"
    assert by_k(session) == before
    assert len(session.outcomes) == 1


@pytest.fixture
def held_second_pass(monkeypatch, gate):
    """Hold the second pass back until the gate opens; say when it has begun."""
    real, begun = exact_passes._one_pass, threading.Event()

    def one_pass(prepared, results, clock, *, number, n_passes):
        if number == 2:
            begun.set()
            assert gate.wait(30)
        return (yield from real(prepared, results, clock, number=number, n_passes=n_passes))

    monkeypatch.setattr(exact_passes, "_one_pass", one_pass)
    return begun


def begin_second_pass(qtbot, session, begun):
    """Return the results of the first pass."""
    before = by_k(session)
    session.jobs.refine(3)
    qtbot.waitUntil(begun.is_set, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: all(by_k(session)[k] is not before[k] for k in before))
    return by_k(session)


def test_stop_keeps_the_last_complete_pass(qtbot, session, held_second_pass, gate):
    first = begin_second_pass(qtbot, session, held_second_pass)
    with qtbot.waitSignal(session.sweeps.refined, timeout=WAIT_MS) as told:
        session.jobs.stop()
    gate.set()
    idle(qtbot, session)
    assert (told.args[0].n_passes, told.args[0].n_wanted) == (1, 3)
    assert session.heard[-1].title == "Refining stopped"
    assert session.heard[-1].detail == "1 of 3 passes is complete and stays."
    qtbot.wait(100)
    assert by_k(session) == first
    assert len(session.outcomes) == 1
    assert refined(qtbot, session, 1).n_passes == 1


def test_stop_before_the_first_pass_leaves_everything(qtbot, session, monkeypatch, gate):
    begun = threading.Event()

    def prepare(*_args, **_options):
        begun.set()
        assert gate.wait(30)
        yield None

    monkeypatch.setattr(exact_passes, "prepare", prepare)
    before = by_k(session)
    session.jobs.refine(2)
    qtbot.waitUntil(begun.is_set, timeout=WAIT_MS)
    with qtbot.waitSignal(session.sweeps.refined, timeout=WAIT_MS):
        session.jobs.stop()
    gate.set()
    assert by_k(session) == before
    assert session.heard[-1].detail == "No pass was complete: every map is as it was."


def test_scene_opened_meanwhile_takes_its_place(qtbot, session, held_second_pass, gate, folder):
    stopped = []
    session.jobs.stopped.connect(stopped.append)
    begin_second_pass(qtbot, session, held_second_pass)
    with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
        session.jobs.open_paths([folder])
        assert len(session.outcomes) == 1
        assert stopped == [JobKind.REFINE]
    gate.set()
    idle(qtbot, session)
    qtbot.wait(100)
    assert session.sweeps.sweep is None
    assert session.sweeps.k == 0
    assert len(session.outcomes) == 1
    assert stopped == [JobKind.REFINE]
    assert session.heard == []  # whoever opens another scene knows that nothing is refined


def test_sweep_started_meanwhile_builds_on_the_last_complete_pass(
    qtbot, session, held_second_pass, gate
):
    first = begin_second_pass(qtbot, session, held_second_pass)
    with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        session.jobs.run_sweep(replace(SETTINGS, k_max=6))
        gate.set()
    idle(qtbot, session)
    assert all(by_k(session)[k] is result for k, result in first.items())
    assert list(by_k(session)) == [3, 4, 5, 6]
    assert len(session.outcomes) == 1


def test_file_that_vanishes_is_named_and_results_stay(qtbot, session, folder):
    before = by_k(session)
    lost = next(folder.glob("*_B3.TIF"))
    lost.unlink()
    with qtbot.waitSignal(session.jobs.failed, timeout=WAIT_MS):
        session.jobs.refine(1)
    idle(qtbot, session)
    assert lost.name in session.heard[-1].detail
    assert by_k(session) == before
    assert session.outcomes[-1].n_passes == 0


def test_closing_cancels(qtbot, session, held_second_pass, gate):
    begin_second_pass(qtbot, session, held_second_pass)
    threading.Timer(0.2, gate.set).start()
    session.shut_down()
    assert not session.jobs.is_busy


def test_why_nothing_can_be_refined_is_said(survey_of, result_of, session):
    in_memory, from_files = survey_of(in_memory=True), survey_of(in_memory=False)
    sweep = session.sweeps.sweep
    estimates = replace(sweep, results=(*sweep.results, result_of(6, is_estimate=True)))
    assert refine_obstacle(from_files, sweep) == ""
    assert "fits in memory" in refine_obstacle(in_memory, sweep)
    assert "Run a sweep" in refine_obstacle(None, None)
    assert "Run a sweep" in refine_obstacle(from_files, None)
    assert "Run a sweep" in refine_obstacle(from_files, replace(sweep, results=()))
    assert "estimates" in refine_obstacle(from_files, estimates)
    model = sweep.results[0].model
    measured = replace(model.scaling, calibrations=(AS_STORED,) * 4)
    bent = replace(sweep.results[0], model=replace(model, scaling=measured))
    assert "curve" in refine_obstacle(from_files, replace(sweep, results=(bent,)))


def test_maps_of_a_replaced_pass_are_let_go(qtbot, session, held_second_pass, gate):
    """Whoever once held them: no more room is taken than the last pass needs."""
    n_before = n_mapped()
    begin_second_pass(qtbot, session, held_second_pass)
    qtbot.waitUntil(lambda: n_mapped() == n_before, timeout=WAIT_MS)
    gate.set()
    idle(qtbot, session)
    qtbot.waitUntil(lambda: n_mapped() == n_before, timeout=WAIT_MS)


def n_mapped() -> int:
    maps = Path("/proc/self/maps")
    return maps.read_text().count(".labels") if maps.exists() else 0
