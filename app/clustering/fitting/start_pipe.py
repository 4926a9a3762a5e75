"""Begin the process that runs starts, and talk to it.

Nothing heavy is imported here: the process begins before the program has numpy. Not forked:
threads of Qt and GDAL do not survive it. Not by multiprocessing either, which begins a second
process to look after what is never made here.
"""

import contextlib
import pickle
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from app.arrays import SingleArray

RUN_STARTS = "--run-starts"  # what a packaged program is called with to be this process

_ROOT = str(Path(__file__).resolve().parents[3])
_SERVE = (
    f"import sys; sys.path.insert(0, {_ROOT!r}); "
    "from app.clustering.fitting.start_child import serve"
)
_READY = b"\0bandsweep: answers follow\0"
_CLOSED = (EOFError, OSError, ValueError, pickle.UnpicklingError)  # once an end of a pipe is gone


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Centres that one start came to.

    Attributes
    ----------
    centres
        Shape (k, n_bands), scaled units, float32.
    inertia
        On the pixels it was fitted on.
    n_iter
        Lloyd steps taken.
    """

    centres: "SingleArray"
    inertia: float
    n_iter: int


class Child:
    """One process and the pipes to it.

    Raises
    ------
    OSError
        It cannot be had.
    """

    def __init__(self) -> None:
        packed = getattr(sys, "frozen", False)
        # -P: what lies in the caller's folder is never taken for a part of the program.
        command = [RUN_STARTS] if packed else ["-P", "-c", f"{_SERVE}; serve()"]
        self._process = subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.pid = self._process.pid
        self._is_heard = False

    def ask(self, pixels: "SingleArray", k: int, seed: int) -> None:
        """Order one start; answers come in the order of the orders."""
        with contextlib.suppress(*_CLOSED):  # the answer tells
            write(self._process.stdin, (pixels, k, seed))

    def answer(self) -> Start | None:
        """Wait for the next start; None where the process does not answer with one."""
        try:
            if not self._is_heard:
                _skip_what_is_said_before(self._process.stdout)
                self._is_heard = True
            answer = read(self._process.stdout)
        except Exception:  # noqa: BLE001 - whatever comes there, it is no answer
            return None
        return answer if isinstance(answer, Start) else None

    def end(self) -> None:
        """End the process at once."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(*_CLOSED):  # what is left in it goes nowhere
                if pipe is not None:
                    pipe.close()


def say_ready(pipe: IO[bytes]) -> None:
    """Mark where answers begin: Python itself may have printed something before."""
    pipe.write(_READY)
    pipe.flush()


def _skip_what_is_said_before(pipe: IO[bytes] | None) -> None:
    said = b""
    while pipe is not None and not said.endswith(_READY):
        byte = pipe.read(1)
        if not byte:
            raise EOFError
        said = said[-len(_READY) :] + byte


def write(pipe: IO[bytes] | None, thing: object) -> None:
    """Send something through a pipe.

    Raises
    ------
    OSError, ValueError
        The pipe is closed at one of its ends.
    """
    if pipe is not None:
        pickle.dump(thing, pipe, pickle.HIGHEST_PROTOCOL)
        pipe.flush()


def read(pipe: IO[bytes] | None) -> object:
    """Wait for something to come through a pipe.

    Raises
    ------
    EOFError, OSError, ValueError, pickle.UnpicklingError
        The pipe is closed at one of its ends.
    """
    return None if pipe is None else pickle.load(pipe)  # noqa: S301 - from this program itself


def ignore_interrupts_here() -> None:
    """Keep SIGINT from this thread, and so from every process it starts, from its first moment.

    A process could ignore the signal by itself only once Python and numpy are up; until then
    Ctrl+C would end it with a traceback.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
