"""Hold the scenes among which a person has to choose, and have small pictures of them made."""

from functools import partial

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.engine.scenes import choosing
from app.engine.scenes.choosing import ChoicePicture
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.scene.scene_choice import SceneChoice
from app.session.job_kind import JobKind


class ChoiceDesk(QObject):
    """What was found instead of one scene.

    Attributes
    ----------
    choices
        The scenes; empty before the first.

    Signals
    -------
    found : (tuple[SceneChoice, ...],)
        There are several scenes, and one of them has to be chosen.
    pictured : (ChoicePicture,)
        One of them in small.
    """

    found = Signal(object)
    pictured = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.choices: tuple[SceneChoice, ...] = ()
        self._pictures = JobRunner(self)
        self._pictures.yielded.connect(self._on_yielded)

    def take(self, choices: tuple[SceneChoice, ...]) -> None:
        """Take what was found; pictures follow one after the other."""
        self.choices = choices
        self.offer()

    @Slot()
    def offer(self) -> None:
        """Let the person choose, also once more."""
        if self.choices:
            self.found.emit(self.choices)
            make = partial(choosing.picture_choices, self.choices)
            self._pictures.start(JobKind.PICTURE_CHOICES, make)

    @Slot()
    def stop(self) -> None:
        """Make no more pictures: nobody looks at them."""
        self._pictures.stop()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._pictures.shut_down(deadline)

    @Slot(object, object)
    def _on_yielded(self, _job: Job, step: object) -> None:
        if isinstance(step, ChoicePicture):
            self.pictured.emit(step)
