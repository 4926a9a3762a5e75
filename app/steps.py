"""Describe long work as generators that yield progress and partial results."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

X = TypeVar("X")
Y = TypeVar("Y")
R = TypeVar("R")

Steps: TypeAlias = Generator[Y, None, R]
"""Yields `Y` (progress or partial results) and returns `R`. Closing it is how work is cancelled."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far some long work is.

    Attributes
    ----------
    text
        What is happening, as a person would say it.
    fraction
        Share of the work done, 0..1; None where it cannot be known.
    seconds_left
        Estimate of the time left; None where it cannot be known.
    """

    text: str
    fraction: float | None = None
    seconds_left: float | None = None


def drain(steps: Steps[Y, R]) -> tuple[list[Y], R]:
    """Run long work to its end; return all it yielded and its value."""
    yielded: list[Y] = []
    return yielded, walk(steps, yielded.append)


def walk(steps: Steps[X, R], on_step: Callable[[X], object]) -> R:
    """Run long work to its end, hand over each of its steps, return its value.

    Whatever `on_step` raises ends the walk; the work is closed.
    """
    with closing(steps):
        while True:
            try:
                step = next(steps)
            except StopIteration as stop:
                value: R = stop.value
                return value
            on_step(step)


def relay(steps: Steps[X, R], on_step: Callable[[X], Iterable[Y]]) -> Steps[Y, R]:
    """Walk work within other work: yield what `on_step` makes of each step, return its value.

    Where the outer work is closed, the inner is closed at once and not when it is forgotten.
    """
    with closing(steps):
        while True:
            try:
                step = next(steps)
            except StopIteration as stop:
                value: R = stop.value
                return value
            yield from on_step(step)
