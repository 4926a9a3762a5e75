"""Describe long work as generators that yield progress and partial results."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

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
    while True:
        try:
            yielded.append(next(steps))
        except StopIteration as stop:
            return yielded, stop.value
