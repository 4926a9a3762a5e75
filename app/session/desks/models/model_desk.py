"""Save the model that is shown, and apply a model to the open scene."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.engine.transfer import in_place, saving
from app.engine.transfer.in_place import ReadyModel
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Level, Message
from app.products.models.model_suffix import SUFFIX
from app.scene.scene import Scene
from app.scene.scene_choice import SeveralScenesError
from app.session import run_obstacles
from app.session.desks.edit_desk import EditDesk
from app.session.desks.job_desk import JobDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.job_kind import JobKind


class ModelDesk(QObject):
    """Models of classes: what is shown becomes one, and one becomes a run of the open scene.

    Signals
    -------
    message_raised : (Message,)
        A model was saved or applied, or cannot be.
    """

    message_raised = Signal(object)

    def __init__(
        self,
        editing: EditDesk,
        scenes: SceneDesk,
        sweeps: SweepDesk,
        jobs: JobDesk,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._editing = editing
        self._scenes = scenes
        self._sweeps = sweeps
        self._jobs = jobs
        self._saving = JobRunner(self)
        self._saving.returned.connect(self._on_saved)
        self._saving.failed.connect(self._on_failed)
        self._reading = JobRunner(self)
        self._reading.returned.connect(self._on_ready)
        self._reading.failed.connect(self._on_failed)
        self._refused: tuple[Path, Scene] | None = None  # what did not fit, if it was that
        self._waiting: Path | None = None
        self._has_come = False  # the scene that it waits for
        self._is_beside = False  # it was named with that scene, and is for no other
        scenes.scene_opened.connect(self._on_scene_opened)
        jobs.busy_changed.connect(self._on_busy_changed)
        jobs.failed.connect(self._on_job_failed)
        jobs.stopped.connect(self._on_job_stopped)

    @staticmethod
    def is_model(path: Path) -> bool:
        """Whether a file is a model by its name."""
        return path.suffix.lower() == SUFFIX

    @property
    def can_save(self) -> bool:
        """Whether a model is shown, and it is final."""
        result = self._sweeps.result
        return result is not None and not result.is_estimate and self._scenes.opened is not None

    def save(self, path: Path) -> None:
        """Save the model of the k that is shown, with its classes."""
        opened, sweep, k = self._scenes.opened, self._sweeps.sweep, self._sweeps.k
        found = [one for one in sweep.results if one.k == k] if sweep is not None else []
        if opened is None or sweep is None or not found:
            return
        run = sweep.run
        legend = self._editing.legend((run.id, k), k)
        make = partial(saving.save_model, path, opened, run, found[0], legend)
        self._saving.start(JobKind.SAVE_MODEL, make, waits_for_end=True)

    def apply(self, path: Path, *, anyway: bool = False) -> None:
        """Compare a model with the open scene, and label the scene with it as a run of its own.

        Parameters
        ----------
        anyway
            Whether it is applied although it does not fit.
        """
        opened = self._scenes.opened
        if opened is None:
            self.message_raised.emit(run_obstacles.no_scene())
            return
        self._refused = path, opened.scene
        rule = self._editing.now.nodata
        make = partial(in_place.ready_model, path, opened, rule, anyway=anyway)
        self._reading.start(JobKind.READ_MODEL, make)

    def apply_anyway(self) -> None:
        """Apply what did not fit all the same, to the scene that it did not fit."""
        path, scene = self._refused or (None, None)
        if path is not None and self._scenes.opened is not None and self._scenes.scene is scene:
            self.apply(path, anyway=True)

    def apply_soon(self, path: Path) -> None:
        """Apply a model to the open scene, or to the next that is opened."""
        if self._scenes.opened is not None and not self._jobs.is_busy:
            self.apply(path)
            return
        self.await_scene(path)
        self._is_beside = False
        self._has_come = self._scenes.scene is not None
        if not self._has_come:
            self.message_raised.emit(run_obstacles.model_waits(path.name))

    def await_scene(self, path: Path) -> None:
        """Apply a model to the scene that is named beside it, once that is read.

        Where it cannot be opened, the model is let go: no other scene was meant.
        """
        self._waiting, self._has_come, self._is_beside = path, False, True

    def let_go(self) -> None:
        """Apply to no other scene what was named beside one that has not come."""
        path = self._waiting
        if path is not None and self._is_beside and not self._has_come:
            self._waiting = None
            self.message_raised.emit(run_obstacles.model_let_go(path.name))

    def stop(self) -> None:
        """Ask what runs to stop."""
        self._reading.stop()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Wait until what is being written is written."""
        self._reading.shut_down(deadline)
        self._saving.let_end(deadline)
        self._saving.shut_down(deadline)

    @Slot(object)
    def _on_scene_opened(self, _scene: Scene) -> None:
        self._has_come = True

    @Slot(bool)
    def _on_busy_changed(self, is_busy: bool) -> None:  # noqa: FBT001 - a slot
        path = self._waiting
        if is_busy or path is None or not self._has_come or self._scenes.opened is None:
            return
        self._waiting = None
        self.apply(path)

    @Slot(object, object)
    def _on_job_failed(self, kind: JobKind, error: AppError) -> None:
        if kind is JobKind.OPEN and not isinstance(error, SeveralScenesError):  # one is chosen
            self.let_go()

    @Slot(object)
    def _on_job_stopped(self, kind: JobKind) -> None:
        if kind is JobKind.OPEN and not self._jobs.is_busy:  # else it took the place of another
            self.let_go()

    @Slot(object, object)
    def _on_saved(self, _job: Job, path: Path) -> None:
        detail = f'"{path.name}" can be applied to other scenes.'
        self.message_raised.emit(Message(Level.SUCCESS, "Model saved", detail, folder=path.parent))

    @Slot(object, object)
    def _on_ready(self, _job: Job, ready: ReadyModel) -> None:
        run, k = ready.run, ready.known.model.k
        self._editing.hold(run.settings.band_names)
        self._jobs.label(run, (ready.known,))
        self._editing.name_run(run.id, ready.name)
        if not ready.legend.is_as_found:
            self._editing.set_legend((run.id, k), ready.legend, f"classes of {ready.name}")
        self.message_raised.emit(ready.told)

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        self.message_raised.emit(Message.of_error(error))
