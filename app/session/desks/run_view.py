"""Know which run, k and classes are looked at, and how they look."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.arrays import Window
from app.clustering.legends.class_figures import class_signatures
from app.clustering.legends.legend import Legend, LegendKey
from app.clustering.legends.legend_look import look_of_result
from app.clustering.legends.map_steps import Groups, MapStep
from app.clustering.naming.cluster_look import ClusterLook, LabelPicture
from app.clustering.naming.looks import Palette
from app.clustering.results import KResult, SweepResult
from app.clustering.run import Run
from app.clustering.run_entry import RunEntry
from app.clustering.settings import SweepSettings
from app.engine.scenes.describing import result_as_in
from app.engine.writing import LaidOver
from app.scene.grids.grid import Grid
from app.session.desks.edit_desk import EditDesk
from app.session.run_state import RunState
from app.session.sweep_state import SweepState


class RunView(QObject):
    """The runs that are kept, through the legends that were made of them.

    Signals
    -------
    looks_changed : (Mapping[int, ClusterLook],)
        Numbers, names and colours of the classes of every k, also after undo and redo.
    k_selected, labels_changed, cluster_selected
        What is looked at; k 0 and class 0 are none.
    selection_changed : (tuple[int, ...],)
        All classes that are selected, by their numbers; the last of them is `cluster`.
    map_wanted
        The map of a legend that is looked at has still to be made.
    result_shown : (KResult | None,)
        What there is of the selected k.
    palette_changed : (Palette,)
        Colours that nobody chose come from elsewhere.
    """

    looks_changed = Signal(object)
    k_selected = Signal(int)
    labels_changed = Signal(object)
    cluster_selected = Signal(int)
    selection_changed = Signal(object)
    map_wanted = Signal()
    result_shown = Signal(object)
    palette_changed = Signal(object)

    def __init__(self, editing: EditDesk, parent: QObject) -> None:
        super().__init__(parent)
        self.k = 0
        self.cluster = 0
        self.selected: tuple[int, ...] = ()
        self.palette = Palette.SCENE
        self._hue = 0  # of the selected thing, which some k may not tell apart; 0 for none
        self._grid: Grid | None = None
        self._editing = editing
        self._state = SweepState()
        self._shown: KResult | None = None
        self._classed: tuple[KResult, Groups, KResult] | None = None
        self._meant: tuple[KResult | None, tuple[int, ...]] = (None, ())  # by what is selected
        self._editing.legends_changed.connect(self._on_legends_changed)

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
    def runs(self) -> tuple[Run, ...]:
        """All that are kept."""
        return self._state.runs

    @property
    def run(self) -> Run | None:
        """The current one; None before the first."""
        return self._state.current.run if self._state.current else None

    @property
    def entries(self) -> tuple[RunEntry, ...]:
        """All runs that are kept, as a list shows them."""
        return tuple(self._entry(state) for state in self._state.states)

    def entry(self, run_id: str) -> RunEntry | None:
        """Return one of them; None where it is not kept."""
        return next((one for one in self.entries if one.id == run_id), None)

    @property
    def found(self) -> KResult | None:
        """What the sweep found for the selected k, whatever was made of its map since."""
        return self._state.results.get(self.k)

    @property
    def result(self) -> KResult | None:
        """What is known about the selected k, with the map that its legend is laid over."""
        return self.result_of(self.k)

    @property
    def classed(self) -> KResult | None:
        """The selected k with the spectra of its classes, in the order of the legend."""
        result = self.result
        if result is None:
            return None
        legend = self.legend_of(self.k)
        groups = tuple(one.members for one in legend.classes)  # names and colours change no figure
        if self._classed is None or (self._classed[0], self._classed[1]) != (result, groups):
            signatures = class_signatures(result.signatures, legend)
            self._classed = result, groups, replace(result, signatures=signatures)
        return self._classed[2]

    def result_of(self, k: int) -> KResult | None:
        """Return what is known about one k of the current run; see `result`."""
        current = self._state.current
        return None if current is None else current.shown(k, self.legend_of(k))

    def legend_of(self, k: int) -> Legend:
        """Return the classes of one k of the current run."""
        return self._editing.legend(self.key(k), k)

    def key(self, k: int) -> LegendKey:
        """Return what the legend of one k of the current run is kept under."""
        return (self.run.id if self.run else "", k)

    def result_in(self, run_id: str, k: int) -> KResult | None:
        """Return one k of one of the runs, with the map that its legend is laid over.

        None where nothing is known of it.
        """
        state = self._kept(run_id)
        return None if state is None else state.shown(k, self._editing.legend((run_id, k), k))

    def look_in(self, run_id: str, k: int) -> ClusterLook | None:
        """Return how the classes of one k of one of the runs look."""
        result = self.result_in(run_id, k)
        if result is None:
            return None
        return look_of_result(self._editing.legend((run_id, k), k), result, self.palette)

    @property
    def states(self) -> tuple[RunState, ...]:
        """All runs that are kept, with all that is known of each."""
        return self._state.states

    @property
    def everything(self) -> tuple[KResult, ...]:
        """What is kept of all runs, and all maps that were made of them."""
        states = self._state.states
        return tuple(one for each in states for one in (*each.results.values(), *each.revised))

    @property
    def out_of_sight(self) -> tuple[KResult, ...]:
        """What of it nothing in the window shows."""
        return self._state.out_of_sight(self.result)

    def exchange(self, before: KResult, after: KResult) -> None:
        """Keep a result that is out of sight in other arrays."""
        if any(before is one for one in self.out_of_sight):
            self._state.exchange(before, after)

    def steps_wanted(
        self, key: LegendKey | None = None
    ) -> tuple[KResult, Legend, tuple[MapStep, ...]] | None:
        """Return from which map, for which legend, by which steps a map is to be made.

        None where it is there. Without a key the one that is shown.
        """
        run_id, k = key or self.key(self.k)
        state, legend = self._kept(run_id), self._editing.legend((run_id, k), k)
        nearest, steps = state.nearest_revised(k, legend) if state else (None, ())
        return (nearest, legend, steps) if nearest is not None and steps else None

    def laid_over(self, k: int, run_id: str = "") -> LaidOver:
        """Return the legend of one k, and the map it is laid over as far as that is made.

        Raises
        ------
        KeyError
            Nothing is known of that k, or of the run; the current one where none is told.
        """
        state = self._state_of(run_id)
        legend = self._editing.legend((state.run.id, k), k)
        nearest, steps = state.nearest_revised(k, legend)
        if nearest is None:
            raise KeyError(k)
        return LaidOver(legend, nearest, steps)

    def sweep_of(self, run_id: str) -> SweepResult:
        """Return what is known of a run; for its parameter and errors see `laid_over`."""
        return self._state_of(run_id).so_far()

    def _state_of(self, run_id: str) -> RunState:
        state = self._kept(run_id) if run_id else self._state.current
        if state is None:
            raise KeyError(run_id)
        return state

    def _kept(self, run_id: str) -> RunState | None:
        return next((one for one in self._state.states if one.run.id == run_id), None)

    def look(self) -> ClusterLook | None:
        """Return how the classes of the selected k look."""
        return self._look_of(self.found) if self.found else None

    def looks(self) -> Mapping[int, ClusterLook]:
        """Return how the classes of every k look."""
        return {k: self._look_of(result) for k, result in self._state.results.items()}

    # What is looked at

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of classes that nobody coloured from elsewhere, in all runs."""
        if palette is not self.palette:
            self.palette = palette
            self.palette_changed.emit(palette)
            self.looks_changed.emit(self.looks())

    def select_cluster(self, number: int) -> None:
        """Look at one class of the selected k, and at the same thing in others; 0 for none."""
        self.select_clusters((number,) if number else ())

    def select_clusters(self, numbers: Iterable[int]) -> None:
        """Look at several classes of the selected k, at the last of them above all."""
        if self.result is None:
            return
        known = self.legend_of(self.k).numbers
        self.selected = tuple(number for number in dict.fromkeys(numbers) if number in known)
        self.cluster = self.selected[-1] if self.selected else 0
        hues = self.result.hues
        known_hues = [hues[label - 1] for label in self._members() if label <= len(hues)]
        self._hue = known_hues[0] if known_hues else 0
        self._tell_selection()

    def add_cluster(self, number: int) -> None:
        """Look at one class more of the selected k, or at one less."""
        others = tuple(one for one in self.selected if one != number)
        self.select_clusters(others if number in self.selected else (*others, number))

    def take_revised(self, legend: Legend, result: KResult, run_id: str = "") -> None:
        """Take the map that the steps of a legend lead to, of the current run if none is told."""
        state = self._kept(run_id) if run_id else self._state.current
        if state is not None:
            state.keep_revised(legend.steps, self._described(result))
            if state is self._state.current and result.k == self.k:
                self._on_legends_changed()

    def _look_of(self, result: KResult) -> ClusterLook:
        return look_of_result(self.legend_of(result.k), result, self.palette)

    def _show_k(self, k: int) -> None:
        self.k = k
        self.k_selected.emit(k)
        self.show_labels()
        result = self.found
        hues = result.hues if result is not None else ()
        label = hues.index(self._hue) + 1 if self._hue in hues else 0
        self.selected = self.legend_of(k).numbers_of((label,)) if label else ()
        self.cluster = self.selected[-1] if self.selected else 0
        self._tell_selection()

    def _members(self) -> tuple[int, ...]:
        """Return the labels of the class that is looked at above all."""
        return self.legend_of(self.k).of(self.cluster).members if self.cluster else ()

    def _tell_selection(self) -> None:
        self._meant = self.result, self._members()
        self.cluster_selected.emit(self.cluster)
        self.selection_changed.emit(self.selected)

    def show_labels(self) -> None:
        """Show the map of the selected k as its legend wants it, or what there is of it."""
        result = self._shown = self.result
        if result is not None and self._grid is not None:
            window = Window(0, 0, self._grid.height, self._grid.width)
            self.labels_changed.emit(LabelPicture(result.preview.labels, window))
        self.result_shown.emit(result)
        if self.steps_wanted() is not None:
            self.map_wanted.emit()

    def _entry(self, state: RunState) -> RunEntry:
        scene, edits = self._editing.scene, self._editing.now
        return RunEntry(
            state.run,
            state.number,
            edits.run_names.get(state.run.id, ""),
            () if scene is None else scene.band_names,
            tuple(result.k for result in state.in_range),
            tuple(sorted(k for run_id, k in edits.legends if run_id == state.run.id)),
        )

    def _described(self, result: KResult) -> KResult:
        """Return a result whose bands are called as the person calls them now."""
        scene = self._editing.scene
        return result if scene is None else result_as_in(scene, result)

    @Slot()
    def _on_legends_changed(self) -> None:
        """Show what was made of the clusters; only where another map is wanted are labels drawn."""
        self.looks_changed.emit(self.looks())
        known = self.legend_of(self.k).numbers
        if not set(self.selected) <= set(known):
            self.select_clusters(self.selected)
        if self.result is not self._shown:
            self.show_labels()
        elif self.steps_wanted() is not None:
            self.map_wanted.emit()
        if self.cluster and self._meant != (self.result, self._members()):
            self._tell_selection()  # the same class, of other pixels
