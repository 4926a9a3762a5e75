"""Make classes of the clusters of the selected k, and have maps made where they want others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app import plain_text
from app.clustering.legends.dendrogram import Dendrogram, grow_dendrogram
from app.clustering.legends.legend import Legend, LegendKey
from app.clustering.legends.legend_look import look_of_result
from app.clustering.legends.map_steps import MapStep
from app.clustering.naming.cluster_look import ClusterLook, Rgb
from app.clustering.results import KResult, LabelMap
from app.engine import classes
from app.engine.classes import FoundParts
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Level, Message
from app.session.desks.edit_desk import EditDesk
from app.session.desks.runs.disk_full import with_runs_to_remove
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.job_kind import JobKind
from app.steps import Progress


@dataclass(frozen=True, slots=True, eq=False)
class SplitProposal:
    """A class as it would be after a split, to be looked at before it is made.

    Attributes
    ----------
    legend, look
        As they would be.
    preview
        Labels of the preview.
    parts
        Numbers of the classes it would become; the first is its own.
    shares
        Of each part among the pixels of the class.
    """

    legend: Legend
    look: ClusterLook
    preview: LabelMap
    parts: tuple[int, ...]
    shares: tuple[float, ...]


class ClassDesk(QObject):
    """What a person makes of clusters; each act is one step that can be undone.

    Signals
    -------
    proposed : (SplitProposal | None,)
        How a split would look; None where none is looked at any more.
    parts_missing
        There are no such parts as were asked for.
    making_changed : (bool,)
        Whether a map is being made, or parts are looked for.
    progressed : (Progress,)
        How far that is.
    message_raised : (Message,)
        What cannot be done, and why.
    """

    proposed = Signal(object)
    parts_missing = Signal()
    making_changed = Signal(bool)
    progressed = Signal(object)
    message_raised = Signal(object)

    def __init__(
        self, editing: EditDesk, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._editing = editing
        self._scenes = scenes
        self._sweeps = sweeps
        self._proposal: SplitProposal | None = None
        self._asked: tuple[KResult, LegendKey, Legend] | None = None
        self._making: tuple[Job, KResult, Legend] | None = None
        self._jobs = JobRunner(self)
        self._jobs.yielded.connect(self._on_yielded)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)
        self._jobs.stopped.connect(self._on_stopped)
        self._jobs.busy_changed.connect(self.making_changed)
        sweeps.map_wanted.connect(self._make_map)
        sweeps.result_shown.connect(self.drop_split)
        editing.legends_changed.connect(self.drop_split)

    @property
    def legend(self) -> Legend:
        """The classes of the selected k."""
        return self._sweeps.legend_of(self._sweeps.k)

    @property
    def proposal(self) -> SplitProposal | None:
        """The split that is looked at."""
        return self._proposal

    def tree(self) -> Dendrogram | None:
        """Return which classes of the selected k are alike, in their order; None without one."""
        result = self._sweeps.classed
        if result is None:
            return None
        found = result.signatures
        means = np.nan_to_num(found.mean)  # a class may have no pixel yet
        return grow_dendrogram(means, found.n_px, result.model.describe().scaling)

    @property
    def is_making(self) -> bool:
        """Whether a map is being made, or parts are looked for."""
        return self._jobs.is_busy

    # One step each

    def rename(self, number: int, name: str, colour: Rgb | None = None) -> None:
        """Call a class otherwise, with a colour that comes with the name.

        An empty name takes its name away.
        """
        if self._has(number):
            name = plain_text.name(name)
            legend = self.legend.renamed(number, name)
            if colour is not None:
                legend = legend.recoloured(number, colour)
            self._set(legend, f"name {name}" if name else "name")

    def recolour(self, number: int, colour: Rgb | None) -> None:
        """Colour a class otherwise; None for the colour of the palette."""
        if self._has(number):
            self._set(self.legend.recoloured(number, colour), "colour")

    def recolour_all(self, colours: Mapping[int, Rgb | None]) -> None:
        """Colour several classes otherwise, in one step."""
        legend = self.legend
        for number, colour in colours.items():
            if number in legend.numbers:
                legend = legend.recoloured(number, colour)
        self._set(legend, "colours")

    def merge(self, numbers: Iterable[int]) -> None:
        """Join classes to one: the first stays, with its name and colour; it is then selected."""
        known = [number for number in dict.fromkeys(numbers) if self._has(number)]
        if len(known) > 1:
            self._set(self.legend.merged(known), f"merging of {len(known)} classes")
            self._sweeps.select_cluster(known[0])

    def merge_groups(self, groups: Iterable[tuple[int, ...]]) -> None:
        """Join the classes of each group to one, all in one step."""
        legend = self.legend
        for group in groups:
            legend = legend.merged(group)
        self._set(legend, "merging of classes")

    def take_out(self, numbers: Iterable[int]) -> None:
        """Let all members of some classes stand alone again."""
        legend = self.legend
        for number in numbers:
            if self._has(number):
                legend = legend.taken_out(number)
        self._set(legend, "taking out")

    def take_step(self, step: MapStep, text: str) -> None:
        """Change the map of the selected k by one step; it is made beside other work."""
        if self._sweeps.result is not None:
            self._set(self.legend.after(step), text)

    # Splits

    def propose_split(self, number: int, n_parts: int) -> None:
        """Look for parts of a class, and show how they would lie."""
        opened, settings, result = self._scenes.opened, self._sweeps.settings, self._sweeps.result
        if opened is None or settings is None or result is None or not self._has(number):
            return
        if result.full is None or self._sweeps.steps_wanted() is not None:
            self._say_not_ready(result.k, is_estimate=result.full is None)
            return
        k, legend = self._sweeps.k, self.legend
        labels = legend.free_labels(n_parts, k)
        if len(labels) < n_parts:
            self._say(
                "No numbers left",
                "A map holds 255 classes and parts of classes, and all are in use.",
                "Undo splits that are not needed.",
            )
            return
        members = legend.of(number).members
        self._asked = result, self._sweeps.key(k), legend
        make = partial(classes.propose_split, opened, settings, result, members, labels)
        self._jobs.start(JobKind.SPLIT, make, is_awaited=True)

    def accept_split(self) -> None:
        """Make the split that is looked at; its first part keeps the class."""
        proposal = self._proposal
        if proposal is not None:
            n_parts = len(proposal.legend.classes) - len(self.legend.classes) + 1
            self._set(proposal.legend, f"splitting in {n_parts}")

    @Slot()
    def drop_split(self) -> None:
        """Look at no split any more."""
        self._asked = None
        if self._proposal is not None:
            self._proposal = None
            self.proposed.emit(None)

    def stop(self) -> None:
        """Ask what is being made to stop."""
        self._jobs.stop()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._jobs.shut_down(deadline)

    def _has(self, number: int) -> bool:
        return self._sweeps.result is not None and number in self.legend.numbers

    def _set(self, legend: Legend, text: str) -> None:
        self._editing.set_legend(self._sweeps.key(self._sweeps.k), legend, text)

    def _say(self, title: str, detail: str, hint: str) -> None:
        self.message_raised.emit(Message(Level.INFO, title, detail, hint))

    def _say_not_ready(self, k: int, *, is_estimate: bool) -> None:
        so_far = "an estimate from a sample so far" if is_estimate else "still being made"
        detail = f"The map of k = {k} is {so_far}."
        self._say("Class not ready yet", detail, "Wait until every pixel is labelled.")

    @Slot()
    def _make_map(self) -> None:
        """Make the map of the legend that is looked at, where it is not there yet."""
        opened, settings = self._scenes.opened, self._sweeps.settings
        wanted = self._sweeps.steps_wanted()
        if opened is None or settings is None or wanted is None or wanted[0].full is None:
            return
        result, legend, steps = wanted
        if self._making is not None and self._making[2].steps == legend.steps:
            return
        make = partial(classes.revise, opened, settings, result, steps)
        job = self._jobs.start(JobKind.REVISE, make)
        self._making = job, self._sweeps.found or result, legend

    @Slot(object, object)
    def _on_yielded(self, _job: Job, step: object) -> None:
        if isinstance(step, Progress):
            self.progressed.emit(step)

    @Slot(object, object)
    def _on_returned(self, job: Job, value: object) -> None:
        if job.kind is JobKind.REVISE and isinstance(value, KResult):
            made, self._making = self._making, None
            if made is not None and made[1] is self._sweeps.found:
                self._sweeps.take_revised(made[2], value)
            else:  # another sweep, or another k, since
                self._make_map()
        elif isinstance(value, FoundParts):
            self._show_proposal(value)

    def _show_proposal(self, found: FoundParts) -> None:
        asked, self._asked = self._asked, None
        if asked is None:
            return
        result, key, legend = asked
        if key != self._sweeps.key(self._sweeps.k) or legend != self.legend:
            return
        after = legend.split(found.split)
        look = look_of_result(after, result, self._sweeps.palette)
        parts = tuple(after.numbers_of((label,))[0] for label in found.split.labels)
        self._proposal = SplitProposal(after, look, found.preview, parts, found.shares)
        self.proposed.emit(self._proposal)

    @Slot(object, object)
    def _on_failed(self, job: Job, error: AppError) -> None:
        self._making = self._asked = None
        if job.kind is JobKind.SPLIT:
            self.parts_missing.emit()
        message, run = Message.of_error(error), self._sweeps.run
        current_id = "" if run is None else run.id
        message = with_runs_to_remove(message, error, self._sweeps.entries, current_id)
        self.message_raised.emit(message)

    @Slot(object)
    def _on_stopped(self, job: Job) -> None:
        """Forget what was under way; what took its place goes on by itself."""
        if self._making is not None and self._making[0] == job:
            self._making = None
        elif not self._jobs.is_busy:
            self._asked = None
