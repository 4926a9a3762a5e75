"""Spread compiled kernels over threads so that the result never depends on their number."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeAlias, TypeVar

N_CHUNK_PX = 65_536  # 7 bands x 64 k px x 4 bytes stay in the second-level cache

T = TypeVar("T")
R = TypeVar("R")
RunAll: TypeAlias = Callable[[Callable[[T], R], Iterable[T]], list[R]]


@contextmanager
def thread_pool() -> Iterator[ThreadPoolExecutor]:
    """Yield a pool of as many threads as there are processors.

    Work is cut into pieces of a fixed size and results are added up in the order of the pieces,
    so the same pixels give the same sums on one thread as on sixteen.
    """
    pool = ThreadPoolExecutor(max_workers=n_threads(), thread_name_prefix="kernel")
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def n_threads() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)
