"""Sweep without a window where memory is limited, and say so where it does not suffice."""

import os
import threading
from functools import partial

from app.allocator import share_heaps
from app.batch import STATUS_BAD_INPUT, run
from app.batch_reporter import say
from app.machine.crash_guard import guarded
from app.machine.memory_limit import least_bytes, limit_bytes

_HELP = {"-h", "--help"}
_TITLE = "Not enough memory"
_HINT = "Raise that limit, sweep on another computer, or use fewer bands."


def run_within_limits(argv: list[str]) -> int:
    """Do what `bandsweep sweep` was asked for; return the exit status.

    As `batch.run` does, which is all there is to it without a limit. Libraries end the process
    where they get no memory: so with a limit the work is done in a process of its own.
    """
    limit = limit_bytes()
    can_fork = hasattr(os, "fork") and threading.current_thread() is threading.main_thread()
    if limit is None or not can_fork:
        return run(argv)
    if limit < least_bytes() and not _HELP.intersection(argv):
        _tell(
            f"This process may use {_mb(limit)} of addresses (ulimit -v), and needs "
            f"{_mb(least_bytes())} before it opens a scene."
        )
        return STATUS_BAD_INPUT
    share_heaps()
    status = guarded(partial(run, argv))
    if status is None:
        _tell(
            f"This process may use {_mb(limit)} of addresses (ulimit -v), which did not suffice "
            "for this scene. Nothing was written."
        )
        return STATUS_BAD_INPUT
    return status


def _tell(detail: str) -> None:
    say(f"{_TITLE}\n{detail}\n{_HINT}")


def _mb(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:,.0f} MB"
