"""Make runs of a project whole again, one after the other, while nothing else is done."""

from functools import partial

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.clustering.results import KResult
from app.engine.projects import restoring
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Message
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.job_kind import JobKind


class RestoringDesk(QObject):
    """Label every pixel for runs that came with a project, behind what the person does.

    Until then their figures are those of the file, and their maps those of the preview.

    Signals
    -------
    message_raised : (Message,)
        A run cannot be made whole, or its pixels have changed.
    """

    message_raised = Signal(object)

    def __init__(self, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._scenes = scenes
        self._sweeps = sweeps
        self._is_held = False  # by work that the person waits for
        self._is_over = False
        self._refused: set[str] = set()  # runs that cannot be made whole
        self._run_id = ""
        self._jobs = JobRunner(self)
        self._jobs.yielded.connect(self._on_yielded)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)
        self._jobs.stopped.connect(self._look)
        sweeps.runs_changed.connect(self._on_runs_changed)

    @property
    def is_busy(self) -> bool:
        """Whether a run is being made whole."""
        return self._jobs.is_busy

    @Slot(bool)
    def give_way(self, is_held: bool) -> None:  # noqa: FBT001 -- a slot of busy_changed
        """Let other work have the machine, or go on."""
        self._is_held = is_held
        if is_held:
            self._jobs.stop()
        else:
            self._look()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._is_over = True  # other jobs that end later give nothing free
        self._jobs.shut_down(deadline)

    @Slot()
    def _on_runs_changed(self) -> None:
        if not self._sweeps.runs:  # another scene
            self._refused.clear()
        if self._run_id not in [run.id for run in self._sweeps.runs]:
            self._jobs.stop()
        self._look()

    @Slot()
    def _look(self) -> None:
        """Begin with the next run that is not whole, if nothing else is done."""
        opened = self._scenes.opened
        if self._is_held or self._is_over or self._jobs.is_busy or opened is None:
            return
        waiting = [one for one in self._sweeps.to_restore if one[0].id not in self._refused]
        if waiting:
            run, saved = waiting[0]
            self._run_id = run.id
            self._jobs.start(JobKind.RESTORE, partial(restoring.restore, opened, saved, run))

    @property
    def _shown_id(self) -> str:
        return "" if self._sweeps.run is None else self._sweeps.run.id

    @Slot(object, object)
    def _on_yielded(self, _job: Job, step: object) -> None:
        if isinstance(step, KResult):
            self._sweeps.take_whole(self._run_id, step)
        elif isinstance(step, Message) and self._run_id == self._shown_id:
            self.message_raised.emit(step)  # of others the one that is shown has told

    @Slot(object, object)
    def _on_returned(self, _job: Job, _value: object) -> None:
        self._refused.add(self._run_id)  # once is enough, whatever is still missing of it
        self._sweeps.tell_whole()

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        self._refused.add(self._run_id)
        self.message_raised.emit(Message.of_error(error))
        self._look()
