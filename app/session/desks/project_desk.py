"""Write what is open, chosen and found to a project file."""

from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.engine.projects import saving
from app.engine.projects.aside import LeftWork
from app.engine.projects.saving import WrittenProject
from app.errors import AppError, OutputError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Message
from app.products.projects.project import SUFFIX
from app.scene.file_stamp import FileStamp
from app.session.desks.projects.work_desk import Work, WorkDesk
from app.session.job_kind import JobKind
from app.session.remedies import remedies_of


@dataclass(frozen=True, slots=True, eq=False)
class _Order:
    """A file to be written, and what will be in it.

    Attributes
    ----------
    anyway
        Whether it is written over what others have put there.
    """

    path: Path
    work: Work
    anyway: bool = False


class ProjectDesk(QObject):
    """Save beside other work: a sweep goes on, and is saved as far as it is.

    Attributes
    ----------
    opening
        The project whose scene arrives; None for a scene that comes without one.
    recovered
        What a crash had left and is opened instead of a file of the person's; None otherwise.

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

    def __init__(self, work: WorkDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._waiting: deque[_Order] = deque()
        self._written: _Order | None = None  # or not yet, but under way
        self._known: FileStamp | None = None  # the file as it was opened from or saved to
        self._refused: Path | None = None
        self.opening: Path | None = None
        self.recovered: LeftWork | None = None
        self._jobs = JobRunner(self)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)

    def save(self, path: Path, *, anyway: bool = False) -> None:
        """Write what is open, chosen and found; the suffix is added where it is missing.

        One after the other: two threads that write one file would leave either. The file that
        this work came from is not written over where others have changed it since, unless anyway.
        """
        work = self._work.gather()
        if work is None:
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
        self._waiting.append(_Order(path, work, anyway))
        if not self._jobs.is_busy:
            self._begin_next()

    def known(self, path: Path | None) -> FileStamp | None:
        """Return a file as this work was opened from it or saved to it; None where it was not."""
        known = self._known
        return known if known is not None and known.path == path else None

    def overwrite(self) -> None:
        """Write over the file that was not written because others had changed it."""
        if self._refused is not None and self._refused == self._work.file:
            self.save(self._refused, anyway=True)

    def ask(self, path: Path) -> None:
        """Take note of the file that is to be opened: what a crash had left, or another."""
        if self.recovered is not None and path != self.recovered.file:
            self.recovered = None

    def begin_opened(self, path: Path) -> None:
        """Take note of the file that a scene comes from which is about to be there."""
        self.opening = path if self.recovered is None else self.recovered.project

    def take_opened(self, path: Path, stamp: FileStamp | None = None) -> None:
        """Take note of the file that the open scene came from, as it was read."""
        left, self.opening = self.recovered, None
        self._known, self._refused = stamp if left is None else left.known, None
        file = path if left is None else left.project
        self._work.take_opened(file, is_recovered=left is not None)
        if file is not None:
            self.file_changed.emit(file)

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Wait until all that was ordered is written, or the time is up."""
        self._jobs.let_end(deadline)
        while self._waiting and not deadline.hasExpired():
            self._begin_next()
            self._jobs.let_end(deadline)
        self._jobs.shut_down(deadline)

    def _begin_next(self) -> None:
        order = self._written = self._waiting.popleft()
        known = None if self._known is None or order.anyway else self._known
        if known is not None and known.path != order.path:  # chosen by the person just now
            known = None
        work = partial(saving.save_project, order.path, order.work.project, known)
        self._jobs.start(JobKind.SAVE_PROJECT, work)

    @Slot(object, object)
    def _on_returned(self, _job: Job, written: WrittenProject) -> None:
        order, path = self._written, written.path
        if order is not None and self._work.keep(order.work, path):
            self._known, self._refused = written.stamp, None
            self.file_changed.emit(path)
        self.message_raised.emit(Message.of_saved("Project saved", path))
        self._go_on(path)

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        self._refused = None if self._written is None else self._written.path
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
