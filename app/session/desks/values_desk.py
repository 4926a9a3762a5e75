"""Count and save the values under the selected cluster, beside other work."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal, Slot

from app.clustering.results import ClusterValues
from app.clustering.shown_values import ValuesAs
from app.engine import values, writing
from app.engine.scenes.describing import values_as_in
from app.errors import AppError, OutputError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Message
from app.products.provenance import when_and_where
from app.scene.scene import Scene
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.job_kind import JobKind
from app.session.remedies import Situation, remedies_of
from app.steps import Steps

_PAINTED_MS = 30


class ValuesDesk(QObject):
    """Order the values of the selected cluster; a newer order replaces an older one.

    Signals
    -------
    waiting : (int,)
        The values of this cluster are being counted; 0 when none is selected.
    counted : (ClusterValues,)
        They are there.
    told_changed : (ValuesAs,)
        Figures of bands are told in units, or in stored numbers, from now on.
    message_raised : (Message,)
        They were written to a file, or cannot be counted or written.
    """

    waiting = Signal(int)
    counted = Signal(object)
    told_changed = Signal(object)
    message_raised = Signal(object)

    def __init__(self, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._scenes = scenes
        self._sweeps = sweeps
        self._values: ClusterValues | None = None
        self._is_over = False
        self._told = ValuesAs.UNITS
        self._counting = JobRunner(self)
        self._counting.returned.connect(self._on_counted)
        self._counting.failed.connect(self._on_failed)
        self._count: Callable[[], Steps[object, ClusterValues]] | None = None
        # What was clicked is painted first: counting would take turns with that.
        self._painted = QTimer(self, singleShot=True, interval=_PAINTED_MS)
        self._painted.timeout.connect(self._begin)
        self._saving = JobRunner(self)  # what is to be saved is saved, whatever is clicked next
        self._saving.returned.connect(self._on_saved)
        self._saving.failed.connect(self._on_failed)
        sweeps.cluster_selected.connect(self._on_cluster_selected)
        scenes.described.connect(self._on_described)

    @property
    def told(self) -> ValuesAs:
        """In what figures of bands are told, wherever they are shown or written."""
        return self._told

    @property
    def values(self) -> ClusterValues | None:
        """What was counted last, stored numbers; None where no cluster is selected."""
        return self._values

    def tell_as(self, told: ValuesAs) -> None:
        """Tell figures of bands in units, or in stored numbers."""
        if told is not self._told:
            self._told = told
            self.told_changed.emit(told)

    def save(self, path: Path) -> None:
        """Write the counted values to a table."""
        if self._values is None:
            error = OutputError(
                "No values to save",
                "No cluster is selected, or its values are still being counted.",
                "Click a cluster and wait for its values.",
            )
            self.message_raised.emit(Message.of_error(error))
            return
        scene = self._scenes.scene
        known = {} if scene is None else when_and_where(scene)
        save = partial(writing.save_values, path, self._values, self._told, known)
        self._saving.start(JobKind.SAVE_VALUES, save)

    def stop(self) -> None:
        """Ask the counting to stop."""
        self._count = None
        self._counting.stop()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait; nothing is counted any more."""
        self._is_over, self._count = True, None
        self._counting.shut_down(deadline)
        self._saving.shut_down(deadline)

    @Slot(int)
    def _on_cluster_selected(self, cluster: int) -> None:
        """Count the values of one cluster, where every pixel of its map is known; 0 for none."""
        opened = self._scenes.opened
        settings, result = self._sweeps.settings, self._sweeps.result
        self._values = self._count = None
        if (
            opened is None
            or settings is None
            or result is None
            or result.full is None
            or cluster == 0
        ):
            self._counting.stop()
            self.waiting.emit(0)
            return
        self.waiting.emit(cluster)
        if self._sweeps.steps_wanted() is not None:  # it is selected anew once its map is there
            self._counting.stop()
            return
        members = self._sweeps.legend_of(result.k).of(cluster).members
        count = partial(values.count_values, opened, settings, result, cluster, members)
        self._count = count
        self._painted.start()

    @Slot()
    def _begin(self) -> None:
        count, self._count = self._count, None
        if count is not None and not self._is_over:
            self._counting.start(JobKind.COUNT_VALUES, count)

    @Slot(object, object)
    def _on_counted(self, _job: Job, counted: ClusterValues) -> None:
        scene = self._scenes.scene
        self._values = counted if scene is None else values_as_in(scene, counted)
        self.counted.emit(self._values)

    @Slot(object)
    def _on_described(self, scene: Scene) -> None:
        """Call the bands as the person does now; nothing is counted anew."""
        if self._values is not None:
            self._values = values_as_in(scene, self._values)
            self.counted.emit(self._values)

    @Slot(object, object)
    def _on_saved(self, _job: Job, path: Path) -> None:
        self.message_raised.emit(Message.of_saved("Values saved", path))

    @Slot(object, object)
    def _on_failed(self, job: Job, error: AppError) -> None:
        ways = remedies_of(job.kind, error, now=Situation(self._scenes.scene))
        self.message_raised.emit(replace(Message.of_error(error), remedies=ways))
