"""What a process that has ended left half-written is finished or taken back, and nothing else."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import OutputError
from app.products.writing import unfinished
from app.products.writing.journal import BACK, FORWARD, NEW, OLD, Journal, Move, Stamp
from app.products.writing.owner import Owner
from app.products.writing.recovery import OWNER, recover_at_start, recover_folder
from app.products.writing.safe_write import Staging, safe_write

DAY_S = 24 * 3600
NOBODY = 65534
TOKEN = 16 * "f"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="owners and links of POSIX")


@pytest.fixture(autouse=True)
def state(tmp_path_factory, monkeypatch) -> Path:
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@pytest.fixture
def out(tmp_path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def gone_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def gone() -> Owner:
    return replace(Owner.this_process(), pid=gone_pid(), started=1.0)


def leave(folder: Path, owner: Owner, made: int = 0) -> Path:
    """Make a hidden folder as a process leaves it that is killed."""
    hidden = folder / f".bandsweep-{owner.pid}-{TOKEN}"
    for place in (hidden, hidden / NEW, hidden / OLD):
        place.mkdir(mode=0o700)
    mark = {"folder": hidden.name, "made": made, "owner": owner.fields()}
    (hidden / OWNER).write_text(json.dumps(mark))
    return hidden


def leave_half_done(out: Path, owner: Owner) -> Path:
    """Leave two files to be put in place, one of which is; a third goes."""
    hidden = leave(out, owner)
    for name in ("a.tif", "b.tif"):
        (hidden / NEW / name).write_text("newer")
    (out / "a.tif").write_text("old")
    (out / "a.tif.ovr").write_text("old")
    names = ("a.tif", "a.tif.ovr", "b.tif")
    moves = [Move(name, Stamp.of(hidden / NEW / name), Stamp.of(out / name)) for name in names]
    Journal(hidden, moves).begin()
    (out / "a.tif").rename(hidden / OLD / "a.tif")
    (hidden / NEW / "a.tif").rename(out / "a.tif")
    return hidden


def visible(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def age(folder: Path, seconds: float) -> None:
    then = time.time() - seconds
    for path in [*folder.rglob("*"), folder]:
        os.utime(path, (then, then), follow_symlinks=False)


def test_next_write_removes_what_a_killed_process_left(out):
    hidden = leave(out, gone())
    (hidden / NEW / "a.tif").write_text("half")
    with Staging(out) as staging:
        staging.place("b.txt").write_text("mine")
    assert [path.name for path in out.iterdir()] == ["b.txt"]
    (told,) = staging.recovered
    assert told.message().title == "Interrupted writing taken back"
    assert str(out) in told.message().detail


def test_next_write_finishes_what_was_being_put_in_place(out):
    leave_half_done(out, gone())
    (told,) = recover_folder(out)
    assert told.is_finished
    assert visible(out) == {"a.tif": "newer", "b.tif": "newer"}
    assert len(list(out.iterdir())) == 2


def test_what_was_being_taken_back_is_taken_back(out):
    hidden = leave_half_done(out, gone())
    (hidden / FORWARD).rename(hidden / BACK)
    (told,) = recover_folder(out)
    assert not told.is_finished
    assert visible(out) == {"a.tif": "old", "a.tif.ovr": "old"}
    assert len(list(out.iterdir())) == 2


def test_next_start_looks_where_writing_was_cut_off(out):
    code = (
        "import os, sys; from pathlib import Path\n"
        "from app.products.writing.safe_write import Staging\n"
        "staging = Staging(Path(sys.argv[1])).__enter__()\n"
        "staging.place('a.tif').write_text('half')\n"
        "os._exit(9)\n"
    )
    made = out / "new" / "deep"
    done = subprocess.run([sys.executable, "-c", code, made], check=False)
    assert done.returncode == 9
    assert len(list(made.iterdir())) == 1
    (told,) = recover_at_start(10)
    assert told.folder == made
    assert list(out.iterdir()) == []  # folders that were made for it are gone, too
    assert recover_at_start(10) == []


def test_start_finds_nothing_after_writing_has_ended(out, state):
    with safe_write(out / "a.txt") as temporary:
        temporary.write_text("new")
        assert len(list(state.rglob("*.json"))) == 1
    with pytest.raises(KeyboardInterrupt), Staging(out):
        raise KeyboardInterrupt
    assert list(state.rglob("*.json")) == []


def test_work_of_a_living_process_is_left_alone(out):
    code = (
        "import sys; from pathlib import Path\n"
        "from app.products.writing.safe_write import Staging\n"
        "with Staging(Path(sys.argv[1])) as staging:\n"
        "    staging.place('a.tif').write_text('theirs')\n"
        "    print('ready', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, out], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"ready\n"
        age(out, 3 * DAY_S)
        assert recover_at_start(10) == []
        with safe_write(out / "b.tif") as temporary:
            temporary.write_text("ours")
        other.communicate()
    assert other.returncode == 0
    assert visible(out) == {"a.tif": "theirs", "b.tif": "ours"}


def test_two_pieces_of_work_in_one_folder_both_arrive(out):
    with Staging(out) as first, Staging(out) as second:
        first.place("a.tif").write_text("first")
        second.place("b.tif").write_text("second")
    assert visible(out) == {"a.tif": "first", "b.tif": "second"}


def test_work_that_is_cut_off_meanwhile_is_finished_before_ours(out):
    with Staging(out) as staging:
        for name in ("a.tif", "c.tif"):
            staging.place(name).write_text("ours")
        leave_half_done(out, gone())
    assert visible(out) == {"a.tif": "ours", "b.tif": "newer", "c.tif": "ours"}
    assert len(staging.recovered) == 1
    assert recover_at_start(10) == []


def test_number_of_a_process_that_came_again_keeps_nothing(out):
    leave(out, replace(Owner.this_process(), started=1.0))
    recover_folder(out)
    assert list(out.iterdir()) == []


def test_number_and_start_of_a_living_process_keep_its_folder(out):
    hidden = leave(out, Owner.this_process())
    recover_folder(out)
    assert hidden.is_dir()


def test_folder_of_another_machine_is_left_for_a_day(out):
    hidden = leave(out, replace(gone(), machine="elsewhere"))
    recover_folder(out)
    assert hidden.is_dir()
    age(hidden, 2 * DAY_S)
    recover_folder(out)
    assert not hidden.exists()


def test_folder_from_before_the_machine_was_started_anew_goes(out):
    hidden = leave(out, replace(Owner.this_process(), boot="before"))
    recover_folder(out)
    assert not hidden.exists()


def test_folder_without_a_mark_goes_only_when_empty_or_old(out):
    hidden = leave(out, gone())
    (hidden / OWNER).write_text("")
    (hidden / NEW / "a.tif").write_text("half")
    recover_folder(out)
    assert hidden.is_dir()
    age(hidden, 2 * DAY_S)
    recover_folder(out)
    assert not hidden.exists()
    hidden.mkdir()
    recover_folder(out)
    assert not hidden.exists()


def test_folder_of_somebody_else_is_left_alone(out):
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    hidden = leave_half_done(out, gone())
    os.chown(hidden, 65534, 65534)
    recover_folder(out)
    assert hidden.is_dir()
    assert visible(out)["a.tif.ovr"] == "old"


def test_folder_that_others_may_write_in_is_left_alone(out):
    hidden = leave_half_done(out, gone())
    hidden.chmod(0o777)
    recover_folder(out)
    assert visible(out)["a.tif.ovr"] == "old"


def test_links_are_left_alone(out, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    hidden = leave(elsewhere, gone())
    (hidden / NEW / "precious").write_text("mine")
    (out / hidden.name).symlink_to(hidden)
    recover_folder(out)
    assert (hidden / NEW / "precious").exists()


def test_new_files_that_lie_behind_a_link_are_not_moved(out, tmp_path):
    hidden = leave_half_done(out, gone())
    elsewhere = tmp_path / "elsewhere"
    (hidden / NEW).rename(elsewhere)
    (hidden / NEW).symlink_to(elsewhere)
    recover_folder(out)
    assert (elsewhere / "b.tif").exists()
    assert not (out / "b.tif").exists()


@pytest.mark.parametrize("name", ["../b.tif", "/b.tif", "..", "", "a\0b", "sub/b.tif"])
def test_names_that_lead_elsewhere_are_not_followed(out, name):
    hidden = leave_half_done(out, gone())
    journal = json.loads((hidden / FORWARD).read_text())
    journal["moves"][-1][0] = name
    (hidden / FORWARD).write_text(json.dumps(journal))
    before = visible(out)
    with safe_write(out / "c.txt") as temporary:  # and nobody is kept from writing
        temporary.write_text("mine")
    assert visible(out) == {**before, "c.txt": "mine"}
    assert hidden.is_dir()


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2, "moves": []}', "[" * 100_000])
def test_journal_that_is_none_is_left(out, text):
    hidden = leave_half_done(out, gone())
    (hidden / FORWARD).write_text(text)
    assert recover_folder(out) == []
    assert hidden.is_dir()


def test_file_that_somebody_changed_meanwhile_stays(out):
    leave_half_done(out, gone())
    (out / "b.tif").write_text("made by hand since")
    recover_folder(out)
    assert visible(out) == {"a.tif": "newer", "b.tif": "made by hand since"}


def leave_of_0_1_0(out: Path) -> Path:
    hidden = out / ".bandsweep-0a1b2c3d"
    hidden.mkdir()
    (hidden / "clusters_k03.tif").write_text("half")
    (out / "scores.csv").write_text("old")
    os.link(out / "scores.csv", hidden / "0.old")
    return hidden


def test_folder_of_the_first_version_goes_after_a_day(out):
    hidden = leave_of_0_1_0(out)
    recover_folder(out)
    assert hidden.is_dir()
    age(hidden, 2 * DAY_S)
    recover_folder(out)
    assert visible(out) == {"scores.csv": "old"}
    assert not hidden.exists()


def test_folder_of_the_first_version_with_the_only_copy_of_a_file_stays(out):
    hidden = leave_of_0_1_0(out)
    (out / "scores.csv").unlink()
    age(hidden, 2 * DAY_S)
    recover_folder(out)
    assert (hidden / "0.old").read_text() == "old"


def test_list_that_others_may_write_is_not_read(out):
    hidden = leave(out, gone())
    note = unfinished.note_begun(hidden)
    assert note is not None
    note.parent.chmod(0o777)
    assert recover_at_start(10) == []
    assert hidden.is_dir()
    assert unfinished.note_begun(hidden.with_name(".bandsweep-1-" + TOKEN)) is None


def test_nothing_is_made_in_the_home_of_somebody_else(out, tmp_path, monkeypatch):
    if os.geteuid() != 0:
        pytest.skip("only root writes in other people's homes")
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    monkeypatch.setenv("XDG_STATE_HOME", str(home / ".local" / "state"))
    with safe_write(out / "a.txt") as temporary:
        temporary.write_text("new")
    assert list(home.iterdir()) == []
    assert visible(out) == {"a.txt": "new"}


def test_notes_that_are_none_are_taken_away(out):
    note = unfinished.note_begun(leave_half_done(out, gone()))
    assert note is not None
    for name, text in (("a", "{"), ("b", "[1]"), ("c", '{"hidden": "relative"}')):
        note.with_name(f"{name}.json").write_text(text)
    note.with_name("d.json").symlink_to(note)
    assert len(recover_at_start(10)) == 1
    assert list(note.parent.iterdir()) == []


@pytest.fixture
def closed() -> Iterator[Path]:
    """Let somebody without root's rights find leftovers of theirs where they may not write."""
    if os.geteuid() != 0:
        pytest.skip("only root becomes somebody else")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        hidden = leave_half_done(Path(folder), gone())
        for path in (hidden, *hidden.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


def test_folder_that_cannot_be_tidied_up_is_logged_and_left(closed, caplog):
    before = visible(closed)
    assert recover_folder(closed) == []
    assert visible(closed) == before
    assert len(list(closed.glob(".bandsweep-*"))) == 1
    assert "could not be tidied up" in caplog.text


def test_side_file_stands_until_its_turn(out, monkeypatch):
    for name in ("a.qml", "a.tif", "a.tif.ovr"):
        (out / name).write_text("old")
    seen: list[set[str]] = []
    move = Path.replace

    def watch(self, target):
        seen.append({path.name for path in out.iterdir() if path.is_file()})
        return move(self, target)

    monkeypatch.setattr(Path, "replace", watch)
    with Staging(out) as staging:
        for name in ("a.qml", "a.tif"):
            staging.place(name).write_text("new")
        staging.discard("a.tif.ovr")
    assert seen == [{"a.qml", "a.tif", "a.tif.ovr"}] * 2
    assert visible(out) == {"a.qml": "new", "a.tif": "new"}


def test_folder_called_like_a_side_file_stays(out):
    (out / "a.tif.ovr").mkdir()
    (out / "a.tif.ovr" / "mine").write_text("mine")
    with Staging(out) as staging:
        staging.place("a.tif").write_text("new")
        staging.discard("a.tif.ovr")
    assert (out / "a.tif.ovr" / "mine").read_text() == "mine"


def test_link_is_replaced_and_what_it_points_to_stays(out, tmp_path):
    (tmp_path / "far").write_text("far")
    (out / "a.tif").symlink_to(tmp_path / "far")
    with Staging(out) as staging:
        for name in ("a.tif", "b.tif"):
            staging.place(name).write_text("new")
    assert (tmp_path / "far").read_text() == "far"
    assert not (out / "a.tif").is_symlink()


def test_last_look_keeps_files_from_being_put_in_place(out):
    def refuse(_: Staging) -> None:
        raise OutputError("Not so", "There is something.")

    staging = Staging(out, last_look=refuse).__enter__()
    staging.place("a.tif").write_text("new")
    with pytest.raises(OutputError, match="Not so"):
        staging.__exit__(None, None, None)
    assert list(out.iterdir()) == []


def test_new_files_are_on_the_disk_before_they_count(out, monkeypatch):
    order: list[str] = []
    fsync, rename = os.fsync, os.rename

    def watched_fsync(handle):
        order.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        fsync(handle)

    def watched_rename(self, target):
        order.append(f"{target.name}!")
        rename(self, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "rename", watched_rename)
    with Staging(out) as staging:
        for name in ("a.tif", "b.tif"):
            staging.place(name).write_text("new")
    begun = order.index("journal.json!")
    assert {"a.tif", "b.tif", "owner.json", NEW, "journal.json.draft"} <= set(order[:begun])
    assert order.index("journal.json!") < order.index("out") < order.index("journal.done!")


def test_folder_held_by_another_write_is_waited_for(out):
    from app.products.writing.folder_lock import one_at_a_time

    with Staging(out) as staging:
        staging.place("a.tif").write_text("new")
        inside, leave_it = threading.Event(), threading.Event()

        def other() -> None:
            with one_at_a_time(out):
                inside.set()
                leave_it.wait(5)
                assert not (out / "a.tif").exists()

        holder = threading.Thread(target=other)
        holder.start()
        inside.wait(5)
        threading.Timer(0.2, leave_it.set).start()
    holder.join()
    assert visible(out) == {"a.tif": "new"}
