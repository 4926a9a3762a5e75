"""Count two bands against each other for the k that is looked at, while somebody looks."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.clustering.naming.cluster_look import LabelPicture
from app.clustering.reading.scatter import Scatter
from app.clustering.results import KResult
from app.engine.reading import scatter_reading
from app.engine.reading.scatter_reading import Pair
from app.engine.scenes.describing import with_indices
from app.engine.scenes.opened_scene import OpenedScene
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Message
from app.scene.band import Band
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.job_kind import JobKind
from app.session.remedies import Situation, remedies_of

_USUAL = (("red", "nir"), ("nir", "swir1"), ("green", "red"))  # of roles, the first that is there


class ScatterDesk(QObject):
    """Order the pixels of two bands; a newer order replaces an older one.

    Signals
    -------
    bands_changed : (tuple[Band, ...],)
        Any two of these can be set against each other.
    pair_changed : (tuple[str, str],)
        Those that are, by name.
    counted : (Scatter | None,)
        What there is of them; None while nothing is.
    veil_changed : (LabelPicture | None,)
        Which pixels lie outside of the rectangle that was drawn; None without one.
    message_raised : (Message,)
        They cannot be counted.
    """

    bands_changed = Signal(object)
    pair_changed = Signal(object)
    counted = Signal(object)
    veil_changed = Signal(object)
    message_raised = Signal(object)

    def __init__(self, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._scenes, self._sweeps = scenes, sweeps
        self._is_watched = False
        self._bands: tuple[Band, ...] = ()
        self._pair: Pair | None = None
        self._of: tuple[KResult, Pair] | None = None
        self._scatter: Scatter | None = None
        self._is_veiled = False
        self._jobs, self._veils = JobRunner(self), JobRunner(self)
        self._jobs.yielded.connect(self._on_counted)
        self._jobs.returned.connect(self._on_counted)
        self._veils.returned.connect(self._on_veiled)
        for runner in (self._jobs, self._veils):
            runner.failed.connect(self._on_failed)
        sweeps.result_shown.connect(self._renew)
        scenes.surveyed.connect(self._renew)
        scenes.described.connect(self._renew)

    @property
    def scatter(self) -> Scatter | None:
        """What is counted of the k that is looked at."""
        return self._scatter

    @property
    def pair(self) -> Pair | None:
        """The two bands, by name; the first is level."""
        return self._pair

    def watch(self, *, is_watched: bool) -> None:
        """Count from now on whatever is looked at, or count no more."""
        self._is_watched = is_watched
        if not is_watched:
            self.highlight(None)
        self._renew()

    def choose(self, pair: Pair) -> None:
        """Set two other bands against each other."""
        if pair != self._pair and set(pair) <= {band.name for band in self._bands}:
            self._pair = pair
            self.pair_changed.emit(pair)
            self._renew()

    def highlight(self, corners: Sequence[tuple[float, float]] | None) -> None:
        """Show on the map which pixels lie in a rectangle of the plot, scene units; None for all.

        Parameters
        ----------
        corners
            Two that are opposite, x and y of each.
        """
        opened, settings = self._opened(), self._sweeps.settings
        if corners is None or self._of is None or opened is None or settings is None:
            self._veils.stop()
            if self._is_veiled:
                self._is_veiled = False
                self.veil_changed.emit(None)
            return
        (x, y), (other_x, other_y) = corners
        low, high = (min(x, other_x), min(y, other_y)), (max(x, other_x), max(y, other_y))
        result, pair = self._of
        self._is_veiled = True
        find = partial(scatter_reading.find_beyond, opened, settings, result, pair, low, high)
        self._veils.start(JobKind.VEIL_BY_VALUES, find)

    def stop(self) -> None:
        """Ask the counting to stop."""
        self._jobs.stop()
        self._veils.stop()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait; nothing is begun any more."""
        self._is_watched = False
        self._jobs.shut_down(deadline)
        self._veils.shut_down(deadline)

    def _opened(self) -> OpenedScene | None:
        """Return the open scene with its indices: they can be looked at without taking part."""
        opened = self._scenes.opened
        return None if opened is None else with_indices(opened)

    @Slot()
    def _renew(self) -> None:
        """Count what is looked at, unless that is counted or nobody looks."""
        settings, result = self._sweeps.settings, self._sweeps.result
        if self._scenes.opened is None or settings is None or result is None:
            self._forget()
            return
        if not self._is_watched or (opened := self._opened()) is None:
            return
        preview = opened.survey.preview
        self._take_bands(preview.bands + preview.computed, result)
        if self._pair is None:
            self._forget()
            return
        if self._of is not None and self._of[0] is result and self._of[1] == self._pair:
            return
        self._forget()
        if self._sweeps.steps_wanted() is not None:  # its map is still being made
            return
        self._of = result, self._pair
        count = partial(scatter_reading.read_scatter, opened, settings, result, self._pair)
        self._jobs.start(JobKind.COUNT_SCATTER, count)

    def _take_bands(self, bands: tuple[Band, ...], result: KResult) -> None:
        if bands != self._bands:
            self._bands = bands
            self.bands_changed.emit(bands)
        names = {band.name for band in bands}
        if self._pair is None or not set(self._pair) <= names:
            self._pair = _usual_pair(result.signatures.bands) or _usual_pair(bands)
        if self._pair is not None:
            self.pair_changed.emit(self._pair)

    def _forget(self) -> None:
        self._of = None
        self._jobs.stop()
        self.highlight(None)
        if self._scatter is not None:
            self._scatter = None
            self.counted.emit(None)

    @Slot(object, object)
    def _on_counted(self, _job: Job, step: object) -> None:
        if isinstance(step, Scatter) and self._of is not None:
            self._scatter = step
            self.counted.emit(step)

    @Slot(object, object)
    def _on_veiled(self, _job: Job, picture: LabelPicture) -> None:
        if self._is_veiled:
            self.veil_changed.emit(picture)

    @Slot(object, object)
    def _on_failed(self, job: Job, error: AppError) -> None:
        ways = remedies_of(job.kind, error, now=Situation(self._scenes.scene))
        self.message_raised.emit(replace(Message.of_error(error), remedies=ways))


def _usual_pair(bands: tuple[Band, ...]) -> Pair | None:
    """Return the names of two bands to begin with; None where there are not two."""
    by_role = {band.role: band.name for band in bands if band.role}
    for level, upright in _USUAL:
        if level in by_role and upright in by_role:
            return by_role[level], by_role[upright]
    return (bands[0].name, bands[1].name) if len(bands) > 1 else None
