"""After a kill at any moment the next start, or write, leaves all old files or all new ones."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.attack,
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills children that were forked"),
]


def kill(*arguments: str) -> dict[str, int]:
    """Run the script, which tells by its exit status whether all was well; return its counts."""
    # In a process of its own: the tests' has threads, and those must not be forked.
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks.kills", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    counts = (line.split(maxsplit=1) for line in done.stdout.splitlines())
    return {what: int(n) for n, what in counts}


def test_kills_at_every_operation_leave_old_or_new():
    counts = kill("moves", "17")
    for way in ("replacing", "replacing, no links", "taking back"):
        assert counts[f"{way}: kills"] > 40
        assert counts[f"{way}: mixed right after the kill"] > 0  # so there was something to mend
        assert counts[f"{way}: kills of the recovery"] > 20


def test_kills_of_command_export_and_saving_leave_old_or_new():
    counts = kill("programs", "4", "4", "7")
    assert counts["sweep: kills"] > 0
    assert counts["export: kills at operations"] > 10
    assert counts["save: kills at operations"] > 2
