"""What a benchmark says of processes is so."""

import subprocess
import sys
import time

import pytest

from tests.benchmarks.processes import ROOT

pytestmark = pytest.mark.slow
TELL = "from tests.benchmarks.processes import age_s; print(age_s())"


def test_a_process_is_as_old_as_it_has_been_running():
    began = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-c", TELL], cwd=ROOT, check=True, capture_output=True, text=True
    )
    most = time.perf_counter() - began
    assert 0 < float(told.stdout) <= most + 0.02  # hundredths are cut off
