import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import __main__, __version__
from app.cli.words.wanted_window import refuse_unwanted
from app.errors import AppError
from app.machine.system import IS_LINUX

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_version_is_told(capsys):
    with pytest.raises(SystemExit) as left:
        __main__.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"Bandsweep {__version__}\n"


def test_help_names_both_ways_to_start(capsys):
    with pytest.raises(SystemExit):
        __main__.main(["--help"])
    said = capsys.readouterr().out
    assert "--sample" in said
    assert "bandsweep sweep PATH" in said


def test_unknown_option_is_bad_input(capsys):
    with pytest.raises(SystemExit) as left:
        __main__.main(["--nonsense"])
    assert left.value.code == 2
    assert "--nonsense" in capsys.readouterr().err


def test_a_mistyped_command_is_told_and_no_window_begun(capsys):
    assert __main__.main(["acuracy", "map.tif", "points.csv"]) == 2
    title, detail, hint = capsys.readouterr().err.splitlines()
    assert title == "Command not understood"
    assert '"acuracy" is no command' in detail
    assert hint == "Write it as: bandsweep accuracy"


@pytest.mark.parametrize("word", ["accuracy.tif", "sweep.bandsweep", "./acuracy"])
def test_a_file_that_is_not_there_is_taken_for_no_command(monkeypatch, word):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    refuse_unwanted([word], __main__.COMMANDS)  # the window says that it is not there
    with pytest.raises(AppError, match="Command not understood"):
        refuse_unwanted(["acuracy"], __main__.COMMANDS)


def test_a_window_without_a_display_is_refused(capsys, monkeypatch):
    if not IS_LINUX:
        return
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert __main__.main([]) == 2
    assert capsys.readouterr().err.startswith("No display\n")


def test_sweep_without_a_window_imports_no_qt():
    code = (
        "import sys; from app.__main__ import main; status = main(['sweep', '/not/there', '--out',"
        " '/not/there/out']); assert not [m for m in sys.modules if m.startswith('PySide6')];"
        " sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr


def test_window_needs_no_heavy_library_to_be_shown():
    code = (
        "import sys, app.ui.window.start; "
        "print([m for m in ('rasterio', 'sklearn', 'skimage', 'numba', 'scipy', 'pyqtgraph',"
        " 'superqt') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


AFTER_THE_FIRST_PICTURE = """
import sys, time
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
application = QApplication([])
from app.session import Session
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
window = MainWindow(Session(), WindowState(QSettings(sys.argv[1], QSettings.Format.IniFormat)))
window.show()
drawn_with = {"pyqtgraph", "superqt"}
print(*sorted(drawn_with & set(sys.modules)), "at first")
limit = time.monotonic() + 20
while not drawn_with <= set(sys.modules) and time.monotonic() < limit:
    application.processEvents()
print(*sorted(drawn_with & set(sys.modules)), "then")
window.end()
"""


def test_what_draws_plots_is_loaded_after_the_windows_first_picture(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", AFTER_THE_FIRST_PICTURE, str(tmp_path / "settings.ini")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.stdout.splitlines() == ["at first", "pyqtgraph superqt then"]


def test_module_can_be_run():
    assert run("--version").stdout == f"Bandsweep {__version__}\n"


def test_interrupt_ends_an_idle_window_cleanly(tmp_path):
    code = (
        "import os, signal, sys, threading, time\n"
        "from app.__main__ import main\n"
        "def interrupt():\n"
        "    while not is_idle(): time.sleep(0.1)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "def is_idle():\n"  # the innermost step of Python's is the one that runs the event loop
        "    step = sys._current_frames()[threading.main_thread().ident]\n"
        "    return step.f_code.co_name == '_show' and 'exec' in step.f_code.co_names\n"
        "threading.Thread(target=interrupt, daemon=True).start(); sys.exit(main([]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_CONFIG_HOME": str(tmp_path),
            "XDG_DATA_HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_a_word_that_is_not_understood_steers_no_terminal(capsys):
    with pytest.raises(SystemExit):
        __main__.main(["--evil\x1b[2J\nforged"])

    said = capsys.readouterr().err
    assert "\x1b" not in said
    assert "\nforged" not in said
    assert "evil␛[2J␊forged" in said


def test_interrupt_before_there_is_a_window_ends_without_a_word(monkeypatch, capsys):
    class Interrupting:
        def find_spec(self, name, *_):
            if name == "app.ui.window.start":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "app.ui.window.start", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    assert __main__.main([]) == 130
    assert "".join(capsys.readouterr()) == ""
