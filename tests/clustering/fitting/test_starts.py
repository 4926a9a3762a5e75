"""Starts come whatever becomes of the process that runs them, and it never outlives the program."""

import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import psutil
import pytest

from app.clustering.fitting import starts
from app.clustering.fitting.start_child import run_start
from app.clustering.fitting.start_pipe import Start
from app.clustering.fitting.starts import StartProcess

WAIT_S = 60
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
ROOT = Path(__file__).resolve().parents[3]


def draw(seed: int) -> np.ndarray:
    """Three materials, one of them seldom; other pixels for every seed."""
    rng = np.random.default_rng(seed)
    levels = np.array([[0, 0], [50, 80], [90, 10]], dtype=np.float32)
    return levels[rng.integers(0, 3, 400)] + rng.normal(0, 1, (400, 2)).astype(np.float32)


def here(k: int, seeds: list[int]) -> list[Start]:
    return [run_start(draw(seed), k, seed) for seed in seeds]


def assert_same(found, expected):
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one.centres, other.centres)
        assert (one.inertia, one.n_iter) == (other.inertia, other.n_iter)


@pytest.fixture
def process():
    made = StartProcess()
    yield made
    made.end()


def wait_for(condition) -> None:
    until = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)  # another process: there is no event of ours to wait for


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_start_finds_the_materials():
    start = run_start(draw(1), 3, 1)
    assert sorted(start.centres[:, 0].round(-1).tolist()) == [0, 50, 90]
    assert start.centres.dtype == np.float32


def test_starts_are_run_in_another_process_with_the_same_outcome(process):
    found = process.submit(draw, 3, [4, 5]).found.result(WAIT_S)
    assert_same(found, here(3, [4, 5]))
    assert process.pid not in (None, os.getpid())


@POSIX
def test_killed_process_is_replaced_by_this_one(process):
    order = process.submit(draw, 3, [1])
    order.found.result(WAIT_S)
    os.kill(process.pid, signal.SIGKILL)
    assert_same(process.submit(draw, 3, [7, 8]).found.result(WAIT_S), here(3, [7, 8]))


@POSIX
def test_process_killed_within_an_order_costs_nothing(process):
    def draw_and_kill(seed: int) -> np.ndarray:
        if seed == 2:
            wait_for(lambda: process.pid is not None)
            os.kill(process.pid, signal.SIGKILL)
        return draw(seed)

    found = process.submit(draw_and_kill, 3, [1, 2, 3]).found.result(WAIT_S)
    assert_same(found, here(3, [1, 2, 3]))


def test_start_that_fails_over_there_tells_its_failure_here(process):
    order = process.submit(lambda _: np.zeros((2, 2), np.float32), 3, [1])
    with pytest.raises(ValueError, match="n_samples=2"):
        order.found.result(WAIT_S)
    assert_same(process.submit(draw, 3, [1]).found.result(WAIT_S), here(3, [1]))


def test_without_a_process_starts_are_run_here(process, monkeypatch):
    def refuse():
        raise OSError("no more processes")

    monkeypatch.setattr(starts, "Child", refuse)
    assert_same(process.submit(draw, 3, [1, 2]).found.result(WAIT_S), here(3, [1, 2]))
    assert process.pid is None


def test_process_that_never_answers_is_given_up_after_a_while(process, monkeypatch):
    made = []

    class Mute:
        pid = None

        def __init__(self):
            made.append(self)

        def ask(self, *_):
            pass

        def answer(self):
            return None

        def end(self):
            pass

    monkeypatch.setattr(starts, "Child", Mute)
    assert_same(process.submit(draw, 3, range(6)).found.result(WAIT_S), here(3, range(6)))
    assert len(made) == 3


def test_answers_to_an_order_that_failed_are_not_taken_for_those_of_the_next(process):
    def draw_until_memory_is_full(seed: int) -> np.ndarray:
        if seed == 3:
            raise MemoryError
        return draw(seed)

    failed = process.submit(draw_until_memory_is_full, 3, [1, 2, 3])
    with pytest.raises(MemoryError):
        failed.found.result(WAIT_S)
    assert_same(process.submit(draw, 2, [5, 6]).found.result(WAIT_S), here(2, [5, 6]))


@pytest.mark.slow
@pytest.mark.parametrize("said", ["This is sitecustomize", "configured"])
def test_what_python_prints_when_it_starts_is_no_answer(process, tmp_path, monkeypatch, said):
    (tmp_path / "sitecustomize.py").write_text(f"print({said!r}, flush=True)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert_same(process.submit(draw, 3, [4]).found.result(WAIT_S), here(3, [4]))
    assert process.pid is not None


@pytest.mark.slow
def test_nothing_is_imported_from_the_folder_the_program_was_started_in(
    process, tmp_path, monkeypatch
):
    (tmp_path / "threadpoolctl.py").write_text("raise RuntimeError")
    monkeypatch.chdir(tmp_path)
    assert_same(process.submit(draw, 3, [4]).found.result(WAIT_S), here(3, [4]))
    assert process.pid is not None


def test_order_taken_back_while_it_waits_is_not_run(process):
    is_taken_back, drawn = threading.Event(), []

    def draw_late(seed: int) -> np.ndarray:
        assert is_taken_back.wait(WAIT_S)
        return draw(seed)

    def draw_and_tell(seed: int) -> np.ndarray:
        drawn.append(seed)
        return draw(seed)

    first = process.submit(draw_late, 3, [1, 2])
    second = process.submit(draw_and_tell, 4, [9])
    third = process.submit(draw, 3, [5])
    second.take_back()
    is_taken_back.set()
    assert len(first.found.result(WAIT_S)) == 2
    assert len(third.found.result(WAIT_S)) == 1
    assert second.found.cancelled()
    assert drawn == []


def test_order_taken_back_while_under_way_ends_between_two_starts(process):
    orders = []

    def draw_once(seed: int) -> np.ndarray:
        wait_for(lambda: orders)
        orders[0].take_back()
        return draw(seed)

    orders.append(process.submit(draw_once, 3, list(range(50))))
    assert len(orders[0].found.result(WAIT_S)) <= 1


def test_ended_process_is_started_again_when_needed(process):
    process.submit(draw, 3, [1]).found.result(WAIT_S)
    before = process.pid
    process.end()
    wait_for(partial(is_gone, before))
    process.submit(draw, 3, [1]).found.result(WAIT_S)
    assert process.pid not in (None, before)


PARENT = """
import sys, time
import numpy as np
from app.clustering.fitting.starts import start_process
pixels = np.random.default_rng(0).normal(size=(400, 2)).astype(np.float32)
order = start_process.submit(lambda seed: pixels, 3, [1])
if "wait" in sys.argv:
    order.found.result(60)
while start_process.pid is None:
    time.sleep(0.01)
print(start_process.pid, flush=True)
sys.stdin.read()
"""


def start_parent(*arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, *arguments],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )  # fmt: skip


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize("when", ["early", "wait"])
def test_process_is_gone_soon_after_the_program_was_killed(when):
    with start_parent(when) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
        killed = time.monotonic()
        wait_for(partial(is_gone, child))
        assert time.monotonic() - killed < 5
        assert "Traceback" not in parent.communicate(timeout=WAIT_S)[1]


@pytest.mark.alone
@POSIX
@pytest.mark.slow
@pytest.mark.parametrize("when", ["early", "wait"])
def test_program_ends_promptly_and_takes_the_process_along(when):
    with start_parent(when) as parent:
        child = int(parent.stdout.readline())
        began = time.monotonic()
        _, said = parent.communicate(input="", timeout=WAIT_S)
        assert time.monotonic() - began < 2
        assert said == ""
        assert parent.returncode == 0
        wait_for(partial(is_gone, child))


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize("delay_s", [0.0, 0.05, 0.1, 0.2, 0.4])
def test_ctrl_c_in_a_terminal_is_left_to_the_program(delay_s):
    with start_parent() as parent:
        child = int(parent.stdout.readline())
        time.sleep(delay_s)  # the process is at another point of its start each time
        os.kill(child, signal.SIGINT)
        time.sleep(0.3)
        assert not is_gone(child)
        assert parent.communicate(input="", timeout=WAIT_S)[1] == ""
