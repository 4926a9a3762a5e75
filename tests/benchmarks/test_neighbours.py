"""What other programs take of the cores is what all took but for oneself."""

import subprocess
import sys

import pytest

from tests.benchmarks.neighbours import CoreTimes


def test_others_took_what_was_not_ones_own():
    before = CoreTimes(10.0, 100.0, 5.0)
    assert CoreTimes(20.0, 112.0, 9.0).others_since(before, n_cores=2) == pytest.approx(0.4)


def test_others_never_took_less_than_nothing():
    before = CoreTimes(10.0, 100.0, 5.0)
    assert CoreTimes(20.0, 103.0, 9.0).others_since(before, n_cores=2) == 0.0


def test_work_of_a_child_is_ones_own():
    before = CoreTimes.now()
    subprocess.run([sys.executable, "-c", "sum(range(5_000_000))"], check=True)
    after = CoreTimes.now()
    assert after.own_s > before.own_s
    assert after.all_s >= before.all_s
