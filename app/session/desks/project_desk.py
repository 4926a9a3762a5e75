"""Write what is open, chosen and found to a project file."""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.clustering.models import ClusterModel, Model
from app.clustering.results import KResult, SweepResult
from app.engine import projects
from app.errors import AppError, OutputError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Message
from app.products.projects.project import SUFFIX, Project, SavedK, SavedSweep
from app.products.projects.saved_history import SavedHistory, SavedState
from app.scene.indices.band_maths import BandMaths
from app.scene.scene import Scene
from app.session.desks.edit_desk import EditDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.edits import Edits
from app.session.history import History
from app.session.job_kind import JobKind
from app.session.remedies import remedies_of


@dataclass(frozen=True, slots=True, eq=False)
class _Order:
    """A file to be written, and what of the scene will be in it."""

    path: Path
    scene: Scene
    edits: Edits
    project: Project


class ProjectDesk(QObject):
    """Save beside other work: a sweep goes on, and is saved as far as it is.

    Attributes
    ----------
    opening
        The project whose scene arrives; None for a scene that comes without one.

    Signals
    -------
    saved : (Path | None,)
        The file that holds what was to be saved; None where it could not be written.
    file_changed : (Path,)
        The open scene has a project file, and this is it.
    message_raised : (Message,)
        The file is there, or cannot be written; then the old one still stands.
    """

    saved = Signal(object)
    file_changed = Signal(object)
    message_raised = Signal(object)

    def __init__(
        self, editing: EditDesk, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._editing = editing
        self._scenes = scenes
        self._sweeps = sweeps
        self._waiting: deque[_Order] = deque()
        self._written: _Order | None = None  # or not yet, but under way
        self.opening: Path | None = None
        self._jobs = JobRunner(self)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)

    def save(self, path: Path) -> None:
        """Write what is open, chosen and found; the suffix is added where it is missing.

        One after the other: two threads that write one file would leave either.
        """
        scene, edits = self._editing.found, self._editing.now
        if scene is None:
            error = OutputError(
                "No scene to save",
                "A project holds a scene, and none is open.",
                "Open a folder of bands first.",
            )
            self._tell(error)
            self.saved.emit(None)
            return
        if path.suffix.lower() != SUFFIX:
            path = path.with_name(path.name + SUFFIX)
        sweep, k = self._sweeps.sweep, self._sweeps.k
        editing = self._editing
        project = project_of(scene, edits, sweep, k, editing.history, editing.held)
        self._waiting.append(_Order(path, scene, edits, project))
        if not self._jobs.is_busy:
            self._begin_next()

    def take_opened(self, path: Path) -> None:
        """Take note of the file that the open scene came from."""
        self.opening = None
        self.file_changed.emit(path)

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Wait until all that was ordered is written, or the time is up."""
        self._jobs.let_end(deadline)
        while self._waiting and not deadline.hasExpired():
            self._begin_next()
            self._jobs.let_end(deadline)
        self._jobs.shut_down(deadline)

    def _begin_next(self) -> None:
        order = self._written = self._waiting.popleft()
        work = partial(projects.save_project, order.path, order.project)
        self._jobs.start(JobKind.SAVE_PROJECT, work)

    @Slot(object, object)
    def _on_returned(self, _job: Job, path: Path) -> None:
        order = self._written
        if order is not None and self._editing.keep(order.scene, order.edits):
            self.file_changed.emit(path)
        self.message_raised.emit(Message.of_saved("Project saved", path))
        self._go_on(path)

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        self._tell(error)
        self._go_on(None)

    def _tell(self, error: AppError) -> None:
        ways = remedies_of(JobKind.SAVE_PROJECT, error)
        self.message_raised.emit(replace(Message.of_error(error), remedies=ways))

    def _go_on(self, path: Path | None) -> None:
        """Write what was ordered meanwhile; say what came of the last."""
        if self._waiting:
            self._begin_next()
        else:
            self.saved.emit(path)


def project_of(
    scene: Scene,
    edits: Edits,
    sweep: SweepResult | None,
    k: int,
    history: History | None = None,
    computed: Collection[BandMaths] = (),
) -> Project:
    """Gather what a project file keeps.

    Parameters
    ----------
    computed
        Bands that sweeps were made with, those of this one among them.
    """
    return Project(
        title=scene.title,
        sources=scene.sources,
        ticked=edits.ticked,
        nodata=edits.nodata,
        channels=edits.channels,
        stretch=edits.stretch,
        legends=edits.legends,
        sweep=_saved(sweep, computed) if sweep is not None else None,
        k=k,
        target=scene.target,
        teaching=edits.teaching,
        history=_saved_history(history) if history is not None and history.steps else None,
    )


def edits_of(project: Project) -> Edits:
    """Return what was chosen for the scene of a project."""
    return Edits(
        ticked=project.ticked,
        nodata=project.nodata,
        channels=project.channels,
        stretch=project.stretch,
        legends=project.legends,
        teaching=project.teaching,
    )


def steps_of(history: SavedHistory) -> tuple[tuple[str, Edits, Edits], ...]:
    """Return the steps of a project: what each is called, and both its ends."""
    edits = [
        Edits(
            ticked=state.ticked,
            nodata=state.nodata,
            channels=state.channels,
            stretch=state.stretch,
            legends=state.legends,
            teaching=state.teaching,
        )
        for state in history.states
    ]
    return tuple(zip(history.texts, edits[:-1], edits[1:], strict=True))


def _saved_history(history: History) -> SavedHistory:
    steps = history.steps
    states = (steps[0][1], *(after for _, _, after in steps))
    texts = tuple(text for text, _, _ in steps)
    return SavedHistory(tuple(map(_saved_state, states)), texts, history.place)


def _saved_state(edits: Edits) -> SavedState:
    return SavedState(
        ticked=edits.ticked,
        nodata=edits.nodata,
        channels=edits.channels,
        stretch=edits.stretch,
        legends=edits.legends,
        teaching=edits.teaching,
    )


def _saved(sweep: SweepResult, held: Collection[BandMaths]) -> SavedSweep:
    saved = (_saved_k(each, each.model) for each in sweep.results)
    ks = tuple(one for one in saved if one is not None)
    names = sweep.settings.band_names
    computed = tuple(maths for maths in held if maths.name in names)
    return SavedSweep(sweep.settings, ks, sweep.skipped, sweep.run, computed)


def _saved_k(result: KResult, model: Model) -> SavedK | None:
    """Return what is kept of one k; None for models that no project file can hold."""
    if not isinstance(model, ClusterModel):
        return None
    inertia = None if result.is_estimate else result.inertia
    return SavedK(model, result.hues, inertia, result.seconds)
