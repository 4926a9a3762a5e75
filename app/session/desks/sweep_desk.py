"""Keep the sweep as it arrives, and which k and cluster of it are looked at."""

from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.clustering.accuracy.findings import Findings
from app.clustering.evidence.advice import advise
from app.clustering.results import (
    Advice,
    KResult,
    KSkipped,
    RefinedPass,
    Refinement,
    SweepResult,
)
from app.clustering.run import Run
from app.clustering.settings import SweepSettings
from app.engine.projects.restoring import RestoredRun, RestoredRuns
from app.products.projects.saved_work import SavedSweep
from app.scene.grids.grid import Grid
from app.session.desks.edit_desk import EditDesk
from app.session.desks.run_view import RunView
from app.session.refine_run import RefineRun
from app.session.run_state import RunState
from app.session.sweep_state import SweepState


class SweepDesk(RunView):
    """Take results as they arrive; follow the newest k until the person chooses one.

    Signals
    -------
    started, k_finished, k_skipped, advice_changed, finished
        A sweep arrives; the same k may finish twice, first as an estimate. `finished` comes
        exactly once for each `started`, whatever became of the sweep.
    refined : (Refinement,)
        What exact passes brought; those k that changed have finished anew. Exactly once for each
        `begin_refining`.
    runs_changed
        A run has come or gone, is called otherwise, or another is current.
    """

    started = Signal(object)
    k_finished = Signal(object)
    k_skipped = Signal(object)
    advice_changed = Signal(object)
    finished = Signal(object)
    refined = Signal(object)
    runs_changed = Signal()

    def __init__(self, editing: EditDesk, parent: QObject) -> None:
        super().__init__(editing, parent)
        self.findings = Findings()  # of tools, for reports
        self._follows_newest_k = True
        self._chosen_k = 0  # by the person in an earlier sweep, to be shown again; 0 for none
        self._is_running = False
        self._refining: RefineRun | None = None
        self._editing.taught.connect(self._on_taught)
        self._editing.run_names_changed.connect(self.runs_changed)

    # A sweep

    def forget(self, grid: Grid) -> None:
        """Let go of everything: another scene is there."""
        self.end_early()
        self._grid = grid
        before = self._state
        self._state = SweepState()
        self._hue = self._chosen_k = 0
        self.findings.clear()
        self._show_k(0)
        self.runs_changed.emit()
        _let_go([before])
        del before

    def known(self, settings: SweepSettings) -> tuple[KResult, ...]:
        """Return the final results that a sweep need not compute again."""
        return self._state.known(settings)

    def continued(self, run: Run) -> Run:
        """Return the current run with the range of another, where that goes on with it."""
        return self._state.continued(run)

    def begin(self, run: Run) -> None:
        """Start a sweep; what need not be computed again is there at once."""
        self.end_early()
        self._state.begin(run)
        self.runs_changed.emit()
        self._follows_newest_k = self.result is None
        self._is_running = True
        self.started.emit(run.settings)
        for result in self._state.in_range:
            self.k_finished.emit(result)
        if self.result is None:
            self._hue = 0
            self._show_k(0)

    def take_restored(self, restored: RestoredRuns, k: int, classes: tuple[int, ...] = ()) -> None:
        """Take runs that were saved, as far as they are known; look at a k and classes of one.

        The same runs may come again, with maps that are sharper. What is final comes after them,
        by `take_result` or `take_whole`.
        """
        known = {run.id for run in self.runs}
        for each in restored.runs:
            self._put_back(each)
        if restored.current_id not in known:
            self._state.switch_to(restored.current_id)
            self._follows_newest_k, self._is_running = False, True
            self._hue, self.k = 0, k
            self.started.emit(self._state.settings)
        self.runs_changed.emit()
        self.looks_changed.emit(self.looks())
        for result in self._state.in_range:
            self.k_finished.emit(result)
        if self._state.advice is not None:
            self.advice_changed.emit(self._state.advice)
        if k in self._state.results:
            self._show_k(k)
            self.select_clusters(classes)

    def _put_back(self, each: RestoredRun) -> None:
        if each.run.id not in {run.id for run in self.runs}:
            pending = each.saved if each.saved.ks else None
            self._state.put_back(RunState(each.run, number=each.saved.number, pending=pending))
        state = self._state.run(each.run.id)
        final = {result.k for result in state.final}
        for skipped in each.saved.skipped:
            state.add(skipped)
        for result in each.results:
            if result.k not in final:
                state.add(self._described(result))
        state.advice = each.advice

    def take_whole(self, run_id: str, result: KResult) -> None:
        """Take one k of a saved run, final, whichever run is shown."""
        if self.run is not None and run_id == self.run.id:
            self.take_result(result)
        elif run_id in {run.id for run in self.runs}:
            self._state.run(run_id).add(self._described(result))

    def pending(self, settings: SweepSettings) -> SavedSweep | None:
        """Return what a sweep goes on with that was saved and is not whole again."""
        state = self._state.pending(settings)
        return None if state is None else state.pending

    @property
    def to_restore(self) -> tuple[tuple[Run, SavedSweep], ...]:
        """All runs that were saved and are not whole again, the one that is shown first."""
        waiting = [state for state in self._state.states if state.pending is not None]
        waiting.sort(key=lambda state: state is not self._state.current)
        return tuple((state.run, state.pending) for state in waiting if state.pending)

    def tell_whole(self) -> None:
        """Say that runs have changed behind what is shown."""
        self.runs_changed.emit()

    def take_result(self, result: KResult) -> None:
        """Take what is known about one k, estimate or final."""
        result = self._described(result)
        self._state.add(result)
        self.looks_changed.emit(self.looks())
        self.k_finished.emit(result)
        is_new = result.k > self.k or result.is_estimate
        if result.k == self.k:
            selected = self.selected
            self._show_k(result.k)
            if selected and selected != self.selected:  # the same classes, better known
                self.select_clusters(selected)
        elif self._follows_newest_k and is_new:
            self._show_k(result.k)

    def take_skipped(self, skipped: KSkipped) -> None:
        """Take a k that cannot be fitted."""
        self._state.add(skipped)
        self.k_skipped.emit(skipped)

    def take_advice(self, advice: Advice) -> None:
        """Take what the curves say so far."""
        self._state.advise(advice)
        self.advice_changed.emit(advice)

    def finish(self, sweep: SweepResult) -> None:
        """Take the end of the sweep."""
        self._is_running = False
        self._state.finish(sweep)
        ks = [result.k for result in self._state.in_range]
        if self._follows_newest_k or self.k not in ks:
            self._show_k(self._chosen_k if self._chosen_k in ks else self._best_supported_k())
        self.finished.emit(sweep)

    def end_early(self) -> SweepResult | None:
        """Take the end of a sweep that stopped or failed; return what there is of it.

        None where no sweep was running.
        """
        self.end_refining()
        so_far = self.sweep
        if not self._is_running or so_far is None:
            return None
        self._is_running = False
        if so_far.results:  # the last of them may have come without its advice
            self.take_advice(advise(so_far.results, so_far.skipped))
        self.finished.emit(so_far)
        return so_far

    # Exact passes

    def begin_refining(self, n_passes: int) -> None:
        """Get ready for passes that replace results as a whole; all that is there stays shown."""
        self.end_early()
        self._refining = RefineRun(n_passes, self._state.in_range)

    def take_pass(self, done: RefinedPass) -> None:
        """Take what one pass gave."""
        if self._refining is None:
            return
        self._refining.take(done)
        replaced = [self._state.results[result.k] for result in done.results]
        arrived = [self._described(result) for result in done.results]
        for result in arrived:
            self._state.add(result)
        for result in arrived:
            self.k_finished.emit(result)
        if self.k in [result.k for result in arrived]:
            self._show_k(self.k)
        _let_go(replaced)

    def finish_refining(self, sweep: SweepResult) -> None:
        """Take the end of all passes."""
        self._state.finish(sweep)
        self.end_refining()

    def end_refining(self) -> Refinement | None:
        """Sum up the passes, whatever became of them; None where none were under way."""
        run, self._refining = self._refining, None
        if run is None:
            return None
        outcome = run.outcome(self._state.in_range)
        self.refined.emit(outcome)
        return outcome

    # What is looked at

    @property
    def follows_newest_k(self) -> bool:
        """Whether each k of a sweep is looked at as it comes, since nobody has chosen another."""
        return self._is_running and self._follows_newest_k

    def select_k(self, k: int) -> None:
        """Look at one k."""
        if k in self._state.results:
            self._follows_newest_k = False
            self._chosen_k = k
            self._show_k(k)

    def switch_to(self, run_id: str) -> None:
        """Look at another of the runs that are kept."""
        if self.run is None or run_id == self.run.id or run_id not in {one.id for one in self.runs}:
            return
        self.end_early()
        self._state.switch_to(run_id)
        self._show_run()

    def remove_run(self, run_id: str) -> None:
        """Keep a run no longer; where it was current, the latest of the others is."""
        was_current = self.run is not None and run_id == self.run.id
        if was_current:
            self.end_early()
        removed = self._state.remove(run_id)
        if removed is not None:
            _let_go([removed])
            if was_current:
                self._show_run()
            else:
                self.runs_changed.emit()

    def _show_run(self) -> None:
        """Show everything of the run that has become current."""
        self.runs_changed.emit()
        sweep = self.sweep
        if sweep is None:
            self._show_k(0)
            return
        self._hue = 0  # colours of another run are those of other things
        self.started.emit(sweep.settings)
        self.looks_changed.emit(self.looks())
        for result in sweep.results:
            self.k_finished.emit(result)
        for skipped in sweep.skipped:
            self.k_skipped.emit(skipped)
        if self._state.advice is not None:
            self.advice_changed.emit(self._state.advice)
        known = [result.k for result in sweep.results]
        self._show_k(self.k if self.k in known else self._best_supported_k())
        self.finished.emit(sweep)

    def _best_supported_k(self) -> int:
        """Return the k to look at first once all are there: a supported one, not a verdict."""
        advice, ks = self._state.advice, [result.k for result in self._state.in_range]
        candidates = (advice.elbow, *advice.defensible) if advice else ()
        return next((k for k in candidates if k in ks), ks[-1] if ks else 0)

    @Slot(object)
    def _on_taught(self) -> None:
        self._state.describe(self._described)
        self.looks_changed.emit(self.looks())
        if self.result is not None:
            self.result_shown.emit(self.result)


def _let_go(results: list[Any]) -> None:
    """Drop results beside the window: the room of eight full maps takes a tenth of a second."""
    if results:
        Thread(target=results.clear, name="old maps").start()
