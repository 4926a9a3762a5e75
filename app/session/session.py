"""Hold the state behind the window and pass news between the desks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.clustering.look import ClusterLook, LabelPicture, Rgb
from app.clustering.results import Advice, KResult, KSkipped, SweepResult
from app.clustering.settings import SweepSettings
from app.errors import AppError
from app.messages import Level, Message
from app.products.requests import ExportReport, ExportRequest
from app.resources import resource_path
from app.scene.composite import Picture, Stretch
from app.scene.nodata import NoDataRule
from app.scene.pixels import Preview, Survey, Window
from app.scene.scene import Scene
from app.session import work
from app.session.edit_desk import EditDesk
from app.session.edits import Edits
from app.session.job_runner import JobRunner
from app.session.looks import look_of
from app.session.picture_desk import PictureDesk
from app.session.readout import Readout, read_out
from app.session.sweep_state import SweepState
from app.session.values_desk import ValuesDesk
from app.steps import Progress

_OPEN, _SWEEP, _EXPORT = "open", "sweep", "export"


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
    k_selected, labels_changed, label_detail_changed, cluster_selected, values_waiting,
    values_changed
        What is looked at; k 0 and cluster 0 are none.
    busy_changed, progressed, message_raised, exported, failed
        News of running work; `failed` carries (kind of job, AppError).
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
    history_changed = Signal(bool, bool)
    sweep_started = Signal(object)
    k_finished = Signal(object)
    k_skipped = Signal(object)
    advice_changed = Signal(object)
    sweep_finished = Signal(object)
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
    failed = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scene: Scene | None = None
        self.survey: Survey | None = None
        self.k = 0
        self.cluster = 0
        self._preview: Preview | None = None
        self._follows_newest_k = True
        self._sweep = SweepState()
        self._editing = EditDesk(self)
        self._jobs = JobRunner(self)
        self._pictures = PictureDesk(self)
        self._values = ValuesDesk(self)
        self._connect()

    def _connect(self) -> None:
        self._jobs.yielded.connect(self._on_job_yielded)
        self._jobs.returned.connect(self._on_job_returned)
        self._jobs.failed.connect(self._on_job_failed)
        self._jobs.stopped.connect(self._on_job_stopped)
        self._jobs.busy_changed.connect(self.busy_changed)
        self._editing.ticked_changed.connect(self.ticked_changed)
        self._editing.nodata_changed.connect(self.nodata_changed)
        self._editing.channels_changed.connect(self.channels_changed)
        self._editing.stretch_changed.connect(self.stretch_changed)
        self._editing.names_or_colours_changed.connect(self._on_looks_edited)
        self._editing.edited.connect(self._on_edited)
        self._editing.history_changed.connect(self.history_changed)
        self._pictures.checks_changed.connect(self.checks_changed)
        self._pictures.composite_changed.connect(self._on_composite_made)
        self._pictures.composite_detail_changed.connect(self.composite_detail_changed)
        self._pictures.label_detail_changed.connect(self.label_detail_changed)
        self._pictures.failed.connect(self._raise_error)
        self._values.waiting.connect(self.values_waiting)
        self._values.counted.connect(self.values_changed)
        self._values.saved.connect(self._on_values_saved)
        self._values.failed.connect(self._raise_error)

    # What is there

    @property
    def edits(self) -> Edits:
        """What the person chose."""
        return self._editing.now

    @property
    def is_busy(self) -> bool:
        """Whether a job runs."""
        return self._jobs.is_busy

    @property
    def settings(self) -> SweepSettings | None:
        """Settings of the current sweep."""
        return self._sweep.settings

    @property
    def sweep(self) -> SweepResult | None:
        """The current sweep, finished or not; None before the first."""
        return self._sweep.so_far()

    @property
    def result(self) -> KResult | None:
        """What is known about the selected k."""
        return self._sweep.results.get(self.k)

    def look(self) -> ClusterLook | None:
        """Return names and colours of the clusters of the selected k."""
        return look_of(self.result, self.edits) if self.result else None

    def looks(self) -> Mapping[int, ClusterLook]:
        """Return names and colours for every k there is."""
        return {k: look_of(result, self.edits) for k, result in self._sweep.results.items()}

    def readout(self, row: int, col: int) -> Readout | None:
        """Tell what lies at one pixel; None outside the scene."""
        if self.scene is None:
            return None
        return read_out(self.scene, self.survey, self.result, row, col)

    # What can be done

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open a folder, several files or one file."""
        if self._jobs.kind == _SWEEP:
            self._tell_sweep_over()  # a job that is replaced is heard no more
        self._jobs.start(_OPEN, partial(work.open_work, tuple(paths)))

    def open_sample(self) -> None:
        """Open the simulated scene that comes with the program."""
        self.open_paths([resource_path("sample_scene")])

    def warm_up(self) -> None:
        """Load heavy libraries while nothing else runs."""
        self._values.warm_up()

    def run_sweep(self, settings: SweepSettings) -> None:
        """Sweep with the ticked bands; what is known of the same settings is not done again."""
        if self.scene is None or self.survey is None:
            self._say(
                Level.INFO, "No scene to sweep", "No scene is open, or it is still being read.",
                "Open a folder of bands first.",
            )  # fmt: skip
            return
        if not self.edits.ticked:
            self._say(
                Level.WARNING, "No band ticked", "A sweep needs at least one band.",
                "Tick bands in the list on the left.",
            )  # fmt: skip
            return
        full = replace(settings, band_names=self.edits.ticked, nodata=self.edits.nodata)
        known = self._sweep.begin(full)
        self._follows_newest_k = self.result is None
        self.sweep_started.emit(full)
        for result in self._sweep.in_range:
            self.k_finished.emit(result)
        if self.result is None:
            self._show_k(0)
        self._jobs.start(_SWEEP, partial(work.sweep_work, self.scene, self.survey, full, known))

    def stop(self) -> None:
        """Stop the running job; what is finished stays."""
        self._jobs.stop()

    def export(self, request: ExportRequest) -> None:
        """Write results to files."""
        if self.scene is not None and self.sweep is not None:
            make = partial(work.export_work, request, self.scene, self.sweep, self.looks())
            self._jobs.start(_EXPORT, make)

    def save_values(self, path: Path) -> None:
        """Write the values of the selected cluster to a table."""
        self._values.save(path)

    def show_detail(self, window: Window, shape: tuple[int, int]) -> None:
        """Ask for what the views show: a window, and the screen pixels it covers."""
        self._pictures.set_view(window, shape)
        self._order_details()

    def select_k(self, k: int) -> None:
        """Look at one k."""
        if k in self._sweep.results:
            self._follows_newest_k = False
            self._show_k(k)

    def select_cluster(self, cluster: int) -> None:
        """Look at one cluster of the selected k; 0 for none."""
        result = self.result
        if result is not None and 0 <= cluster <= result.k:
            self.cluster = cluster
            self.cluster_selected.emit(cluster)
            self._order_values()

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
        if self.result is not None:
            self._editing.rename(self.result.hues[cluster - 1], name)

    def recolour_cluster(self, cluster: int, colour: Rgb) -> None:
        """Colour a cluster of the selected k; the thing keeps the colour over all k."""
        if self.result is not None:
            self._editing.recolour(self.result.hues[cluster - 1], colour)

    def undo(self) -> None:
        """Take back the last edit."""
        self._editing.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._editing.redo()

    def shut_down(self) -> None:
        """Stop everything and wait until every thread has ended."""
        self._jobs.shut_down()
        self._pictures.shut_down()
        self._values.shut_down()

    # What happens

    @Slot(str, object)
    def _on_job_yielded(self, _kind: str, step: object) -> None:
        if isinstance(step, Progress):
            self.progressed.emit(step)
        elif isinstance(step, Scene):
            self._take_scene(step)
        elif isinstance(step, Preview):
            self._take_preview(step)
        elif isinstance(step, KResult):
            self._take_result(step)
        elif isinstance(step, KSkipped):
            self._sweep.add(step)
            self.k_skipped.emit(step)
        elif isinstance(step, Advice):
            self._sweep.advice = step
            self.advice_changed.emit(step)

    @Slot(str, object)
    def _on_job_returned(self, _kind: str, value: object) -> None:
        if isinstance(value, Survey):
            self._take_survey(value)
        elif isinstance(value, SweepResult):
            self._sweep.finish(value)
            if self._follows_newest_k:
                self._show_k(self._best_supported_k())
            self.sweep_finished.emit(value)
        elif isinstance(value, ExportReport):
            self.exported.emit(value)

    @Slot(str, object)
    def _on_job_failed(self, kind: str, error: AppError) -> None:
        self.failed.emit(kind, error)
        self._raise_error(error)
        if kind == _SWEEP:
            self._tell_sweep_over()

    @Slot(str)
    def _on_job_stopped(self, kind: str) -> None:
        if kind == _SWEEP and (so_far := self.sweep) is not None:
            n = len(so_far.results)
            detail = f"{n} of {len(so_far.settings.ks)} k are finished and stay."
            self._say(Level.INFO, "Sweep stopped", detail, "Run again to compute what is missing.")
            self.sweep_finished.emit(so_far)
        elif kind == _EXPORT:
            self._say(Level.INFO, "Export stopped", "Files that were not finished were removed.")
        elif kind == _OPEN:
            self._say(Level.INFO, "Opening stopped", "The scene was not read to its end.")

    def _tell_sweep_over(self) -> None:
        if (so_far := self.sweep) is not None:
            self.sweep_finished.emit(so_far)

    def _take_scene(self, scene: Scene) -> None:
        self.scene, self.survey, self._preview = scene, None, None
        self._sweep = SweepState()
        self._pictures.clear()
        self._show_k(0)
        self.scene_opened.emit(scene)
        self._editing.begin(scene)

    def _take_preview(self, preview: Preview) -> None:
        self._preview = preview
        self.preview_changed.emit(preview)
        self._pictures.order_composite(preview, self.edits)

    def _take_survey(self, survey: Survey) -> None:
        self.survey = survey
        if self._preview is not survey.preview:
            self._take_preview(survey.preview)
        self.surveyed.emit(survey)
        if self.scene is not None:
            self._pictures.order_checks(self.scene, survey, self.edits)

    def _take_result(self, result: KResult) -> None:
        self._sweep.add(result)
        self.looks_changed.emit(self.looks())
        self.k_finished.emit(result)
        is_new = result.k > self.k or result.is_estimate
        if result.k == self.k or (self._follows_newest_k and is_new):
            self._show_k(result.k)

    def _show_k(self, k: int) -> None:
        keep = self.cluster if k == self.k else 0
        self.k = k
        self.k_selected.emit(k)
        if (result := self.result) is not None:
            labels = result.preview
            grid = self.scene.grid if self.scene else None
            if grid is not None:
                window = Window(0, 0, grid.height, grid.width)
                self.labels_changed.emit(LabelPicture(labels.labels, window))
            self._order_details()
        self.cluster = keep
        self.cluster_selected.emit(keep)
        self._order_values()

    def _best_supported_k(self) -> int:
        """Return the k to look at first once all are there: a supported one, not a verdict."""
        advice, ks = self._sweep.advice, [result.k for result in self._sweep.in_range]
        candidates = (advice.elbow, *advice.defensible) if advice else ()
        return next((k for k in candidates if k in ks), ks[-1] if ks else 0)

    @Slot()
    def _on_looks_edited(self) -> None:
        self.looks_changed.emit(self.looks())

    @Slot(object)
    def _on_edited(self, before: Edits) -> None:
        now = self.edits
        if self._preview is not None and (
            (before.channels, before.stretch, before.nodata)
            != (now.channels, now.stretch, now.nodata)
        ):
            self._pictures.order_composite(self._preview, now)
        has_other_pixels = (before.ticked, before.nodata) != (now.ticked, now.nodata)
        if has_other_pixels and self.scene is not None and self.survey is not None:
            self._pictures.order_checks(self.scene, self.survey, now)

    @Slot(object)
    def _on_composite_made(self, picture: Picture) -> None:
        self.composite_changed.emit(picture)
        self._order_details()

    @Slot(object)
    def _on_values_saved(self, path: Path) -> None:
        self.message_raised.emit(
            Message(Level.SUCCESS, "Values saved", f'"{path.name}" was written.', "", path.parent)
        )

    @Slot(object)
    def _raise_error(self, error: AppError) -> None:
        self.message_raised.emit(Message.of_error(error))

    def _order_details(self) -> None:
        if self.scene is not None and self._preview is not None:
            self._pictures.order_details(self.scene, self._preview, self.edits, self.result)

    def _order_values(self) -> None:
        result, settings = self.result, self.settings
        if self.scene is None or self.survey is None or settings is None:
            return
        if result is None or result.full is None or self.cluster == 0:
            self._values.clear()
        else:
            self._values.order(self.scene, self.survey, settings, result, self.cluster)

    def _say(self, level: Level, title: str, detail: str, hint: str = "") -> None:
        self.message_raised.emit(Message(level, title, detail, hint, key=title))
