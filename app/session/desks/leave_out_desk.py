"""Look up which pixels are left out when a person has chosen, beside other work."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.engine import leaving_out
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Message
from app.scene.leaving_out.leave_out import Area, LeaveOut
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene
from app.session.desks.edit_desk import EditDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.job_kind import JobKind


class LeaveOutDesk(QObject):
    """Take what is to be left out; it becomes an edit once the pixels are known.

    Signals
    -------
    looking_changed : (bool,)
        Whether pixels are being looked up.
    refused : (NoDataRule,)
        It cannot be left out; what counts still comes along.
    message_raised : (Message,)
        Why it cannot.
    """

    looking_changed = Signal(bool)
    refused = Signal(object)
    message_raised = Signal(object)

    def __init__(self, editing: EditDesk, scenes: SceneDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._editing = editing
        self._scenes = scenes
        self._wanted: LeaveOut | None = None  # while it is looked up
        self._jobs = JobRunner(self)
        self._jobs.returned.connect(self._on_found)
        self._jobs.failed.connect(self._on_failed)
        self._jobs.busy_changed.connect(self.looking_changed)
        scenes.scene_opened.connect(self._on_scene_opened)

    @property
    def wanted(self) -> LeaveOut:
        """What was asked for last, looked up or not."""
        return self._wanted or self._editing.now.nodata.leave_out

    def choose(self, leave_out: LeaveOut) -> None:
        """Leave out this and nothing else."""
        scene = self._scenes.scene
        if scene is not None and leave_out != self.wanted:
            self._wanted = leave_out
            rule = replace(self._editing.now.nodata, leave_out=leave_out)
            make = partial(leaving_out.masked, scene, rule, self._scenes.budget)
            self._jobs.start(JobKind.LEAVE_OUT, make)

    def add_area(self, area: Area) -> None:
        """Let pixels take part in one more area, or leave them out in it."""
        try:
            self.choose(replace(self.wanted, areas=(*self.wanted.areas, area)))
        except AppError as error:  # too large, with the others
            self._tell(error)

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
            self._jobs.start(JobKind.LEAVE_OUT, make)

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._jobs.shut_down(deadline)

    def _tell(self, error: AppError) -> None:
        self._wanted = None
        self.message_raised.emit(Message.of_error(error))
        self.refused.emit(self._editing.now.nodata)

    @Slot(object)
    def _on_scene_opened(self, _scene: Scene) -> None:
        self._jobs.stop()
        self._wanted = None

    @Slot(object, object)
    def _on_found(self, _job: Job, found: NoDataRule) -> None:
        """Make an edit of it; whatever else counts as no data may have changed meanwhile."""
        self._wanted = None
        now = self._editing.now.nodata
        self._editing.set_nodata(replace(now, leave_out=found.leave_out, masks=found.masks))

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        self._tell(error)
