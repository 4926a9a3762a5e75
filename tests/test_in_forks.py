"""Every test runs once whatever its worker meets, and what goes wrong is told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("fcntl", reason="forks are not here")
from tests.in_forks import Shares

ROOT = Path(__file__).resolve().parents[1]
CONFTEST = """
from tests.in_forks import run_in_forks

def pytest_runtestloop(session):
    run_in_forks(session, 2)
    return True
"""
GOOD = """
import os, pytest

@pytest.fixture(scope="module")
def made():
    with open("made", "a") as file:
        print(os.getpid(), file=file)

@pytest.mark.parametrize("number", range(40))
def test_good(number, made, capfd, tmp_path):
    os.write(1, b"said by %d" % number)
    assert capfd.readouterr().out == f"said by {number}"
    with open("run", "a") as file:
        print(number, file=file)
"""
BAD = """
import os, signal, time, warnings

def test_false():
    print("what it said")
    assert 1 == 2

def test_killed():
    os.kill(os.getpid(), signal.SIGKILL)

def test_ends_the_process_as_if_all_were_well():
    os._exit(0)

def test_warns():
    warnings.warn("take care")
"""
AFTERWARDS = """
import gc

class Odd:
    def __del__(self):
        raise ValueError("nobody heard")

def test_leaves_something():
    gc.disable()
    odd = Odd()
    odd.itself = odd
"""


def run(folder: Path, *options: str, **modules: str) -> subprocess.CompletedProcess[str]:
    for name, source in {"conftest": CONFTEST, **modules}.items():
        (folder / f"{name}.py").write_text(source)
    plain = ("-p", "no:cacheprovider", "-p", "no:cov", "-p", "no:xdist", "-p", "no:pytest-qt")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", *plain, *options],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@given(n_tests=st.integers(0, 30), turns=st.lists(st.integers(0, 2), max_size=60))
def test_every_test_is_taken_once_and_in_the_order_that_was_told(n_tests, turns):
    shares = Shares(n_tests, 3)
    taken, told = [], {}

    def go_on(number: int) -> int:
        running, following = shares.go_on(number)
        assert shares.running(number) == running == told.get(number, running)
        told[number] = following
        taken.extend([running] * (running >= 0))
        return running

    for number in turns:
        go_on(number)
    for number in range(3):
        while go_on(number) >= 0:
            pass
    assert sorted(taken) == list(range(n_tests))
    shares.close()


def test_a_worker_that_has_none_left_takes_half_of_anothers_and_keeps_neighbours_together():
    shares = Shares(100, 2)
    quick = [shares.go_on(0)[0] for _ in range(74)]
    assert quick == [*range(50), *range(75, 99)]
    assert shares.go_on(1) == (50, 51)
    shares.close()


def test_a_worker_that_comes_for_one_that_died_goes_on_with_what_was_next():
    shares = Shares(10, 1)
    assert [shares.go_on(0) for _ in range(3)] == [(0, 1), (1, 2), (2, 3)]
    assert shares.go_on(0) == (3, 4)
    shares.close()


def test_all_run_once_with_folders_and_output_of_their_own(tmp_path):
    done = run(tmp_path, test_good=GOOD)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "40 passed" in done.stdout
    numbers = (tmp_path / "run").read_text().split()
    assert sorted(map(int, numbers)) == list(range(40))
    assert len((tmp_path / "made").read_text().split()) == 2  # once in each worker


def test_a_failure_a_dead_worker_and_a_warning_are_told_and_the_rest_is_run(tmp_path):
    done = run(tmp_path, test_a_bad=BAD, test_good=GOOD)
    assert done.returncode == 1
    assert "3 failed, 41 passed, 1 warning" in done.stdout
    assert "assert 1 == 2" in done.stdout
    assert "what it said" in done.stdout
    assert "UserWarning: take care" in done.stdout
    assert "FAILED test_a_bad.py::test_killed - The worker ended with SIGKILL." in done.stdout
    assert "FAILED test_a_bad.py::test_ends_the_process_as_if_all_were_well" in done.stdout
    assert "The worker ended with exit status 0." in done.stdout


def test_what_goes_wrong_after_the_last_test_fails_the_run(tmp_path):
    done = run(tmp_path, "-W", "error", test_left=AFTERWARDS)
    assert done.returncode == 1
    assert "1 failed, 1 passed" in done.stdout
    assert "nobody heard" in done.stderr


def test_the_first_failure_ends_all_where_that_is_asked_for(tmp_path):
    done = run(tmp_path, "-x", test_a_bad=BAD, test_good=GOOD)
    assert done.returncode == 1
    assert "stopping after 1 failures" in done.stdout
