"""Do the work of one guided tool on the open scene, a job at a time."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal, Slot

from app.clustering.accuracy.findings import ToldOnPage
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Level, Message
from app.products.requests import ExportReport
from app.scene.scene import Scene
from app.session import job_steps
from app.session.desks.edit_desk import EditDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.job_kind import JobKind
from app.session.remedies import Situation, refusal
from app.steps import Progress, Steps

_LIGHT_PX = 16_000_000  # of scenes up to this size results stay: some ten bytes a pixel
_WRITING = frozenset((JobKind.EXPORT_TOOL, JobKind.SAVE_PLACES))
_UNUSED_MS = 60_000  # a tool may well be closed for a look at the bands


class ToolDesk(QObject):
    """What the desks of all guided tools share.

    A tool keeps what was chosen in it among the edits; its results live here and come back from
    that. What comes of a job that another has replaced, or of another scene, is not heard. Files
    are written beside that, and to their end, also when the tool is closed meanwhile.

    Signals
    -------
    progressed : (Progress | None,)
        How far the work is; None where none runs.
    writing_changed : (bool,)
        Whether files are being written.
    message_raised : (Message,)
        What was written, or why something cannot be done.
    """

    progressed = Signal(object)
    writing_changed = Signal(bool)
    message_raised = Signal(object)

    def __init__(self, editing: EditDesk, scenes: SceneDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._editing, self._scenes = editing, scenes
        self._waits: dict[Job, tuple[Scene, Callable[[Any], None]]] = {}
        self._jobs, self._writing = JobRunner(self), JobRunner(self)
        for runner in (self._jobs, self._writing):
            runner.yielded.connect(self._on_yielded)
            runner.returned.connect(self._on_returned)
            runner.failed.connect(self._on_failed)
            runner.stopped.connect(self._on_stopped)
            runner.busy_changed.connect(self._on_busy_changed)
        self._writing.busy_changed.connect(self.writing_changed)
        self._unused = QTimer(self, singleShot=True, interval=_UNUSED_MS)
        self._unused.timeout.connect(self.let_go)
        editing.begun.connect(self.rest)

    @property
    def is_busy(self) -> bool:
        """Whether work of the tool runs."""
        return self._jobs.is_busy or self._writing.is_busy

    @property
    def is_writing(self) -> bool:
        """Whether files are being written."""
        return self._writing.is_busy

    @Slot()
    def stop(self) -> None:
        """Ask the work to stop, also that of writing; what was there before it stays."""
        self._jobs.stop()
        self._writing.stop()

    @Slot()
    def rest(self) -> None:
        """Ask the work to stop that nobody looks at any more; files are written to their end."""
        self._jobs.stop()

    def drop(self) -> None:
        """Do the same, and hear nothing more of the work, not even what is ready."""
        if self._jobs.job is not None:
            self._waits.pop(self._jobs.job, None)
        self.rest()

    def hold(self, *, is_open: bool) -> None:
        """Keep what was found while the tool is open; that of a large scene not for long after."""
        self._unused.stop()
        scene = self._editing.found
        if not is_open and scene is not None and scene.grid.n_pixels > _LIGHT_PX:
            self._unused.start()

    @Slot()
    def let_go(self) -> None:
        """Let go of what was found and can be found again, when the tool opens; nothing here.

        What a person chose and decided lies among the edits, and stays.
        """

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._unused.stop()
        self._jobs.shut_down(deadline)
        self._writing.shut_down(deadline)

    def start(
        self,
        make: Callable[[], Steps[Any, Any]],
        take: Callable[[Any], None],
        kind: JobKind = JobKind.USE_TOOL,
    ) -> None:
        """Start work on the open scene; `take` is given what it returns."""
        scene = self._editing.found
        if scene is not None:
            writes = kind in _WRITING
            runner = self._writing if writes else self._jobs
            self._waits[runner.start(kind, make, waits_for_end=writes)] = scene, take

    def take_step(self, step: object) -> None:
        """Take what work brings on its way, beside progress; nothing here."""

    def told_on_page(self) -> ToldOnPage | None:
        """Return what a report on a map tells of the tool; None where it was not used."""
        return None

    def write(self, make: Callable[[], Steps[Progress, ExportReport]]) -> None:
        """Start work that writes files, and say which it wrote."""
        self.start(make, self._tell_written, JobKind.EXPORT_TOOL)

    def refuse(self, error: AppError, kind: StrEnum = JobKind.USE_TOOL) -> None:
        """Say why something cannot be done, and what helps."""
        now = Situation(self._scenes.scene, self._scenes.survey, self._editing.now)
        self.message_raised.emit(refusal(kind, error, now=now))

    def _tell_written(self, report: ExportReport) -> None:
        self.message_raised.emit(written(report))

    def _is_awaited(self, job: Job) -> bool:
        waiting = self._waits.get(job)
        if waiting is None:
            return False
        return job.kind in _WRITING or waiting[0] is self._editing.found

    @Slot(object, object)
    def _on_yielded(self, job: Job, step: object) -> None:
        if not self._is_awaited(job):
            return
        if isinstance(step, Progress):
            self.progressed.emit(step)
        else:
            self.take_step(step)

    @Slot(object, object)
    def _on_returned(self, job: Job, value: object) -> None:
        is_awaited = self._is_awaited(job)
        _, take = self._waits.pop(job, (None, None))
        if is_awaited and take is not None:
            take(value)

    @Slot(object, object)
    def _on_failed(self, job: Job, error: AppError) -> None:
        is_awaited = self._is_awaited(job)
        self._waits.pop(job, None)
        if is_awaited:
            self.refuse(error, job.kind)

    @Slot(object)
    def _on_stopped(self, job: Job) -> None:
        """Let go of what the work was for, which may be as large as the scene."""
        self._waits.pop(job, None)
        if (told := job_steps.STOPPED.get(job.kind)) is not None:
            self.message_raised.emit(job_steps.note(*told))

    @Slot(bool)
    def _on_busy_changed(self, is_busy: bool) -> None:  # noqa: FBT001 - a slot of busy_changed
        if is_busy:
            self.progressed.emit(Progress("Starting"))
        elif not self.is_busy:
            self.progressed.emit(None)


def written(report: ExportReport, title: str = "Export finished") -> Message:
    """Say which files were written."""
    n = len(report.paths)
    detail = f'{n} {"file was" if n == 1 else "files were"} written to "{report.folder.name}".'
    return Message(Level.SUCCESS, title, detail, folder=report.folder)
