"""The folder of a process is its own, and goes with it."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app.machine import process_folder as module
from app.machine.process_folder import process_folder, remove_stale
from tests.other_person import as_nobody, needs_two_people, shared_folder

ROOT = Path(__file__).resolve().parents[2]
GONE = 999_999_999  # no process has this number
posix_only = pytest.mark.skipif(os.name != "posix", reason="no forks and links on Windows")


@pytest.fixture
def shared(monkeypatch):
    """A shared temporary folder, and a program that has asked for none yet."""
    with shared_folder() as folder:
        monkeypatch.setattr(tempfile, "tempdir", str(folder))
        monkeypatch.setattr(module, "_mine", [])
        yield folder


def left_over(shared, pid=GONE):
    folder = shared / f"bandsweep-scratch-{pid}-x"
    folder.mkdir(mode=0o700)
    (folder / "a.labels").write_bytes(b"labels")
    return folder


def test_it_is_made_once_and_closed_to_others(shared):
    folder = process_folder()
    assert process_folder() is folder
    assert folder.path.parent == shared
    if os.name == "posix":
        assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_one_that_looks_like_ours_is_not_taken(shared):
    planted = shared / f"bandsweep-scratch-{os.getpid()}-planted"
    planted.mkdir(mode=0o777)
    assert process_folder().path != planted


def test_files_are_made_where_it_was_made_whatever_has_its_name(shared):
    folder = process_folder()
    file = folder.new_file(".labels")
    os.write(file.handle, b"abc")
    assert [path.name for path in folder.path.iterdir()] == [file.name]
    os.close(file.handle)
    if os.name == "posix":
        folder.path.rename(shared / "moved")
        folder.path.mkdir()
        os.close(folder.new_file(".labels").handle)
        assert not list(folder.path.iterdir())
        assert len(list((shared / "moved").iterdir())) == 2


def test_one_that_was_tidied_away_is_made_anew(shared):
    first = process_folder()
    first.path.rmdir()
    second = process_folder()
    assert second.path != first.path
    os.close(second.new_file("").handle)
    assert second.path.parent == shared


@posix_only
def test_a_folder_that_was_exchanged_before_it_was_opened_is_refused(shared, monkeypatch):
    theirs = shared / "theirs"
    theirs.mkdir(mode=0o700)
    theirs.chmod(0o777)
    (shared / "link").symlink_to(theirs)
    for planted in ("theirs", "link"):
        path = str(shared / planted)
        monkeypatch.setattr(tempfile, "mkdtemp", lambda path=path, **_: path)
        with pytest.raises(OSError):  # noqa: PT011 - systems differ in what they call a link
            process_folder()


@posix_only
@pytest.mark.usefixtures("shared")
def test_a_fork_has_a_folder_of_its_own_and_leaves_the_other():
    script = """
import os, sys
from app.machine.process_folder import process_folder
first = process_folder()
pid = os.fork()
if pid == 0:
    second = process_folder()
    os.close(second.new_file("").handle)
    sys.exit(7 if second.path != first.path else 1)  # an ordinary end
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
assert first.path.is_dir()
print(first.path.parent, len(os.listdir(first.path.parent)))
"""
    environment = {**os.environ, "TMPDIR": tempfile.gettempdir()}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"{tempfile.gettempdir()} 1"
    assert not list(Path(tempfile.gettempdir()).iterdir())


def test_what_a_dead_process_left_is_removed(shared):
    stale = left_over(shared)
    remove_stale()
    assert not stale.exists()


def test_what_a_living_process_uses_stays(shared):
    used, mine = left_over(shared, os.getppid()), process_folder()
    remove_stale()
    assert used.exists()
    assert mine.path.exists()


def test_what_only_looks_alike_stays(shared):
    names = (f"bandsweep-scratch-{GONE}-file", "bandsweep-scratch-x-y", "bandsweep-scratch-")
    (shared / names[0]).write_text("a file")
    for name in names[1:]:
        (shared / name).mkdir()
    remove_stale()
    assert sorted(path.name for path in shared.iterdir()) == sorted(names)


@posix_only
def test_a_link_is_not_taken_for_a_left_over_folder(shared):
    precious = shared / "precious"
    precious.mkdir(mode=0o700)
    (precious / "file").write_text("precious")
    (shared / f"bandsweep-scratch-{GONE}-link").symlink_to(precious)
    stale = left_over(shared)
    (stale / "b.labels").symlink_to(precious / "file")
    remove_stale()
    assert (precious / "file").read_text() == "precious"
    assert not stale.exists()


@posix_only
def test_a_folder_that_others_may_look_into_is_not_ours_to_remove(shared):
    stale = left_over(shared)
    stale.chmod(0o777)
    remove_stale()
    assert (stale / "a.labels").exists()


@needs_two_people
def test_folders_of_another_person_stay(shared):
    with as_nobody():
        stale = left_over(shared)
    remove_stale()
    assert (stale / "a.labels").exists()
    mine = left_over(shared, GONE - 1)
    with as_nobody():
        remove_stale()
    assert (mine / "a.labels").exists()
    assert not stale.exists()


def test_a_temporary_folder_that_is_not_there_is_no_error(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    remove_stale()
