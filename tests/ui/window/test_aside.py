"""Work that a crash has left is offered by a card, and gone on with, let be or discarded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.engine.projects.aside import LeftWork
from app.session import Session
from app.ui.messages.message_bar import MessageBar
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState

pytestmark = pytest.mark.gui
WHEN = datetime(2026, 11, 29, 12, 30, tzinfo=UTC)


@pytest.fixture
def session():
    return Session()


@pytest.fixture
def window(qtbot, tmp_path, session):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    made = MainWindow(session, WindowState(settings))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.end()


@pytest.fixture
def left(tmp_path) -> LeftWork:
    place = tmp_path / "aside" / "0123456789abcdef"
    place.mkdir(parents=True)
    (place / "work.bandsweep").write_text("{}")
    picture = np.full((30, 40, 4), 255, dtype=np.uint8)
    return LeftWork(
        place / "work.bandsweep",
        "Bow Valley",
        Path("/projects/mine.bandsweep"),
        WHEN,
        picture,
        None,
    )


def offered(window: MainWindow) -> list[str]:
    return [message.title for message in window.findChild(MessageBar).messages]


def press(window: MainWindow, text: str) -> None:
    buttons = window.findChild(MessageBar).findChildren(QPushButton)
    (button,) = (one for one in buttons if one.text() == text and one.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_card_tells_time_and_project_and_shows_a_picture(window, session, left):
    session.aside._on_yielded(None, left)
    (message,) = window.findChild(MessageBar).messages
    assert f"{WHEN.astimezone():%Y-%m-%d} at {WHEN.astimezone():%H:%M}" in message.detail
    assert "mine.bandsweep" in message.hint
    pixmap = window.findChild(QLabel, "messagePicture").pixmap()
    assert pixmap.width() > pixmap.height() > 0


def test_discarded_work_is_removed(qtbot, window, session, left):
    session.aside._on_yielded(None, left)
    press(window, "Discard it")
    qtbot.waitUntil(lambda: not left.file.parent.exists())
    assert session.aside.left(left.key) is None


def test_offer_stands_again_above_a_scene_that_was_opened_meanwhile(qtbot, window, session, left):
    session.aside._on_yielded(None, left)
    with qtbot.waitSignal(session.scenes.scene_opened, timeout=60_000):
        session.jobs.open_sample()
    assert offered(window) == ["Unsaved work was found"]


def test_work_that_cannot_be_opened_is_told_and_stays(qtbot, window, session, left):
    session.aside._on_yielded(None, left)
    with qtbot.waitSignal(session.jobs.failed):
        press(window, "Go on with it")
    assert left.file.exists()
    qtbot.waitUntil(lambda: "Not a Bandsweep project" in offered(window))


def test_a_project_that_was_saved_elsewhere_since_is_told_and_can_be_looked_at_first(
    qtbot, window, session, left, monkeypatch
):
    asked = []
    monkeypatch.setattr(session.jobs, "open_project", asked.append)
    since = WHEN + timedelta(minutes=5)
    session.aside._on_yielded(None, replace(left, saved_since=since))
    (message,) = window.findChild(MessageBar).messages
    assert "saved elsewhere since" in message.hint
    assert f"{since.astimezone():%H:%M}" in message.hint
    press(window, "Open the saved project")
    assert asked == [left.project]
    assert session.aside.left(left.key) is not None
    with qtbot.waitSignal(session.scenes.scene_opened, timeout=60_000):
        session.jobs.open_sample()
    assert offered(window) == ["Unsaved work was found"]


def test_only_work_of_a_project_saved_since_offers_that_project(window, session, left):
    session.aside._on_yielded(None, left)
    (message,) = window.findChild(MessageBar).messages
    assert [way.title for way in message.remedies] == ["Go on with it", "Discard it"]
