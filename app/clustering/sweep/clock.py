"""Say how far a sweep is and how long it still takes."""

import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

from app.steps import Progress, Steps, relay

T = TypeVar("T")

_SHARE_TO_GUESS_FROM = 0.02  # an earlier guess of the time left would be a wild one
_STEP_SHRINKS = 0.85  # how much of the way to rest is still ahead after one more Lloyd step


class SweepClock:
    """Progress of a sweep over several k; its fraction never goes back.

    Attributes
    ----------
    seconds
        Booked so far, by stage.
    """

    def __init__(self) -> None:
        self._began = self._planned = time.perf_counter()
        self._ks: tuple[int, ...] = ()
        self._share_of_ks = 1.0
        self._n_done = 0
        self._highest = 0.0
        self.seconds: dict[str, float] = {}

    def plan(self, ks: Sequence[int], *, share_of_ks: float = 1.0) -> None:
        """Say which k are to be done, in order, and what part of all work they are."""
        self._ks = tuple(ks)
        self._share_of_ks = share_of_ks
        self._planned = time.perf_counter()

    def follow(
        self,
        steps: Steps[object, T],
        k: int,
        doing: str,
        part: tuple[float, float],
    ) -> Steps[Progress, T]:
        """Walk work on one k and tell at each of its steps how far the sweep is.

        Parameters
        ----------
        part
            Where this work lies within that on this k, 0..1.
        """
        low, high = part
        within = 0.0

        def told(step: object) -> Iterator[Progress]:
            nonlocal within
            within = _within(step, within)
            yield self._progress(k, doing, low + (high - low) * within)

        return (yield from relay(steps, told))

    def follow_pass(
        self, steps: Steps[Progress, T], text: str, part: tuple[float, float]
    ) -> Steps[Progress, T]:
        """Walk one pass over the scene for all k; its own pace tells the time left."""
        low, high = part
        since = time.perf_counter()
        share = 0.0

        def told(step: Progress) -> Iterator[Progress]:
            nonlocal share
            share = share if step.fraction is None else step.fraction
            fraction = self._no_less(low + (high - low) * share)
            yield Progress(text, fraction, _seconds_left(since, share))

        return (yield from relay(steps, told))

    def follow_small(
        self, steps: Steps[object, T], text: str, *, seconds_left: float | None = None
    ) -> Steps[Progress, T]:
        """Walk what is little beside the rest: the fraction stays where it is."""

        def told(_: object) -> Iterator[Progress]:
            yield Progress(text, self._highest, seconds_left)

        return (yield from relay(steps, told))

    def finish_k(self) -> None:
        """Count one k as done."""
        self._n_done += 1

    def add(self, stage: str, since: float) -> float:
        """Book the time since `since` on a stage; return the time now."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - since
        return now

    def total(self) -> dict[str, float]:
        """Return seconds per stage, the total among them."""
        return {**self.seconds, "total": time.perf_counter() - self._began}

    def _progress(self, k: int, doing: str, within: float) -> Progress:
        # Time per k grows about linearly with k.
        share = (sum(self._ks[: self._n_done]) + k * within) / max(sum(self._ks), 1)
        fraction = self._no_less(self._share_of_ks * share)
        n = len(self._ks)
        text = f"k = {k}, {min(self._n_done + 1, n)} of {n}: {doing}"
        return Progress(text, fraction, _seconds_left(self._planned, fraction))

    def _no_less(self, fraction: float) -> float:
        self._highest = max(self._highest, fraction)
        return self._highest


def _within(step: object, before: float) -> float:
    """Return how far work is that tells a fraction, or the number of its Lloyd step, or nothing."""
    if isinstance(step, Progress):
        return before if step.fraction is None else step.fraction
    if isinstance(step, int):
        return 1.0 - _STEP_SHRINKS**step
    return before


def _seconds_left(since: float, share: float) -> float | None:
    if share < _SHARE_TO_GUESS_FROM:
        return None
    return (time.perf_counter() - since) * (1 - share) / share
