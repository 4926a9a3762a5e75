"""Hold the results of the current sweep as they arrive."""

from dataclasses import replace

from app.clustering.results import Advice, KResult, KSkipped, SweepResult
from app.clustering.settings import SweepSettings


class SweepState:
    """Results per k, kept as long as the settings stay the same but for the range.

    Attributes
    ----------
    settings
        Of the current sweep; None before the first.
    results
        All that is known with these settings, also outside the current range.
    advice
        The latest.
    """

    def __init__(self) -> None:
        self.settings: SweepSettings | None = None
        self.results: dict[int, KResult] = {}
        self.advice: Advice | None = None
        self._skipped: list[KSkipped] = []
        self._finished: SweepResult | None = None

    def known(self, settings: SweepSettings) -> tuple[KResult, ...]:
        """Return the final results that a sweep need not compute again, rising."""
        if self.settings is None or not settings.same_but_for_range(self.settings):
            return ()
        results = (self.results[k] for k in sorted(self.results))
        return tuple(result for result in results if not result.is_estimate)

    def begin(self, settings: SweepSettings) -> None:
        """Start a sweep; keep what need not be computed again."""
        self.results = {result.k: result for result in self.known(settings)}
        self.settings, self.advice = settings, None
        self._skipped, self._finished = [], None

    def add(self, step: KResult | KSkipped) -> None:
        """Keep what just arrived; a final result replaces its estimate."""
        if isinstance(step, KResult):
            self.results[step.k] = step
        else:
            self._skipped.append(step)

    def finish(self, sweep: SweepResult) -> None:
        """Keep the end of the sweep; of its results only those that stand here, and their maps."""
        self._finished = replace(sweep, results=())

    @property
    def in_range(self) -> tuple[KResult, ...]:
        """Results of the current range, rising."""
        wanted = self.settings.ks if self.settings else ()
        return tuple(self.results[k] for k in sorted(self.results) if k in wanted)

    def so_far(self) -> SweepResult | None:
        """Return the sweep, finished or not; None before the first."""
        if self.settings is None:
            return None
        if self._finished is not None:
            return replace(self._finished, results=self.in_range)
        return SweepResult(self.settings, self.in_range, tuple(self._skipped), {})
