"""Libraries are imported ahead once, and nothing of a later run is kept for ever."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import gc
from app.cli.imports_ahead import ImportsAhead
counts = []
for _ in range(3):
    with ImportsAhead() as imports:
        imports.begin()
    cycle = []
    cycle.append(cycle)
    del cycle
    counts.append(gc.get_freeze_count())
    assert gc.isenabled()
print(counts[0] > 10_000, counts[1] <= counts[0], counts[2] <= counts[0], gc.collect() > 0)
"""


@pytest.mark.slow
def test_only_the_first_run_freezes_what_is_there():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True"] * 4
