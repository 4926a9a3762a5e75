"""Suggest names for classes after those of another k, another run, or a map of another program."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from weakref import ref

import numpy as np
from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.arrays import ByteArray, IntArray
from app.clustering.legends.legend import Legend, LegendKey
from app.clustering.legends.meeting import MapOnGrid
from app.clustering.legends.overlap import best_pairs, by_classes
from app.clustering.legends.suggestions import Given, Suggestion, given_by, suggestions, taken
from app.clustering.results import KResult, LabelMap
from app.engine import suggesting
from app.engine.suggesting import NamedMap
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Level, Message
from app.session.desks.edit_desk import EditDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.edits import Edits
from app.session.job_kind import JobKind

NONE: Mapping[int, Suggestion] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NameSource:
    """Where names can come from.

    Attributes
    ----------
    key
        The k of a run; None for a map of another program.
    title
        As it is offered.
    """

    key: LegendKey | None
    title: str


@dataclass(frozen=True, slots=True, eq=False)
class _Meeting:
    """Two maps whose labels are counted; none is held: their runs may go."""

    source: "ref[ByteArray]"
    target: "ref[ByteArray]"

    def is_of(self, source: MapOnGrid, target: MapOnGrid) -> bool:
        """Whether it is these two."""
        return self.source() is source.map.labels and self.target() is target.map.labels


class SuggestionDesk(QObject):
    """What classes may be called; taken over one by one or all at once, never by itself.

    Attributes
    ----------
    now
        For the selected k, by the numbers of its classes.
    chosen
        Where names come from by the person's choice; None where those that were given last are
        taken.
    is_off
        Whether nothing is suggested.

    Signals
    -------
    changed
        Other names are suggested, or none.
    message_raised : (Message,)
        Names were found in a map, or there can be none.
    """

    changed = Signal()
    message_raised = Signal(object)

    def __init__(
        self, editing: EditDesk, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.now: Mapping[int, Suggestion] = NONE
        self.chosen: NameSource | None = None
        self.is_off = False
        self._editing, self._scenes, self._sweeps = editing, scenes, sweeps
        self._edited: list[LegendKey] = []  # the latest last
        self._file: NamedMap | None = None
        self._n_px: IntArray = np.zeros((1, 1), np.int64)
        self._of: _Meeting | None = None  # what was counted
        self._wanted: _Meeting | None = None  # what is being counted
        self._reading = JobRunner(self)
        self._reading.returned.connect(self._on_read)
        self._reading.failed.connect(self._on_failed)
        self._jobs = JobRunner(self)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)
        editing.edited.connect(self._on_edited)
        scenes.scene_opened.connect(self._on_scene_opened)
        sweeps.result_shown.connect(self._look)

    @property
    def source(self) -> NameSource | None:
        """Where names come from now; None where there is nothing to take them from."""
        if self.is_off:
            return None
        if self.chosen is not None:
            is_other = self.chosen.key != self._sweeps.key(self._sweeps.k)
            return self.chosen if is_other else None
        return next(iter(self.sources()), None)

    def sources(self) -> tuple[NameSource, ...]:
        """Return all k of all runs that have names to give, those that were given last first."""
        shown, legends = self._sweeps.key(self._sweeps.k), self._editing.now.legends
        named = [
            key
            for key, legend in legends.items()
            if key != shown and any(one.name for one in legend.classes)
        ]
        order = {key: place for place, key in enumerate(self._edited)}
        named.sort(key=lambda key: order.get(key, -1), reverse=True)
        found = [(key, self._title(key)) for key in named]
        return tuple(NameSource(key, title) for key, title in found if title)

    def choose(self, source: NameSource | None) -> None:
        """Take names from one k of one run; None for those that were given last."""
        self.chosen, self.is_off = source, False
        self._look()

    def turn_off(self) -> None:
        """Suggest nothing."""
        self.is_off = True
        self._look()

    def read_map(self, path: Path) -> None:
        """Take names from a classified map of the same place."""
        self._reading.start(JobKind.READ_NAMES, partial(suggesting.read_named_map, path))

    def take(self, numbers: Iterable[int]) -> None:
        """Call some classes as is suggested, in one step."""
        chosen = {number: self.now[number] for number in numbers if number in self.now}
        if not chosen:
            return
        legend = taken(self._legend, chosen)
        one = next(iter(chosen.values())).name
        text = f"name {one}" if len(chosen) == 1 else f"taking of {len(chosen)} names"
        self._editing.set_legend(self._sweeps.key(self._sweeps.k), legend, text)

    def take_all(self) -> None:
        """Call all classes as is suggested, in one step."""
        self.take(self.now)

    def stop(self) -> None:
        """Ask what is being looked for to stop."""
        self._jobs.stop()
        self._reading.stop()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._reading.shut_down(deadline)
        self._jobs.shut_down(deadline)

    @property
    def _legend(self) -> Legend:
        return self._sweeps.legend_of(self._sweeps.k)

    def _title(self, key: LegendKey) -> str:
        """Return what a k is offered as; empty where it is not kept any more."""
        run_id, k = key
        if self._sweeps.result_in(*key) is None:
            return ""
        if self._sweeps.run is not None and run_id == self._sweeps.run.id:
            return f"k = {k}"
        run = next(one for one in self._sweeps.runs if one.id == run_id)
        when = "" if run.started is None else f", {run.started.astimezone():%H:%M}"
        return f"k = {k} of the run with {len(run.settings.band_names)} bands{when}"

    @Slot()
    def _look(self) -> None:
        """Suggest what is known; look for what is not."""
        source, result = self.source, self._sweeps.result
        if source is None or result is None or self._scenes.scene is None:
            self._tell(NONE)
            return
        maps = self._maps(source, result)
        if maps is None:
            self._tell(NONE)
            return
        base, target, is_of_preview = maps
        if self._of is not None and self._of.is_of(base, target):
            pairs = best_pairs(by_classes(self._n_px, base.table(), target.table()))
            given, legend = self._given(source), self._legend
            self._tell(suggestions(pairs, given, legend, is_of_preview=is_of_preview))
        elif self._wanted is None or not self._wanted.is_of(base, target):
            self._tell(NONE)
            self._wanted = _Meeting(ref(base.map.labels), ref(target.map.labels))
            self._jobs.start(JobKind.SUGGEST, partial(suggesting.count_labels, base, target))

    def _maps(
        self, source: NameSource, result: KResult
    ) -> tuple[MapOnGrid, MapOnGrid, bool] | None:
        """Return both maps with their classes, and whether only previews of them are at hand."""
        legend = self._legend
        if source.key is None:
            if self._file is None:
                return None
            target = self._on_grid(result.full or result.preview, legend)
            return self._file.map, target, result.full is None
        base = self._sweeps.result_in(*source.key)
        if base is None:
            return None
        of_base = self._editing.legend(source.key, source.key[1])
        if base.full is None or result.full is None:
            maps, is_of_preview = (base.preview, result.preview), True
        else:
            maps, is_of_preview = (base.full, result.full), False
        return self._on_grid(maps[0], of_base), self._on_grid(maps[1], legend), is_of_preview

    def _given(self, source: NameSource) -> Mapping[int, Given]:
        if source.key is None:
            return {} if self._file is None else self._file.given
        return given_by(self._editing.legend(source.key, source.key[1]))

    def _on_grid(self, labels: LabelMap, legend: Legend) -> MapOnGrid:
        """Return a map with its classes."""
        scene = self._scenes.scene
        assert scene is not None  # noqa: S101 - whoever asks has looked
        return MapOnGrid(labels, scene.grid, scene.title, legend.table())

    def _tell(self, found: Mapping[int, Suggestion]) -> None:
        if found != self.now:
            self.now = found
            self.changed.emit()

    @Slot(object)
    def _on_edited(self, before: Edits) -> None:
        now = self._editing.now.legends
        if before.legends == now:
            return
        for key in now:
            if before.legends.get(key) != now[key]:
                self._edited = [*(other for other in self._edited if other != key), key]
        self._look()

    @Slot()
    def _on_scene_opened(self) -> None:
        self._edited = []
        self._file = self.chosen = self._of = self._wanted = None
        self.stop()
        self._tell(NONE)

    @Slot(object, object)
    def _on_returned(self, _job: Job, value: object) -> None:
        if isinstance(value, np.ndarray):
            self._n_px, self._of, self._wanted = value, self._wanted, None
            self._look()

    @Slot(object, object)
    def _on_read(self, _job: Job, value: NamedMap) -> None:
        self._file, self._of = value, None
        self.choose(NameSource(None, value.map.title))

    @Slot(object, object)
    def _on_failed(self, job: Job, error: AppError) -> None:
        if job.kind is JobKind.SUGGEST:  # looked for again only where another choice is made
            self._n_px, self._of = np.zeros((1, 1), np.int64), self._wanted
            self._wanted = None
        level = Level.WARNING if job.kind is JobKind.SUGGEST else Level.ERROR
        message = Message.of_error(error)
        self.message_raised.emit(
            Message(level, message.title, message.detail, message.hint, key="suggestions")
        )
