"""Find clouds by a clear scene, and leave them out, as strictly as a person wants."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.clustering.clouds.wishes import CloudWishes
from app.engine.tools.sky import leaving_out
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Level, Message
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene
from app.session.desks.edit_desk import EditDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.job_kind import JobKind

if TYPE_CHECKING:  # it brings the libraries, which come after the window
    from app.engine.tools.sky.finding import FoundSky


class CloudDesk(QObject):
    """Keep what a clear scene tells of the sky over the open one.

    Signals
    -------
    finding_changed : (bool,)
        Whether clouds are being looked for.
    strictness_offered : (bool,)
        Whether it can be chosen how strictly clouds are left out.
    message_raised : (Message,)
        What was found, or why nothing was.
    """

    finding_changed = Signal(bool)
    strictness_offered = Signal(bool)
    message_raised = Signal(object)

    def __init__(self, editing: EditDesk, scenes: SceneDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._editing, self._scenes = editing, scenes
        self._found: FoundSky | None = None
        self._wishes = CloudWishes()
        self._asked_in: Scene | None = None
        self._looking: Job | None = None
        self._jobs = JobRunner(self)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)
        self._jobs.busy_changed.connect(self.finding_changed)
        scenes.scene_opened.connect(self._on_scene_opened)
        editing.nodata_changed.connect(self._on_nodata_changed)

    def find(self, paths: Sequence[Path]) -> None:
        """Find the clouds of the open scene by a clear one, and leave them out."""
        scene = self._scenes.scene
        if scene is not None:
            self._asked_in = scene
            make = partial(leaving_out.look_for_clouds, tuple(paths), scene, self._scenes.budget)
            self._looking = self._jobs.start(JobKind.FIND_CLOUDS, make)

    def set_strictness(self, share: float) -> None:
        """Leave out thinner clouds and weaker shadows, or only thicker ones."""
        if self._found is not None and share != self._wishes.strictness:
            self._wishes = replace(self._wishes, strictness=share)
            self._leave_out(self._found)

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._jobs.shut_down(deadline)

    def _leave_out(self, found: "FoundSky") -> None:
        self._asked_in = self._scenes.scene
        rule = self._editing.now.nodata
        make = partial(leaving_out.without_clouds, found, self._wishes, rule, self._scenes.budget)
        self._jobs.start(JobKind.LEAVE_OUT, make)

    @Slot(object)
    def _on_scene_opened(self, _scene: Scene) -> None:
        self._jobs.stop()
        self._found = None
        self._wishes = CloudWishes()
        self.strictness_offered.emit(self._found is not None)

    @Slot(object)
    def _on_nodata_changed(self, rule: NoDataRule) -> None:
        is_left_out = leaving_out.leaves_found(rule.leave_out)
        self.strictness_offered.emit(self._found is not None and is_left_out)

    @Slot(object, object)
    def _on_returned(self, job: Job, value: "FoundSky | NoDataRule") -> None:
        if self._asked_in is not self._scenes.scene:  # another was opened since
            return
        if isinstance(value, NoDataRule):
            now = self._editing.now.nodata
            self._editing.set_nodata(replace(now, leave_out=value.leave_out, masks=value.masks))
        elif job == self._looking and value.changes.has_clouds:
            self._found, self._wishes = value, CloudWishes()
            self._leave_out(value)
        else:
            self.message_raised.emit(_nothing(value))

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        if self._asked_in is self._scenes.scene:
            self.message_raised.emit(Message.of_error(error))


def _nothing(found: "FoundSky") -> Message:
    return Message(
        Level.INFO,
        "No cloud found",
        f"Nothing in {found.pair.later.title} rose in all visible bands alike since "
        f"{found.clear_title}.",
        "Choose another clear scene if you see clouds.",
    )
