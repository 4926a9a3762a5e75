"""A program is killed amid work; at the next start the work goes on where it was."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from app.ui.messages.message_card import MessageCard
from app.ui.window.main_window import MainWindow
from tests.journeys.analyst import WAIT_MS, Analyst

ROOT = Path(__file__).resolve().parents[2]
NAME = "Waldrand"


def begin_work(scene: Path, project: Path) -> None:
    """Start the program on a scene, sweep, save, name a class, and say so; nothing ends it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app.ui.window.start import start

    done: list[str] = []

    def go_on() -> None:
        windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
        session = windows[0]._session if windows else None
        if session is None or session.jobs.is_busy or session.scenes.survey is None:
            return
        if not done:
            done.append("run")
            windows[0].findChild(QPushButton, "runButton").click()
        elif len(done) == 1 and session.sweeps.result is not None:
            done.append("save")
            session.sweeps.select_k(5)
            session.projects.save(project)
        elif len(done) == 2 and session.work.file is not None:
            done.append("name")
            session.classes.rename(2, NAME)
        elif len(done) == 3 and not session.aside.is_busy and session.aside.place is not None:
            done.append("told")
            print("named", flush=True)

    clock = QTimer()
    clock.timeout.connect(go_on)
    QTimer.singleShot(0, lambda: clock.start(50))
    start([scene])


@pytest.fixture
def crashed(tmp_path: Path, sample_copy: Path) -> Path:
    """Have a program killed that had named a class; return its project, which lacks the name."""
    project = tmp_path / "mine.bandsweep"
    code = (
        "import sys; from pathlib import Path; from tests.journeys.test_crash import begin_work; "
        "begin_work(*map(Path, sys.argv[1:]))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(sample_copy), str(project)],
        cwd=ROOT, stdout=subprocess.PIPE, env=os.environ | {"XDG_DATA_HOME": str(tmp_path)},
    ) as program:  # fmt: skip
        assert program.stdout is not None
        assert program.stdout.readline() == b"named\n"
        program.send_signal(signal.SIGKILL)
    assert NAME not in project.read_text()
    return project


def test_work_of_a_killed_program_goes_on_with_all_names(crashed: Path, analyst: Analyst):
    session = analyst.session
    session.aside.look_for_left()  # as every start does
    analyst.qtbot.waitUntil(lambda: bool(analyst.window.findChildren(MessageCard)), timeout=WAIT_MS)
    (card,) = analyst.window.findChildren(MessageCard)
    assert card.message.title == "Unsaved work was found"
    assert crashed.name in card.message.hint
    assert not card.findChild(QLabel, "messagePicture").pixmap().isNull()
    analyst.click(next(one for one in card.findChildren(QPushButton) if "Go on" in one.text()))
    analyst.qtbot.waitUntil(lambda: session.sweeps.result is not None, timeout=WAIT_MS)
    analyst.rest()
    assert session.sweeps.k == 5
    assert session.sweeps.look().names[1] == NAME
    assert analyst.window.isWindowModified()
    assert analyst.window.windowTitle().startswith("mine (copy)")
    with analyst.qtbot.waitSignal(session.projects.saved, timeout=WAIT_MS):
        analyst.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert NAME in crashed.read_text()
    assert not analyst.window.isWindowModified()
