"""Keep labels of places among the edits: painted, drawn, loaded; and lay them onto the scene."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app import plain_text
from app.clustering.naming.cluster_look import Rgb
from app.clustering.naming.palette import N_COLOURS, palette
from app.clustering.partial.choices import PartialChoices
from app.engine.tools.partial import marking
from app.engine.tools.partial.marking import MarkedScene
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.products.projects.tools.tool_edits import ToolEdits
from app.products.requests import ExportReport
from app.scene.areas.labelled.painted import (
    ERASED,
    Mark,
    MarkKind,
    PaintedLabels,
    refuse_too_many,
)
from app.scene.grids.grid import Grid
from app.session import job_steps
from app.session.desks.edit_desk import EditDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.tools.tool_desk import written
from app.session.job_kind import JobKind
from app.session.remedies import Situation, refusal

_SEEN_ON_GROUND = (0, 2, 3, 4, 8, 10)  # of the palette: no green or brown, lost among fields

Place = tuple[float, float]
"""Column and row, in pixel-corner coordinates."""


class LabelDesk(QObject):
    """What a person says of places; each act is one step that can be undone.

    Signals
    -------
    choices_changed : (PartialChoices,)
        Labels, or what is wished and decided with them, are others.
    marked : (MarkedScene,)
        Which pixels labels cover.
    writing_changed : (bool,)
        Whether a file is being written.
    message_raised : (Message,)
        What was written, or why something cannot be done.
    """

    choices_changed = Signal(object)
    marked = Signal(object)
    writing_changed = Signal(bool)
    message_raised = Signal(object)

    def __init__(self, editing: EditDesk, scenes: SceneDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._editing, self._scenes = editing, scenes
        self._is_watched = False
        self._told: PartialChoices | None = None
        self._marked: MarkedScene | None = None
        self._loading: tuple[Path, PaintedLabels] | None = None
        self._marking, self._reading = JobRunner(self), JobRunner(self)
        self._saving = JobRunner(self)  # what is to be saved is saved, whatever is clicked next
        self._marking.returned.connect(self._on_marked)
        self._marking.failed.connect(self._on_failed)
        self._reading.returned.connect(self._on_read)
        self._reading.failed.connect(self._on_failed)
        self._saving.returned.connect(self._on_saved)
        self._saving.failed.connect(self._on_failed)
        self._saving.stopped.connect(self._on_saving_stopped)
        self._saving.busy_changed.connect(self.writing_changed)
        editing.tools_changed.connect(self._on_tools_changed)
        editing.begun.connect(self._forget)

    @property
    def choices(self) -> PartialChoices:
        """What is chosen."""
        return self._editing.now.tools.partial or PartialChoices()

    @property
    def marked_scene(self) -> MarkedScene | None:
        """Which pixels labels cover; None before it is known."""
        return self._marked

    @property
    def is_writing(self) -> bool:
        """Whether a file is being written."""
        return self._saving.is_busy

    @property
    def n_used(self) -> int:
        """How many labels anything is marked with."""
        return len({mark.label for mark in self.choices.labels.marks} - {ERASED})

    def watch(self, *, is_watched: bool) -> None:
        """Lay labels out from now on, or no more."""
        self._is_watched = is_watched
        if is_watched:
            self._tell(self.choices)

    def let_go(self) -> None:
        """Let go of the pixels that labels cover; they are laid out again for who watches."""
        self._marking.stop()
        self._marked = None

    def choose(self, choices: PartialChoices, text: str) -> None:
        """Choose otherwise; `text` says what was done, as undo calls it."""
        tools = replace(self._editing.now.tools, partial=choices)
        self._editing.set_tools(tools, text)

    def add_label(self) -> None:
        """Add a label, called and coloured as no other is."""
        labels = self.choices.labels
        taken = {each.name for each in labels.classes}
        number = len(labels.classes) + 1
        while f"Label {number}" in taken:
            number += 1
        self._mark(labels.with_class(f"Label {number}", self._free_colour()), "new label")

    def rename(self, number: int, name: str) -> None:
        """Call a label otherwise."""
        name = plain_text.name(name).strip()
        if name:
            self._mark(self.choices.labels.changed(number, name=name), f"label {name}")

    def recolour(self, number: int, colour: Rgb) -> None:
        """Colour a label otherwise."""
        self._mark(self.choices.labels.changed(number, colour=colour), "colour of a label")

    def remove(self, number: int) -> None:
        """Remove a label, and all that was marked with it."""
        self._mark(self.choices.labels.without(number), "removal of a label")

    def clear(self) -> None:
        """Take all marks away; the labels stay."""
        self._mark(replace(self.choices.labels, marks=()), "removal of all marks")

    def paint(self, number: int, line: Sequence[Place], size_px: int) -> None:
        """Take a stroke of the brush with a label; `ERASED` takes labels away."""
        scene = self._editing.scene
        if scene is None or not line or (number == ERASED and self.choices.labels.is_empty):
            return
        radius = size_px / 2 * _pixel_size(scene.grid)
        points = _on_map(line, scene.grid)
        mark = Mark(MarkKind.STROKE, number, points, radius=radius)
        self._add(mark, "erasing of labels" if number == ERASED else "brush stroke")

    def draw(self, number: int, corners: Sequence[Place]) -> None:
        """Take a polygon with a label."""
        scene = self._editing.scene
        if scene is not None:
            ring = _on_map(corners, scene.grid)
            self._add(Mark(MarkKind.AREA, number, polygons=((ring,),)), "polygon with a label")

    def load(self, path: Path) -> None:
        """Lay the labels of a file over those that are there."""
        scene = self._editing.scene
        if scene is not None:
            labels = self.choices.labels
            self._loading = path, labels
            make = partial(marking.load_labels, path, labels, scene, palette(N_COLOURS))
            self._reading.start(JobKind.LOAD_LABELS, make)

    def save(self, path: Path) -> None:
        """Write the labels to a file."""
        scene = self._editing.scene
        if scene is not None:
            make = partial(marking.save_labels, path, self.choices.labels, scene)
            self._saving.start(JobKind.SAVE_LABELS, make, waits_for_end=True)

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._is_watched = False
        self._marking.shut_down(deadline)
        self._reading.shut_down(deadline)
        self._saving.shut_down(deadline)

    def _free_colour(self) -> Rgb:
        taken = {each.colour for each in self.choices.labels.classes}
        known = palette(N_COLOURS)
        usual = [known[place] for place in _SEEN_ON_GROUND]
        usual += [colour for colour in known if colour not in usual]
        free = (colour for colour in usual if colour not in taken)
        return next(free, usual[len(taken) % N_COLOURS])

    def _add(self, mark: Mark, text: str) -> None:
        labels = self.choices.labels.marked((mark,))
        try:
            refuse_too_many(labels)
        except AppError as error:
            self.message_raised.emit(refusal(JobKind.USE_TOOL, error, now=self._situation()))
            self.choices_changed.emit(self.choices)
        else:
            self._mark(labels, text)

    def _mark(self, labels: PaintedLabels, text: str) -> None:
        """Take other labels; what was decided of clusters found by others is void."""
        self.choose(replace(self.choices, labels=labels, decisions=()), text)

    def _tell(self, choices: PartialChoices) -> None:
        """Tell what is chosen, and have it laid out where somebody looks."""
        self._told = choices
        self.choices_changed.emit(choices)
        scene = self._editing.scene
        is_known = self._marked is not None and self._marked.labels == choices.labels
        if is_known and self._marked is not None:
            self._marking.stop()
            self.marked.emit(self._marked)
        elif self._is_watched and scene is not None:
            make = partial(marking.mark_scene, choices.labels, scene, self._marked)
            self._marking.start(JobKind.USE_TOOL, make)

    def _situation(self) -> Situation:
        return Situation(self._scenes.scene, self._scenes.survey, self._editing.now)

    @Slot(object)
    def _on_tools_changed(self, tools: ToolEdits) -> None:
        """Follow what is chosen, also back and forth."""
        choices = tools.partial or PartialChoices()
        if choices != self._told:
            self._tell(choices)

    @Slot()
    def _forget(self) -> None:
        self._marking.stop()
        self._reading.stop()
        self._marked = self._loading = None
        self._tell(self.choices)

    @Slot(object, object)
    def _on_marked(self, _job: Job, marked: MarkedScene) -> None:
        if marked.labels == self.choices.labels:
            self._marked = marked
            self.marked.emit(marked)

    @Slot(object, object)
    def _on_saved(self, _job: Job, report: ExportReport) -> None:
        self.message_raised.emit(written(report, "Labels saved"))

    @Slot(object)
    def _on_saving_stopped(self, job: Job) -> None:
        self.message_raised.emit(job_steps.note(*job_steps.STOPPED[job.kind]))

    @Slot(object, object)
    def _on_read(self, _job: Job, loaded: PaintedLabels) -> None:
        """Take labels of a file; they are laid once more over what was painted meanwhile."""
        if self._loading is None:  # another scene is open
            return
        path, before = self._loading
        if before == self.choices.labels:
            self._loading = None
            self._mark(loaded, "labels of a file")
        else:
            self.load(path)

    @Slot(object, object)
    def _on_failed(self, job: Job, error: AppError) -> None:
        self.message_raised.emit(refusal(job.kind, error, now=self._situation()))


def _pixel_size(grid: Grid) -> float:
    """Return the side of a pixel, in units of the map."""
    a, b, _, d, e, _ = grid.transform
    return float(abs(a * e - b * d) ** 0.5)


def _on_map(places: Sequence[Place], grid: Grid) -> tuple[float, ...]:
    """Return x and y in turns, to a thousandth of a pixel: more digits only fill projects."""
    n_digits = 3 - math.floor(math.log10(_pixel_size(grid)))
    return tuple(round(value, n_digits) for col, row in places for value in grid.xy(row, col))
