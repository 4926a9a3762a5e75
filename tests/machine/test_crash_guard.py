"""Somebody is left to say that work crashed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks on Windows")

BEGIN = """
import os, signal, sys, time
from app.machine.crash_guard import guarded
"""


def begun(work):
    script = f"{BEGIN}\ndef work():\n    {work}\nprint(guarded(work))"
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def said(work):
    process = begun(work)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    return out, err


@pytest.mark.parametrize("status", [0, 1, 2, 130])
def test_status_of_work_that_ends_is_passed_on(status):
    assert said(f"return {status}") == (f"{status}\n", "")


@pytest.mark.parametrize(
    "crash",
    [
        "os.abort()",
        "os._exit(1)",  # as OpenBLAS ends
        "os.kill(os.getpid(), signal.SIGSEGV)",
        "os.kill(os.getpid(), signal.SIGKILL)",
    ],
)
def test_work_that_crashes_has_no_status(crash):
    assert said(crash) == ("None\n", "")


def test_what_the_work_says_is_shown_and_what_libraries_say_is_not():
    out, err = said(
        "print('found'); print('told', file=sys.stderr); os.write(2, b'LLVM ERROR\\n'); return 0"
    )
    assert (out, err) == ("found\n0\n", "told\n")


def test_work_ends_as_a_program_does():
    """Its scratch folder, for one, is removed then."""
    assert said("import atexit; atexit.register(print, 'ended'); return 0") == ("ended\n0\n", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_reach_the_work(number):
    process = begun(
        "got = []\n"
        "    for each in (signal.SIGINT, signal.SIGTERM):\n"
        "        signal.signal(each, lambda number, _: got.append(number))\n"
        "    print('ready', flush=True)\n"
        "    while not got: time.sleep(0.01)\n"
        "    return int(got[0])"
    )
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    out, _ = process.communicate(timeout=60)
    assert out == f"{int(number)}\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_work_does_not_outlive_the_one_that_waits_for_it():
    process = begun("print(os.getpid(), flush=True); time.sleep(60); return 0")
    pid = int(process.stdout.readline())
    process.kill()
    process.communicate(timeout=60)
    until = time.monotonic() + 20
    while _is_running(pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _is_running(pid)


def _is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_work_that_was_asked_to_end_did_not_crash(number):
    process = begun(
        "signal.signal(signal.SIGTERM, signal.SIG_DFL)\n"
        "    print(os.getpid(), flush=True)\n"
        "    time.sleep(60)"
    )
    os.kill(int(process.stdout.readline()), number)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (-number, "")
