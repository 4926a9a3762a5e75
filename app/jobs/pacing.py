"""Let a window draw what work brings before the work goes on."""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from app.steps import Progress, Steps, relay

Y = TypeVar("Y")
R = TypeVar("R")

# The window shows that work begins, and each of its news, before the work takes its share of the
# interpreter again. Without it the longest waits in a sweep took twice as long.
_HEAD_START_S = 0.05
_REST_S = 0.0125  # a result and the advice on it come together


def paced(start_work: Callable[[], Steps[Y, R]]) -> Steps[Y, R]:
    """Walk work; rest a moment after its first step, and after each that is news."""
    steps = start_work()
    del start_work  # what the work was handed goes as soon as the work lets go of it
    rest_s = _HEAD_START_S

    def rested(step: Y) -> Iterator[Y]:
        nonlocal rest_s
        yield step
        if rest_s == _HEAD_START_S or (step is not None and not isinstance(step, Progress)):
            time.sleep(rest_s)
        rest_s = _REST_S

    return (yield from relay(steps, rested))
