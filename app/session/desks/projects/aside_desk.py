"""Have the open work kept aside, so that a crash loses no more than the last edit."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal, Slot

from app.engine.projects import aside
from app.engine.projects.aside import LeftWork
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Level
from app.scene.file_stamp import FileStamp
from app.scene.picture.composite import Picture
from app.session.desks.projects.work_desk import WorkDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.job_kind import JobKind
from app.session.remedies import refusal

_SOON_MS = 50  # several edits may come from one gesture
_EVERY_MS = 30_000


class AsideDesk(QObject):
    """Write after each edit, and every half minute where something else has changed.

    Nothing is kept of what a project file holds, nor of work that was closed.

    Parameters
    ----------
    known
        Returns a project file as the open work was read from it or saved to it; None where it was
        not.

    Signals
    -------
    left_found : (LeftWork,)
        A program crashed and left work that no file of the person's holds.
    message_raised : (Message,)
        Work cannot be kept aside; told once.
    """

    left_found = Signal(object)
    message_raised = Signal(object)

    def __init__(
        self,
        work: WorkDesk,
        scenes: SceneDesk,
        known: Callable[[Path | None], FileStamp | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._work, self._known = work, known
        self._place: Path | None = None
        self._has_place = False
        self._left: dict[str, LeftWork] = {}
        self._adopted: LeftWork | None = None  # what is opened, until this window keeps it
        self._is_adopted_open = False
        self._picture: Picture | None = None
        self._kept_picture: Picture | None = None  # that lies beside the work
        self._is_due = self._is_kept = self._is_over = self._is_refused = False
        self._is_shut_down = False
        self._jobs = JobRunner(self)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)
        self._looking = JobRunner(self)
        self._looking.yielded.connect(self._on_yielded)
        self._removing = JobRunner(self)
        self._soon, self._clock = QTimer(self), QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._look)
        self._clock.setInterval(_EVERY_MS)
        self._clock.timeout.connect(self._look)
        self._clock.start()
        for news in (work.touched, work.modified_changed):
            news.connect(self._on_touched)
        work.looked.connect(self._on_looked)
        scenes.composite_changed.connect(self._on_composite_changed)

    @property
    def place(self) -> Path | None:
        """Where the work of this window is kept; None where it is not."""
        return self._place if self._is_kept else None

    @property
    def is_busy(self) -> bool:
        """Whether something is being written, or is about to be."""
        return self._jobs.is_busy or self._soon.isActive()

    def look_for_left(self) -> None:
        """Tell what crashed programs have left."""
        self._looking.start(JobKind.FIND_LEFT, aside.left_work)

    def left(self, key: str) -> LeftWork | None:
        """Return what was found under a key; None where it was answered."""
        return self._left.get(key)

    def adopt(self, key: str) -> LeftWork | None:
        """Return work to be gone on with; it stays where it is until this window keeps it."""
        self._adopted, self._is_adopted_open = self._left.pop(key, None), False
        return self._adopted

    def discard(self, key: str) -> None:
        """Remove work that nobody wants."""
        left = self._left.pop(key, None)
        if left is not None:
            self._remove(left.file.parent, left.lock)

    def forget(self) -> None:
        """Keep nothing any more: the person has closed the work."""
        self._is_over = True
        self._soon.stop()
        self._clock.stop()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Write what is due, or remove what was kept; wait for it."""
        if self._soon.isActive():
            self._look()
        self._is_shut_down = True  # what ends after this may still tell that something changed
        self._soon.stop()
        self._clock.stop()
        self._jobs.let_end(deadline)
        if self._is_over and self._place is not None and self._has_place:
            self._remove(self._place)
        self._looking.shut_down(deadline)
        self._removing.let_end(deadline)
        self._removing.shut_down(deadline)
        self._jobs.shut_down(deadline)

    @Slot()
    def _on_touched(self) -> None:
        self._is_due = True
        if self._work.is_recovered:
            self._is_adopted_open = True
        elif self._is_adopted_open:  # it is in a file now, or was given up for another scene
            self._let_go_adopted()
        if not (self._is_over or self._is_shut_down or self._soon.isActive()):
            self._soon.start()

    @Slot()
    def _on_looked(self) -> None:
        self._is_due = True  # with the next edit, or when half a minute is over

    @Slot(object)
    def _on_composite_changed(self, picture: Picture) -> None:
        self._picture = picture
        self._is_due = True

    @Slot()
    def _look(self) -> None:
        """Write what is due, unless that is being done: then once it is."""
        if not self._is_due or self._is_over or self._is_shut_down or self._jobs.is_busy:
            return
        self._is_due = False
        if not self._work.is_unkept:
            self._drop()
            return
        work = self._work.gather()
        self._place = self._place or aside.new_place()
        if work is None or self._place is None:
            return
        is_new = self._picture is not None and self._picture is not self._kept_picture
        rgba = self._picture.rgba if is_new and self._picture is not None else None
        self._kept_picture = self._picture
        self._has_place = True
        file = self._work.file
        make = partial(aside.keep_aside, self._place, work.project, file, rgba, self._known(file))
        self._jobs.start(JobKind.KEEP_ASIDE, make)

    def _let_go_adopted(self) -> None:
        adopted, self._adopted, self._is_adopted_open = self._adopted, None, False
        if adopted is not None:
            self._remove(adopted.file.parent, adopted.lock)

    def _drop(self) -> None:
        """Remove what was kept: a file of the person's holds it, or another scene is open."""
        if self._is_kept and self._place is not None:
            self._is_kept = False
            self._remove(self._place)
            self._place, self._has_place, self._kept_picture = None, False, None

    def _remove(self, place: Path, lock: int | None = None) -> None:
        self._removing.let_end(QDeadlineTimer(1_000))  # one is done in a moment
        self._removing.start(JobKind.KEEP_ASIDE, partial(aside.remove_aside, place, lock))

    @Slot(object, object)
    def _on_returned(self, _job: Job, _place: object) -> None:
        self._is_kept = True
        self._is_refused = False
        if self._is_adopted_open:
            self._let_go_adopted()
        if self._is_due and not (self._is_over or self._is_shut_down):
            self._soon.start()

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        self._kept_picture = None
        self._is_due = True  # tried again with the next edit, and every half minute
        if not self._is_refused:
            self._is_refused = True
            told = refusal(JobKind.KEEP_ASIDE, error)
            self.message_raised.emit(replace(told, level=Level.WARNING, key=error.title))

    @Slot(object, object)
    def _on_yielded(self, _job: Job, step: object) -> None:
        if isinstance(step, LeftWork):
            self._left[step.key] = step
            self.left_found.emit(step)
