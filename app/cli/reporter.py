"""Tell on standard error how a sweep without a window goes."""

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from app import number_text, plain_text
from app.steps import Progress, Steps, walk

_LINE_EVERY_S = 0.5  # progress in a log file
_TERMINAL_EVERY_S = 0.1

Y = TypeVar("Y")
R = TypeVar("R")


class Reporter:
    """Progress on standard error: one changing line in a terminal, some lines in a file."""

    def __init__(self, interrupted: threading.Event, *, is_quiet: bool) -> None:
        self._interrupted = interrupted
        self._is_quiet = is_quiet
        self._is_terminal = _is_terminal()
        self._last_text = ""
        self._last_time = 0.0

    def follow(self, steps: Steps[Y, R], on_found: Callable[[Y], None] | None = None) -> R:
        """Walk long work to its end, show its progress, pass on what it finds."""

        def on_step(step: Y) -> None:
            self.stop_if_interrupted()
            if isinstance(step, Progress):
                self._show(step)
            elif on_found is not None:
                on_found(step)

        return walk(steps, on_step)

    def stop_if_interrupted(self) -> None:
        """Raise KeyboardInterrupt if a signal came."""
        if self._interrupted.is_set():
            raise KeyboardInterrupt

    def warn(self, text: str) -> None:
        """Say what has to be known about the result, also where no progress is wanted."""
        say(text)

    def line(self, text: str) -> None:
        """Say something that stays."""
        if not self._is_quiet:
            say(plain_text.one_line(text))

    def _show(self, progress: Progress) -> None:
        now = time.perf_counter()
        every_s = _TERMINAL_EVERY_S if self._is_terminal else _LINE_EVERY_S
        if self._is_quiet or now - self._last_time < every_s:
            return
        text = plain_text.one_line(progress.text)
        percent = "" if progress.fraction is None else f" {100 * progress.fraction:.0f} %"
        if self._is_terminal:
            say(f"{text}{percent}", end="")
        elif text != self._last_text:
            say(text)
        else:
            return
        self._last_text, self._last_time = text, now


def say(text: str, end: str = "\n") -> None:
    """Write to standard error, over the changing line if there is one.

    Names of files stand in it: only its own newlines reach a terminal, no escape sequence does.
    """
    # Whoever read it may have gone, or there is none (a program without a console).
    with suppress(OSError):
        start = "\r\x1b[K" if _is_terminal() else ""
        told = _encodable(number_text.in_sentence(plain_text.lines(text)))
        print(f"{start}{told}", end=end, file=sys.stderr, flush=True)  # noqa: T201


def _is_terminal() -> bool:
    return bool(sys.stderr) and sys.stderr.isatty()


def _encodable(text: str) -> str:
    """Put a plain space between thousands where a terminal has no narrow one."""
    try:
        number_text.GROUP.encode(sys.stderr.encoding)
    except (AttributeError, TypeError, UnicodeEncodeError):  # none, one without, or another
        return text.replace(number_text.GROUP, " ")
    return text
