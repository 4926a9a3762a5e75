"""Open another scene, or let the window close: ask first where something would be lost."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from app.scene.grids.target_grid import TargetGrid
from app.session import Session
from app.ui.dialogs.close_question import CloseQuestion
from app.ui.dialogs.unsaved_question import UnsavedQuestion

_OPENING = "opening another scene loses them."
_WORKING_AT = "another pixel size begins without clusters."
_CLOSING = "closing the window loses them."


class Leaving(QObject):
    """What has to be asked before the open scene is left.

    Signals
    -------
    save_requested
        The project is to be saved first. Whoever saves calls `await_saving` when it begins, and
        `stay` where the person thinks better of it.
    close_accepted
        The window may be closed now.
    stayed
        The open scene is not left after all.
    """

    save_requested = Signal()
    close_accepted = Signal()
    stayed = Signal()

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._leave: Callable[[], None] | None = None
        self._consequence = ""
        self._is_saving = False
        self._work = CloseQuestion(window)
        self._unsaved = UnsavedQuestion(window)
        self._work.accepted.connect(self.close_accepted)
        self._unsaved.save_chosen.connect(self.save_requested)
        self._unsaved.refused.connect(self.stay)
        self._unsaved.discard_chosen.connect(self._on_discard_chosen)
        session.projects.saved.connect(self._on_project_saved)
        session.work.modified_changed.connect(window.setWindowModified)
        session.busy_changed.connect(self._on_busy_changed)

    @Slot(tuple)
    def open_paths(self, paths: tuple[Path, ...]) -> None:
        """Open a scene or a project file, or apply a model: to the scene beside it, if any."""
        models = tuple(path for path in paths if self._session.models.is_model(path))
        others = tuple(path for path in paths if path not in models)
        if others:
            self._ask_before(partial(self._open, others, models[:1]), _OPENING)
        elif models:
            self._session.models.apply_soon(models[0])

    def _open(self, paths: tuple[Path, ...], models: tuple[Path, ...]) -> None:
        self._session.models.let_go()
        for model in models:
            self._session.models.await_scene(model)
        self._session.jobs.open_paths(paths)

    @Slot()
    def open_sample(self) -> None:
        """Open the sample scene."""
        self._ask_before(self._open_sample, _OPENING)

    def _open_sample(self) -> None:
        self._session.models.let_go()
        self._session.jobs.open_sample()

    @Slot(Path)
    def open_project(self, path: Path) -> None:
        """Open a project."""
        self._ask_before(partial(self._open_project, path), _OPENING)

    def _open_project(self, path: Path) -> None:
        self._session.models.let_go()
        self._session.jobs.open_project(path)

    @Slot(str)
    def recover(self, key: str) -> None:
        """Open what a crash has left."""
        self._ask_before(partial(self._recover, key), _OPENING)

    def _recover(self, key: str) -> None:
        left = self._session.aside.adopt(key)
        if left is not None:
            self._session.models.let_go()
            self._session.projects.recovered = left
            self._session.jobs.open_project(left.file)

    @Slot(object)
    def work_at(self, target: TargetGrid) -> None:
        """Open the scene again on another grid."""
        self._ask_before(partial(self._session.jobs.work_at, target), _WORKING_AT)

    def may_close(self) -> bool:
        """Whether the window may close without a question; asks it otherwise."""
        if self._session.is_busy:
            self._work.ask()
            return False
        if self._session.work.is_modified:
            self._ask_before(self.close_accepted.emit, _CLOSING)
            return False
        return True

    def hide(self) -> None:
        """Have window and dialogs off the screen: nobody sees the wait for what still runs."""
        self._window.hide()
        for dialog in self._window.findChildren(QDialog):  # each is a window of its own
            dialog.hide()

    @Slot()
    def stay(self) -> None:
        """Do not go on with what was asked about."""
        self._forget()
        self.stayed.emit()

    @Slot()
    def await_saving(self) -> None:
        """Go on once what is being saved now is in its file; an earlier save does not count."""
        self._is_saving = self._leave is not None

    def _ask_before(self, leave: Callable[[], None], consequence: str) -> None:
        """Do it, or ask first; what is asked while an answer is awaited is passed over."""
        if self._leave is not None:
            self._unsaved.ask_again()
            return
        self._leave, self._consequence = leave, consequence
        if self._session.work.is_modified:
            self._ask(consequence)
        else:
            self._go()

    def _ask(self, consequence: str) -> None:
        file = self._session.work.file
        self._unsaved.ask(consequence, "" if file is None else file.name)

    def _go(self) -> None:
        leave = self._leave
        self._forget()
        if leave is not None:
            leave()

    def _forget(self) -> None:
        self._leave = None
        self._is_saving = False

    @Slot()
    def _on_busy_changed(self) -> None:
        """Take back the question about running work: it ended by itself."""
        if not self._session.is_busy:
            self._work.withdraw()

    @Slot()
    def _on_discard_chosen(self) -> None:
        self._go()

    @Slot(object)
    def _on_project_saved(self, path: Path | None) -> None:
        if not self._is_saving:
            return
        if path is None:
            self.stay()
        elif self._session.work.is_modified:  # something was named while the file was written
            self._is_saving = False
            self._ask(self._consequence)
        else:
            self._go()
