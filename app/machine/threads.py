"""Spread compiled kernels over threads so that the result never depends on their number."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from contextlib import contextmanager
from typing import TypeVar

from app.steps import Steps

N_PARTS = 8  # of a block, which are worked on side by side
N_CHUNK_PX = 65_536  # 7 bands x 64 k px x 4 bytes stay in the second-level cache
BEHIND_ALL = 10  # a tenth of the time of a thread that wants all of it; all while nobody does
BEHIND_WINDOW = 3  # half of the window's, and five times that of what is behind all
_WAIT_S = 0.05  # how long Stop may go unnoticed while something is waited for

T = TypeVar("T")


@contextmanager
def thread_pool() -> Iterator[ThreadPoolExecutor]:
    """Yield a pool of as many threads as there are processors.

    Work is cut into pieces of a fixed size and results are added up in the order of the pieces,
    so the same pixels give the same sums on one thread as on sixteen. What a thread still does
    when the block ends is of no use to anybody; nobody waits for it.
    """
    pool = ThreadPoolExecutor(n_threads(), "kernel")  # as far behind as who makes it
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def awaited(future: Future[T]) -> Steps[None, T]:
    """Wait for what another thread or process makes; yield where the wait can be given up.

    Raises
    ------
    Exception
        Whatever the other thread met.
    """
    while True:
        try:
            return future.result(timeout=_WAIT_S)
        except StillRunning:
            if future.done():  # the work itself may raise a TimeoutError
                return future.result()
            yield None


def is_program_ending() -> bool:
    """Whether the interpreter ends: no pool takes any work from then on."""
    try:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(int)
    except RuntimeError:
        return True
    return False


def step_back(nice: int = BEHIND_ALL) -> None:
    """Let the window go first: give the calling thread a lower priority, where threads have one.

    Threads that it starts from then on have the same.
    """
    if sys.platform == "linux":  # elsewhere this is the priority of the whole program
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)


def n_threads() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)
