"""What is measured is what programs have been made to take."""

import subprocess
import sys
import time

import pytest

from tests.benchmarks.process_memory import can_watch, tree, watch

pytestmark = [
    pytest.mark.skipif(not can_watch(), reason="needs /proc/*/smaps_rollup"),
    pytest.mark.slow,
]
MB = 1_000_000
HOLD = "held = bytearray(b'x') * {n}; print('held', flush=True); input()"
PARENT = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {HOLD!r}.format(n=40_000_000)],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
child.stdout.readline()
held = bytearray(b"x") * 60_000_000
print("held", flush=True)
input()
child.communicate("over")
"""
MAPPED = """
import mmap, sys
with open(sys.argv[1], "rb") as file:
    held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
sum(held[place] for place in range(0, len(held), 4096))
print("held", flush=True)
input()
"""


def run(script, *arguments):
    """Watch a script from before it holds what it holds until it ends."""
    program = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with program, watch(program.pid, interval_s=0.01) as peaks:
        program.stdout.readline()
        seen = peaks.n_samples
        while peaks.n_samples < seen + 3:
            time.sleep(0.01)
        members = tree(program.pid)
        program.communicate("over")
    return peaks, members


def test_children_are_added_to_their_program():
    alone, (_,) = run(HOLD.format(n=1))
    peaks, members = run(PARENT)
    assert len(members) == 2
    together = peaks.peak_pss_bytes - alone.peak_pss_bytes
    assert 100 * MB < together < 130 * MB
    largest = peaks.peak_largest_rss_bytes - alone.peak_largest_rss_bytes
    assert 58 * MB < largest < 75 * MB


def test_mapped_files_count_but_stand_apart(tmp_path):
    file = tmp_path / "mapped"
    file.write_bytes(b"x" * 50 * MB)
    alone, _ = run(HOLD.format(n=1))
    peaks, _ = run(MAPPED, file)
    assert peaks.peak_pss_bytes - alone.peak_pss_bytes > 45 * MB
    assert peaks.peak_anonymous_bytes - alone.peak_anonymous_bytes < 10 * MB


def test_a_program_that_has_ended_is_no_error():
    program = subprocess.Popen([sys.executable, "-c", ""])
    program.wait()
    with watch(program.pid, interval_s=0.01) as peaks:
        time.sleep(0.05)
    assert peaks.peak_pss_bytes == 0


def test_the_course_is_written_down(tmp_path):
    with watch(0x7FFFFFF0, interval_s=0.01, trace=tmp_path / "trace.csv"):
        time.sleep(0.05)
    first, second, *_ = (tmp_path / "trace.csv").read_text().splitlines()
    assert first == "seconds,pss_mb,anonymous_mb"
    assert second.split(",")[1:] == ["0.0", "0.0"]
