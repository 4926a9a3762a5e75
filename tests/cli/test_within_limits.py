"""A sweep whose memory is limited is done, or refused in a sentence; nothing is left."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machine.limited import limited, needs_limits

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources/sample_scene/LC08_L2SP_999999_20200715_20200801_02_T1_SIMULATED"
ENOUGH_MB = 4_000
pytestmark = needs_limits


def swept(out, n_mb, *, before="", scene=SAMPLE):
    """Run the command as its starter does, with a limit and something done beforehand."""
    script = f"import sys\nfrom app.__main__ import main\n{before}\nsys.exit(main(sys.argv[1:]))"
    command = ["sweep", str(scene), "--k", "3-4", "--out", str(out)]
    return subprocess.run(
        [sys.executable, "-c", script, *command], cwd=ROOT, capture_output=True, text=True,
        check=False, timeout=120, preexec_fn=limited(n_mb),
    )  # fmt: skip


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
def test_a_crash_for_want_of_memory_is_told_and_leaves_nothing(tmp_path, how, where):
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
    done = swept(tmp_path / "out", ENOUGH_MB, before=before)
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
