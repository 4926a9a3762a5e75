"""Apply a model to many scenes, and keep how far each of them is."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.engine.transfer import many
from app.engine.transfer.many import SceneNews, SceneStage
from app.engine.transfer.scenes import SceneToApply
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.session.job_kind import JobKind


class ManyDesk(QObject):
    """The scenes of one list; those that are done are not done again.

    Signals
    -------
    listed : (tuple[SceneToApply, ...],)
        The scenes of the list, after some were added.
    news : (SceneNews,)
        How far one of them is.
    busy_changed : (bool,)
        Whether scenes are being looked for or labelled.
    refused : (AppError,)
        The model cannot be used at all.
    """

    listed = Signal(object)
    news = Signal(object)
    busy_changed = Signal(bool)
    refused = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.scenes: tuple[SceneToApply, ...] = ()
        self._stages: dict[int, SceneStage] = {}
        self._jobs = JobRunner(self)
        self._jobs.yielded.connect(self._on_yielded)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)
        self._jobs.stopped.connect(self._on_stopped)
        self._jobs.busy_changed.connect(self.busy_changed)

    @property
    def is_busy(self) -> bool:
        """Whether scenes are being looked for or labelled."""
        return self._jobs.is_busy

    @property
    def n_waiting(self) -> int:
        """How many scenes are not done."""
        return sum(self._stages[at] is not SceneStage.DONE for at in range(len(self.scenes)))

    def clear(self) -> None:
        """Begin another list: for another model or folder, all have to be done again."""
        self._stages = dict.fromkeys(range(len(self.scenes)), SceneStage.WAITING)

    def add(self, model: Path, paths: Sequence[Path]) -> None:
        """Add the scenes that folders and files lead to."""
        self._jobs.start(JobKind.LIST_SCENES, partial(many.list_scenes, model, tuple(paths)))

    def remove(self, places: Sequence[int]) -> None:
        """Take scenes off the list."""
        left = [at for at in range(len(self.scenes)) if at not in set(places)]
        stages = [self._stages[at] for at in left]
        self.scenes = tuple(self.scenes[at] for at in left)
        self._stages = dict(enumerate(stages))

    def apply(
        self, model: Path, folder: Path, *, replaces: bool = False, anyway: bool = False
    ) -> None:
        """Label every scene that is not done, in the order of the list.

        Parameters
        ----------
        replaces
            Whether earlier results in the folders of scenes may go.
        anyway
            Whether scenes are labelled although the model does not fit them.
        """
        waiting = [
            (at, scene)
            for at, scene in enumerate(self.scenes)
            if self._stages[at] is not SceneStage.DONE
        ]
        if waiting:
            make = partial(
                many.apply_to_many, model, waiting, folder, replaces=replaces, anyway=anyway
            )
            self._jobs.start(JobKind.APPLY_MODEL, make)

    def stop(self) -> None:
        """Stop; scenes that are done stay done."""
        self._jobs.stop()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._jobs.shut_down(deadline)

    @Slot(object, object)
    def _on_yielded(self, _job: Job, step: object) -> None:
        if isinstance(step, SceneNews):
            self._stages[step.place] = step.stage
            self.news.emit(step)

    @Slot(object, object)
    def _on_returned(self, job: Job, value: object) -> None:
        if job.kind is JobKind.LIST_SCENES and isinstance(value, tuple):
            known = {scene.paths for scene in self.scenes}
            new = [scene for scene in value if scene.paths not in known]
            first = len(self.scenes)
            self.scenes = many.with_own_folders((*self.scenes, *new))
            self._stages |= dict.fromkeys(range(first, len(self.scenes)), SceneStage.WAITING)
            self.listed.emit(self.scenes)

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        self.refused.emit(error)

    @Slot(object)
    def _on_stopped(self, _job: Job) -> None:
        for at, stage in self._stages.items():
            if stage is SceneStage.WORKING:
                self._stages[at] = SceneStage.WAITING
                self.news.emit(SceneNews(at, SceneStage.WAITING, message="Stopped"))
