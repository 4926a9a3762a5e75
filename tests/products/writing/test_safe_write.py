"""Files appear whole, together, or not at all."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.errors import OutputError
from app.products.writing.safe_write import Staging, safe_write
from app.products.writing.write_errors import check_target


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def parts(error: OutputError) -> bool:
    return all((error.title, error.detail, error.hint)) and len(error.title.split()) <= 5


def test_file_appears_with_its_content_and_nothing_else(tmp_path):
    with safe_write(tmp_path / "a.txt") as temporary:
        temporary.write_text("new")
        assert not (tmp_path / "a.txt").exists()
    assert names_in(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "new"


def test_failure_leaves_the_old_file(tmp_path):
    (tmp_path / "a.txt").write_text("old")

    def fail() -> None:
        with safe_write(tmp_path / "a.txt") as temporary:
            temporary.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names_in(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "old"


def test_system_failure_is_explained_in_three_parts(tmp_path):
    with pytest.raises(OutputError) as met, safe_write(tmp_path / "a.txt"):
        raise OSError(28, "No space left on device")
    assert met.value.title == "Disk is full"
    assert '"a.txt"' in met.value.detail
    assert parts(met.value)


def test_missing_folders_are_made(tmp_path):
    with safe_write(tmp_path / "one" / "two" / "a.txt") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "one" / "two" / "a.txt").read_text() == "new"


def test_made_folders_go_when_the_work_fails(tmp_path):
    with pytest.raises(KeyboardInterrupt), Staging(tmp_path / "one" / "two"):
        raise KeyboardInterrupt
    assert names_in(tmp_path) == []


def test_made_folders_go_when_the_last_cannot_be_made(tmp_path, monkeypatch):
    mkdir = Path.mkdir

    def fail_at_two(self, *args, **kwargs):
        if self.name == "two":
            raise OSError(28, "No space left on device")
        mkdir(self, *args, **kwargs)

    monkeypatch.setattr(Path, "mkdir", fail_at_two)
    with pytest.raises(OutputError, match="Disk is full"), Staging(tmp_path / "one" / "two"):
        pass
    assert names_in(tmp_path) == []


def test_new_file_has_the_usual_permissions_and_a_replaced_one_keeps_its_own(tmp_path):
    (tmp_path / "old.txt").write_text("old")
    (tmp_path / "old.txt").chmod(0o640)
    with Staging(tmp_path) as staging:
        staging.place("old.txt").write_text("new")
        staging.place("new.txt").write_text("new")
    umask = os.umask(0)
    os.umask(umask)
    assert (tmp_path / "old.txt").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "new.txt").stat().st_mode & 0o777 == 0o666 & ~umask


def test_files_are_put_in_place_together_or_not_at_all(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("old a")
    (tmp_path / "b.txt").write_text("old b")
    (tmp_path / "stale.txt").write_text("stale")
    replace = Path.replace

    def fail_at_b(self, target):
        if self.name == "b.txt":
            raise PermissionError(13, "another program holds it")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_at_b)
    staging = Staging(tmp_path).__enter__()
    for name in ("a.txt", "new.txt", "b.txt"):
        staging.place(name).write_text("new")
    staging.discard("stale.txt")
    with pytest.raises(OutputError):
        staging.__exit__(None, None, None)
    assert names_in(tmp_path) == ["a.txt", "b.txt", "stale.txt"]
    assert (tmp_path / "a.txt").read_text() == "old a"
    assert (tmp_path / "b.txt").read_text() == "old b"


def test_disks_without_links_are_served_too(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("old")

    def no_links(*_args):
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    with safe_write(tmp_path / "a.txt") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "a.txt").read_text() == "new"
    assert names_in(tmp_path) == ["a.txt"]


def test_target_that_is_a_folder_is_refused(tmp_path):
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(OutputError, match="folder") as met, safe_write(tmp_path / "a.txt"):
        pass
    assert parts(met.value)
    assert names_in(tmp_path) == ["a.txt"]


def test_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "a").write_text("old")
    with pytest.raises(OutputError, match="Not a folder") as met, safe_write(tmp_path / "a" / "b"):
        pass
    assert ".bandsweep" not in met.value.detail
    assert parts(met.value)


def test_device_is_refused_and_stays(tmp_path):
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    with pytest.raises(OutputError, match="not a regular file"), safe_write(fifo):
        pass
    assert fifo.is_fifo()


def test_name_too_long_is_refused(tmp_path):
    with pytest.raises(OutputError) as met, safe_write(tmp_path / ("x" * 300)):
        pass
    assert met.value.title == "Name too long"
    assert "300" in met.value.detail
    assert names_in(tmp_path) == []


@contextmanager
def as_nobody() -> Iterator[None]:
    """Take root's rights away."""
    if os.name != "posix" or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Make a folder that everybody can look into; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_folder_without_permission_is_refused(open_folder):
    closed = open_folder / "closed"
    closed.mkdir(mode=0o555)
    with as_nobody(), pytest.raises(OutputError) as met, safe_write(closed / "a.txt"):
        pass
    assert met.value.title == "Folder not writable"
    assert str(closed) in met.value.detail
    assert ".bandsweep" not in met.value.detail
    assert parts(met.value)


def test_protected_file_is_not_replaced(open_folder):
    (open_folder / "a.txt").write_text("old")
    (open_folder / "a.txt").chmod(0o444)
    with as_nobody(), pytest.raises(OutputError) as met:
        check_target(open_folder / "a.txt")
    assert met.value.title == "File is write-protected"


def test_file_size_limit_leaves_the_old_file(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from app.products.writing.text_file import write_text\n"
        "from app.errors import OutputError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "try: write_text(Path(sys.argv[1]), ['x' * 99] * 10_000)\n"
        "except OutputError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "a.txt"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "File not written" in done.stdout
    assert done.stderr == ""
    assert (tmp_path / "a.txt").read_text() == "old"
    assert names_in(tmp_path) == ["a.txt"]
