"""Whoever embeds the window sees no crash at the end, whatever still runs then."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QDeadlineTimer

from app.jobs import thread_end
from app.jobs.job_runner import JobRunner
from app.jobs.thread_end import EndingThread
from app.resources import resource_path

pytestmark = pytest.mark.gui
PYTHON = (sys.executable, "-W", "error", "-c")
PLACE = {"cwd": Path(__file__).parents[2], "env": os.environ | {"QT_QPA_PLATFORM": "offscreen"}}
SAMPLE = resource_path("sample_scene")

# Before anything of Qt, as a benchmark's folder does: what is tidied up last then is not Qt.
WEAK = "import os, weakref; weakref.finalize(os, int)\n"
IMPORTS = """
import sys
from pathlib import Path
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from app.clustering.settings import SweepSettings
from app.session import JobKind, Session
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
"""
# Runs each script in a process of its own, which has its imports from here: they take two seconds.
# Such a process goes on behind the loop, and ends as any other does.
EACH = """
import json, os, signal
for line in sys.stdin:
    script, folder = json.loads(line)
    if number := os.fork():
        print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), flush=True)
        continue
    signal.alarm(120)
    said = os.open(folder + "/said", os.O_WRONLY | os.O_CREAT)
    os.dup2(said, 1), os.dup2(said, 2)
    sys.argv[1:] = [folder]
    break
else:
    os._exit(0)
exec(script)
"""
WINDOW = """
application = QApplication([])
session = Session()
state = WindowState(QSettings(sys.argv[1] + "/s.ini", QSettings.Format.IniFormat))
window = MainWindow(session, state)
window.show()
state.output_folder = Path(sys.argv[1])
"""
OPEN = f"""
session.scenes.surveyed.connect(application.quit)
session.jobs.open_paths([Path({str(SAMPLE)!r})])
application.exec()
"""
STUBBORN = """
import time
def work():
    yield None
    time.sleep(60)  # as one that waits for a disk that is gone
    yield None
session.jobs._background.start(JobKind.WARM_UP, work)
import app.session.session, app.jobs.job_runner
app.session.session.SHUT_DOWN_MS = 300
application.processEvents()
time.sleep(0.2)
"""
ENDS = {
    "with its window open": "",
    "with its window closed": "window.close()",
    "with its window gone": "window.close(); del window; del session; del state",
    "after something was kept once more": "window.close(); state.output_folder = Path('/')",
    "in the middle of a sweep": OPEN + "session.jobs.run_sweep(SweepSettings(())); "
    "QTimer.singleShot(100, application.quit); application.exec()",
    "in the middle of opening": f"session.jobs.open_paths([Path({str(SAMPLE)!r})])",
}


class Scripts:
    """Runs scripts; those that begin alike share what they import, where processes fork."""

    def __init__(self) -> None:
        self._servers: dict[str, subprocess.Popen[str]] = {}

    def run(self, script: str, folder: Path, before: str = "") -> tuple[str, int, float]:
        """Return what a script says, the status it ends with, and how many seconds it takes."""
        began = time.monotonic()
        status = self._forked if hasattr(os, "fork") else self._started
        ended_with = status(script, folder, before + IMPORTS)
        lines = (folder / "said").read_text().splitlines()
        said = "\n".join(line for line in lines if "This plugin does not support" not in line)
        return said, ended_with, time.monotonic() - began

    def _started(self, script: str, folder: Path, imports: str) -> int:
        with (folder / "said").open("w") as said:
            return subprocess.run(
                [*PYTHON, imports + script, str(folder)],
                stdout=said, stderr=said, timeout=120, check=False, **PLACE,
            ).returncode  # fmt: skip

    def _forked(self, script: str, folder: Path, imports: str) -> int:
        if imports not in self._servers:
            self._servers[imports] = subprocess.Popen(
                [*PYTHON, imports + EACH],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **PLACE,
            )  # fmt: skip
        server = self._servers[imports]
        server.stdin.write(json.dumps([script, str(folder)]) + "\n")
        server.stdin.flush()
        return int(server.stdout.readline())

    def end(self) -> None:
        """End what waits for scripts."""
        for server in self._servers.values():
            server.communicate(timeout=20)


@pytest.fixture(scope="module")
def scripts():
    scripts = Scripts()
    yield scripts
    scripts.end()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ends_with", "before"),
    [
        *((end, "") for end in ENDS),
        ("with its window open", WEAK),
        ("with its window gone", WEAK),
        ("in the middle of a sweep", WEAK),
    ],
    ids=lambda value: "with a folder of its own" if value == WEAK else value or "plain",
)
def test_a_script_with_the_window_ends_without_a_word(scripts, tmp_path, before, ends_with):
    said, status, _ = scripts.run(WINDOW + ENDS[ends_with], tmp_path, before)

    assert said == ""
    assert status == 0
    (kept,) = (line for line in (tmp_path / "s.ini").read_text().splitlines() if "save=" in line)
    assert kept == f"save={'/' if 'kept' in ends_with else tmp_path}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("end", "ends_with"),
    [
        ("window.close(); sys.exit(3)", 0),  # what a process ends with cannot be known from within
        ("window.close(); from app.jobs.thread_end import end_with; sys.exit(end_with(3))", 3),
    ],
)
def test_a_thread_that_never_ends_holds_up_nobody(scripts, tmp_path, end, ends_with):
    said, status, seconds = scripts.run(WINDOW + STUBBORN + end, tmp_path)

    assert said == "a thread did not end in time and is left alone"
    assert status == ends_with
    assert seconds < 40.0
    assert (tmp_path / "s.ini").is_file()


@pytest.mark.slow
def test_a_pool_that_waits_for_such_a_thread_holds_up_nobody(scripts, tmp_path):
    stuck = STUBBORN.replace(
        "    time.sleep(60)",
        "    from concurrent.futures import ThreadPoolExecutor\n"
        "    ThreadPoolExecutor(1).submit(time.sleep, 60).result()\n    time.sleep(60)",
    )
    end = "window.close(); from app.jobs.thread_end import end_with; sys.exit(end_with(3))"

    said, status, seconds = scripts.run(WINDOW + stuck + end, tmp_path)

    assert said == "a thread did not end in time and is left alone"
    assert status == 3
    assert seconds < 40.0


class Stubborn(EndingThread):
    """Ends when it is told to by the test alone."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.may_end = False

    def run(self):
        while not self.may_end:
            time.sleep(0.01)


def test_a_thread_that_does_not_end_outlives_its_parent(qtbot, caplog):
    from PySide6.QtCore import QObject

    parent = QObject()
    thread = Stubborn(parent)
    thread.start()
    thread.ask_to_end()

    thread_end.wait_or_leave([thread], QDeadlineTimer(50))
    parent.deleteLater()
    qtbot.wait(50)

    assert thread.isRunning()
    assert thread_end.is_left_running()
    assert "left alone" in caplog.text
    thread.may_end = True
    assert thread.wait(5_000)
    assert not thread_end.is_left_running()


@pytest.mark.alone
def test_all_that_is_shut_down_together_shares_one_patience(qtbot, qapp):
    runner = JobRunner(qapp)
    ended = []

    def work():
        yield None
        while not ended:
            time.sleep(0.01)
        yield None

    for _ in range(2):  # as many as run at once
        runner.start("stubborn", work)
        qtbot.wait(20)
    threads = list(runner._threads)
    began = time.monotonic()
    runner.shut_down(QDeadlineTimer(600))
    took = time.monotonic() - began
    still_ran = [thread.isRunning() for thread in threads]
    ended.append(True)

    assert all(thread.wait(5_000) for thread in threads)
    assert took < 1.0
    assert runner._threads == []
    assert still_ran == [True, True]
