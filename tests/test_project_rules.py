"""Rules of the project that no other tool checks."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "app").rglob("*.py"))
TOP_LEVEL = {"app", "resources", "tests", "pyproject.toml", "README.md", "LICENSE"}
MAX_LINES = 320
MAX_MODULES = 12  # on one level
# Split, so that this file does not find itself.
PLACES = re.compile(r"(?<![\w.~}$])/(?:" + "wor" + r"k|home/\w+|ro" + r"ot|Users/\w+|mnt)/")
REGISTRIES = re.compile("|".join(("pypi[.]" + "org", "python" + "hosted", "deb[.]" + "debian[.]")))
HEAVY = {"sklearn", "skimage", "rasterio", "numba", "scipy"}


def tracked_files() -> list[str]:
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a checkout that git reads")
    return [name for name in done.stdout.decode().split("\0") if name]


def tracked_texts() -> dict[str, str]:
    texts = {}
    for name in tracked_files():
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            texts[name] = content.decode("utf-8")
    return texts


def test_top_level_holds_only_what_belongs_there():
    tops = {name.split("/")[0] for name in tracked_files()}
    assert {top for top in tops if not top.startswith(".")} <= TOP_LEVEL


def test_no_file_knows_a_machine_or_a_registry():
    found = [
        f"{name}: {match.group()}"
        for name, text in tracked_texts().items()
        for pattern in (PLACES, REGISTRIES)
        for match in pattern.finditer(text)
    ]
    assert found == []


def test_no_room_holds_more_than_a_dozen_modules():
    rooms = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    assert {str(room): n for room, n in rooms.items() if n > MAX_MODULES} == {}


def test_scripts_that_are_started_directly_may_be():
    for name in ("resources/start.sh", "resources/start.command", "tests/run.sh", ".ci/run"):
        assert (ROOT / name).stat().st_mode & 0o100, name


def test_every_module_says_its_job():
    texts = {path: path.read_text(encoding="utf-8") for path in MODULES}
    assert [path for path, text in texts.items() if not ast.get_docstring(ast.parse(text))] == []


def test_no_module_grows_without_end():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: length for path, length in lengths.items() if length > MAX_LINES} == {}


def test_only_one_room_asks_what_system_the_program_runs_on():
    asks = re.compile(r"sys[.]platform|os[.]name\b|platform[.]system")
    found = [path for path in MODULES if asks.search(path.read_text(encoding="utf-8"))]
    assert {path.relative_to(ROOT).parts[:2] for path in found} == {("app", "machine")}


@pytest.mark.slow
def test_window_is_imported_without_heavy_libraries():
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in MODULES
        if path.relative_to(ROOT / "app").parts[0] in ("ui", "session", "session.py")
    ]
    script = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        f"print(*sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


class Speaker(QObject):
    said = Signal(object)


@pytest.mark.gui
def test_qt_calls_keep_the_references_of_none_and_true(qtbot):
    # PySide6 6.12.0 loses one at every call on Python < 3.12 and ends the program in seconds.
    label, speaker = QLabel(), Speaker()
    qtbot.addWidget(label)
    constants = (None, True, False)
    before = [sys.getrefcount(constant) for constant in constants]
    for number in range(10_000):
        speaker.said.emit(None)
        label.setText(str(number % 2))
        label.setEnabled(True)
        label.update()
    after = [sys.getrefcount(constant) for constant in constants]
    assert all(abs(b - a) < 1_000 for b, a in zip(before, after, strict=True))
