"""Keep the sweep as it arrives, and which k and cluster of it are looked at."""

from collections.abc import Mapping
from threading import Thread

from PySide6.QtCore import QObject, Signal, Slot

from app import plain_text
from app.arrays import Window
from app.clustering.evidence.advice import advise
from app.clustering.naming.cluster_look import ClusterLook, LabelPicture, Rgb
from app.clustering.naming.looks import look_of
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
from app.engine.scenes.describing import result_as_in
from app.scene.grids.grid import Grid
from app.session.desks.edit_desk import EditDesk
from app.session.refine_run import RefineRun
from app.session.sweep_state import SweepState


class SweepDesk(QObject):
    """Take results as they arrive; follow the newest k until the person chooses one.

    Signals
    -------
    started, k_finished, k_skipped, advice_changed, finished
        A sweep arrives; the same k may finish twice, first as an estimate. `finished` comes
        exactly once for each `started`, whatever became of the sweep.
    refined : (Refinement,)
        What exact passes brought; those k that changed have finished anew. Exactly once for each
        `begin_refining`.
    looks_changed : (Mapping[int, ClusterLook],)
        Names and colours of every k, also after undo and redo.
    k_selected, labels_changed, cluster_selected
        What is looked at; k 0 and cluster 0 are none.
    result_shown : (KResult | None,)
        What there is of the selected k.
    """

    started = Signal(object)
    k_finished = Signal(object)
    k_skipped = Signal(object)
    advice_changed = Signal(object)
    finished = Signal(object)
    refined = Signal(object)
    looks_changed = Signal(object)
    k_selected = Signal(int)
    labels_changed = Signal(object)
    cluster_selected = Signal(int)
    result_shown = Signal(object)

    def __init__(self, editing: EditDesk, parent: QObject) -> None:
        super().__init__(parent)
        self.k = 0
        self.cluster = 0
        self._hue = 0  # of the selected thing, which some k may not tell apart; 0 for none
        self._grid: Grid | None = None
        self._editing = editing
        self._follows_newest_k = True
        self._chosen_k = 0  # by the person in an earlier sweep, to be shown again; 0 for none
        self._is_running = False
        self._refining: RefineRun | None = None
        self._state = SweepState()
        self._editing.names_or_colours_changed.connect(self._on_looks_edited)
        self._editing.taught.connect(self._on_taught)

    # What is there

    @property
    def settings(self) -> SweepSettings | None:
        """Settings of the current sweep."""
        return self._state.settings

    @property
    def sweep(self) -> SweepResult | None:
        """The current sweep, finished or not; None before the first."""
        return self._state.so_far()

    @property
    def result(self) -> KResult | None:
        """What is known about the selected k."""
        return self._state.results.get(self.k)

    def look(self) -> ClusterLook | None:
        """Return names and colours of the clusters of the selected k."""
        return self._look_of(self.result) if self.result else None

    def looks(self) -> Mapping[int, ClusterLook]:
        """Return names and colours for every k there is."""
        return {k: self._look_of(result) for k, result in self._state.results.items()}

    # A sweep

    def forget(self, grid: Grid) -> None:
        """Let go of everything: another scene is there."""
        self.end_early()
        self._grid = grid
        before = list(self._state.results.values())
        self._state = SweepState()
        self._hue = self._chosen_k = 0
        self._show_k(0)
        _let_go(before)

    def known(self, settings: SweepSettings) -> tuple[KResult, ...]:
        """Return the final results that a sweep need not compute again."""
        return self._state.known(settings)

    def continued(self, run: Run) -> Run:
        """Return the current run with the range of another, where that goes on with it."""
        return self._state.continued(run)

    def begin(self, run: Run) -> None:
        """Start a sweep; what need not be computed again is there at once."""
        self.end_early()
        before = list(self._state.results.values())
        self._state.begin(run)
        self._follows_newest_k = self.result is None
        self._is_running = True
        self.started.emit(run.settings)
        for result in self._state.in_range:
            self.k_finished.emit(result)
        if self.result is None:
            self._hue = 0
            self._show_k(0)
        _let_go(before)

    def begin_saved(self, run: Run, k: int) -> None:
        """Make room for a sweep that was saved; look at one k as soon as it is there."""
        self.begin(run)
        self._follows_newest_k = False
        self.k = k

    def take_result(self, result: KResult) -> None:
        """Take what is known about one k, estimate or final."""
        result = self._described(result)
        self._state.add(result)
        self.looks_changed.emit(self.looks())
        self.k_finished.emit(result)
        is_new = result.k > self.k or result.is_estimate
        if result.k == self.k or (self._follows_newest_k and is_new):
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
        if self._follows_newest_k or self.result is None:
            is_chosen = self._chosen_k in [result.k for result in self._state.in_range]
            self._show_k(self._chosen_k if is_chosen else self._best_supported_k())
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

    def select_k(self, k: int) -> None:
        """Look at one k."""
        if k in self._state.results:
            self._follows_newest_k = False
            self._chosen_k = k
            self._show_k(k)

    def select_cluster(self, cluster: int) -> None:
        """Look at one cluster of the selected k, and at the same thing in others; 0 for none."""
        result = self.result
        if result is not None and 0 <= cluster <= result.k:
            self.cluster = cluster
            self._hue = result.hues[cluster - 1] if cluster else 0
            self.cluster_selected.emit(cluster)

    def rename_cluster(self, cluster: int, name: str) -> None:
        """Name a cluster of the selected k; the thing keeps the name over all k."""
        if self.result is not None:
            self._editing.rename(self.result.hues[cluster - 1], plain_text.name(name))

    def recolour_cluster(self, cluster: int, colour: Rgb) -> None:
        """Colour a cluster of the selected k; the thing keeps the colour over all k."""
        if self.result is not None:
            self._editing.recolour(self.result.hues[cluster - 1], colour)

    def _look_of(self, result: KResult) -> ClusterLook:
        edits = self._editing.now
        return look_of(result.hues, edits.names, edits.colours)

    def _show_k(self, k: int) -> None:
        self.k = k
        self.k_selected.emit(k)
        result = self.result
        if result is not None and self._grid is not None:
            window = Window(0, 0, self._grid.height, self._grid.width)
            self.labels_changed.emit(LabelPicture(result.preview.labels, window))
        self.result_shown.emit(result)
        hues = result.hues if result is not None else ()
        self.cluster = hues.index(self._hue) + 1 if self._hue in hues else 0
        self.cluster_selected.emit(self.cluster)

    def _best_supported_k(self) -> int:
        """Return the k to look at first once all are there: a supported one, not a verdict."""
        advice, ks = self._state.advice, [result.k for result in self._state.in_range]
        candidates = (advice.elbow, *advice.defensible) if advice else ()
        return next((k for k in candidates if k in ks), ks[-1] if ks else 0)

    def _described(self, result: KResult) -> KResult:
        """Return a result whose bands are called as the person calls them now."""
        scene = self._editing.scene
        return result if scene is None else result_as_in(scene, result)

    @Slot(object)
    def _on_taught(self) -> None:
        self._state.describe(self._described)
        self.looks_changed.emit(self.looks())
        if self.result is not None:
            self.result_shown.emit(self.result)

    @Slot()
    def _on_looks_edited(self) -> None:
        self.looks_changed.emit(self.looks())


def _let_go(results: list[KResult]) -> None:
    """Drop results beside the window: the room of eight full maps takes a tenth of a second."""
    if results:
        Thread(target=results.clear, name="old maps").start()
