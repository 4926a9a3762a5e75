"""What large arrays took is free again when they are gone, or at hand where it is wanted."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MB = 1_000_000
# As blocks of a scene: threads make some of several sizes and free them in another order, with
# small things between that stay.
SCRIPT = """
import sys
from concurrent.futures import ThreadPoolExecutor
import numpy as np
from app.machine.allocator import give_memory_back

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096

kept = []
def blocks(seed):
    for number in range(8):
        held = [np.ones(size * 2**20, np.uint8) for size in (28, 20, 14, 10)]
        kept.append(np.ones(100_000, np.uint8))
        del held[(seed + number) % 4], held
with ThreadPoolExecutor(6) as pool:
    before = resident()
    list(pool.map(blocks, range(6)))
    if "tell" in sys.argv:
        give_memory_back()
    print(resident() - before)
"""


def has_trim():
    return sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_trim")


def printed(script, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


@pytest.mark.slow
@pytest.mark.skipif(not has_trim(), reason="needs glibc")
def test_freed_blocks_of_a_scene_take_no_memory():
    untold = printed(SCRIPT)
    # Which thread frees what last is chance, and a block may lie at the end of several heaps.
    told = min(printed(SCRIPT, "tell") for _ in range(3))
    # A trim leaves the end of each heap as it is: one block of 28 MB may lie there.
    assert told < 50 * MB
    assert told < untold / 5


FAULTS = """
import resource, sys
import numpy as np
from app.machine.allocator import hold_memory

if "hold" in sys.argv:
    hold_memory()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    blocks = [np.ones(3 * 2**20, np.uint8) for _ in range(30)]
    del blocks
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(not has_trim(), reason="needs glibc")
def test_memory_held_is_not_asked_for_again():
    given_back, held = printed(FAULTS), printed(FAULTS, "hold")
    assert held < given_back / 5
