"""Show in every view how a sweep goes."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.clustering.results import KSkipped, SweepResult
from app.clustering.settings import SweepSettings
from app.messages import Level, Message
from app.ui.curves.curves_view import CurvesView
from app.ui.curves.k_strip import KStrip
from app.ui.map.map_area import MapArea
from app.ui.setup.outdated import outdated
from app.ui.setup.sweep_panel import SweepPanel

_FEWER = "Choose a smaller k, or tick more bands."
_READING = "The scene is still being read."
_NO_BAND = "Tick at least one band to run a sweep."
_AT_ONCE_S = 0.05  # nothing was computed


class RunLink(QObject):
    """Tells the views when a sweep begins, leaves a k out, and ends.

    Signals
    -------
    message_raised
        A k was left out.
    """

    message_raised = Signal(object)

    def __init__(self, panel: SweepPanel, strip: KStrip, curves: CurvesView, area: MapArea) -> None:
        super().__init__(panel)
        self._panel = panel
        self._strip = strip
        self._curves = curves
        self._map = area
        self._is_read = False
        self._ticked: tuple[str, ...] = ()
        self._swept: SweepSettings | None = None
        panel.settings_changed.connect(self.compare)

    @Slot(object)
    def take_survey(self) -> None:
        """Let a sweep be run: the scene was read to its end."""
        self._is_read = True
        self._show_readiness()

    @Slot(object)
    def take_ticked(self, names: tuple[str, ...]) -> None:
        """Let a sweep be run only while a band takes part."""
        self._ticked = names
        self._show_readiness()
        self.compare()

    @Slot()
    def compare(self) -> None:
        """Say so where the results shown are not those that a run would give now."""
        if self._swept is None:
            self._panel.show_outdated("")
            return
        now = replace(self._panel.settings, band_names=self._ticked)
        self._panel.show_outdated(outdated(self._swept, now))

    @Slot(object)
    def begin(self, settings: SweepSettings) -> None:
        """Make room for every k that is to come."""
        self._strip.start(settings.ks)
        self._curves.start(settings.ks)
        self._panel.show_outcome("")
        self._swept = settings
        self.compare()
        self._map.set_busy(True)

    @Slot(object)
    def skip(self, skipped: KSkipped) -> None:
        """Say which k is left out, and why."""
        self._strip.skip(skipped)
        self.message_raised.emit(
            Message(
                Level.WARNING, f"k = {skipped.k} left out", skipped.reason, _FEWER, key="skipped"
            )
        )

    @Slot(object)
    def end(self, sweep: SweepResult) -> None:
        """Say how the sweep ended."""
        self._map.set_busy(False)
        self._strip.drop_waiting()
        if not sweep.results:
            self._curves.clear()
            self._swept = None
            self.compare()
        self._panel.show_outcome(_outcome(sweep))

    @Slot()
    def forget(self) -> None:
        """Show no sweep: another scene is there."""
        self._strip.clear()
        self._curves.clear()
        self._map.set_busy(False)
        self._panel.show_outcome("")
        self._is_read = False
        self._swept = None
        self.compare()
        self._show_readiness()

    def _show_readiness(self) -> None:
        reason = _READING if not self._is_read else "" if self._ticked else _NO_BAND
        self._panel.set_ready(not reason, reason)
        self._map.set_obstacle(reason)


def _outcome(sweep: SweepResult) -> str:
    n_wanted, n_done = len(sweep.settings.ks), len(sweep.results)
    seconds = sweep.seconds.get("total")
    time = f" in {seconds:.1f} s" if seconds is not None else ""
    if not n_done:
        return "No k is ready."
    if n_done == n_wanted and seconds is not None and seconds < _AT_ONCE_S:
        return f"All {n_done} k were computed before."
    if n_done == n_wanted:
        return f"All {n_done} k are ready{time}."
    return f"{n_done} of {n_wanted} k are ready{time}."
