"""Run the tutorial's procedure and `bandsweep sweep` as whole processes, and time them."""

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
BANDS = "*B[1-7].TIF"  # what the tutorial reads
_OWN_TIMES = Path("/proc/self/stat")  # on Linux
_BEGAN = 19  # among what stands there behind the name
_KEEPS_NOTHING = "PYTHONDONTWRITEBYTECODE"

Watch = Callable[[int], AbstractContextManager[Any]]
"""Watches a process while it runs, given its number."""


@dataclass(frozen=True)
class Run:
    """What came of one process.

    Attributes
    ----------
    processor_s
        Of all its threads, and of the processes that it waited for; 0 where the system does not
        tell.
    seen
        What the watch gave; None where nobody watched.
    """

    seconds: float
    processor_s: float
    said: str
    seen: Any = None


def timed(command: Sequence[str], watch: Watch | None = None) -> Run:
    """Run a whole process to its end.

    Raises
    ------
    SystemExit
        It failed; with what it said.
    """
    began, before_s = time.perf_counter(), _processor_seconds()
    with ExitStack() as stack:
        program = stack.enter_context(
            subprocess.Popen(
                command,
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=_environment(),
            )
        )
        stack.callback(program.terminate)  # an interrupted benchmark leaves nothing running
        seen = stack.enter_context(watch(program.pid)) if watch else None
        said, complaint = program.communicate()
        seconds = time.perf_counter() - began
    if program.returncode:
        raise SystemExit(complaint or f"{command[1:3]} ended with {program.returncode}")
    return Run(seconds, _processor_seconds() - before_s, said, seen)


def age_s() -> float:
    """Return how long this process has been there.

    When it began is kept in hundredths since the machine was started. psutil adds that to the time
    of day of that start, of which Linux tells whole seconds: it may be off by one.
    """
    if not _OWN_TIMES.exists():
        return time.time() - psutil.Process().create_time()
    behind_name = _OWN_TIMES.read_text().rpartition(")")[2].split()
    began_s = int(behind_name[_BEGAN]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - began_s


def _processor_seconds() -> float:
    """Return what all processes took that were begun here and have ended."""
    used = os.times()
    return used.children_user + used.children_system


def _environment() -> dict[str, str]:
    """Let Python keep what it compiled, as it does on a person's computer."""
    return {name: value for name, value in os.environ.items() if name != _KEEPS_NOTHING}


def tutorial(paths: Sequence[Path], ks: str, *options: str, watch: Watch | None = None) -> Run:
    """Run the tutorial's procedure over a folder or files; it says JSON."""
    script = str(ROOT / "tests" / "benchmarks" / "tutorial.py")
    names = [str(path) for path in paths]
    return timed([sys.executable, script, *names, "--k", ks, *options], watch)


def sweep(
    paths: Sequence[Path],
    ks: str,
    out: Path,
    watch: Watch | None = None,
    options: Sequence[str] = (),
) -> Run:
    """Run `bandsweep sweep` over files; its results are in a folder."""
    names = [str(path) for path in paths]
    command = [sys.executable, "-m", "app", "sweep", *names, "--k", ks, "--out", str(out)]
    return timed([*command, *options, "--quiet"], watch)


def scores(out: Path) -> dict[int, dict[str, str]]:
    """Return the scores a sweep wrote, by k."""
    with (out / "scores.csv").open(encoding="utf-8", newline="") as file:
        return {int(entry["k"]): entry for entry in csv.DictReader(file)}


def stages(out: Path) -> dict[str, float]:
    """Return the seconds of each stage that a sweep wrote."""
    seconds: dict[str, float] = json.loads((out / "run.json").read_text("utf-8"))["seconds"]
    return seconds
