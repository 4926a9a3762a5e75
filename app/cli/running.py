"""Run the work of a command: tell what stops it, and say so by the exit status."""

import logging
import signal
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TypeAlias

from app.cli.imports_ahead import ImportsAhead
from app.cli.reporter import say
from app.errors import AppError
from app.machine.garbage import seldom_looked_for
from app.machine.memory_limit import is_memory_failure

logger = logging.getLogger(__name__)

STATUS_DONE = 0
STATUS_FAILED = 1
STATUS_BAD_INPUT = 2
STATUS_INTERRUPTED = 130

NOTHING_WRITTEN = "Nothing was written."


@dataclass(slots=True)
class Running:
    """What the work of a command holds on to.

    Attributes
    ----------
    interrupted
        Set when a signal came; to be looked at between steps.
    imports
        Begins to import heavy libraries beside the first steps.
    so_far
        What is written already, in one sentence, should it end now.
    status
        The exit status of work that comes to its end.
    also_read
        Files that are read beside those that the words name: a record that is repeated.
    """

    interrupted: threading.Event
    imports: ImportsAhead
    so_far: str = NOTHING_WRITTEN
    status: int = STATUS_DONE
    also_read: list[Path] = field(default_factory=list)


Do: TypeAlias = Callable[[Sequence[str], Running], None]
"""Does what words ask for, as far as it is not interrupted; raises AppError where it cannot."""


def run_command(work: Callable[[Running], None]) -> int:
    """Do the work of a command; return the exit status."""
    # Imports are waited for inside: an interrupt that comes meanwhile must not be a traceback.
    with (
        warnings.catch_warnings(),
        seldom_looked_for(),
        _interrupts() as interrupted,
        ImportsAhead() as imports,
    ):
        # Libraries warn of what the person is told in plain words, or need not know. Here once
        # for all: filters belong to the whole program, and work goes on in several threads.
        warnings.simplefilter("ignore", UserWarning)
        running = Running(interrupted, imports)
        try:
            work(running)
        except AppError as error:
            say(error.in_command())
            return STATUS_BAD_INPUT
        except MemoryError:
            say(_memory_is_full(running))
            return STATUS_BAD_INPUT
        except KeyboardInterrupt:
            say(f"Interrupted. {running.so_far}")
            return STATUS_INTERRUPTED
        except SystemExit:  # help was printed
            return STATUS_DONE
        except Exception as error:  # the last line of defence: nobody sees a traceback
            logger.debug("unexpected", exc_info=True)
            if is_memory_failure(error):
                say(_memory_is_full(running))
                return STATUS_BAD_INPUT
            say(_unexpected(error, running))
            return STATUS_FAILED
        return running.status


def _memory_is_full(running: Running) -> str:
    return (
        f"Not enough memory\nThe system gave no memory for this scene. {running.so_far}\n"
        "Close other programs, raise the limit of this one if it has one, or use fewer bands."
    )


def _unexpected(error: Exception, running: Running) -> str:
    what = " ".join(f"{type(error).__name__}: {error}".split())  # one line, whatever it says
    hint = f"{running.so_far} Try again, and report it with the command if it stays."
    return f"Something went wrong\n{what}\n{hint}"


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Set an event when an interrupt or a termination comes.

    Nothing is raised where the signal happens to arrive: inside an import or a destructor an
    exception is lost, or comes out as another one. The event is looked at between the steps of
    the work. Signals are caught although a shell without job control starts its background
    commands with interrupts ignored.
    """
    interrupted = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        interrupted.set()

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, on_signal)
    try:
        yield interrupted
    finally:
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)
