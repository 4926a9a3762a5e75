"""Keep runs by their ids, one of them current."""

from collections.abc import Callable, Mapping

from app.clustering.results import Advice, KResult, KSkipped, SweepResult
from app.clustering.run import Run
from app.clustering.settings import SweepSettings
from app.session.run_state import RunState


class SweepState:
    """The runs of the open scene, kept until somebody removes them.

    What is asked of the state itself is asked of the current run.
    """

    def __init__(self) -> None:
        self._runs: dict[str, RunState] = {}
        self._current_id = ""
        self._n_begun = 0  # a number stays with its run when others go

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

    @property
    def runs(self) -> tuple[Run, ...]:
        """All that are kept, in the order in which they were begun first."""
        return tuple(state.run for state in self._runs.values())

    @property
    def states(self) -> tuple[RunState, ...]:
        """The same, with all that is known of each."""
        return tuple(self._runs.values())

    def known(self, settings: SweepSettings) -> tuple[KResult, ...]:
        """Return the final results that a sweep need not compute again, rising."""
        going_on = self._going_on_with(settings)
        return () if going_on is None else going_on.final

    def continued(self, run: Run) -> Run:
        """Return the kept run that another goes on with, with that one's range; or else it."""
        going_on = self._going_on_with(run.settings)
        return run if going_on is None else going_on.run.widened(run.settings)

    def begin(self, run: Run) -> None:
        """Make a run the current one; keep what need not be computed again."""
        run, before = self.continued(run), self._going_on_with(run.settings)
        if before is None:
            self._n_begun += 1
            self._runs[run.id] = RunState(run, number=self._n_begun)
        else:
            self._runs[run.id] = before.going_on(run)
        self._current_id = run.id

    def put_back(self, state: RunState) -> None:
        """Keep a run that was saved; none is current for that."""
        if not state.number:
            state.number = self._n_begun + 1
        self._n_begun = max(self._n_begun, state.number)
        self._runs[state.run.id] = state

    def pending(self, settings: SweepSettings) -> RunState | None:
        """Return the run that such a sweep goes on with, where it is not whole again yet."""
        state = self._going_on_with(settings)
        return None if state is None or state.pending is None else state

    def switch_to(self, run_id: str) -> None:
        """Make one of the kept runs the current one.

        Raises
        ------
        KeyError
            It is not kept.
        """
        self._current_id = self._runs[run_id].run.id

    def remove(self, run_id: str) -> RunState | None:
        """Keep a run no longer; the latest of those that are left is current where it was."""
        removed = self._runs.pop(run_id, None)
        if run_id == self._current_id:
            self._current_id = next(reversed(self._runs), "")
        return removed

    def out_of_sight(self, shown: KResult | None) -> tuple[KResult, ...]:
        """Return what is kept but not shown: other runs, and maps made of clusters before.

        Of the current run what its sweep found is in sight: its pictures stand in the strip.
        """
        current = self.current
        others = (state for state in self._runs.values() if state is not current)
        found = [each for state in others for each in (*state.results.values(), *state.revised)]
        own = () if current is None else current.revised
        return (*found, *(each for each in own if each is not shown))

    def exchange(self, before: KResult, after: KResult) -> bool:
        """Keep the same result in other arrays; see `RunState.exchange`."""
        return any(state.exchange(before, after) for state in self._runs.values())

    def _going_on_with(self, settings: SweepSettings) -> RunState | None:
        kept = self._runs.values()
        return next((state for state in kept if state.run.goes_on_with(settings)), None)

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
            run.describe(anew)

    def so_far(self) -> SweepResult | None:
        """Return the current run, finished or not; None before the first."""
        return self.current.so_far() if self.current else None
