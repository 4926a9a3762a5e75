"""Test how the program starts with its window."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.ui.window.start import start

def look():
    print(sys.getswitchinterval())
    QApplication.closeAllWindows()

application = QApplication([])
QTimer.singleShot(0, application, look)
start([])
"""


@pytest.mark.slow
def test_threads_give_way_to_the_window_sooner_than_python_has_them(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=Path(__file__).parents[3],
        env=os.environ
        | {"QT_QPA_PLATFORM": "offscreen"}
        | dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (seconds,) = done.stdout.split()
    assert float(seconds) <= sys.getswitchinterval() / 5
