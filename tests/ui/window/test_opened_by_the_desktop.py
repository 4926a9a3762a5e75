"""What the desktop hands to the program is opened: scenes, projects, and models for scenes."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.engine.projects.aside import LeftWork
from app.session import Session
from app.session.remedies import OPEN_FOLDER
from app.ui.window.leaving import Leaving
from app.ui.window.links.scenes.opened_files import OpenedFiles
from tests.session.test_projects import SETTINGS, WAIT_MS, idle, opened, swept, write_scene

pytestmark = pytest.mark.gui


@pytest.fixture
def scene(tmp_path):
    write_scene(tmp_path / "scene")
    return tmp_path / "scene"


@pytest.fixture
def session():
    session = Session()
    session.heard = []
    session.message_raised.connect(session.heard.append)
    yield session
    session.shut_down()


@pytest.fixture
def leaving(qtbot, session):
    window = QWidget()
    qtbot.addWidget(window)
    return Leaving(window, session)


@pytest.fixture(scope="module")
def model(qapp, request, tmp_path_factory):  # noqa: ARG001 - an application has to be there
    """A model of four classes of such a scene; no test writes into it."""
    folder, bot, trainer = tmp_path_factory.mktemp("model"), QtBot(request), Session()
    path = folder / "four.bandsweep-model"
    write_scene(folder / "scene")
    opened(bot, trainer, folder / "scene")
    swept(bot, trainer, replace(SETTINGS, k_min=4, k_max=4))
    with bot.waitSignal(trainer.models.message_raised, timeout=WAIT_MS):
        trainer.models.save(path)
    trainer.shut_down()
    return path


def applied(qtbot, session):
    """Wait until a model has labelled the scene; return what its run is called."""
    qtbot.waitUntil(lambda: session.sweeps.result is not None, timeout=WAIT_MS)
    idle(qtbot, session)
    return session.sweeps.entries[-1].title


def test_files_that_are_asked_for_together_are_told_once(qtbot, tmp_path):
    target = QObject()
    files = OpenedFiles(target)
    paths = tmp_path / "a.bandsweep", tmp_path / "é b.bandsweep-model"
    with qtbot.waitSignal(files.asked, timeout=WAIT_MS) as told:
        for path in paths:
            QCoreApplication.sendEvent(target, QFileOpenEvent(str(path)))
    assert told.args == [paths]
    with qtbot.assertNotEmitted(files.asked, wait=20):
        pass


def test_a_model_waits_for_a_scene_and_is_applied_to_it(qtbot, session, leaving, scene, model):
    leaving.open_paths((model,))
    (message,) = session.heard
    assert message.title == "No scene is open"
    assert model.name in message.detail
    assert message.remedies == (OPEN_FOLDER,)
    leaving.open_paths((scene,))
    assert applied(qtbot, session) == "four"


def test_a_model_beside_a_scene_is_applied_to_that_and_not_to_the_open_one(
    qtbot, session, leaving, scene, model, tmp_path
):
    opened(qtbot, session, scene)
    write_scene(tmp_path / "other", shift=40)
    leaving.open_paths((model, tmp_path / "other"))
    assert applied(qtbot, session) == "four"
    assert session.scenes.scene.sources == (tmp_path / "other",)


def test_a_model_alone_is_applied_to_the_open_scene(qtbot, session, leaving, scene, model):
    opened(qtbot, session, scene)
    leaving.open_paths((model,))
    assert applied(qtbot, session) == "four"
    assert session.scenes.scene.sources == (scene,)


def test_a_model_beside_what_cannot_be_opened_is_let_go_in_words(
    qtbot, session, leaving, scene, model
):
    leaving.open_paths((Path("/nowhere"), model))
    idle(qtbot, session)
    assert session.scenes.scene is None
    (told,) = [message for message in session.heard if message.title == "Model not applied"]
    assert model.name in told.detail
    assert told.hint
    opened(qtbot, session, scene)
    assert [message.title for message in session.heard].count("Model applied") == 0
    assert session.sweeps.entries == ()
    leaving.open_paths((model,))
    assert applied(qtbot, session) == "four"


def test_a_model_beside_a_scene_is_let_go_where_another_is_opened_meanwhile(
    qtbot, session, leaving, scene, model, tmp_path
):
    write_scene(tmp_path / "other", shift=40)
    leaving.open_paths((model, tmp_path / "other"))
    leaving.open_paths((scene,))
    idle(qtbot, session)
    assert session.scenes.scene.sources == (scene,)
    assert "Model not applied" in [message.title for message in session.heard]
    assert session.sweeps.entries == ()


def test_a_model_beside_scenes_of_which_none_was_chosen_is_let_go_with_work_of_a_crash(
    session, leaving, model, tmp_path, monkeypatch
):
    left = LeftWork(tmp_path / "work.bandsweep", "Mine", None, datetime.now(UTC), None, None)
    monkeypatch.setattr(session.aside, "adopt", {"mine": left}.get)
    begun = []
    monkeypatch.setattr(session.jobs, "open_project", begun.append)
    session.models.await_scene(model)
    leaving.recover("mine")
    assert begun == [left.file]
    assert [message.title for message in session.heard] == ["Model not applied"]
