"""Another person of the machine can neither steer what is written nor plant what is run.

Run as root, with `nobody` as the other person: files are planted where both may write.
"""

import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.attacks.forked_runs import HASTY
from tests.attacks.loops import write_scenes
from tests.attacks.watching import OpenWatch

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0, reason="needs root, to be two persons"
    ),
]
ROOT = Path(__file__).resolve().parents[2]
WAIT_S = 120

# Waits for a line: until then others may plant what carries this process's number.
SWEEP = """
import os, sys
sys.path.insert(0, os.environ["PROGRAM"])
print(os.getpid(), flush=True)
sys.stdin.readline()
from app.cli.sweep_command import run
sys.exit(run(sys.argv[1:]))
"""
# Replaces each map that appears in its folder by a link, as fast as it can.
SWAP = """
import os, sys, time
folder, victim = sys.argv[1:]
print("ready", flush=True)
while True:
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        try:
            if not os.path.islink(path):
                os.unlink(path)
                os.symlink(victim, path)
        except OSError:
            pass
"""
# Calls one kernel; its answer is known. To import numba and to compile a first function takes some
# seconds: one process does both, and forks for each program that it is told.
CALLS = """
import json, os, sys
import numba
import numpy as np
numba.cfunc("int64(int64)")(lambda number: number)

def call(arguments):
    from app.clustering import kernels
    from app.clustering.kernels import kernel
    from app.clustering.kernels.machine_code import MachineCode
    kernel.compile_here()  # this one, and not all that are common, in another process
    if arguments:  # forge: keep code that does nothing under the names that are asked for
        import llvmlite.binding as llvm
        from app.clustering.kernels import kept_code, machine_code
        machine_code._llvm()
        parsed = llvm.parse_assembly("define i32 @evil() {\\n ret i32 0\\n}")
        evil = MachineCode("evil", machine_code._machine().emit_object(parsed))
        def forged(name, kinds):
            kept_code.keep(name, kinds, evil)
            return evil
        kernel.kept = forged
    moments = np.zeros((3, 4))
    kernels.add_moments(np.array([4.0, 1.0]), 0.0, np.array([1, 2], np.uint8), moments)
    print(json.dumps(moments.tolist()), flush=True)

for line in sys.stdin:
    program, arguments, environment = json.loads(line)
    if not (child := os.fork()):
        sys.path.insert(0, program)
        os.environ |= environment
        os.umask(int(environment.get("UMASK", "0o022"), 8))
        try:
            call(arguments)
        finally:
            sys.stderr.flush()
            os._exit(0)
    os.waitpid(child, 0)
    print("done", flush=True)
"""


@dataclass(frozen=True)
class Nobody:
    """The other person."""

    uid: int
    gid: int

    def owns(self, *paths: Path) -> None:
        """Give files to this person."""
        for path in paths:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def runs(self, script: str, *arguments: str) -> "subprocess.Popen[str]":
        """Start a script as this person, and wait for its first word."""
        # That of the system, which everybody can run; the one of the tests may lie in a home.
        python = shutil.which("python3", path="/usr/bin:/bin") or sys.executable
        process = subprocess.Popen(
            [python, "-I", "-c", script, *arguments],
            user=self.uid, group=self.gid, extra_groups=[], cwd="/", env={},
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        if not process.stdout.readline():
            process.kill()
            process.wait()
            pytest.skip("no Python that another person could run")
        return process


@pytest.fixture
def nobody() -> Nobody:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        pytest.skip("there is nobody else here")
    return Nobody(entry.pw_uid, entry.pw_gid)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder where all may write and none may remove what is another's, as /tmp is."""
    # Not below pytest's own folders: those are closed to others.
    folder = Path("/var/tmp") / f"bandsweep-shared-{os.getpid()}-{time.monotonic_ns()}"  # noqa: S108
    folder.mkdir()
    folder.chmod(0o1777)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def victim(tmp_path) -> Path:
    """A file of root that nobody else may even read."""
    path = tmp_path / "victim"
    path.write_bytes(b"precious" * 1_000_000)
    path.chmod(0o600)
    return path


def sweep(scene: Path, out: Path, **environment: str) -> "subprocess.Popen[str]":
    """Start a sweep that waits before it begins."""
    words = [str(scene), "--k", "2-3", *HASTY, "--out", str(out)]
    return subprocess.Popen(
        [sys.executable, "-P", "-c", SWEEP, *words],
        env={**os.environ, "PROGRAM": str(ROOT), **environment},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_maps_are_not_written_where_another_person_made_a_folder(tmp_path, shared, nobody, victim):
    _, large, _ = write_scenes(tmp_path)
    before = victim.read_bytes()
    with (
        OpenWatch() as watch,
        sweep(large, tmp_path / "out", TMPDIR=str(shared)) as process,
    ):
        pid = int(process.stdout.readline())
        planted = shared / f"bandsweep-scratch-{pid}-00000000"
        planted.mkdir()
        planted.chmod(0o777)
        nobody.owns(planted)
        watch.add(planted, only_new=True)
        with nobody.runs(SWAP, str(planted), str(victim)) as other:
            try:
                _, said = process.communicate("go\n", timeout=WAIT_S)
            finally:
                other.kill()
        assert process.returncode == 0, said
        assert watch.opened() == set()  # not one map was ever made there
    assert victim.read_bytes() == before
    assert [path.name for path in shared.iterdir()] == [planted.name]


def test_what_looks_left_over_but_is_another_persons_is_not_walked_into(
    tmp_path, shared, nobody, victim
):
    """Neither a folder of theirs, nor a link by which they name one of ours, is cleared."""
    small, _, _ = write_scenes(tmp_path, is_small=True)
    folder = shared / "bandsweep-scratch-999999999-theirs"
    folder.mkdir()
    (folder / "x.labels").write_text("theirs")
    (folder / "y.labels").symlink_to(victim)
    own = tmp_path / "own"
    own.mkdir()
    (own / "kept").write_text("kept")
    link = shared / "bandsweep-scratch-999999998-link"
    link.symlink_to(own)
    nobody.owns(folder, folder / "x.labels", folder / "y.labels", link)
    with sweep(small, tmp_path / "out", TMPDIR=str(shared)) as process:
        _, said = process.communicate("go\n", timeout=WAIT_S)
        assert process.returncode == 0, said
    assert victim.exists()
    assert (own / "kept").exists()
    assert (folder / "x.labels").read_text() == "theirs"


def test_what_a_crash_of_this_person_left_is_removed(tmp_path, shared):
    small, _, _ = write_scenes(tmp_path, is_small=True)
    left = shared / "bandsweep-scratch-999999999-mine"
    left.mkdir(mode=0o700)
    (left / "x.labels").write_text("mine")
    with sweep(small, tmp_path / "out", TMPDIR=str(shared)) as process:
        process.communicate("go\n", timeout=WAIT_S)
    assert not left.exists()


@pytest.fixture
def install(tmp_path) -> Path:
    """The program as it comes, with no machine code beside it."""
    return copied(tmp_path / "install")


def copied(folder: Path) -> Path:
    shutil.copytree(ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("*.kernel"))
    shutil.copytree(
        ROOT / "resources", folder / "resources", ignore=shutil.ignore_patterns("guide", "*.tif")
    )
    return folder


class Caller:
    """Calls a kernel of programs, each in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def __call__(self, program: Path, *arguments: str, **environment: str) -> list:
        """Return what the call came to."""
        home = program / "home"  # what other programs of this person have kept is left alone
        home.mkdir(mode=0o700, exist_ok=True)
        told = str(program), arguments, {"XDG_CACHE_HOME": str(home), **environment}
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        assert said.startswith("[["), "it failed, and said why on standard error"
        assert self._process.stdout.readline() == "done\n"
        return json.loads(said)


@pytest.fixture(scope="module")
def call() -> Iterator[Caller]:
    with subprocess.Popen(
        [sys.executable, "-P", "-c", CALLS],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield Caller(process)
        process.stdin.close()


@pytest.fixture(scope="module")
def forged(tmp_path_factory, call) -> list[Path]:
    """Files that this very program takes for machine code of its own, and that do nothing."""
    forgery = tmp_path_factory.mktemp("forgery")
    forger = copied(forgery / "forger")
    home = forgery / "home"
    home.mkdir(mode=0o700)
    idle = call(forger, "forge", XDG_CACHE_HOME=str(home))
    assert idle != truth()
    files = [*forger.rglob("*.kernel"), *home.rglob("*.kernel")]
    assert files
    return files


def truth() -> list:
    """Sum, sum of squares, least and greatest of one value under each of two labels."""
    return [[0.0] * 4, [4.0, 16.0, 0.0, 4.0], [1.0, 1.0, 0.0, 1.0]]


def plant(files: list[Path], folder: Path, *, mode: int = 0o644) -> None:
    for file in files:
        shutil.copy(file, folder / file.name)
        (folder / file.name).chmod(mode)


def test_forged_code_is_taken_for_the_programs_own_where_the_person_put_it(
    tmp_path, install, call, forged
):
    """Without this the tests below could not fail: the forgery is good enough."""
    home = tmp_path / "mine"
    folder = home / "bandsweep"
    folder.mkdir(parents=True, mode=0o700)
    plant(forged, folder)
    assert call(install, XDG_CACHE_HOME=str(home)) != truth()


@pytest.mark.parametrize("way", ["theirs", "link", "open to all", "files theirs", "file open"])
def test_machine_code_that_others_could_have_planted_is_not_run(
    install, call, forged, shared, nobody, way
):
    folder = shared / "bandsweep"
    place = shared / "elsewhere" if way == "link" else folder
    place.mkdir(mode=0o755)
    plant(forged, place, mode=0o666 if way == "file open" else 0o644)
    if way == "link":
        folder.symlink_to(place)
        nobody.owns(folder)
    if way in {"theirs", "link"}:
        nobody.owns(place)
    if way in {"theirs", "link", "files theirs"}:
        nobody.owns(*place.iterdir())
    if way == "open to all":
        place.chmod(0o777)
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    assert call(install, XDG_CACHE_HOME=str(shared)) == truth()
    if way != "file open":  # a file of one's own may be replaced by a good one
        assert {path.name: path.read_bytes() for path in place.iterdir()} == before


def test_machine_code_beside_the_program_is_not_run_where_others_may_write(
    install, call, forged, nobody
):
    beside = install / "app" / "clustering" / "kernels" / "__pycache__"
    beside.mkdir(exist_ok=True)
    plant(forged, beside)
    nobody.owns(beside, *beside.glob("*.kernel"))
    assert call(install) == truth()


def test_what_is_kept_is_closed_to_others(tmp_path, install, call):
    """Where it has to be kept in the person's cache folder, that folder is made closed."""
    home = tmp_path / "cache"
    home.mkdir(mode=0o755)
    beside = install / "app" / "clustering" / "kernels" / "__pycache__"
    shutil.rmtree(beside, ignore_errors=True)
    beside.write_text("in the way")
    assert call(install, XDG_CACHE_HOME=str(home), UMASK="0") == truth()
    kept = [path for path in home.rglob("*") if path.suffix == ".kernel"]
    assert kept
    for path in (*kept, kept[0].parent):
        assert stat.S_IMODE(path.stat().st_mode) & 0o022 == 0, path
    assert stat.S_IMODE(kept[0].parent.stat().st_mode) == 0o700
