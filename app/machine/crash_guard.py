"""Do work in a process of its own, so that somebody is left to say that it crashed.

Where memory is limited, libraries written in C++ end the whole process when there is none: nothing
in Python can catch that.
"""

import atexit
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

_ASKED_TO_END = {
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
    if hasattr(signal, name)
}


def guarded(work: Callable[[], int]) -> int | None:
    """Fork, do the work there, and return its exit status, 0..255; None where it crashed.

    To be called before there are other threads. Interrupts and terminations are passed on. What
    libraries write to the terminal by themselves is not shown.
    """
    heard, spoken = os.pipe()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    pid = os.fork()
    if pid == 0:
        os.close(heard)
        _work_here(work, spoken)
    os.close(spoken)
    before = _pass_signals_on(pid)
    try:
        _, how = os.waitpid(pid, 0)
        said = os.read(heard, 1)
    finally:
        os.close(heard)
        for number, handler in before.items():
            signal.signal(number, handler)
    if not said and os.WIFSIGNALED(how) and os.WTERMSIG(how) in _ASKED_TO_END:
        # Ended as it was asked to: so does this process, for whoever asked.
        signal.signal(os.WTERMSIG(how), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(how))
    return said[0] if said else None


def _work_here(work: Callable[[], int], spoken: int) -> None:
    try:
        _end_with_parent()
        _hide_words_of_libraries()
        os.write(spoken, bytes([work()]))
        atexit._run_exitfuncs()  # noqa: SLF001 - what the work left to the end of the program
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    finally:
        os._exit(0)  # what is above this call belongs to the other process


def _pass_signals_on(pid: int) -> dict[signal.Signals, Any]:
    def pass_on(number: int, _frame: FrameType | None) -> None:
        os.kill(pid, number)

    return {each: signal.signal(each, pass_on) for each in (signal.SIGINT, signal.SIGTERM)}


def _hide_words_of_libraries() -> None:
    """Leave the terminal to Python: libraries write to its descriptor when they give up."""
    if sys.stderr is None:
        return
    own = os.dup(sys.stderr.fileno())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    sys.stderr = os.fdopen(own, "w", encoding=sys.stderr.encoding, errors="backslashreplace")
    # Without memory, destructors and threads fail too; whoever waits for them says so.
    sys.unraisablehook = lambda _: None


def _end_with_parent() -> None:
    """Have the system end this process when the one that waits for it is killed."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
