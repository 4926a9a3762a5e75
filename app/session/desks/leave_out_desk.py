"""Look up which pixels are left out when a person has chosen, beside other work."""

from collections.abc import Callable
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
from app.steps import Steps


class LeaveOutDesk(QObject):
    """Take what is to be left out; it becomes an edit once the pixels are known.

    Signals
    -------
    looking_changed : (bool,)
        Whether pixels are being looked up.
    refused : (LeaveOut,)
        It cannot be left out; what was chosen before still is, and comes along.
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
        self._scene: Scene | None = None  # in which it is
        self._jobs = JobRunner(self)
        self._jobs.returned.connect(self._on_found)
        self._jobs.failed.connect(self._on_failed)
        self._jobs.busy_changed.connect(self.looking_changed)
        scenes.scene_opened.connect(self._on_scene_opened)
        editing.nodata_changed.connect(self._on_nodata_changed)

    @property
    def wanted(self) -> LeaveOut:
        """What was asked for last, looked up or not."""
        return self._wanted or self._editing.now.nodata.leave_out

    @property
    def is_looking(self) -> bool:
        """Whether pixels are being looked up."""
        return self._jobs.is_busy

    def choose(self, leave_out: LeaveOut) -> None:
        """Leave out this and nothing else."""
        if leave_out != self.wanted:
            self._start(partial(_known, leave_out))

    def add_area(self, area: Area) -> None:
        """Let pixels take part in one more area, or not in it."""
        try:
            wanted = replace(self.wanted, areas=(*self.wanted.areas, area))
        except AppError as error:  # too large, with the others
            self._tell(error)
            return
        self._start(partial(_known, wanted))

    def load_area(self, path: Path, *, is_inside: bool = True) -> None:
        """Add an area from a file."""
        self._start(partial(leaving_out.with_area, self.wanted, path, is_inside=is_inside))

    def remove_areas(self) -> None:
        """Let areas decide no longer."""
        self.choose(replace(self.wanted, areas=()))

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._jobs.shut_down(deadline)

    def _start(self, make: Callable[[], LeaveOut]) -> None:
        scene = self._scenes.scene
        if scene is None:
            return
        self._scene = scene
        if make.func is _known:  # type: ignore[attr-defined]
            self._wanted = make()
        rule, budget = self._editing.now.nodata, self._scenes.budget
        self._jobs.start(JobKind.LEAVE_OUT, partial(_look_up, scene, rule, make, budget))

    def _tell(self, error: AppError) -> None:
        self._wanted = None
        self.message_raised.emit(Message.of_error(error))
        self.refused.emit(self._editing.now.nodata.leave_out)

    @Slot(object, object)
    def _on_found(self, _job: Job, found: NoDataRule) -> None:
        self._wanted = None
        if self._scene is self._scenes.scene:
            now = self._editing.now.nodata
            self._editing.set_nodata(replace(now, leave_out=found.leave_out, masks=found.masks))

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        if self._scene is self._scenes.scene:
            self._tell(error)
