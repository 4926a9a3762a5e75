"""Do work where memory is limited, and say so where it does not suffice.

Libraries end the process where they get no memory. So with a limit the work is done in a process
of its own, and somebody is left to say why it ended. Without one nothing is different.
"""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.commands.names import runner
from app.cli.reporter import say
from app.cli.running import STATUS_BAD_INPUT, STATUS_DONE
from app.machine.allocator import share_heaps
from app.machine.crash_guard import guarded
from app.machine.memory_limit import least_bytes, limit_bytes
from app.machine.process_folder import remove_stale

if TYPE_CHECKING:
    from app.products.writing.recovery import Recovered

_HELP = {"-h", "--help"}
_TITLE = "Not enough memory"


def command_within_limits(name: str, argv: list[str]) -> int:
    """Do what a command was asked for; return the exit status.

    Parameters
    ----------
    name
        Of a module in `commands`, or of the sweep.
    argv
        What stands behind it.
    """
    work = partial(runner(name), argv)
    if _HELP.intersection(argv):
        return work()
    return _within_limits(work, partial(_clear_up, argv))


def window_within_limits(start: Callable[[], int]) -> int:
    """Show the window until it is closed; return the exit status."""
    return _within_limits(start, _clear_up_after_window)


def _within_limits(work: Callable[[], int], clear_up: Callable[[int], int]) -> int:
    limit = limit_bytes()
    can_fork = hasattr(os, "fork") and threading.current_thread() is threading.main_thread()
    if limit is None or not can_fork:
        return work()
    if limit < least_bytes():
        _tell(limit, f"and needs {_mb(least_bytes())} before it opens a scene.")
        return STATUS_BAD_INPUT
    share_heaps()
    status = guarded(work)
    if status is not None:
        return status
    remove_stale()
    return clear_up(limit)


def _clear_up(argv: list[str], limit: int) -> int:
    """Finish or take back what a process that crashed had begun to write, and say so."""
    from app.products.writing.recovery import recover_folder

    recovered: list[Recovered] = []
    with suppress(Exception):  # of orders that are none: nothing was begun then
        recovered = recover_folder(_out_of(argv))
    for done in recovered:
        if done.is_finished:
            message = done.message()
            say(f"{message.title}: {message.detail}")
            return STATUS_DONE
    _tell(limit, "which did not suffice for this scene. Nothing was written.")
    return STATUS_BAD_INPUT


def _out_of(argv: list[str]) -> Path:
    """Return the folder that files go to, however it is written."""
    for word, following in zip(argv, [*argv[1:], ""], strict=True):
        if word == "--out":
            return Path(following)
        if word.startswith("--out="):
            return Path(word.removeprefix("--out="))
    raise ValueError(argv)


def _clear_up_after_window(limit: int) -> int:
    # What it was writing is finished or taken back at the next start.
    _tell(limit, "which did not suffice for this scene. The window is gone with what was open.")
    return STATUS_BAD_INPUT


def _tell(limit: int, what: str) -> None:
    say(
        f"{_TITLE}\nThis process may use {_mb(limit)} of addresses (ulimit -v), {what}\n"
        "Raise that limit, work on another computer, or use fewer bands."
    )


def _mb(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:,.0f} MB"
