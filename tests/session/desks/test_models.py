"""A list of scenes is done in its order; what was stopped goes on, what is done is not redone."""

import pytest
from PySide6.QtCore import QDeadlineTimer

from app.cli.commands.model import run as run_model
from app.cli.sweep_command import run
from app.engine.transfer.many import SceneStage
from app.errors import APPLY_ANYWAY
from app.session import Session
from app.session.desks.models.many_desk import ManyDesk
from tests.cli.commands.conftest import write_scene

WAIT_MS = 20_000


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    scene = write_scene(folder / "scene")
    out = folder / "out"
    command = [str(scene), "--k", "4-4", "--out", str(out), "--save-model", "--quiet"]
    assert run(command) == 0
    return out / "k04.bandsweep-model"


@pytest.fixture
def desk(owner):
    desk = ManyDesk(owner)
    yield desk
    desk.shut_down(QDeadlineTimer(WAIT_MS))


def at_rest(qtbot, desk):
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)


def add(qtbot, desk, model, *paths):
    with qtbot.waitSignal(desk.listed, timeout=WAIT_MS):
        desk.add(model, paths)
    at_rest(qtbot, desk)


def test_scenes_are_listed_once_each_with_a_folder_of_their_own(qtbot, desk, trained, tmp_path):
    one, other = (write_scene(tmp_path / part / "scene") for part in "ab")
    add(qtbot, desk, trained, one, other)
    add(qtbot, desk, trained, one)
    assert [scene.folder for scene in desk.scenes] == ["scene", "scene_2"]
    desk.remove([0])
    assert [scene.paths for scene in desk.scenes] == [(other,)]
    assert desk.n_waiting == 1


def test_what_was_stopped_goes_on_and_what_is_done_stays(qtbot, desk, trained, tmp_path):
    scenes = [write_scene(tmp_path / f"s{n}", seed=n) for n in range(3)]
    add(qtbot, desk, trained, *scenes)
    out = tmp_path / "out"
    desk.news.connect(lambda news: desk.stop() if news.stage is SceneStage.DONE else None)
    desk.apply(trained, out)
    at_rest(qtbot, desk)
    n_left = desk.n_waiting
    assert n_left < 3
    first = (out / "s0" / "run.json").stat().st_mtime_ns
    for _ in range(n_left):
        desk.apply(trained, out)
        at_rest(qtbot, desk)
    assert desk.n_waiting == 0
    assert all((out / f"s{n}" / "clusters_k04.tif").exists() for n in range(3))
    assert (out / "s0" / "run.json").stat().st_mtime_ns == first


def test_a_model_that_cannot_be_read_is_refused(qtbot, desk, tmp_path):
    path = tmp_path / "no.bandsweep-model"
    path.write_text("{}")
    with qtbot.waitSignal(desk.refused, timeout=WAIT_MS) as refused:
        desk.add(path, [tmp_path])
    assert refused.args[0].title == "Not a Bandsweep model"


def test_earlier_results_in_the_folder_of_a_scene_go_only_where_it_is_said(
    qtbot, desk, trained, tmp_path
):
    add(qtbot, desk, trained, write_scene(tmp_path / "s"))
    out, told = tmp_path / "out", []
    (out / "s").mkdir(parents=True)
    for name in ("clusters_k04.tif", "run.json"):
        (out / "s" / name).write_text("of a sweep")
    desk.news.connect(told.append)
    desk.apply(trained, out)
    at_rest(qtbot, desk)
    assert told[-1].stage is SceneStage.FAILED
    assert "Other results stand there" in told[-1].message
    assert "clusters_k04.tif" in told[-1].message
    assert "tick Replace earlier results" in told[-1].message
    assert (out / "s" / "clusters_k04.tif").read_text() == "of a sweep"
    assert {path.name for path in (out / "s").iterdir()} == {"clusters_k04.tif", "run.json"}

    desk.apply(trained, out, replaces=True)
    at_rest(qtbot, desk)
    assert told[-1].stage is SceneStage.DONE
    assert (out / "s" / "clusters_k04.tif").stat().st_size > len("of a sweep")


def test_a_scene_that_the_model_does_not_fit_is_done_where_that_is_wanted(
    qtbot, desk, trained, tmp_path
):
    add(qtbot, desk, trained, write_scene(tmp_path / "bright", gain=3.0))
    said = []
    desk.news.connect(said.append)
    desk.apply(trained, tmp_path / "out")
    at_rest(qtbot, desk)
    assert said[-1].stage is SceneStage.FAILED
    assert said[-1].message.startswith("Model does not fit:")
    desk.apply(trained, tmp_path / "out", anyway=True)
    at_rest(qtbot, desk)
    assert said[-1].stage is SceneStage.DONE
    assert (tmp_path / "out" / "bright" / "run.json").is_file()


@pytest.mark.usefixtures("qapp")
def test_a_model_that_does_not_fit_the_open_scene_is_applied_after_a_click(
    qtbot, trained, tmp_path
):
    session = Session()
    heard, said = [], []
    session.message_raised.connect(heard.append)
    session.sweeps.advice_changed.connect(said.append)
    session.jobs.open_paths([write_scene(tmp_path / "bright", gain=3.0)])
    qtbot.waitUntil(
        lambda: session.scenes.survey is not None and not session.jobs.is_busy, timeout=WAIT_MS
    )
    session.models.apply(trained)
    qtbot.waitUntil(lambda: bool(heard), timeout=WAIT_MS)
    assert heard[-1].title == "Model does not fit"
    assert [way.key for way in heard[-1].remedies] == [APPLY_ANYWAY]
    with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        session.models.apply_anyway()
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    assert heard[-1].title == "Model applied"
    assert heard[-1].hint.count("trained") == 3  # a sentence each for three bands
    assert heard[-1].hint.count("Make sure") == 1
    assert "e+" not in heard[-1].hint
    assert "Only k = 4 has been fitted" in said[-1].sentence
    assert session.sweeps.k == 4
    session.shut_down()


@pytest.mark.usefixtures("qapp")
def test_no_share_is_told_of_a_model_that_does_not_say_how_far_it_reaches(qtbot, trained, tmp_path):
    table, bare = tmp_path / "table.csv", tmp_path / "bare.bandsweep-model"
    assert run_model([str(trained), str(table), "--quiet"]) == 0
    assert run_model([str(table), str(bare), "--quiet"]) == 0
    session, heard = Session(), []
    session.message_raised.connect(heard.append)
    session.jobs.open_paths([write_scene(tmp_path / "scene")])
    qtbot.waitUntil(
        lambda: session.scenes.survey is not None and not session.jobs.is_busy, timeout=WAIT_MS
    )
    with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        session.models.apply(bare)
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    assert heard[-1].title == "Model applied"
    assert "does not say how far its classes reach" in heard[-1].detail
    assert "%" not in heard[-1].detail
    session.shut_down()
