"""Hold what runs take in memory within a budget."""

from functools import partial

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.clustering.putting_aside import held_bytes
from app.engine import keeping
from app.errors import AppError, NoRoomError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Level, Message
from app.session.desks.runs.disk_full import with_runs_to_remove
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.job_kind import JobKind


class KeepingDesk(QObject):
    """Move to scratch files what is kept of runs and nothing shows, once all takes too much.

    Signals
    -------
    message_raised : (Message,)
        There is no room for it on the disk.
    """

    message_raised = Signal(object)

    def __init__(self, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._scenes = scenes
        self._sweeps = sweeps
        self._is_refused = False  # and nothing has been removed since
        self._jobs = JobRunner(self)
        self._jobs.yielded.connect(self._on_yielded)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)
        sweeps.runs_changed.connect(self._on_runs_changed)
        sweeps.finished.connect(self._look)
        sweeps.result_shown.connect(self._look)

    @property
    def n_held_bytes(self) -> int:
        """What all runs take in memory now."""
        return held_bytes(self._sweeps.everything)

    @property
    def is_busy(self) -> bool:
        """Whether something is being moved."""
        return self._jobs.is_busy

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._jobs.shut_down(deadline)

    @Slot()
    def _on_runs_changed(self) -> None:
        if not self._sweeps.runs:  # another scene: nothing of the last one is held
            self._jobs.stop()
        self._is_refused = False
        self._look()

    @Slot()
    def _look(self) -> None:
        """Begin to move what is too much, oldest runs first."""
        if self._jobs.is_busy or self._is_refused:
            return
        n_over = self.n_held_bytes - self._scenes.budget.kept_runs_bytes
        movable = self._sweeps.out_of_sight if n_over > 0 else ()
        if held_bytes(movable):
            self._jobs.start(JobKind.PUT_ASIDE, partial(keeping.put_aside, movable, n_over))

    @Slot(object, object)
    def _on_yielded(self, _job: Job, step: object) -> None:
        if isinstance(step, tuple):
            self._sweeps.exchange(*step)

    @Slot(object, object)
    def _on_returned(self, _job: Job, _value: object) -> None:
        self._look()  # something may have come meanwhile

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        self._is_refused = True
        if isinstance(error, NoRoomError):
            message = Message(
                Level.WARNING,
                "Runs stay in memory",
                f"{error.detail} The runs that are kept take {self.n_held_bytes / 1e6:,.0f} MB.",
                error.hint,
                key="runs in memory",
            )
            message = with_runs_to_remove(message, error, self._sweeps.entries, self._current_id)
        else:
            message = Message.of_error(error)
        self.message_raised.emit(message)

    @property
    def _current_id(self) -> str:
        return self._sweeps.run.id if self._sweeps.run else ""
