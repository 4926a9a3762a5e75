"""Count the pairs of classes that two compared maps have, while somebody wants to know."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.clustering.legends.transitions import Transitions
from app.engine import comparing
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Message
from app.scene.grids.grid import Grid
from app.session.desks.runs.compare_side import Side, compared
from app.session.job_kind import JobKind


class PairCount(QObject):
    """What became of which class, from one side of a comparison to the other.

    Signals
    -------
    counting, counted : (Transitions | None,)
        Pairs are being counted, and are there; None where there are none to count.
    message_raised : (Message,)
        What cannot be counted or saved, and why.
    """

    counting = Signal()
    counted = Signal(object)
    message_raised = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_wanted = False
        self._sides: tuple[Side, Side] | None = None
        self._asked: tuple[Side, Side] | None = None
        self._found: Transitions | None = None
        self._saving = JobRunner(self)  # what is to be saved is saved, whatever is chosen next
        self._saving.returned.connect(self._on_saved)
        self._saving.failed.connect(self._on_failed_to_save)
        self._jobs = JobRunner(self)
        self._jobs.returned.connect(self._on_counted)
        self._jobs.failed.connect(self._on_failed)

    def want(self, *, is_wanted: bool) -> None:
        """Count from now on, whenever other sides are compared; or not any more."""
        self._is_wanted = is_wanted

    def count(self, sides: tuple[Side, Side] | None, grid: Grid | None) -> None:
        """Count what is compared now, if somebody wants to know."""
        self._sides = sides
        maps = compared(sides)
        if not self._is_wanted:
            return
        if maps is None or grid is None:
            self.forget()
            self.counted.emit(None)
            return
        self._asked, self._found = sides, None
        self.counting.emit()
        if any(side.is_pending for side in sides or ()):  # counted once its map is there
            self._jobs.stop()
            return
        make = partial(comparing.count_transitions, *maps, grid)
        self._jobs.start(JobKind.TRANSITIONS, make)

    def forget(self) -> None:
        """Let go of the maps: their runs may be gone."""
        self._sides = self._asked = self._found = None
        self._jobs.stop()

    def save(self, path: Path, columns: Mapping[str, str]) -> None:
        """Write the pairs that were counted last to a table, which ends with columns."""
        looks = [side.look for side in self._sides or () if side.look is not None]
        if self._found is None or len(looks) < 2:
            return
        pair = looks[0], looks[1]
        save = partial(comparing.save_transitions, path, self._found, pair, columns)
        self._saving.start(JobKind.SAVE_VALUES, save)

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._jobs.shut_down(deadline)
        self._saving.shut_down(deadline)

    @Slot(object, object)
    def _on_counted(self, _job: Job, value: object) -> None:
        if self._asked is self._sides and isinstance(value, Transitions):
            self._found = value
            self.counted.emit(value)

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        self.counted.emit(None)
        self.message_raised.emit(Message.of_error(error))

    @Slot(object, object)
    def _on_saved(self, _job: Job, path: Path) -> None:
        self.message_raised.emit(Message.of_saved("Transitions saved", path))

    @Slot(object, object)
    def _on_failed_to_save(self, _job: Job, error: AppError) -> None:
        self.message_raised.emit(Message.of_error(error))
