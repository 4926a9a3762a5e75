"""Set up a sweep, run it, refine it, stop it, and say how far it is."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.clustering.settings import Scaling, SweepSettings
from app.scene.nodata import NoDataRule
from app.steps import Progress
from app.ui.parts import boxes, captions, number_format, plain
from app.ui.parts.fold import Fold
from app.ui.parts.icons import set_icon
from app.ui.setup.advanced_settings import AdvancedSettings
from app.ui.setup.flyout import Flyout
from app.ui.setup.k_range import KRange
from app.ui.setup.refine_row import RefineRow

_STEPS = 1000  # of the progress bar
_BAR_PX = 6
_NO_SCENE = "Open a scene to run a sweep."


class SweepPanel(QWidget):
    """Range of k, Advanced, Run, Stop, Refine and progress.

    Attributes
    ----------
    refine_row
        Exact passes over every pixel; whoever knows the scene says when they can be made.

    Signals
    -------
    run_requested(SweepSettings)
        Run was pressed; the settings name no bands.
    stop_requested()
        Stop was pressed.
    nodata_changed(NoDataRule)
        No data was asked to count as values, or not to.
    settings_changed()
        Run would run with other settings now, besides range, bands and no data.
    """

    run_requested = Signal(object)
    stop_requested = Signal()
    nodata_changed = Signal(object)
    settings_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_ready = False
        self._is_busy = False
        self._reason = _NO_SCENE
        self._outcome = ""
        self._outdated = ""
        self._range = KRange(self)
        self._advanced = AdvancedSettings(self)
        # Over the map while it is open: in this column, it would push curves out of sight.
        self._flyout = Flyout("advancedFlyout", "Advanced", self._advanced, self)
        self._fold = Fold("Advanced", self._flyout, self)
        self._fold.setObjectName("advancedButton")
        self._fold.setToolTip("Scaling, seed, restarts, sample sizes and no data.")
        self._run = plain.button("Run sweep", "runButton", self)
        self._run.setProperty("role", "primary")
        self._stop = plain.button("Stop", "stopButton", self)
        set_icon(self._stop, "stop")
        self._stop.setToolTip("Stop what is running. What is finished stays.")
        self.refine_row = RefineRow(self)
        self.refine_row.hide()
        self._bar = plain.named(QProgressBar(self), "progressBar", "Progress of the sweep")
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(_BAR_PX)
        self._bar.setRange(0, _STEPS)
        self._label = captions.note("", self)
        plain.named(self._label, "progressLabel", "What the sweep is doing")
        for told in (self._bar, self._label):  # they come and go with each run: nothing is to move
            keep_room = told.sizePolicy()
            keep_room.setRetainSizeWhenHidden(True)
            told.setSizePolicy(keep_room)
        self._lay_out()
        self._show_state()
        self._run.clicked.connect(self.run)
        self._stop.clicked.connect(self.stop_requested)
        self._advanced.nodata_changed.connect(self.nodata_changed)
        self._advanced.changed.connect(self.settings_changed)
        self._fold.unfolded.connect(self._on_unfolded)
        self._flyout.dismissed.connect(self._on_dismissed)

    @property
    def settings(self) -> SweepSettings:
        """What Run would run."""
        return self._advanced.settings(self._range.k_min, self._range.k_max)

    @Slot()
    def run(self) -> None:
        """Ask for a sweep, as the Run button does, where one can be run."""
        if self._run.isEnabled():
            self._fold.set_open(is_open=False)  # maps come where it lies
            self.run_requested.emit(self.settings)

    @Slot(bool)
    def set_ready(self, ready: bool, reason: str = _NO_SCENE) -> None:  # noqa: FBT001 - a slot
        """Say whether a sweep can be run, and if not, why."""
        self._is_ready = ready
        self._reason = reason
        self._show_state()

    @Slot(bool)
    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a slot
        """Say whether a sweep runs."""
        if busy and not self._is_busy:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(0)
        self._is_busy = busy
        self._show_state()

    def offer_refining(self, *, is_offered: bool) -> None:
        """Show the refine button in the place of Stop, or Stop again."""
        had_focus = self._stop.hasFocus()
        # As high as what it replaces, so that nothing below moves.
        self.refine_row.setMinimumHeight(self._stop.sizeHint().height())
        self._stop.setVisible(not is_offered)
        if self.refine_row.has_focus:
            self._stop.setFocus()
        self.refine_row.setVisible(is_offered)
        if had_focus and is_offered:
            self._run.setFocus()

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """Show how far the work is."""
        # A progress bar paints at once when its value is set, which took 8 ms each time; held back,
        # it is painted with all else that has changed.
        self._bar.setUpdatesEnabled(False)
        if progress.fraction is None:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(round(_STEPS * progress.fraction))
        self._bar.setUpdatesEnabled(True)
        self._label.setText(_sentence(progress))

    def forget_range(self) -> None:
        """Go back to the range that a scene begins with."""
        self._range.forget()

    @Slot(object)
    def show_settings(self, settings: SweepSettings) -> None:
        """Show settings from elsewhere, such as a project file."""
        self._range.set_range(settings.k_min, settings.k_max)
        self._advanced.show_settings(settings)

    @Slot()
    def standardise(self) -> None:
        """Let every band weigh the same, and show where that is chosen."""
        self.show_settings(replace(self.settings, scaling=Scaling.STANDARDISE))
        self._fold.set_open(is_open=True)

    @Slot(object)
    def set_nodata(self, rule: NoDataRule) -> None:
        """Show what counts as no data."""
        self._advanced.set_nodata(rule)

    @Slot(str)
    def show_outcome(self, sentence: str) -> None:
        """Say how the last sweep ended, until the next one."""
        self._outcome = sentence
        self._show_state()

    def show_outdated(self, sentence: str) -> None:
        """Say that what is shown no longer belongs to what is chosen; nothing where it does."""
        self._outdated = sentence
        self._show_state()

    @Slot(bool)
    def _on_unfolded(self, is_open: bool) -> None:  # noqa: FBT001 - a slot
        if is_open:
            self._advanced.setFocus()

    @Slot()
    def _on_dismissed(self) -> None:
        focus: QWidget | None = self.window().focusWidget()
        had_focus = focus is not None and self._flyout.isAncestorOf(focus)
        self._fold.set_open(is_open=False)
        if had_focus:
            self._fold.setFocus()

    def _lay_out(self) -> None:
        buttons = boxes.row(spacing=8)
        buttons.addWidget(self._run, 1)
        buttons.addWidget(self.refine_row)
        buttons.addWidget(self._stop)
        title = QHBoxLayout()
        title.addWidget(captions.heading("Sweep", self))
        title.addStretch(1)
        title.addWidget(self._fold)
        progress = boxes.column(spacing=2)
        progress.addWidget(self._bar)
        progress.addWidget(self._label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 2)  # its title in one line with those beside it
        layout.setSpacing(4)
        layout.addLayout(title)
        layout.addWidget(self._range)
        layout.addLayout(buttons)
        layout.addLayout(progress)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _show_state(self) -> None:
        self._run.setEnabled(self._is_ready and not self._is_busy)
        self._stop.setEnabled(self._is_busy)
        self._range.setEnabled(not self._is_busy)
        self._advanced.setEnabled(not self._is_busy)
        self._run.setToolTip(plain.tip(self._why()))
        self._bar.setVisible(self._is_busy)
        if not self._is_busy:
            said = self._outdated or self._outcome
            captions.emphasise(self._label, is_strong=self._is_ready and bool(self._outdated))
            self._label.setText(said if self._is_ready else self._reason)
            self._label.setVisible(bool(self._label.text()))
        else:
            captions.emphasise(self._label, is_strong=False)
            self._label.setVisible(True)

    def _why(self) -> str:
        if self._is_busy:
            return "Work is running. Stop it first to run a sweep."
        if not self._is_ready:
            return self._reason
        return "Fit every k of the range and show each map as it is ready."


def _sentence(progress: Progress) -> str:
    text = plain.line(progress.text)
    if progress.seconds_left is None:
        return text
    return f"{text}, {number_format.seconds(max(1.0, progress.seconds_left))} left"
