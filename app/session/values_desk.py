"""Count and save the values under the selected cluster, beside other work."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.clustering.results import ClusterValues, KResult
from app.clustering.settings import SweepSettings
from app.errors import AppError
from app.scene.pixels import Survey
from app.scene.scene import Scene
from app.session import work
from app.session.job_runner import JobRunner

_COUNT, _SAVE, _WARM_UP = "count", "save", "warm up"


class ValuesDesk(QObject):
    """Order the values of one cluster; a newer order replaces an older one.

    Signals
    -------
    waiting : (int,)
        The values of this cluster are being counted; 0 when none is selected.
    counted : (ClusterValues,)
        They are there.
    saved : (Path,)
        They were written to a file.
    failed : (AppError,)
        They cannot be counted or written.
    """

    waiting = Signal(int)
    counted = Signal(object)
    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._values: ClusterValues | None = None
        self._jobs = JobRunner(self)
        self._jobs.returned.connect(self._on_returned)
        self._jobs.failed.connect(self._on_failed)

    def order(
        self, scene: Scene, survey: Survey, settings: SweepSettings, result: KResult, cluster: int
    ) -> None:
        """Count the values of one cluster."""
        self._values = None
        self.waiting.emit(cluster)
        self._jobs.start(
            _COUNT, partial(work.values_work, scene, survey, settings, result, cluster)
        )

    def clear(self) -> None:
        """Forget the cluster."""
        self._values = None
        self._jobs.stop()
        self.waiting.emit(0)

    def save(self, path: Path) -> None:
        """Write the counted values to a table."""
        if self._values is None:
            self.failed.emit(
                AppError(
                    "No values to save",
                    "No cluster is selected, or its values are still being counted.",
                    "Click a cluster and wait for its values.",
                )
            )
            return
        self._jobs.start(_SAVE, partial(work.save_values_work, path, self._values))

    def warm_up(self) -> None:
        """Load heavy libraries in the background."""
        self._jobs.start(_WARM_UP, work.warm_up_work)

    def shut_down(self) -> None:
        """Stop and wait."""
        self._jobs.shut_down()

    @Slot(str, object)
    def _on_returned(self, kind: str, value: object) -> None:
        if isinstance(value, ClusterValues):
            self._values = value
            self.counted.emit(value)
        elif kind == _SAVE:
            self.saved.emit(value)

    @Slot(str, object)
    def _on_failed(self, kind: str, error: AppError) -> None:
        if kind != _WARM_UP:  # what is missing will be reported when it is needed
            self.failed.emit(error)
