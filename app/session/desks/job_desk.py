"""Start the long jobs, one at a time, and hand what they bring to the desks it belongs to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.clustering.results import Advice, KResult, KSkipped, RefinedPass, SweepResult
from app.clustering.run import Run
from app.clustering.settings import SweepSettings
from app.clustering.shown_values import ValuesAs
from app.engine import sweeping, writing
from app.engine.projects import opening as opening_projects
from app.engine.projects.opening import OpenedProject
from app.engine.projects.restoring import RestoredRuns
from app.engine.scenes import opening
from app.engine.scenes.opened_scene import OpenedScene
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.jobs.pacing import paced
from app.messages import Message
from app.products.projects.project import SUFFIX
from app.products.projects.saved_work import Project
from app.products.requests import ExportReport, ExportRequest
from app.scene.blocks import Preview
from app.scene.grids.target_grid import TargetGrid
from app.scene.indices.band_maths import BandMaths
from app.scene.scene import Scene
from app.scene.scene_choice import SeveralScenesError
from app.session import job_steps, run_obstacles
from app.session.desks.edit_desk import EditDesk
from app.session.desks.project_desk import ProjectDesk
from app.session.desks.projects.gathering import edits_of, steps_of
from app.session.desks.projects.kept_looks import keeps_legends
from app.session.desks.projects.work_desk import WorkDesk
from app.session.desks.runs.disk_full import with_runs_to_remove
from app.session.desks.runs.written_runs import runs_to_write
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.edits import Edits
from app.session.job_kind import JobKind
from app.session.refine_obstacle import refine_obstacle
from app.session.remedies import Situation, refusal
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.clustering.sweep.restoration import KnownModel


class JobDesk(QObject):
    """Open, sweep, refine and export; a new job replaces the one that runs.

    Signals
    -------
    busy_changed : (bool,)
        Whether a job runs.
    progressed : (Progress,)
        How far it is.
    exported : (ExportReport,)
        The files are there.
    failed : (JobKind, AppError)
        The job cannot be done.
    several_found : (tuple[SceneChoice, ...],)
        There is not one scene to open but several.
    stopped : (JobKind,)
        The job was stopped, or another has taken its place.
    message_raised : (Message,)
        How a job ended, or why it cannot begin.
    """

    busy_changed = Signal(bool)
    progressed = Signal(object)
    message_raised = Signal(object)
    exported = Signal(object)
    failed = Signal(object, object)
    several_found = Signal(object)
    stopped = Signal(object)

    def __init__(
        self,
        editing: EditDesk,
        scenes: SceneDesk,
        sweeps: SweepDesk,
        work: WorkDesk,
        projects: ProjectDesk,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._editing = editing
        self._scenes = scenes
        self._sweeps = sweeps
        self._work = work
        self._projects = projects
        self._saved: Project | None = None  # whose runs are to come
        self._kept: Edits | None = None
        self._project: Path | None = None  # that is to be opened, or was last
        self._told: set[str] = set()
        self._exporting: tuple[Scene, Edits] | None = None
        self._jobs = JobRunner(self)
        self._jobs.yielded.connect(self._on_yielded)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)
        self._jobs.stopped.connect(self._on_stopped)
        self._jobs.busy_changed.connect(self.busy_changed)
        self._background = JobRunner(self)
        self._background.yielded.connect(self._on_background_yielded)

    @property
    def is_busy(self) -> bool:
        """Whether a job runs."""
        return self._jobs.is_busy

    def warm_up(self) -> None:
        """Load heavy libraries and tidy up while nothing else runs."""
        self._background.start(JobKind.WARM_UP, job_steps.warm_up)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open a folder, several files or one file; a project file opens its project."""
        saved = [path for path in paths if path.suffix.lower() == SUFFIX]
        if saved:
            self.open_project(saved[0])
        else:
            self._project = None
            self._open(partial(opening.open_scene, tuple(paths), self._scenes.budget))

    def open_project(self, path: Path, place: Path | None = None) -> None:
        """Open a project file, whatever its name; its scene was moved to a place, if any."""
        self._project = path
        self._projects.ask(path)
        self._open(partial(opening_projects.open_project, path, self._scenes.budget, place=place))

    def locate(self, place: Path) -> None:
        """Open the project once more whose scene was not found; it is in this folder."""
        if self._project is not None:
            self.open_project(self._project, place)

    def open_sample(self) -> None:
        """Open the simulated scene that comes with the program."""
        self._project = None
        self._open(partial(opening.open_sample, self._scenes.budget))

    def work_at(self, target: TargetGrid) -> None:
        """Open the scene again on another grid; what was chosen for it stays."""
        scene = self._scenes.scene
        if scene is not None:
            self._project = None
            sources, budget = scene.sources, self._scenes.budget
            make = partial(opening.open_scene, sources, budget, title=scene.title, target=target)
            self._open(make, self._editing.now)

    def run_sweep(self, settings: SweepSettings) -> None:
        """Sweep with the ticked bands; what is known of the same settings is not done again."""
        opened, edits = self._scenes.opened, self._editing.now
        if opened is None:
            self.message_raised.emit(run_obstacles.no_scene())
            return
        if not edits.ticked:
            self.message_raised.emit(run_obstacles.no_band())
            return
        full = replace(settings, band_names=edits.ticked, nodata=edits.nodata)
        self._editing.hold(edits.ticked)
        run = self._sweeps.continued(sweeping.begin_run(opened.scene, full))
        known, pending = self._sweeps.known(full), self._sweeps.pending(full)
        make = partial(paced, partial(job_steps.sweep, opened, run, known, pending))
        self._jobs.start(JobKind.SWEEP, make, begin=partial(self._sweeps.begin, run))

    def label(self, run: Run, models: "Sequence[KnownModel]") -> None:
        """Show a run whose models are known: every pixel is labelled, nothing is fitted."""
        if (opened := self._scenes.opened) is not None:
            make = partial(paced, partial(job_steps.label, opened, run, models))
            self._jobs.start(JobKind.SWEEP, make, begin=partial(self._sweeps.begin, run))

    def refine(self, n_passes: int) -> None:
        """Move all centres to the exact means of their pixels, so many times at most."""
        opened, sweep = self._scenes.opened, self._sweeps.sweep
        obstacle = run_obstacles.nothing_to_refine(self._scenes.survey, sweep)
        if obstacle is not None:
            self.message_raised.emit(obstacle)
        if obstacle is not None or opened is None or sweep is None:
            return
        make = partial(paced, partial(job_steps.refine, opened, sweep, n_passes))
        begin = partial(self._sweeps.begin_refining, n_passes)
        self._jobs.start(JobKind.REFINE, make, begin=begin)

    def export(self, request: ExportRequest, told: ValuesAs = ValuesAs.UNITS) -> None:
        """Write results to files; figures of bands as they are to be told."""
        opened, sweep = self._scenes.opened, self._sweeps.sweep
        if opened is not None and sweep is not None:
            found, now = self._editing.found, self._editing.now
            holds = found is not None and keeps_legends(request, sweep, now)
            self._exporting = (found, now) if found is not None and holds else None
            runs, palette = runs_to_write(self._sweeps, request), self._sweeps.palette
            make = partial(writing.export_runs, request, opened, runs, told, palette)
            self._jobs.start(JobKind.EXPORT, make, waits_for_end=True)

    def refine_obstacle(self) -> str:
        """Say in one sentence why nothing can be refined; empty where it can."""
        return refine_obstacle(self._scenes.survey, self._sweeps.sweep)

    def stop(self) -> None:
        """Stop the running job; what is finished stays."""
        self._jobs.stop()

    def stop_all(self) -> None:
        """Ask the running job to stop, and what runs beside it."""
        self._jobs.stop()
        self._background.stop()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait until every thread has ended."""
        self._background.shut_down(deadline)
        self._jobs.shut_down(deadline)

    @Slot(object, object)
    def _on_background_yielded(self, _job: Job, step: object) -> None:
        """Pass on what work in the background has to tell; nobody watches its progress."""
        if isinstance(step, Message):
            self._tell_once(step)

    @Slot(object, object)
    def _on_yielded(self, _job: Job, step: object) -> None:
        if isinstance(step, Progress):
            self.progressed.emit(step)
        elif isinstance(step, Message):
            self._tell_once(step)
        elif isinstance(step, OpenedProject):
            self._saved = step.project
            self._projects.begin_opened(step.path)
            self._begin_scene(step.scene, edits_of(step.project), step.project.swept_with)
            if (history := step.project.history) is not None:
                self._editing.recall(steps_of(history), history.place)
            self._projects.take_opened(step.path, step.stamp)
            self._work.recall(step.project)
        elif isinstance(step, Scene):
            kept = self._kept
            self._begin_scene(step, None if kept is None else kept.choices_for(step.band_names))
        elif isinstance(step, Preview):
            self._scenes.take_preview(step)
        elif isinstance(step, OpenedScene):
            self._scenes.take_survey(step.survey)
        else:
            self._take_of_sweep(step)

    def _take_of_sweep(self, step: object) -> None:
        takers: Mapping[type, Callable[[Any], None]] = {
            RestoredRuns: self._take_restored,
            KResult: self._sweeps.take_result,
            RefinedPass: self._sweeps.take_pass,
            KSkipped: self._sweeps.take_skipped,
            Advice: self._sweeps.take_advice,
        }
        if (take := takers.get(type(step))) is not None:
            take(step)

    def _take_restored(self, restored: RestoredRuns) -> None:
        self._editing.adopt_run(restored.current_id)
        if (saved := self._saved) is not None:
            self._sweeps.take_restored(restored, saved.k, saved.view.classes)
            self._work.take_runs(saved.view)

    @Slot(object, object)
    def _on_returned(self, job: Job, value: object) -> None:
        if isinstance(value, OpenedScene):
            self._scenes.take_survey(value.survey)
        elif isinstance(value, SweepResult):
            is_refined = job.kind is JobKind.REFINE
            (self._sweeps.finish_refining if is_refined else self._sweeps.finish)(value)
        elif isinstance(value, ExportReport):
            if self._exporting is not None:
                self._editing.keep_looks(*self._exporting)
                self._work.tell()
            self.exported.emit(value)

    @Slot(object, object)
    def _on_failed(self, job: Job, error: AppError) -> None:
        self.failed.emit(job.kind, error)
        is_project = self._project is not None
        now = Situation(self._scenes.scene, self._scenes.survey, self._editing.now)
        message = refusal(job.kind, error, is_project=is_project, now=now)
        current_id = self._sweeps.run.id if self._sweeps.run else ""
        message = with_runs_to_remove(message, error, self._sweeps.entries, current_id)
        if isinstance(error, SeveralScenesError) and error.choices and not is_project:
            self.several_found.emit(error.choices)
        self.message_raised.emit(message)
        self._sweeps.end_early()

    @Slot(object)
    def _on_stopped(self, job: Job) -> None:
        refined = self._sweeps.end_refining()
        so_far = self._sweeps.end_early()
        self.stopped.emit(job.kind)
        if self.is_busy:  # with the job that the person asked for instead
            return
        if refined is not None:
            self.message_raised.emit(job_steps.refining_stopped(refined))
        if job.kind is JobKind.SWEEP and so_far is not None:
            self.message_raised.emit(run_obstacles.sweep_stopped(so_far))
        elif (told := job_steps.STOPPED.get(job.kind)) is not None:
            self.message_raised.emit(job_steps.note(*told))

    def _open(self, make: Callable[[], Steps[Any, Any]], kept: Edits | None = None) -> None:
        self._kept = kept  # what was chosen, where the scene is the one that was open before
        self._jobs.start(JobKind.OPEN, make)

    def _begin_scene(
        self, scene: Scene, start: Edits | None = None, kept: Sequence[BandMaths] = ()
    ) -> None:
        self._sweeps.forget(scene.grid)
        self._scenes.begin(scene, start, kept)

    def _tell_once(self, message: Message) -> None:
        """Pass a message on; one with a key only the first time."""
        if message.key not in self._told:
            self.message_raised.emit(message)
        if message.key:
            self._told.add(message.key)
