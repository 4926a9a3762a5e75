"""Know the open piece of work as a project: what there is of it, and what no file holds yet."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.clustering.compression.kept_curve import KeptCurve
from app.clustering.models import ClusterModel
from app.products.projects.saved_work import Project, SavedSweep, SavedView
from app.scene.scene import Scene
from app.session.desks.edit_desk import EditDesk
from app.session.desks.projects.gathering import project_of, runs_of, with_runs
from app.session.desks.runs.compare_desk import CompareDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.edits import Edits


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """A piece of work at one time.

    Attributes
    ----------
    scene, edits
        As the edit desk has them.
    project
        All of it as a file keeps it.
    """

    scene: Scene
    edits: Edits
    project: Project

    @property
    def mark(self) -> tuple[object, ...]:
        """By which runs are known again; equal where no file would hold other models."""
        return _mark(self.project.runs)


class WorkDesk(QObject):
    """Gather what is open, chosen, found and looked at.

    Signals
    -------
    touched
        Something a project keeps has changed, an edit or a run, or is in a file now.
    looked
        What is looked at has changed, and nothing else.
    modified_changed : (bool,)
        Whether the person would miss something that no file holds.
    view_recalled : (SavedView,)
        What was looked at when the project that is opened was saved.
    curve_recalled : (KeptCurve,)
        Sizes of a compression that the project holds which is opened.
    """

    touched = Signal()
    looked = Signal()
    modified_changed = Signal(bool)
    view_recalled = Signal(object)
    curve_recalled = Signal(object)

    def __init__(
        self, editing: EditDesk, sweeps: SweepDesk, comparing: CompareDesk, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._editing = editing
        self._sweeps = sweeps
        self._comparing = comparing
        self._view = SavedView()
        self._file: Path | None = None
        self._kept_runs: tuple[object, ...] = ()
        self._curve: KeptCurve | None = None
        self._kept_curve: KeptCurve | None = None
        self._is_recovered = False  # from a crash: what is open is in no file of the person's
        self._was_modified = False
        editing.begun.connect(self._on_begun)
        for news in (editing.edited, sweeps.finished, sweeps.refined, sweeps.runs_changed):
            news.connect(self._on_touched)
        sweeps.k_finished.connect(self.tell)
        for news in (sweeps.k_selected, sweeps.selection_changed, comparing.changed):
            news.connect(self.looked)

    @property
    def file(self) -> Path | None:
        """The project file of what is open; None where there is none yet."""
        return self._file

    @property
    def curve(self) -> KeptCurve | None:
        """Sizes of a compression that are kept; None where none were measured."""
        return self._curve

    @property
    def is_recovered(self) -> bool:
        """Whether what is open was left by a crash, and no file of the person's holds it."""
        return self._is_recovered

    @property
    def is_modified(self) -> bool:
        """Whether the person would miss something that no file holds.

        Without a project, names and colours of classes; a scene is opened again, a sweep run.
        """
        if self._is_recovered or self._editing.has_unsaved_looks:
            return True
        return self._file is not None and self.is_unkept

    @property
    def is_unkept(self) -> bool:
        """Whether anything has been chosen or found that the project file does not hold."""
        if self._editing.found is None:
            return False
        has_runs = _mark(runs_of(self._sweeps.states)) != self._kept_runs
        has_more = has_runs or self._curve != self._kept_curve
        return self._is_recovered or self._editing.has_unsaved_edits or has_more

    def gather(self) -> Work | None:
        """Return all of it as it is now; None where no scene is open."""
        scene, edits = self._editing.found, self._editing.now
        if scene is None:
            return None
        sweeps, sides = self._sweeps, self._comparing.sides
        has_file = any(side.is_file for side in sides or ())
        view = replace(
            self._view,
            classes=sweeps.selected,
            compared=None if has_file or sides is None else (sides[0].key, sides[1].key),
        )
        project = project_of(scene, edits, None, sweeps.k, self._editing.history)
        project = replace(project, curve=self._curve)
        current_id = "" if sweeps.run is None else sweeps.run.id
        return Work(
            scene,
            edits,
            with_runs(project, runs_of(sweeps.states, self._editing.held), current_id, view),
        )

    def look(self, place: tuple[float, float, float] | None, mode: str) -> None:
        """Take note of what is looked at; see `SavedView`."""
        self._view = replace(self._view, place=place, mode=mode)
        self.looked.emit()

    def recall(self, project: Project) -> None:
        """Look again at what was looked at, and know what was measured; runs follow."""
        self.view_recalled.emit(project.view)
        self._curve = self._kept_curve = project.curve
        if project.curve is not None:
            self.curve_recalled.emit(project.curve)

    @Slot(object)
    def take_curve(self, curve: KeptCurve | None) -> None:
        """Take note of sizes of a compression that were measured."""
        if curve != self._curve:
            self._curve = curve
            self._on_touched()

    def take_runs(self, view: SavedView) -> None:
        """Take note that the runs of a project are there."""
        self._kept_runs = _mark(runs_of(self._sweeps.states))
        if view.compared is not None and not self._comparing.is_on:
            self._comparing.recall(view.compared)
        self._on_touched()

    def take_opened(self, path: Path | None, *, is_recovered: bool = False) -> None:
        """Take note of the project file that the open scene came from.

        Parameters
        ----------
        is_recovered
            Whether it was kept aside since that file was written, and no file holds it.
        """
        self._file, self._is_recovered = path, is_recovered
        self._on_touched()

    def keep(self, work: Work, path: Path) -> bool:
        """Take note that work is in a file; return whether its scene is still the open one."""
        is_open = self._editing.keep(work.scene, work.edits)
        if is_open:
            self._file = path
            self._kept_runs, self._kept_curve = work.mark, work.project.curve
            self._is_recovered = False
            self._on_touched()
        return is_open

    @Slot()
    def _on_begun(self) -> None:
        self._view = SavedView(mode=self._view.mode)
        self._file, self._is_recovered = None, False
        self._kept_runs = ()
        self._curve = self._kept_curve = None
        self._on_touched()

    @Slot()
    def _on_touched(self) -> None:
        self.touched.emit()
        self.tell()

    @Slot()
    def tell(self) -> None:
        """Say whether something is unsaved, if that has changed."""
        is_modified = self.is_modified
        if is_modified != self._was_modified:
            self._was_modified = is_modified
            self.modified_changed.emit(is_modified)


def _mark(runs: tuple[SavedSweep, ...]) -> tuple[object, ...]:
    """Return ids of runs with their models, which are told apart by identity."""
    known: list[tuple[str, tuple[ClusterModel, ...]]] = [
        (one.run.id if one.run is not None else "", tuple(entry.model for entry in one.ks))
        for one in runs
    ]
    return tuple(sorted(known, key=_id))


def _id(entry: tuple[str, object]) -> str:
    return entry[0]
