"""Settings of others are neither believed nor written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.machine.process_folder import process_folder
from app.messages import Level
from app.ui.window.settings_file import open_settings
from app.ui.window.window_state import WindowState
from tests.other_person import as_nobody, needs_two_people, shared_folder

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="rights are lists on Windows"),
    pytest.mark.usefixtures("qapp"),
]
ROOT = Path(__file__).resolve().parents[3]
THEIRS = "[General]\nrecent=/planted\n[view]\ntheme=dark\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    yield tmp_path / "config"
    for path in process_folder().path.glob("settings*"):
        path.unlink()


def file_in(home):
    return home / "Bandsweep" / "Bandsweep.ini"


def plant(home, text=THEIRS):
    file_in(home).parent.mkdir(parents=True, exist_ok=True)
    file_in(home).write_text(text)
    return file_in(home)


def remembered():
    settings, message = open_settings()
    state = WindowState(settings)
    recent = state.recent
    state.add_recent([Path("/mine")])
    state.finish()
    return recent, message


@pytest.mark.skipif(sys.platform != "linux", reason="asks Qt where settings are kept by itself")
def test_settings_lie_where_qt_keeps_them(home):
    script = (
        "from PySide6.QtCore import QSettings\n"
        "from app.ui.window.settings_file import open_settings\n"
        "form, scope = QSettings.Format.IniFormat, QSettings.Scope.UserScope\n"
        "print(QSettings(form, scope, 'Bandsweep', 'Bandsweep').fileName())\n"
        "print(open_settings()[0].fileName())"
    )
    done = subprocess.run(  # Qt looks at the variable once for each process
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [str(file_in(home))] * 2


def test_own_settings_are_read_and_kept(home):
    plant(home)
    recent, message = remembered()
    assert recent == ((Path("/planted"),),)
    assert message is None
    assert "/mine" in file_in(home).read_text()


def test_the_folder_is_made_closed_to_others(home):
    remembered()
    assert file_in(home).exists()
    assert file_in(home).parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("open_one", ["folder", "file"])
def test_settings_that_others_can_write_are_neither_read_nor_written(home, open_one):
    path = plant(home)
    place = path if open_one == "file" else path.parent
    place.chmod(0o777)
    recent, message = remembered()
    assert recent == ()
    assert message is not None
    assert (message.level, message.title) == (Level.WARNING, "Settings not read")
    assert str(path) in message.detail
    assert path.read_text() == THEIRS


def test_what_is_chosen_meanwhile_is_kept_until_the_end(home):
    plant(home).chmod(0o666)
    remembered()
    settings, _ = open_settings()
    assert Path(settings.fileName()).parent == process_folder().path
    assert WindowState(settings).recent == ((Path("/mine"),),)


@needs_two_people
def test_a_link_that_another_person_planted_is_not_written_through(monkeypatch, tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("precious")
    with shared_folder() as shared:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(shared))
        with as_nobody():
            file_in(shared).parent.mkdir()
            file_in(shared).symlink_to(precious)
        _, message = remembered()
    assert message is not None
    assert precious.read_text() == "precious"


@needs_two_people
def test_a_pipe_that_another_person_planted_is_not_waited_for(monkeypatch):
    with shared_folder() as shared:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(shared))
        with as_nobody():
            file_in(shared).parent.mkdir()
            os.mkfifo(file_in(shared))
        _, message = remembered()
        assert message is not None


def test_settings_of_other_files_are_not_mixed_in(home):
    """Qt, asked by name, also reads what lies beside the folder."""
    home.mkdir()
    (home / "Bandsweep.ini").write_text(THEIRS)
    recent, _ = remembered()
    assert recent == ()


def test_own_settings_may_lie_elsewhere(home, tmp_path):
    (tmp_path / "elsewhere").write_text(THEIRS)
    file_in(home).parent.mkdir(parents=True)
    file_in(home).symlink_to(tmp_path / "elsewhere")
    recent, message = remembered()
    assert recent == ((Path("/planted"),),)
    assert message is None
    assert "/mine" in (tmp_path / "elsewhere").read_text()
