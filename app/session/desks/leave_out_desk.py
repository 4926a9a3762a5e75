"""Look up which pixels are left out when a person has chosen, beside other work."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.engine.scenes import leaving_out
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Level, Message
from app.scene.leaving_out.drawn import Shape, drawn_area
from app.scene.leaving_out.leave_out import Area, ClusterOrigin, LeaveOut, Meaning
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene
from app.session.desks.edit_desk import EditDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.job_kind import JobKind
from app.session.remedies import Situation, remedies_of
from app.steps import Progress, Steps


class LeaveOutDesk(QObject):
    """Take what is to be left out; it becomes an edit once the pixels are known.

    Signals
    -------
    looking_changed : (bool,)
        Whether pixels are being looked up.
    wanted_changed : (LeaveOut,)
        This was asked for, and is being looked up.
    awaited_changed : (bool,)
        Whether a sweep waits for what is looked up.
    progressed : (Progress,)
        How far the look-up is that a sweep waits for.
    sweep_wanted : ()
        What was asked for together with another sweep has become an edit.
    refused : (NoDataRule,)
        It cannot be left out; what counts still comes along.
    message_raised : (Message,)
        Why it cannot.
    """

    looking_changed = Signal(bool)
    wanted_changed = Signal(object)
    awaited_changed = Signal(bool)
    progressed = Signal(object)
    sweep_wanted = Signal()
    refused = Signal(object)
    message_raised = Signal(object)

    def __init__(
        self, editing: EditDesk, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._editing = editing
        self._scenes = scenes
        self._sweeps = sweeps
        self._wanted: LeaveOut | None = None  # while it is looked up
        self._asked_in: Scene | None = None
        self._sweeps_after: Job | None = None  # it brings what is to be swept at once
        self._is_awaited = False
        self._jobs = JobRunner(self)
        self._jobs.yielded.connect(self._on_yielded)
        self._jobs.returned.connect(self._on_found)
        self._jobs.failed.connect(self._on_failed)
        self._jobs.busy_changed.connect(self.looking_changed)
        scenes.scene_opened.connect(self._on_scene_opened)

    @property
    def wanted(self) -> LeaveOut:
        """What was asked for last, looked up or not."""
        return self._wanted or self._editing.now.nodata.leave_out

    @property
    def is_looking(self) -> bool:
        """Whether pixels are being looked up."""
        return self._jobs.is_busy

    @property
    def is_awaited(self) -> bool:
        """Whether a sweep waits for what is looked up."""
        return self._is_awaited

    def await_sweep(self, *, is_wanted: bool = True) -> None:
        """Ask for a sweep once the pixels are known, or let it be."""
        is_awaited = is_wanted and self.is_looking
        if is_awaited != self._is_awaited:
            self._is_awaited = is_awaited
            self.awaited_changed.emit(is_awaited)

    def choose(self, leave_out: LeaveOut) -> None:
        """Leave out this and nothing else."""
        scene = self._scenes.scene
        if scene is not None and leave_out != self.wanted:
            self._wanted = leave_out
            self.wanted_changed.emit(leave_out)
            rule = replace(self._editing.now.nodata, leave_out=leave_out)
            make = partial(leaving_out.masked, scene, rule, self._scenes.budget)
            self._start(scene, make)

    def leave_fill_out(self) -> None:
        """Leave out what the quality band marks as fill, beside all else."""
        wanted = self.wanted
        if Meaning.FILL not in wanted.meanings:
            self.choose(replace(wanted, meanings=(*wanted.meanings, Meaning.FILL)))

    def add_area(self, area: Area) -> None:
        """Let pixels take part in one more area, or leave them out in it."""
        try:
            self.choose(replace(self.wanted, areas=(*self.wanted.areas, area)))
        except AppError as error:  # too large, with the others
            self._tell(error)

    def add_drawn(self, shape: Shape, corners: Sequence[tuple[float, float]]) -> None:
        """Add the area within an outline of columns and rows."""
        scene = self._scenes.scene
        if scene is not None:
            taken = {area.name for area in self.wanted.areas}
            self.add_area(drawn_area(shape, corners, scene.grid, taken))

    def load_area(self, path: Path, *, is_inside: bool = True) -> None:
        """Add an area from a file."""
        scene = self._scenes.scene
        if scene is not None:
            rule = replace(self._editing.now.nodata, leave_out=self.wanted)
            make = partial(
                leaving_out.with_area_of,
                path,
                scene,
                rule,
                self._scenes.budget,
                is_inside=is_inside,
            )
            self._start(scene, make)

    def use_cluster(self, *, is_inside: bool) -> None:
        """Leave out the selected cluster, or all but it, and ask for another sweep."""
        scene, result, look = self._scenes.scene, self._sweeps.result, self._sweeps.look()
        cluster = self._sweeps.cluster
        sweep = self._sweeps.sweep
        if scene is None or sweep is None or result is None or look is None or cluster == 0:
            return
        if result.full is None:
            self.message_raised.emit(
                Message(
                    Level.INFO,
                    "Cluster not ready yet",
                    f"The map of k = {result.k} is an estimate from a sample so far.",
                    "Wait until every pixel is labelled.",
                )
            )
            return
        rule = replace(self._editing.now.nodata, leave_out=self.wanted)
        make = partial(
            leaving_out.with_cluster_of,
            result.full.labels,
            ClusterOrigin(sweep.run.id, result.k, look.labels_of(cluster)),
            scene,
            rule,
            self._scenes.budget,
            name=f"{look.name_of(cluster)} of k = {result.k}",
            is_inside=is_inside,
        )
        self._sweeps_after = self._start(scene, make)

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._jobs.shut_down(deadline)

    def _start(self, scene: Scene, make: Callable[[], Steps[Progress, NoDataRule]]) -> Job:
        self._asked_in = scene
        return self._jobs.start(JobKind.LEAVE_OUT, make)

    def _tell(self, error: AppError) -> None:
        self._wanted = None
        self.await_sweep(is_wanted=False)  # with pixels that were to be left out
        ways = remedies_of(JobKind.LEAVE_OUT, error, now=self._situation())
        self.message_raised.emit(replace(Message.of_error(error), remedies=ways))
        self.refused.emit(self._editing.now.nodata)

    def _situation(self) -> Situation:
        return Situation(self._scenes.scene, self._scenes.survey, self._editing.now)

    @Slot(object)
    def _on_scene_opened(self, _scene: Scene) -> None:
        self._jobs.stop()
        self._wanted = None
        self.await_sweep(is_wanted=False)

    @Slot(object, object)
    def _on_yielded(self, _job: Job, step: object) -> None:
        if self._is_awaited and isinstance(step, Progress):
            self.progressed.emit(step)

    @Slot(object, object)
    def _on_found(self, job: Job, found: NoDataRule) -> None:
        """Make an edit of it; whatever else counts as no data may have changed meanwhile."""
        if self._asked_in is not self._scenes.scene:  # another was opened since
            return
        self._wanted = None
        now = self._editing.now.nodata
        self._editing.set_nodata(replace(now, leave_out=found.leave_out, masks=found.masks))
        is_awaited = self._is_awaited
        self.await_sweep(is_wanted=False)
        if is_awaited or job == self._sweeps_after:
            self.sweep_wanted.emit()

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        if self._asked_in is self._scenes.scene:
            self._tell(error)
