"""The icon in the menu and on the desktop starts the program, wherever it lies."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.parsers import expat

import pytest

from app.cli.shortcuts import starting
from app.cli.shortcuts.installing import install_shortcut, remove_shortcut
from app.cli.shortcuts.linux_entry import desktop_entry, desktop_folder
from app.errors import OutputError
from app.products.models.model_suffix import SUFFIX as MODEL
from app.products.projects.project import SUFFIX

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="writes .desktop files")


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def entry(home):
    paths = install_shortcut()
    assert home in paths[0].parents
    return paths[0]


def name_desktop(home: Path, value: str) -> None:
    table = home / ".config" / "user-dirs.dirs"
    table.parent.mkdir(exist_ok=True)
    table.write_text(f'# a comment\nXDG_DOWNLOAD_DIR="$HOME/x"\nXDG_DESKTOP_DIR={value}\n')


def exec_words(text: str) -> list[str]:
    """Read an Exec line as a desktop does: string escapes, then quotes, then field codes."""
    line = next(line for line in text.splitlines() if line.startswith("Exec="))
    value = line.removeprefix("Exec=").replace("\\\\", "\\").removesuffix(" %F")
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', value)
    return [re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in words]


def test_icons_are_written_for_menu_and_desktop(home):
    paths = install_shortcut()
    menu = home / ".local" / "share" / "applications" / "bandsweep.desktop"
    assert paths[:2] == (menu, home / "Desktop" / "bandsweep.desktop")
    for path in paths[:2]:
        assert os.access(path, os.X_OK)
        assert path.read_text().startswith("[Desktop Entry]\n")


def test_icon_starts_the_launcher_of_the_checkout(entry):
    text = entry.read_text()
    *_, script = exec_words(text)
    assert Path(script).name == "start.sh"
    assert os.access(script, os.X_OK)
    assert not re.search("@[A-Z]+@", text)


def test_icon_file_is_a_picture_that_exists(entry):
    text = entry.read_text()
    icon = next(line[5:] for line in text.splitlines() if line.startswith("Icon="))
    assert Path(icon).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "folder", ["/plain", "/with space", "/a$HOME/`id`", '/quote"s', "/back\\slash", "/100%F", "/ä'"]
)
def test_any_folder_name_survives_in_the_exec_line(folder):
    command = ("/bin/sh", f"{folder}/start.sh")
    text = desktop_entry(command, Path("/icon.png"))
    assert exec_words(text) == list(command)


def test_line_break_in_the_path_is_refused():
    with pytest.raises(OutputError) as caught:
        desktop_entry(("/a\nExec=evil",), Path("/icon.png"))
    assert "line break" in caught.value.detail


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="no validator here")
def test_entry_is_valid(entry):
    done = subprocess.run(
        ["desktop-file-validate", entry], check=False, capture_output=True, text=True
    )
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"$HOME/Schreibtisch"', "Schreibtisch"),
        ('"${HOME}/My desk"', "My desk"),
        ('"relative"', "Desktop"),
        ('"unclosed', "Desktop"),
    ],
)
def test_desktop_folder_has_the_name_of_the_persons_language(home, value, expected):
    name_desktop(home, value)
    assert desktop_folder() == home / expected


def test_home_as_desktop_means_there_is_none(home):
    name_desktop(home, '"$HOME/"')
    assert [path.parent.name for path in install_shortcut()] == [
        "applications", "packages",
    ]  # fmt: skip


def test_projects_and_models_are_opened_by_the_program(home):
    *_, path = install_shortcut()
    data = home / ".local" / "share"
    assert path == data / "mime" / "packages" / "bandsweep-project.xml"
    text = path.read_text()
    expat.ParserCreate().Parse(text, True)
    assert re.findall(r'<glob pattern="(.*?)"', text) == [f"*{SUFFIX}", f"*{MODEL}"]
    kinds = re.findall(r'<mime-type type="(.*?)"', text)
    entry = (data / "applications" / "bandsweep.desktop").read_text()
    assert f"MimeType={';'.join(kinds)};\n" in entry


@pytest.mark.usefixtures("home")
def test_taken_back_nothing_is_left():
    written = install_shortcut()
    assert remove_shortcut() == written
    assert not any(path.exists() for path in written)
    assert remove_shortcut() == ()


@pytest.mark.skipif(shutil.which("update-mime-database") is None, reason="no list of types here")
def test_desktops_know_the_type_of_a_project(home):
    install_shortcut()
    globs = (home / ".local" / "share" / "mime" / "globs").read_text()
    assert f"application/x-bandsweep-project:*{SUFFIX}" in globs
    assert f"application/x-bandsweep-model:*{MODEL}" in globs


def test_second_time_replaces_the_first(entry):
    entry.write_text("old")
    assert install_shortcut()[0] == entry
    assert entry.read_text() != "old"


def test_target_that_cannot_be_written_is_said(home):
    (home / ".local").write_text("a file where a folder should be")
    with pytest.raises(OutputError) as caught:
        install_shortcut()
    assert "applications" in str(caught.value)


def test_installed_program_is_found_beside_its_python(monkeypatch, tmp_path):
    program = tmp_path / "bandsweep-window"
    program.touch()
    monkeypatch.setattr(starting, "_ROOT", tmp_path / "site-packages")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert starting.start_command() == (str(program),)


def test_missing_program_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(starting, "_ROOT", tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OutputError):
        starting.start_command()
