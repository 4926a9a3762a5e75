"""Have the maps made that a comparison shows and no other view does."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.clustering.legends.legend import Legend, LegendKey
from app.clustering.legends.map_steps import MapStep
from app.clustering.results import KResult
from app.engine import classes
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Message
from app.session.desks.runs.disk_full import with_runs_to_remove
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.job_kind import JobKind


@dataclass(frozen=True, slots=True, eq=False)
class _Making:
    job: Job
    key: LegendKey
    before: KResult
    legend: Legend


class SideMaps(QObject):
    """Split, tidy and give patches away where the legend of a compared map says so.

    The map that all views show is made by the desk of classes.

    Signals
    -------
    changed
        A map is there, or cannot be made.
    message_raised : (Message,)
        Why it cannot.
    """

    changed = Signal()
    message_raised = Signal(object)

    def __init__(self, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._scenes, self._sweeps = scenes, sweeps
        self._keys: Sequence[LegendKey] = ()
        self._making: _Making | None = None
        self._refused: set[tuple[LegendKey, tuple[MapStep, ...]]] = set()
        self._jobs = JobRunner(self)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)
        self._jobs.stopped.connect(self._on_stopped)

    def want(self, keys: Sequence[LegendKey]) -> None:
        """Have the maps of these made, one after the other, where they are not there yet."""
        if not keys:
            self._refused.clear()  # whoever compares again may have made room since
        self._keys = keys
        self._look()

    def lacks(self, key: LegendKey) -> bool:
        """Whether the map that a legend wants is still to be made, and will be."""
        return self._wanted(key) is not None

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._keys = ()
        self._jobs.shut_down(deadline)

    def _wanted(self, key: LegendKey) -> tuple[KResult, Legend, tuple[MapStep, ...]] | None:
        run, wanted = self._sweeps.run, self._sweeps.steps_wanted(key)
        if wanted is None or wanted[0].full is None or (key, wanted[1].steps) in self._refused:
            return None
        is_shown = run is not None and key == (run.id, self._sweeps.k)
        return None if is_shown else wanted

    @Slot()
    def _look(self) -> None:
        wanted = {key: each for key in self._keys if (each := self._wanted(key)) is not None}
        opened, making = self._scenes.opened, self._making
        if making is not None:
            still = wanted.get(making.key)
            if still is not None and still[1].steps == making.legend.steps:
                return
            self._jobs.stop()
        if opened is None or not wanted:
            return
        key, (result, legend, steps) = next(iter(wanted.items()))
        settings = next(run.settings for run in self._sweeps.runs if run.id == key[0])
        make = partial(classes.revise, opened, settings, result, steps)
        self._making = _Making(self._jobs.start(JobKind.REVISE, make), key, result, legend)

    @Slot(object, object)
    def _on_returned(self, _job: Job, value: KResult) -> None:
        made, self._making = self._making, None
        wanted = None if made is None else self._wanted(made.key)
        if made is None or wanted is None:
            self._look()
        elif wanted[0] is made.before and wanted[1].steps == made.legend.steps:
            self._sweeps.take_revised(made.legend, value, made.key[0])
            self.changed.emit()
        else:
            self._look()

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        made, self._making = self._making, None
        if made is not None:
            self._refused.add((made.key, made.legend.steps))
        run_id = "" if self._sweeps.run is None else self._sweeps.run.id
        message = with_runs_to_remove(Message.of_error(error), error, self._sweeps.entries, run_id)
        self.message_raised.emit(message)
        self.changed.emit()

    @Slot(object)
    def _on_stopped(self, job: Job) -> None:
        if self._making is not None and self._making.job == job:
            self._making = None
