"""Time what the system takes to hand out memory that the program has not had before.

`python -m tests.benchmarks.first_touch`. On a virtual machine it may be twenty times what it is on
a real one: what is free there belongs to the host, which fetches and clears every page anew. A
program that holds a scene of 0.8 GB pays for that; one that decodes into one buffer again and
again does not. Memory is asked for in huge pages here, as numpy does; small ones may still be there
from a program that has just ended, and then take a fourth of the time.
"""

import time

import numpy as np

_N_BYTES = 10**9
_PAGE_BYTES = 4096
_SETTLE_S = 5.0  # free memory goes back to a host after a few seconds


def first_touch_seconds() -> float:
    """Write to every page of 1 GB; return the seconds."""
    time.sleep(_SETTLE_S)
    began = time.perf_counter()
    memory = np.zeros(_N_BYTES, dtype=np.uint8)
    memory[::_PAGE_BYTES] = 1
    return time.perf_counter() - began


if __name__ == "__main__":
    print(f"{first_touch_seconds():.2f} s")
