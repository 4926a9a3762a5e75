"""A process that opens and sweeps again and again does not grow."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.attacks.loops import N_KB_PER_LOOP_MAX, Reading, slope, verdict

ROOT = Path(__file__).resolve().parents[2]
N_LOOPS = {"session": 14, "command": 14}
FLAT = Reading(200_000, 900, 12, 5, 1, 0)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks at the process through Linux")
@pytest.mark.parametrize("way", ["session", "command"])
def test_nothing_grows_over_some_loops_of_open_and_sweep(way):
    """Heaps take long to settle: of memory these few loops show only what leaks by the scene."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.attacks.loops", "--way", way),
            *("--loops", str(N_LOOPS[way]), "--small", "--kb", "600"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert done.stderr == ""


def breathing(n: int) -> list[Reading]:
    """Return readings that go up and down and stay where they are."""
    return [
        replace(FLAT, memory_kb=200_000 + 30_000 * (i % 3), threads=5 + i % 2) for i in range(n)
    ]


def test_what_goes_up_and_down_is_flat():
    assert verdict(breathing(30)) == []


def test_memory_that_comes_back_to_where_it_was_is_flat():
    low_then_high = [50_000 + i % 4 * 1_500 for i in range(16)] + [
        51_000 if i == 9 else 74_600 for i in range(16)
    ]
    readings = [replace(FLAT, memory_kb=kb) for kb in low_then_high]
    assert slope(low_then_high) > N_KB_PER_LOOP_MAX
    assert verdict(readings, kb_max=600) == []


def test_memory_that_leaks_is_found_among_what_goes_up_and_down():
    leaking = [
        replace(one, memory_kb=one.memory_kb + int(2 * N_KB_PER_LOOP_MAX * i))
        for i, one in enumerate(breathing(200))
    ]
    (found,) = verdict(leaking)
    assert found.startswith("memory grows by 120 kB")


@pytest.mark.parametrize("name", ["descriptors", "threads", "children", "scratch"])
def test_one_more_for_every_tenth_loop_is_found(name):
    leaking = [
        replace(one, **{name: getattr(one, name) + i // 10}) for i, one in enumerate(breathing(60))
    ]
    (found,) = verdict(leaking)
    assert found.startswith(name)


def test_slope_is_that_of_most_and_not_of_one():
    assert slope([0, 1, 2, 3, 400, 5, 6, 7]) == 1
