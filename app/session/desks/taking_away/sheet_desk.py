"""Draw the map sheet as an export would write it, while somebody chooses."""

from functools import partial

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.engine import writing
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.products.requests import ExportRequest
from app.session.desks.runs.written_runs import runs_to_write
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.job_kind import JobKind

_WIDTH_PX = 1200  # sharp on screens of two pixels to a point, too


class SheetDesk(QObject):
    """Order the sheet of what is asked for; a newer order replaces an older one.

    Signals
    -------
    drawn : (bytes | None,)
        The sheet as a PNG; None while there is none.
    failed : (str,)
        Why there is none, in a sentence.
    """

    drawn = Signal(object)
    failed = Signal(str)

    def __init__(self, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._scenes, self._sweeps = scenes, sweeps
        self._jobs = JobRunner(self)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)

    def draw(self, request: ExportRequest | None) -> None:
        """Draw the first sheet that a request would write; with None nothing is drawn any more."""
        opened, sweep = self._scenes.opened, self._sweeps.sweep
        if request is None or not request.ks or opened is None or sweep is None:
            self._jobs.stop()
            self.drawn.emit(None)
            return
        runs = runs_to_write(self._sweeps, request)
        if runs:
            palette = self._sweeps.palette
            make = partial(
                writing.draw_sheet, request, opened, runs[0], palette, width_px=_WIDTH_PX
            )
            self._jobs.start(JobKind.DRAW_SHEET, make)

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._jobs.shut_down(deadline)

    @Slot(object, object)
    def _on_returned(self, _job: Job, png: bytes) -> None:
        self.drawn.emit(png)

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        self.failed.emit(f"{error.title}. {error.hint}")
