"""Hold the results of one run as they arrive."""

from collections.abc import Iterable
from dataclasses import replace

from app.clustering.results import Advice, KResult, KSkipped, SweepResult
from app.clustering.run import Run


class RunState:
    """Results per k of one run.

    Parameters
    ----------
    known
        Results that are there from the beginning.

    Attributes
    ----------
    run
        Which it is.
    results
        All that is known of it, also outside the current range.
    advice
        The latest.
    """

    def __init__(self, run: Run, known: Iterable[KResult] = ()) -> None:
        self.run = run
        self.results: dict[int, KResult] = {result.k: result for result in known}
        self.advice: Advice | None = None
        self._skipped: list[KSkipped] = []
        self._finished: SweepResult | None = None

    @property
    def final(self) -> tuple[KResult, ...]:
        """Results that a sweep need not compute again, rising."""
        results = (self.results[k] for k in sorted(self.results))
        return tuple(result for result in results if not result.is_estimate)

    @property
    def in_range(self) -> tuple[KResult, ...]:
        """Results of the current range, rising."""
        wanted = self.run.settings.ks
        return tuple(self.results[k] for k in sorted(self.results) if k in wanted)

    def add(self, step: KResult | KSkipped) -> None:
        """Keep what just arrived; a final result replaces its estimate."""
        if isinstance(step, KResult):
            self.results[step.k] = step
        else:
            self._skipped.append(step)

    def finish(self, sweep: SweepResult) -> None:
        """Keep the end of the sweep; of its results only those that stand here, and their maps."""
        self._finished = replace(sweep, run=self.run, results=())

    def so_far(self) -> SweepResult:
        """Return the sweep, finished or not."""
        if self._finished is not None:
            return replace(self._finished, results=self.in_range)
        return SweepResult(self.run, self.in_range, tuple(self._skipped), {})
