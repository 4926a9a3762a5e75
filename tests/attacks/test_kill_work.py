"""A kill amid work costs the last edit at most, and no file; nor does a full disk."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.attacks import full_disks, kill_work

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.attack, pytest.mark.slow]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills children that were forked")
def test_kills_amid_work_and_savings_cost_the_last_edit_at_most():
    # In a process of its own: the tests' has threads, and those must not be forked.
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks.kill_work", "kills", "2", "3"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    counts = {
        what: int(n) for n, what in (line.split(maxsplit=1) for line in done.stdout.splitlines())
    }
    assert counts["kills"] == 2
    assert counts["edits made"] > 4


def test_full_disk_leaves_what_was_kept_aside_before(tmp_path):
    try:
        with full_disks.disk(tmp_path / "try", "size=50k"):
            pass
    except PermissionError:
        pytest.skip("only root may mount small disks")
    counts: Counter[str] = Counter()
    kill_work.fill_disks(24, counts)
    assert full_disks.is_well(counts), counts
    assert counts["aside: disks too small"] >= 2
