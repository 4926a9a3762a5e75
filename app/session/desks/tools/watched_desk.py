"""Find again what is chosen in a tool while it is open, and cut details of what was found."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot
from typing_extensions import override

from app.clustering.naming.cluster_look import LabelPicture
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.session.desks.edit_desk import EditDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.tools.tool_desk import ToolDesk
from app.session.job_kind import JobKind
from app.steps import Progress, Steps


class WatchedDesk(ToolDesk):
    """What the desks share whose results follow what is chosen, back and forth.

    Signals
    -------
    detail_made : (LabelPicture,)
        Part of what is shown as finely as the screen shows it.
    """

    detail_made = Signal(object)

    def __init__(self, editing: EditDesk, scenes: SceneDesk, parent: QObject) -> None:
        super().__init__(editing, scenes, parent)
        self._is_watched = False
        self._asked: Any = None  # what is being found, or could not be
        self._cut_of: object = None
        self._details = JobRunner(self)
        self._details.returned.connect(self._on_detail)
        scenes.surveyed.connect(self._catch_up)

    @property
    def shown(self) -> object:
        """What details are cut of; None where nothing is found."""
        return None

    def watch(self, *, is_watched: bool) -> None:
        """Find what is chosen from now on, or no more: the tool is open, or closed."""
        self._is_watched = is_watched
        self.hold(is_open=is_watched)
        if is_watched:
            self.catch_up()
        else:
            if self._jobs.is_busy:
                self._asked = None  # it goes on when the tool opens again
            self.rest()

    @override
    def shut_down(self, deadline: QDeadlineTimer) -> None:
        self._is_watched = False
        self._details.shut_down(deadline)
        super().shut_down(deadline)

    def catch_up(self) -> None:
        """Find what is chosen where it is not known; nothing here.

        What could not be found, or was stopped, is not begun again by itself.
        """

    def cut(self, make: Callable[[], Steps[Progress, LabelPicture]]) -> None:
        """Cut part of what is shown, while the tool is open."""
        if self._is_watched:
            self._cut_of = self.shown
            self._details.start(JobKind.USE_TOOL, make)

    @Slot()
    def _catch_up(self) -> None:
        self.catch_up()

    @Slot(object, object)
    def _on_detail(self, _job: Job, picture: LabelPicture) -> None:
        if self._cut_of is not None and self._cut_of is self.shown:
            self.detail_made.emit(picture)
