"""Hold the results of one run as they arrive, and the maps that were made of them."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace

from app.clustering.legends.legend import Legend
from app.clustering.legends.map_steps import MapStep
from app.clustering.results import Advice, KResult, KSkipped, SweepResult
from app.clustering.run import Run
from app.products.projects.saved_work import SavedSweep

N_REVISED = 12  # maps kept that can be made again


class RunState:
    """Results per k of one run.

    Parameters
    ----------
    known
        Results that are there from the beginning.
    number
        Which of the runs on a scene it is, from 1; 0 where it is not counted.
    pending
        As in the attributes.

    Attributes
    ----------
    run, number
        Which it is.
    pending
        As it was saved, until all of it is whole again; None where nothing is to be restored.
    results
        All that is known of it, also outside the current range.
    advice
        The latest.
    """

    def __init__(
        self,
        run: Run,
        known: Iterable[KResult] = (),
        *,
        number: int = 0,
        pending: SavedSweep | None = None,
    ) -> None:
        self.run = run
        self.number = number
        self.pending = pending
        self.results: dict[int, KResult] = {result.k: result for result in known}
        self.advice: Advice | None = None
        self._skipped: list[KSkipped] = []
        self._finished: SweepResult | None = None
        self._revised: OrderedDict[tuple[int, tuple[MapStep, ...]], KResult] = OrderedDict()

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
            self._forget_revised(step.k)
            if self.pending is not None and not self._n_missing:
                self.pending = None
        elif step.k not in [known.k for known in self._skipped]:
            self._skipped.append(step)

    @property
    def _n_missing(self) -> int:
        """How many k that were saved are not whole again."""
        wanted = {entry.model.k for entry in self.pending.ks} if self.pending else set()
        return len(wanted - {result.k for result in self.final})

    def finish(self, sweep: SweepResult) -> None:
        """Keep the end of the sweep; of its results only those that stand here, and their maps."""
        self._finished = replace(sweep, run=self.run, results=())

    def so_far(self) -> SweepResult:
        """Return the sweep, finished or not."""
        if self._finished is not None:
            return replace(self._finished, results=self.in_range)
        return SweepResult(self.run, self.in_range, tuple(self._skipped), {})

    def shown(self, k: int, legend: Legend) -> KResult | None:
        """Return one k with the map that a legend is laid over, or what comes nearest to it.

        None where nothing is known of that k.
        """
        return self.nearest_revised(k, legend)[0]

    def nearest_revised(self, k: int, legend: Legend) -> tuple[KResult | None, tuple[MapStep, ...]]:
        """Return what `shown` does, and the steps of the legend that are still to be taken."""
        for n_taken in range(len(legend.steps), 0, -1):
            taken = legend.steps[:n_taken]
            if (known := self._revised.get((k, taken))) is not None:
                self._revised.move_to_end((k, taken))
                return known, legend.steps[n_taken:]
        return self.results.get(k), legend.steps

    def keep_revised(self, steps: tuple[MapStep, ...], result: KResult) -> None:
        """Keep a map that steps led to; of many the one not looked at for longest goes."""
        self._revised[result.k, steps] = result
        while len(self._revised) > N_REVISED:
            self._revised.popitem(last=False)

    @property
    def revised(self) -> tuple[KResult, ...]:
        """Maps that steps led to, the one not looked at for longest first."""
        return tuple(self._revised.values())

    def exchange(self, before: KResult, after: KResult) -> bool:
        """Keep the same result in other arrays; return whether it is still kept."""
        for k, result in self.results.items():
            if result is before:
                self.results[k] = after
                return True
        for key, result in self._revised.items():
            if result is before:
                self._revised[key] = after
                return True
        return False

    def describe(self, anew: Callable[[KResult], KResult]) -> None:
        """Put other words to all results; their figures stay."""
        self.results = {k: anew(result) for k, result in self.results.items()}
        for key, result in self._revised.items():
            self._revised[key] = anew(result)

    def going_on(self, run: Run) -> "RunState":
        """Return a state of the same run, with another range, that knows what is final in this.

        And what was saved, as long as it is not whole again.
        """
        known = self.final if self.pending is None else self.results.values()
        begun = RunState(run, known, number=self.number, pending=self.pending)
        for key, result in self._revised.items():
            if key[0] in begun.results:
                begun._revised[key] = result
        return begun

    def _forget_revised(self, k: int) -> None:
        """Let go of maps that were made of another map of that k."""
        for key in [key for key in self._revised if key[0] == k]:
            del self._revised[key]
