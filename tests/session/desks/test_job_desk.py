"""Jobs are felt to stop at once, and what they bring reaches the views in order."""

import threading
import time

import pytest

from app.clustering.legends.legend import Legend
from app.clustering.results import SweepResult
from app.clustering.settings import SweepSettings
from app.engine.scenes.opening import open_sample
from app.jobs.job_runner import JobRunner
from app.jobs.job_thread import JobThread
from app.products.requests import ExportRequest
from app.session import JobKind, Session
from app.session.desks.projects.kept_looks import keeps_legends
from app.session.edits import Edits
from app.steps import Progress, drain
from tests.session.conftest import run_of

WAIT_MS = 60_000
FELT_S = 0.3
SETTINGS = SweepSettings((), k_min=3, k_max=4, n_starts=2, n_silhouette_px=200)


@pytest.fixture
def session(qapp):  # noqa: ARG001 - threads need the application
    made = Session()
    made.heard = []
    made.message_raised.connect(made.heard.append)
    yield made
    made.shut_down()


@pytest.fixture
def sample(qtbot, session):
    """A session with the sample scene."""
    with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
        session.jobs.open_sample()
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    return session


def titles(session):
    return [message.title for message in session.heard]


@pytest.mark.alone
@pytest.mark.gui
def test_job_deep_in_a_step_is_felt_to_stop_at_once(qtbot, owner, gate):
    def work_slowly():
        yield Progress("begun")
        assert gate.wait(30)
        yield Progress("late")

    runner = JobRunner(owner)
    heard = []
    runner.yielded.connect(lambda _, step: heard.append(step.text))
    with qtbot.waitSignal(runner.yielded, timeout=WAIT_MS):
        runner.start(JobKind.SWEEP, work_slowly)
    began = time.monotonic()
    with qtbot.waitSignals([runner.stopped, runner.busy_changed], timeout=WAIT_MS):
        runner.stop()
    assert time.monotonic() - began < FELT_S
    assert not runner.is_busy
    gate.set()
    runner.shut_down()
    qtbot.waitUntil(lambda: not runner.findChildren(JobThread), timeout=WAIT_MS)
    assert heard == ["begun"]


@pytest.mark.gui
def test_job_that_puts_files_in_place_is_waited_for(qtbot, owner, gate):
    writing = threading.Event()

    def write():
        yield Progress("begun")
        writing.set()
        assert gate.wait(30)
        return "written"

    runner = JobRunner(owner)
    runner.start(JobKind.EXPORT, write, waits_for_end=True)
    qtbot.waitUntil(writing.is_set, timeout=WAIT_MS)  # a stop before it would end the job at once
    with qtbot.assertNotEmitted(runner.stopped, wait=500):
        runner.stop()
    assert runner.is_busy
    with qtbot.waitSignal(runner.returned, timeout=WAIT_MS) as returned:
        gate.set()
    assert returned.args[0].kind is JobKind.EXPORT
    assert returned.args[1] == "written"
    runner.shut_down()


@pytest.mark.gui
def test_next_job_is_not_stopped_by_impatience_with_the_last(qtbot, owner, gate):
    def work_slowly():
        yield Progress("begun")
        assert gate.wait(30)
        yield Progress("late")

    runner = JobRunner(owner)
    with qtbot.waitSignal(runner.yielded, timeout=WAIT_MS):
        last = runner.start(JobKind.SWEEP, work_slowly)
    stopped = []
    runner.stopped.connect(stopped.append)
    runner.stop()
    runner.start(JobKind.SWEEP, work_slowly)
    qtbot.wait(500)
    assert stopped == [last]
    assert runner.is_busy
    gate.set()
    runner.shut_down()


def test_sample_is_the_simulated_product_and_nothing_else():
    steps, opened = drain(open_sample())
    (scene,) = [step for step in steps if hasattr(step, "band_names")]
    assert opened.scene is scene
    assert scene.title == "Sample scene (simulated)"
    assert scene.band_names == ("B1", "B2", "B3", "B4", "B5", "B6", "B7")
    assert {band.path.parent.name[-9:] for band in scene.bands} == {"SIMULATED"}
    assert scene.left_out == ()
    assert opened.survey.pixels is not None


@pytest.mark.gui
def test_stopped_sweep_tells_its_end_once(qtbot, sample):
    ends = []
    sample.sweeps.finished.connect(ends.append)
    with qtbot.waitSignal(sample.sweeps.k_finished, timeout=WAIT_MS):
        sample.jobs.run_sweep(SweepSettings((), k_min=3, k_max=30, n_silhouette_px=200))
    with qtbot.waitSignal(sample.sweeps.finished, timeout=WAIT_MS):
        sample.jobs.stop()
    qtbot.waitUntil(lambda: not sample.jobs.is_busy, timeout=WAIT_MS)
    assert len(ends) == 1
    assert ends[0].results
    assert titles(sample)[-1] == "Sweep stopped"


@pytest.mark.gui
def test_sweep_that_another_replaces_tells_its_end_before(qtbot, sample):
    news = []
    sample.sweeps.started.connect(lambda settings: news.append(settings.k_max))
    sample.sweeps.finished.connect(lambda sweep: news.append(-sweep.settings.k_max))
    sample.jobs.run_sweep(SweepSettings((), k_min=3, k_max=30, n_silhouette_px=200))
    sample.jobs.run_sweep(SETTINGS)
    qtbot.waitUntil(lambda: not sample.jobs.is_busy, timeout=WAIT_MS)
    assert news == [30, -30, 4, -4]


@pytest.mark.gui
def test_project_saved_during_a_sweep_does_not_stop_it(qtbot, sample, tmp_path):
    sample.jobs.run_sweep(SETTINGS)
    with qtbot.waitSignal(sample.message_raised, timeout=WAIT_MS):
        sample.projects.save(tmp_path / "a.bandsweep")
    if sample.jobs.is_busy:
        with qtbot.waitSignal(sample.sweeps.finished, timeout=WAIT_MS):
            pass
    assert titles(sample) == ["Project saved"]
    assert [found.k for found in sample.sweeps.sweep.results] == [3, 4]


@pytest.mark.gui
def test_values_are_saved_whatever_is_clicked_next(qtbot, sample, tmp_path):
    with qtbot.waitSignal(sample.sweeps.finished, timeout=WAIT_MS):
        sample.jobs.run_sweep(SETTINGS)
    with qtbot.waitSignal(sample.values.counted, timeout=WAIT_MS):
        sample.sweeps.select_cluster(1)
    with qtbot.waitSignal(sample.message_raised, timeout=WAIT_MS):
        sample.values.save(tmp_path / "values.csv")
        sample.sweeps.select_cluster(2)
    assert titles(sample)[-1] == "Values saved"
    assert (tmp_path / "values.csv").stat().st_size > 0


@pytest.mark.alone
@pytest.mark.gui
def test_end_comes_promptly_while_everything_runs(qtbot, sample):
    with qtbot.waitSignal(sample.sweeps.k_finished, timeout=WAIT_MS):
        sample.jobs.run_sweep(SweepSettings((), k_min=3, k_max=30, n_silhouette_px=200))
    sample.sweeps.select_cluster(1)
    began = time.monotonic()
    sample.shut_down()
    assert time.monotonic() - began < 3
    names = {thread.name for thread in threading.enumerate()}
    assert not any(name.startswith("decode") for name in names)


@pytest.mark.parametrize(
    ("asked", "touched", "keeps"),
    [
        ({}, (3,), True),
        ({"products": ("scores", "pictures")}, (3,), False),  # tables hold no colours
        ({}, (3, 4), False),  # the classes of k = 4 are in no file
        ({}, (4,), False),
        ({"ks": (3, 4)}, (3, 4), True),
        ({}, (), True),
    ],
)
def test_exported_maps_keep_what_they_show(result_of, tmp_path, asked, touched, keeps):
    sweep = SweepResult(run_of(SweepSettings(("B2",))), (result_of(3), result_of(4)), (), {})
    legends = {(sweep.run.id, k): Legend.of_clusters(k).renamed(2, "Lake") for k in touched}
    request = ExportRequest(tmp_path, **{"ks": (3,), "products": ("maps",), **asked})
    assert keeps_legends(request, sweep, Edits(legends=legends)) is keeps


def test_exported_maps_of_one_run_do_not_keep_the_classes_of_another(result_of, tmp_path):
    sweep = SweepResult(run_of(SweepSettings(("B2",))), (result_of(3),), (), {})
    other = run_of(SweepSettings(("B3",))).id
    edits = Edits(legends={(other, 3): Legend.of_clusters(3).renamed(2, "Lake")})
    request = ExportRequest(tmp_path, ks=(3,), products=("maps",))
    assert not keeps_legends(request, sweep, edits)
