"""Keep runs by their ids, one of them current."""

from collections.abc import Callable, Mapping

from app.clustering.results import Advice, KResult, KSkipped, SweepResult
from app.clustering.run import Run
from app.clustering.settings import SweepSettings
from app.session.run_state import RunState


class SweepState:
    """The runs of the open scene; a new one takes the place of the current, and drops its maps.

    What is asked of the state itself is asked of the current run.
    """

    def __init__(self) -> None:
        self._runs: dict[str, RunState] = {}
        self._current_id = ""

    @property
    def current(self) -> RunState | None:
        """The run that is shown; None before the first."""
        return self._runs.get(self._current_id)

    def run(self, run_id: str) -> RunState:
        """Return one of the runs that are kept.

        Raises
        ------
        KeyError
            It is not kept.
        """
        return self._runs[run_id]

    @property
    def settings(self) -> SweepSettings | None:
        """Of the current run; None before the first."""
        return self.current.run.settings if self.current else None

    @property
    def results(self) -> Mapping[int, KResult]:
        """All that is known of the current run, also outside its range."""
        return self.current.results if self.current else {}

    @property
    def advice(self) -> Advice | None:
        """The latest of the current run."""
        return self.current.advice if self.current else None

    @property
    def in_range(self) -> tuple[KResult, ...]:
        """Results of the current range, rising."""
        return self.current.in_range if self.current else ()

    def known(self, settings: SweepSettings) -> tuple[KResult, ...]:
        """Return the final results that a sweep need not compute again, rising."""
        current = self.current
        if current is None or not current.run.goes_on_with(settings):
            return ()
        return current.final

    def continued(self, run: Run) -> Run:
        """Return the current run with the range of another, where that goes on with it."""
        current = self.current
        if current is None or not current.run.goes_on_with(run.settings):
            return run
        return current.run.widened(run.settings)

    def begin(self, run: Run) -> None:
        """Make a run the current one; keep what need not be computed again."""
        begun = RunState(self.continued(run), self.known(run.settings))
        self._runs.pop(self._current_id, None)
        self._runs[begun.run.id] = begun
        self._current_id = begun.run.id

    def add(self, step: KResult | KSkipped) -> None:
        """Keep what just arrived of the current run; see `RunState.add`."""
        if self.current is not None:
            self.current.add(step)

    def advise(self, advice: Advice) -> None:
        """Keep what the curves of the current run say so far."""
        if self.current is not None:
            self.current.advice = advice

    def finish(self, sweep: SweepResult) -> None:
        """Keep the end of the current run; see `RunState.finish`."""
        if self.current is not None:
            self.current.finish(sweep)

    def describe(self, anew: Callable[[KResult], KResult]) -> None:
        """Put other words to all results that are kept; their figures stay."""
        for run in self._runs.values():
            run.results = {k: anew(result) for k, result in run.results.items()}

    def so_far(self) -> SweepResult | None:
        """Return the current run, finished or not; None before the first."""
        return self.current.so_far() if self.current else None
