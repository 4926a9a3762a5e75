"""Show how the map of the selected k would be tidied, and have it done."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.arrays import Window
from app.clustering.cleanup.tidied import Tidied
from app.clustering.cleanup.ways import Sieve, Way
from app.clustering.legends.map_steps import Groups, Reassign, Tidy
from app.clustering.naming.cluster_look import LabelPicture
from app.engine import classes
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Message
from app.session.desks.classes.class_desk import ClassDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.job_kind import JobKind

_SIDE_MAX = 1500  # pixels of the part that is shown; all of a large scene would take seconds


@dataclass(frozen=True, slots=True, eq=False)
class TidyPreview:
    """A part of the map as it would be.

    Attributes
    ----------
    share_changed
        Of the pixels of the part that have a class, 0..1.
    """

    picture: LabelPicture
    share_changed: float


class CleanUpDesk(QObject):
    """Tidy the whole map, or give one patch away; each is one step that can be undone.

    Signals
    -------
    previewed : (TidyPreview | None,)
        How the part in view would be; None where none is looked at any more.
    message_raised : (Message,)
        What cannot be done, and why.
    """

    previewed = Signal(object)
    message_raised = Signal(object)

    def __init__(self, sweeps: SweepDesk, desk: ClassDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._sweeps = sweeps
        self._classes = desk
        self._way: Way | None = None
        self._window: Window | None = None
        self._asked: Window | None = None
        self._jobs = JobRunner(self)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)
        sweeps.looks_changed.connect(self._look_again)
        sweeps.k_selected.connect(self._look_again)

    def look_at(self, way: Way | None) -> None:
        """Show how the part in view would be tidied; None to look at nothing any more."""
        self._way = way
        if way is None:
            self._jobs.stop()
            self.previewed.emit(None)
        else:
            self._look_again()

    def set_view(self, window: Window) -> None:
        """Take note of the part in view."""
        seen = _middle(window)
        if seen != self._window:
            self._window = seen
            self._look_again()

    def apply(self, way: Way) -> None:
        """Tidy the whole map."""
        self.look_at(None)
        if self._sweeps.result is not None:
            self._classes.take_step(Tidy(self._groups(), way), _called(way))

    def reassign(self, row: int, col: int, number: int) -> None:
        """Give the patch under a pixel to another class."""
        legend, result = self._classes.legend, self._sweeps.result
        if result is not None and number in legend.numbers:
            label = legend.of(number).members[0]
            step = Reassign(self._groups(), row, col, label)
            self._classes.take_step(step, "giving a patch away")

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._jobs.shut_down(deadline)

    def _groups(self) -> Groups:
        return tuple(one.members for one in self._classes.legend.classes)

    @Slot()
    def _look_again(self) -> None:
        result, way, window = self._sweeps.result, self._way, self._window
        if way is None or window is None or result is None or result.full is None:
            return
        self._asked = window
        make = partial(classes.look_tidied, result, self._groups(), way, window)
        self._jobs.start(JobKind.TIDY, make, is_awaited=True)

    @Slot(object, object)
    def _on_returned(self, _job: Job, value: object) -> None:
        if self._way is not None and self._asked is not None and isinstance(value, Tidied):
            picture = LabelPicture(value.labels, self._asked)
            self.previewed.emit(TidyPreview(picture, value.share_changed))

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        self.message_raised.emit(Message.of_error(error))


def _middle(window: Window) -> Window:
    """Return the middle of a window, of a size that is tidied at once."""
    height, width = min(window.height, _SIDE_MAX), min(window.width, _SIDE_MAX)
    row = window.row + (window.height - height) // 2
    col = window.col + (window.width - width) // 2
    return Window(row, col, height, width)


def _called(way: Way) -> str:
    if isinstance(way, Sieve):
        return f"sieve of {way.n_px_min} pixels"
    return f"majority of {way.width_px} by {way.width_px}"
