"""Sweep without a window where memory is limited, and say so where it does not suffice."""

import os
import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from app.allocator import share_heaps
from app.batch import STATUS_BAD_INPUT, STATUS_DONE, run
from app.batch_reporter import say
from app.machine.crash_guard import guarded
from app.machine.memory_limit import least_bytes, limit_bytes
from app.machine.process_folder import remove_stale

if TYPE_CHECKING:
    from app.products.recovery import Recovered

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
    return status if status is not None else _clear_up(argv, limit)


def _clear_up(argv: list[str], limit: int) -> int:
    """Finish or take back what a process that crashed had begun to write, and say so."""
    from app.batch_arguments import read_order
    from app.products.recovery import recover_folder

    recovered: list[Recovered] = []
    with suppress(Exception, SystemExit):  # of orders that are none: nothing was begun then
        recovered = recover_folder(read_order(argv).out)
    remove_stale()
    for done in recovered:
        if done.is_finished:
            message = done.message()
            say(f"{message.title}: {message.detail}")
            return STATUS_DONE
    _tell(
        f"This process may use {_mb(limit)} of addresses (ulimit -v), which did not suffice for "
        "this scene. Nothing was written."
    )
    return STATUS_BAD_INPUT


def _tell(detail: str) -> None:
    say(f"{_TITLE}\n{detail}\n{_HINT}")


def _mb(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:,.0f} MB"
