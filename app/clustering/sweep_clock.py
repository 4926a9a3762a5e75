"""Say how far a sweep is and how long it still takes."""

import time

from app.steps import Progress


class SweepClock:
    """Progress of a sweep over several k.

    Parameters
    ----------
    ks
        The k still to be done, in order.
    """

    def __init__(self, ks: tuple[int, ...]) -> None:
        self._ks = ks
        self._started = time.perf_counter()
        self._n_done = 0
        self.seconds: dict[str, float] = {}

    def progress(self, k: int, doing: str) -> Progress:
        """Describe work on one k."""
        n = len(self._ks)
        text = f"k = {k}, {min(self._n_done + 1, n)} of {n}: {doing}"
        return Progress(text, self._share_done(), self._seconds_left())

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
        return {**self.seconds, "total": time.perf_counter() - self._started}

    def _share_done(self) -> float:
        # Time per k grows about linearly with k.
        return sum(self._ks[: self._n_done]) / sum(self._ks)

    def _seconds_left(self) -> float | None:
        share = self._share_done()
        if share <= 0:
            return None
        return (time.perf_counter() - self._started) * (1 - share) / share
