"""Run a sweep, and show in every view how it goes."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.clustering.evidence.advice import spoken
from app.clustering.results import KSkipped, SweepResult
from app.clustering.settings import SweepSettings
from app.messages import Level, Message
from app.scene.scene import Scene
from app.session import Session
from app.steps import Progress
from app.ui.parts import number_format
from app.ui.setup.outdated import outdated
from app.ui.window.menus import Menus
from app.ui.window.views import Views

_FEWER = "Choose a smaller k, or tick more bands."
_READING = "The scene is still being read."
_NO_BAND = "Tick at least one band to run a sweep."
_LOOKING = Progress("Looking for pixels to leave out first")
_AT_ONCE_S = 0.05  # nothing was computed
_LONG_S = 90.0  # from here on minutes are told, and no tenths


class RunLink(QObject):
    """The actions Run and Stop, and what the views are told from one to the other.

    Signals
    -------
    message_raised
        A k was skipped.
    """

    message_raised = Signal(object)

    def __init__(self, menus: Menus, views: Views, session: Session) -> None:
        super().__init__(menus)
        self._menus = menus
        self._session = session
        self._panel, self._map = views.sweep, views.map
        self._strip, self._curves = views.strip, views.curves
        self._messages = views.messages
        self._is_read = False
        self._ticked: tuple[str, ...] = ()
        self._swept: SweepSettings | None = None
        self._skipped: list[KSkipped] = []
        self._sources: tuple[Path, ...] = ()
        self._connect()
        self._enable()

    def _connect(self) -> None:
        session, panel, jobs = self._session, self._panel, self._session.jobs
        # it is made ready
        session.scenes.scene_opened.connect(self._on_scene_opened)
        session.scenes.surveyed.connect(self._on_surveyed)
        session.editing.ticked_changed.connect(self._on_ticked_changed)
        session.editing.nodata_changed.connect(panel.set_nodata)
        session.editing.nodata_changed.connect(self._compare)
        panel.nodata_changed.connect(session.editing.set_nodata)
        panel.settings_changed.connect(self._compare)
        # it is asked for
        self._menus["Run"].triggered.connect(panel.run)
        self._map.run_requested.connect(panel.run)
        panel.run_requested.connect(self._on_run_requested)
        session.leaving_out.awaited_changed.connect(self._on_awaited_changed)
        session.leaving_out.progressed.connect(panel.show_progress)
        self._menus["Stop"].triggered.connect(self._on_stop_requested)
        panel.stop_requested.connect(self._on_stop_requested)
        # it runs
        jobs.busy_changed.connect(panel.set_busy)
        jobs.busy_changed.connect(self._enable)
        jobs.progressed.connect(panel.show_progress)
        session.sweeps.started.connect(panel.show_settings)
        session.sweeps.started.connect(self._on_started)
        session.sweeps.k_finished.connect(self._strip.add_result)
        session.sweeps.k_finished.connect(self._curves.add_result)
        session.sweeps.result_shown.connect(self._strip.show_revised)
        session.sweeps.k_skipped.connect(self._on_skipped)
        session.sweeps.advice_changed.connect(self._curves.show_advice)
        session.sweeps.finished.connect(self._on_finished)

    @Slot()
    def _enable(self) -> None:
        is_busy = self._session.jobs.is_busy or self._session.leaving_out.is_awaited
        self._menus.enable(self._session.scenes.survey is not None and not is_busy, "Run")
        self._menus.enable(is_busy, "Stop")

    @Slot(object)
    def _on_run_requested(self, settings: SweepSettings) -> None:
        """Sweep, once it is known which pixels take part."""
        if self._session.leaving_out.is_looking:
            self._session.leaving_out.await_sweep()
        else:
            self._session.jobs.run_sweep(settings)

    @Slot()
    def _on_stop_requested(self) -> None:
        self._session.leaving_out.await_sweep(is_wanted=False)
        self._session.jobs.stop()

    @Slot(bool)
    def _on_awaited_changed(self, is_awaited: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._panel.set_busy(is_awaited or self._session.jobs.is_busy)
        if is_awaited:
            self._panel.show_progress(_LOOKING)
        self._enable()

    @Slot(object)
    def _on_surveyed(self) -> None:
        """Let a sweep be run: the scene was read to its end."""
        self._is_read = True
        self._enable()
        self._show_readiness()

    @Slot(object)
    def _on_ticked_changed(self, names: tuple[str, ...]) -> None:
        """Let a sweep be run only while a band takes part."""
        self._ticked = names
        self._show_readiness()
        self._compare()

    @Slot()
    def _compare(self) -> None:
        """Say so where the results shown are not those that a run would give now."""
        if self._swept is None:
            self._panel.show_outdated("")
            return
        now = replace(self._panel.settings, band_names=self._ticked)
        self._panel.show_outdated(outdated(self._swept, now))

    @Slot(object)
    def _on_started(self, settings: SweepSettings) -> None:
        """Make room for every k that is to come."""
        self._strip.start(settings.ks)
        self._curves.start(settings.ks)
        self._panel.show_outcome("")
        self._swept = settings
        self._skipped = []
        self._compare()
        self._map.set_busy(True)

    @Slot(object)
    def _on_skipped(self, skipped: KSkipped) -> None:
        """Say which k are skipped, all together, and why the smallest of them is."""
        self._strip.skip(skipped)
        self._skipped = sorted((*self._skipped, skipped), key=lambda one: one.k)
        self.message_raised.emit(self._about_skipped())

    def _about_skipped(self) -> Message:
        title = f"{spoken([one.k for one in self._skipped])} skipped"
        return Message(Level.WARNING, title, self._skipped[0].reason, _FEWER, key="skipped")

    @Slot(object)
    def _on_finished(self, sweep: SweepResult) -> None:
        """Say how the sweep ended."""
        self._map.set_busy(False)
        self._strip.drop_waiting()
        if not sweep.results:
            if self._skipped:  # that none could be fitted is told with the same reason
                self._messages.dismiss(self._about_skipped())
            self._curves.clear()
            self._swept = None
            self._compare()
        self._panel.show_outcome(outcome_of(sweep))

    @Slot(object)
    def _on_scene_opened(self, scene: Scene) -> None:
        """Show no sweep: another scene is there, and a range that was chosen for it is none."""
        if scene.sources != self._sources:  # else it is the same on another grid
            self._panel.forget_range()
        self._sources = scene.sources
        self._strip.clear()
        self._curves.clear()
        self._map.set_busy(False)
        self._panel.show_outcome("")
        self._is_read = False
        self._swept = None
        self._compare()
        self._show_readiness()
        self._enable()

    def _show_readiness(self) -> None:
        reason = _READING if not self._is_read else "" if self._ticked else _NO_BAND
        self._panel.set_ready(not reason, reason)
        self._map.set_obstacle(reason)


def outcome_of(sweep: SweepResult) -> str:
    """Say how many k are ready, and what time that took."""
    n_wanted, n_done = len(sweep.settings.ks), len(sweep.results)
    seconds = sweep.seconds.get("total")
    time = f" in {_span(seconds)}" if seconds is not None else ""
    if not n_done:
        return "No k is ready."
    n_estimates = sum(result.is_estimate for result in sweep.results)
    if n_estimates:
        others = "1 is an estimate" if n_estimates == 1 else f"{n_estimates} are estimates"
        return f"{n_done - n_estimates} of {n_wanted} k are ready, {others}."
    if n_done == n_wanted == 1:
        (k,) = sweep.settings.ks
        was_there = seconds is not None and seconds < _AT_ONCE_S
        return f"k = {k} was computed before." if was_there else f"k = {k} is ready{time}."
    if n_done == n_wanted and seconds is not None and seconds < _AT_ONCE_S:
        return f"All {n_done} k were computed before."
    if n_done == n_wanted:
        return f"All {n_done} k are ready{time}."
    return f"{n_done} of {n_wanted} k are ready{time}."


def _span(seconds: float) -> str:
    return number_format.seconds(seconds) if seconds >= _LONG_S else f"{seconds:.1f} s"
