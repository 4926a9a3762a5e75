"""Read the classes of the k that is looked at, beside other work and only while somebody looks."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.clustering.legends.map_steps import Groups
from app.clustering.reading.class_reading import ClassReading
from app.clustering.reading.label_moments import Moments
from app.clustering.results import KResult
from app.engine.reading import class_reading
from app.engine.reading.class_reading import ReadClasses
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Message
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.job_kind import JobKind
from app.session.remedies import Situation, remedies_of


class ReadingDesk(QObject):
    """Order what the card of a class tells; all classes of a k are read at once.

    Signals
    -------
    read : (ClassReading | None,)
        What is known of the classes of the k that is looked at; None while nothing is.
    message_raised : (Message,)
        They cannot be read.
    """

    read = Signal(object)
    message_raised = Signal(object)

    def __init__(self, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._scenes, self._sweeps = scenes, sweeps
        self._is_watched = False
        self._reading: ClassReading | None = None
        self._of: tuple[KResult, Groups] | None = None  # what is read, or was
        self._known: tuple[KResult, Moments] | None = None  # of every pixel
        self._jobs = JobRunner(self)
        self._jobs.yielded.connect(self._on_read)
        self._jobs.returned.connect(self._on_read)
        self._jobs.failed.connect(self._on_failed)
        sweeps.selection_changed.connect(self._renew)
        sweeps.result_shown.connect(self._renew)
        sweeps.looks_changed.connect(self._renew)

    @property
    def reading(self) -> ClassReading | None:
        """What is known of the classes of the k that is looked at."""
        return self._reading

    def watch(self, *, is_watched: bool) -> None:
        """Read from now on whatever is selected, or read no more."""
        self._is_watched = is_watched
        self._renew()

    def stop(self) -> None:
        """Ask the reading to stop."""
        self._jobs.stop()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait; nothing is begun any more."""
        self._is_watched = False
        self._jobs.shut_down(deadline)

    @Slot()
    def _renew(self) -> None:
        """Read what is looked at, unless that is read or nobody looks."""
        opened, settings = self._scenes.opened, self._sweeps.settings
        result = self._sweeps.result
        if opened is None or settings is None or result is None:
            self._forget()
            return
        legend = self._sweeps.legend_of(result.k)
        groups = tuple(one.members for one in legend.classes)
        wanted = result, groups
        if self._of is not None and (self._of[0] is not result or self._of[1] != groups):
            self._forget()
        if self._of is not None or not self._is_watched or not self._sweeps.cluster:
            return
        if self._sweeps.steps_wanted() is not None:  # its map is still being made
            return
        known = self._known[1] if self._known and self._known[0] is result else None
        self._of = wanted
        read = partial(class_reading.read_classes, opened, settings, result, groups, known)
        self._jobs.start(JobKind.READ_CLASSES, read)

    def _forget(self) -> None:
        self._of = None
        self._jobs.stop()
        if self._reading is not None:
            self._reading = None
            self.read.emit(None)

    @Slot(object, object)
    def _on_read(self, _job: Job, step: object) -> None:
        if not isinstance(step, ReadClasses) or self._of is None:
            return
        if not step.moments.is_of_sample:
            self._known = self._of[0], step.moments
        self._reading = step.reading
        self.read.emit(step.reading)

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        ways = remedies_of(JobKind.READ_CLASSES, error, now=Situation(self._scenes.scene))
        self.message_raised.emit(replace(Message.of_error(error), remedies=ways))
