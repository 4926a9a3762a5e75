"""Every way to open a scene leads to it, and the program ends without a trace."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton

from tests.journeys.analyst import WAIT_MS
from tests.journeys.conftest import SAMPLE

ROOT = Path(__file__).resolve().parents[2]
BANDS = ["B1", "B2", "B3", "B4", "B5", "B6", "B7"]


def names(analyst):
    return [title.split()[0] for title in analyst.column("bandTable", 0)]


def enter_path(analyst, path):
    """Type a path into the open file dialog."""
    dialog = analyst.part(QFileDialog)
    analyst.qtbot.waitUntil(dialog.isVisible)
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    edit.setText(str(path))  # typed letter by letter, a list of guesses comes in between
    with analyst.qtbot.waitSignal(analyst.session.scenes.surveyed, timeout=WAIT_MS):
        QTest.keyClick(edit, Qt.Key.Key_Return)
    analyst.rest()


def test_button_of_the_empty_view_opens_the_sample_scene(analyst):
    (button,) = (
        each
        for each in analyst.window.findChildren(QPushButton)
        if each.text() == "Open the sample scene"
    )
    with analyst.qtbot.waitSignal(analyst.session.scenes.surveyed, timeout=WAIT_MS):
        analyst.click(button)
    analyst.rest()
    assert names(analyst) == BANDS
    assert not button.isVisible()


def test_folder_dialog_opens_a_folder(analyst, sample_copy):
    analyst.press(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    enter_path(analyst, sample_copy)
    assert names(analyst) == BANDS
    assert analyst.session.scenes.scene.sources == (sample_copy,)


def test_file_dialog_opens_one_band(analyst, sample_copy):
    analyst.press(
        Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    )
    enter_path(analyst, next(sample_copy.glob("*_B5.TIF")))
    assert names(analyst) == ["B5"]
    analyst.run(2, 3)
    analyst.see(analyst.ks_in_strip, [2, 3])


def test_several_files_are_dropped_as_one_scene(analyst):
    analyst.open(*(next(SAMPLE.glob(f"*_B{number}.TIF")) for number in (5, 3, 4)))
    assert names(analyst) == ["B3", "B4", "B5"]


def test_scene_opened_before_stands_under_recent(analyst, sample_copy, state):
    band = next(sample_copy.glob("*_B5.TIF"))
    analyst.open(sample_copy)
    analyst.open(band)
    assert list(state.recent) == [(band,), (sample_copy,)]
    (recent,) = (
        each.menu()
        for each in analyst.window.menuBar().actions()[0].menu().actions()
        if each.text().replace("&", "") == "Open recent"
    )
    with analyst.qtbot.waitSignal(analyst.session.scenes.surveyed, timeout=WAIT_MS):
        recent.actions()[1].trigger()
    analyst.rest()
    assert analyst.session.scenes.scene.sources == (sample_copy,)


def test_path_of_the_command_line_is_opened_once_the_window_stands(analyst, sample_copy):
    with analyst.qtbot.waitSignal(analyst.session.scenes.surveyed, timeout=WAIT_MS):
        analyst.window.open_soon([sample_copy])
    analyst.rest()
    assert names(analyst) == BANDS


@pytest.fixture
def environment(tmp_path):
    """Have a home without settings."""
    return {
        **os.environ,
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
    }


def reads_a_scene(program: psutil.Process) -> bool:
    """Tell whether GDAL has been loaded; only once the window stands is a scene opened."""
    with contextlib.suppress(psutil.Error):
        return any("libgdal" in part.path for part in program.memory_maps())
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="says what is loaded on Linux only")
def test_program_interrupted_in_the_terminal_ends_with_all_its_processes(qtbot, environment):
    with subprocess.Popen(
        [sys.executable, "-m", "app", "--sample"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            known = psutil.Process(program.pid)
            qtbot.waitUntil(lambda: reads_a_scene(known), timeout=WAIT_MS)
            children = known.children(recursive=True)
            program.send_signal(signal.SIGINT)
            _, said = program.communicate(timeout=30)
        finally:
            program.kill()
    assert (program.returncode, said) == (0, "")
    _, left = psutil.wait_procs(children, timeout=10)
    assert left == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_program_interrupted_before_the_window_stands_ends_without_a_crash(
    qtbot, environment, tmp_path
):
    with subprocess.Popen(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            # The log is opened right before the window is built, which takes half a second.
            qtbot.waitUntil(lambda: any((tmp_path / "data").rglob("*.log")), timeout=WAIT_MS)
            program.send_signal(signal.SIGINT)
            _, said = program.communicate(timeout=30)
        finally:
            program.kill()
    assert program.returncode == 0
    assert "QThread" not in said
