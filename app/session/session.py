"""Hold the state behind the window and pass news between the desks."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.clustering.naming.cluster_look import ClusterLook, Rgb
from app.clustering.results import KResult, SweepResult
from app.clustering.settings import SweepSettings
from app.engine import readiness
from app.jobs.job_runner import SHUT_DOWN_MS, JobRunner
from app.machine.garbage import made_to_stay
from app.messages import Message
from app.products.requests import ExportRequest
from app.scene.blocks import Survey, Window
from app.scene.memory_budget import MemoryBudget
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Stretch
from app.scene.scene import Scene
from app.session.desks.edit_desk import EditDesk
from app.session.desks.job_desk import JobDesk
from app.session.desks.project_desk import ProjectDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.desks.values_desk import ValuesDesk
from app.session.edits import Edits
from app.session.refine_obstacle import refine_obstacle
from app.session.under_cursor import Readout
from app.steps import Progress, Steps


class Session(QObject):
    """The state behind the window; every signal is a fact, every payload a frozen value.

    Signals
    -------
    scene_opened, preview_changed, surveyed, checks_changed, composite_changed,
    composite_detail_changed
        A scene arrives: bands, then a picture that sharpens, then figures and checks.
    ticked_changed, nodata_changed, channels_changed, stretch_changed, looks_changed,
    history_changed
        What the person chose, also after undo and redo.
    sweep_started, k_finished, k_skipped, advice_changed, sweep_finished
        A sweep arrives; the same k may finish twice, first as an estimate.
    refined
        Exact passes over every pixel have ended; those k that changed have finished anew.
    k_selected, labels_changed, label_detail_changed, cluster_selected, values_waiting,
    values_changed
        What is looked at; k 0 and cluster 0 are none.
    busy_changed, progressed, message_raised, exported, project_saved, project_file_changed, failed
        News of running work; `project_saved` carries the file, or None where it could not be
        written, `project_file_changed` that of the scene; `failed` (kind of job, AppError).
    """

    scene_opened = Signal(object)
    preview_changed = Signal(object)
    surveyed = Signal(object)
    checks_changed = Signal(object)
    composite_changed = Signal(object)
    composite_detail_changed = Signal(object)
    ticked_changed = Signal(object)
    nodata_changed = Signal(object)
    channels_changed = Signal(object)
    stretch_changed = Signal(object)
    looks_changed = Signal(object)
    history_changed = Signal(str, str)
    sweep_started = Signal(object)
    k_finished = Signal(object)
    k_skipped = Signal(object)
    advice_changed = Signal(object)
    sweep_finished = Signal(object)
    refined = Signal(object)
    k_selected = Signal(int)
    labels_changed = Signal(object)
    label_detail_changed = Signal(object)
    cluster_selected = Signal(int)
    values_waiting = Signal(int)
    values_changed = Signal(object)
    busy_changed = Signal(bool)
    progressed = Signal(object)
    message_raised = Signal(object)
    exported = Signal(object)
    project_saved = Signal(object)
    project_file_changed = Signal(object)
    failed = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editing = EditDesk(self)
        self._scenes = SceneDesk(self._editing, self)
        self._sweeps = SweepDesk(self._editing, self)
        self._values = ValuesDesk(self)
        self._projects = ProjectDesk(self._editing, self)
        self._jobs = JobDesk(self._editing, self._scenes, self._sweeps, self)
        self._background = JobRunner(self)
        self._connect()

    def _connect(self) -> None:
        self._jobs.busy_changed.connect(self.busy_changed)
        self._jobs.progressed.connect(self.progressed)
        self._jobs.message_raised.connect(self.message_raised)
        self._jobs.exported.connect(self.exported)
        self._jobs.failed.connect(self.failed)
        self._jobs.project_file_changed.connect(self.project_file_changed)
        self._background.yielded.connect(self._jobs.take_news)
        # what was chosen
        self._editing.ticked_changed.connect(self.ticked_changed)
        self._editing.nodata_changed.connect(self.nodata_changed)
        self._editing.channels_changed.connect(self.channels_changed)
        self._editing.stretch_changed.connect(self.stretch_changed)
        self._editing.history_changed.connect(self.history_changed)
        # a scene
        self._scenes.scene_opened.connect(self.scene_opened)
        self._scenes.preview_changed.connect(self.preview_changed)
        self._scenes.surveyed.connect(self.surveyed)
        self._scenes.checks_changed.connect(self.checks_changed)
        self._scenes.composite_changed.connect(self.composite_changed)
        self._scenes.composite_detail_changed.connect(self.composite_detail_changed)
        self._scenes.label_detail_changed.connect(self.label_detail_changed)
        self._scenes.message_raised.connect(self.message_raised)
        # a sweep
        self._sweeps.started.connect(self.sweep_started)
        self._sweeps.k_finished.connect(self.k_finished)
        self._sweeps.k_skipped.connect(self.k_skipped)
        self._sweeps.advice_changed.connect(self.advice_changed)
        self._sweeps.finished.connect(self.sweep_finished)
        self._sweeps.refined.connect(self.refined)
        self._sweeps.looks_changed.connect(self.looks_changed)
        # what is looked at
        self._sweeps.k_selected.connect(self.k_selected)
        self._sweeps.labels_changed.connect(self.labels_changed)
        self._sweeps.result_shown.connect(self._scenes.show_result)
        self._sweeps.cluster_selected.connect(self.cluster_selected)
        self._sweeps.cluster_selected.connect(self._on_cluster_selected)
        self._values.waiting.connect(self.values_waiting)
        self._values.counted.connect(self.values_changed)
        self._values.message_raised.connect(self.message_raised)
        self._projects.message_raised.connect(self.message_raised)
        self._projects.saved.connect(self.project_saved)
        self._projects.file_changed.connect(self.project_file_changed)

    # What is there

    @property
    def scene(self) -> Scene | None:
        """The open scene."""
        return self._scenes.scene

    @property
    def survey(self) -> Survey | None:
        """What one look at every pixel found; None until it has."""
        return self._scenes.survey

    @property
    def memory_budget(self) -> MemoryBudget:
        """Memory for the pixels of the next scene and the next sweep."""
        return self._scenes.budget

    @property
    def edits(self) -> Edits:
        """What the person chose."""
        return self._editing.now

    @property
    def has_unsaved_looks(self) -> bool:
        """Whether the person gave names or colours that are in no file yet."""
        return self._editing.has_unkept_looks

    @property
    def is_busy(self) -> bool:
        """Whether a job runs."""
        return self._jobs.is_busy

    @property
    def settings(self) -> SweepSettings | None:
        """Settings of the current sweep."""
        return self._sweeps.settings

    @property
    def sweep(self) -> SweepResult | None:
        """The current sweep, finished or not; None before the first."""
        return self._sweeps.sweep

    @property
    def k(self) -> int:
        """The selected k; 0 for none."""
        return self._sweeps.k

    @property
    def cluster(self) -> int:
        """The selected cluster; 0 for none."""
        return self._sweeps.cluster

    @property
    def result(self) -> KResult | None:
        """What is known about the selected k."""
        return self._sweeps.result

    def look(self) -> ClusterLook | None:
        """Return names and colours of the clusters of the selected k."""
        return self._sweeps.look()

    def looks(self) -> Mapping[int, ClusterLook]:
        """Return names and colours for every k there is."""
        return self._sweeps.looks()

    def readout(self, row: int, col: int) -> Readout | None:
        """Tell what lies at one pixel; None outside the scene."""
        return self._scenes.readout(row, col)

    # What can be done

    def set_memory_budget(self, budget: MemoryBudget) -> None:
        """Choose the memory for the pixels of the next scene and the next sweep."""
        self._scenes.budget = budget

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open a folder, several files or one file; a project file opens its project."""
        self._jobs.open_paths(paths)

    def open_sample(self) -> None:
        """Open the simulated scene that comes with the program."""
        self._jobs.open_sample()

    def open_project(self, path: Path) -> None:
        """Open a project file; what is open stays until the project is known to be in order."""
        self._jobs.open_project(path)

    def save_project(self, path: Path) -> None:
        """Write what is open, chosen and found to a project file."""
        self._projects.save(path, self.scene, self.sweep, self.k)

    def warm_up(self) -> None:
        """Load heavy libraries and tidy up while nothing else runs."""
        self._background.start("warm up", _warm_up)

    def run_sweep(self, settings: SweepSettings) -> None:
        """Sweep with the ticked bands; what is known of the same settings is not done again."""
        self._jobs.run_sweep(settings)

    def refine(self, n_passes: int) -> None:
        """Move all centres to the exact means of their pixels, so many times at most."""
        self._jobs.refine(n_passes)

    def refine_obstacle(self) -> str:
        """Say in one sentence why nothing can be refined; empty where it can."""
        return refine_obstacle(self.survey, self.sweep)

    def stop(self) -> None:
        """Stop the running job; what is finished stays."""
        self._jobs.stop()

    def export(self, request: ExportRequest) -> None:
        """Write results to files."""
        self._jobs.export(request)

    def save_values(self, path: Path) -> None:
        """Write the values of the selected cluster to a table."""
        self._values.save(path)

    def show_detail(self, window: Window, shape: tuple[int, int]) -> None:
        """Ask for what the views show: a window, and the screen pixels it covers."""
        self._scenes.show_detail(window, shape)

    def select_k(self, k: int) -> None:
        """Look at one k."""
        self._sweeps.select_k(k)

    def select_cluster(self, cluster: int) -> None:
        """Look at one cluster of the selected k; 0 for none."""
        self._sweeps.select_cluster(cluster)

    def set_ticked(self, names: Sequence[str]) -> None:
        """Choose the bands that take part."""
        self._editing.set_ticked(names)

    def set_nodata(self, rule: NoDataRule) -> None:
        """Choose what counts as no data."""
        self._editing.set_nodata(rule)

    def set_channels(self, channels: tuple[str, str, str]) -> None:
        """Choose the bands shown as red, green, blue."""
        self._editing.set_channels(channels)

    def set_stretch(self, stretch: Stretch) -> None:
        """Choose how the composite is stretched."""
        self._editing.set_stretch(stretch)

    def rename_cluster(self, cluster: int, name: str) -> None:
        """Name a cluster of the selected k; the thing keeps the name over all k."""
        self._sweeps.rename_cluster(cluster, name)

    def recolour_cluster(self, cluster: int, colour: Rgb) -> None:
        """Colour a cluster of the selected k; the thing keeps the colour over all k."""
        self._sweeps.recolour_cluster(cluster, colour)

    def undo(self) -> None:
        """Take back the last edit."""
        self._editing.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._editing.redo()

    def shut_down(self) -> None:
        """Stop everything and wait until every thread has ended; one that does not is left."""
        deadline = QDeadlineTimer(SHUT_DOWN_MS)
        self._jobs.stop()
        self._background.stop()
        self._values.stop()
        self._scenes.shut_down(deadline)
        self._values.shut_down(deadline)
        self._projects.shut_down(deadline)
        self._background.shut_down(deadline)
        self._jobs.shut_down(deadline)

    @Slot(int)
    def _on_cluster_selected(self, cluster: int) -> None:
        self._values.look_at(self._scenes.opened, self.settings, self.result, cluster)


def _warm_up() -> Steps[Progress | Message, None]:
    """Load heavy libraries, then tidy up: folders of earlier work may be slow to answer."""
    with made_to_stay():
        yield from readiness.load_libraries()
    yield from readiness.recover_files()
