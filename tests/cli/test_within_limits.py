"""A sweep whose memory is limited is done, or refused in a sentence; nothing is left."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.commands.conftest import write_scene
from tests.machine.limited import limited, needs_limits

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources/sample_scene/LC08_L2SP_999999_20200715_20200801_02_T1_SIMULATED"
ENOUGH_MB = 4_000
pytestmark = needs_limits
# Imports what the command does, and forks for each that it is told.
COMMANDS = """
import json, os, resource, signal, sys
from tests.attacks.forked_runs import import_all
import_all()
from app.__main__ import main
for line in sys.stdin:
    arguments, n_mb, before, said = json.loads(line)
    if not (child := os.fork()):
        signal.alarm(120)
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), 2)
        resource.setrlimit(resource.RLIMIT_AS, (n_mb * 10**6,) * 2)
        exec(before)
        status = main(arguments)
        sys.stderr.flush()
        os._exit(status)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def words(out: Path, scene: Path = SAMPLE) -> list[str]:
    return ["sweep", str(scene), "--k", "3-4", "--out", str(out)]


def swept(out, n_mb):
    """Run the command as its starter does, with a limit."""
    script = "import sys\nfrom app.__main__ import main\nsys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", script, *words(out)], cwd=ROOT, capture_output=True, text=True,
        check=False, timeout=120, preexec_fn=limited(n_mb),
    )  # fmt: skip


@pytest.fixture(scope="module")
def swept_after(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Path, str], subprocess.CompletedProcess[str]]]:
    """Run the command with a limit and something done beforehand, where all is imported."""
    scene = write_scene(tmp_path_factory.mktemp("small") / "scene")
    with subprocess.Popen(
        [sys.executable, "-c", COMMANDS], cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip

        def run(out: Path, before: str) -> subprocess.CompletedProcess[str]:
            said = out.parent / "said"
            process.stdin.write(
                json.dumps([words(out, scene), ENOUGH_MB, before, str(said)]) + "\n"
            )
            process.stdin.flush()
            status = int(process.stdout.readline())
            return subprocess.CompletedProcess([], status, stderr=said.read_text())

        yield run
        process.stdin.close()


def check_refused(done, out):
    assert done.returncode == 2, done.stderr
    assert "Not enough memory" in done.stderr
    for word in ("Traceback", "damaged", "ownload", "terminate called", "LLVM"):
        assert word not in done.stderr
    assert not list(out.parent.rglob(".bandsweep-*"))
    assert not list(out.glob("*"))


@pytest.mark.parametrize("n_mb", [150, 400, 500])
def test_too_low_a_limit_is_refused_before_anything_is_read(tmp_path, n_mb):
    done = swept(tmp_path / "out", n_mb)
    check_refused(done, tmp_path / "out")
    assert f"{n_mb} MB" in done.stderr


def test_help_is_given_whatever_the_limit():
    script = "import sys; from app.__main__ import main; sys.exit(main(['sweep', '--help']))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False,
        preexec_fn=limited(400),
    )  # fmt: skip
    assert done.returncode == 0
    assert "--out" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("n_mb", [700, 1_000])
def test_with_a_limit_that_suffices_the_sweep_is_done(tmp_path, n_mb):
    if (os.cpu_count() or 1) > 2:
        n_mb += 32 * os.cpu_count()  # stacks of threads
    done = swept(tmp_path / "out", n_mb)
    if done.returncode == 2:
        check_refused(done, tmp_path / "out")
        return
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "run.json").exists()


CRASHES = {
    "aborts": "os.abort()",
    "faults": "os.kill(os.getpid(), signal.SIGSEGV)",
    "exits": "os._exit(1)",
    "raises": 'raise RuntimeError("can\'t start new thread")',
    "damages": "raise rasterio.errors.RasterioIOError('Out of memory allocating 12 bytes')",
}


@pytest.mark.slow
@pytest.mark.parametrize("how", sorted(CRASHES))
@pytest.mark.parametrize(
    "where", ["app.scene.files.reader.read_part", "app.clustering.sweep.sweep.sweep"]
)
def test_a_crash_for_want_of_memory_is_told_and_leaves_nothing(tmp_path, swept_after, how, where):
    module = where.rpartition(".")[0]
    before = (
        "import os, signal\n"
        "def crash(*_, **__):\n"
        "    import rasterio\n"
        f"    {CRASHES[how]}\n"
        "import app, app.cli.sweep_command\n"
        "original = app.cli.sweep_command._read\n"
        "def read(*arguments):\n"  # when everything is imported
        f"    import {module}\n"
        f"    assert {where}\n"
        f"    {where} = crash\n"
        "    return original(*arguments)\n"
        "app.cli.sweep_command._read = read"
    )
    done = swept_after(tmp_path / "out", before)
    check_refused(done, tmp_path / "out")


@pytest.mark.parametrize("argument", [[], ["--sample"]])
def test_a_window_without_enough_memory_is_not_begun(argument):
    done = subprocess.run(
        [sys.executable, "-m", "app", *argument], cwd=ROOT, capture_output=True, text=True,
        check=False, preexec_fn=limited(400), env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 2
    assert "Not enough memory" in done.stderr


@pytest.mark.parametrize("how", ["aborts", "exits"])
def test_a_window_that_crashes_for_want_of_memory_is_told(how):
    script = (
        "import os, sys, signal\nfrom app.cli.within_limits import window_within_limits\n"
        f"def start():\n    {CRASHES[how]}\n"
        "sys.exit(window_within_limits(start))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False,
        preexec_fn=limited(ENOUGH_MB),
    )  # fmt: skip
    assert done.returncode == 2
    assert "Not enough memory" in done.stderr
