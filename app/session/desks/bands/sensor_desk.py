"""Keep the sensors of the person's own, and offer one where a scene looks like its files."""

from functools import partial

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.engine.scenes import own_sensors
from app.errors import AppError, Remedy
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Level, Message
from app.scene.band_teaching import NOTHING_TAUGHT
from app.scene.recognition.sensor_presets import SensorPreset
from app.scene.scene import Scene
from app.session.desks.scene_desk import SceneDesk
from app.session.job_kind import JobKind
from app.session.remedies import ASSIGN_SENSOR


class SensorDesk(QObject):
    """Read and write the person's own sensors, off the GUI thread.

    Attributes
    ----------
    own
        Those that were there when the scene was opened, and what was kept since; newest first.
    offered
        Title of the one that fits the open scene; empty where none does.

    Signals
    -------
    message_raised : (Message,)
        One fits, was kept, or cannot be written.
    """

    message_raised = Signal(object)

    def __init__(self, scenes: SceneDesk, parent: QObject) -> None:
        super().__init__(parent)
        self.own: tuple[SensorPreset, ...] = ()
        self.offered = ""
        self._scenes = scenes
        self._listing = JobRunner(self)
        self._listing.returned.connect(self._on_listed)
        self._keeping = JobRunner(self)
        self._keeping.returned.connect(self._on_kept)
        self._keeping.failed.connect(self._on_failed)
        scenes.scene_opened.connect(self._on_scene_opened)

    def keep(self, preset: SensorPreset) -> None:
        """Remember a sensor for files of the same shape."""
        self._keeping.start(JobKind.KEEP_SENSOR, partial(own_sensors.keep_sensor, preset))

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Wait until what is being written is written."""
        self._listing.shut_down(deadline)
        self._keeping.let_end(deadline)
        self._keeping.shut_down(deadline)

    @Slot(object)
    def _on_scene_opened(self, _scene: Scene) -> None:
        self.offered = ""
        self._listing.start(JobKind.LIST_SENSORS, own_sensors.list_own_sensors)

    @Slot(object, object)
    def _on_listed(self, _job: Job, presets: tuple[SensorPreset, ...]) -> None:
        self.own = presets
        scene = self._scenes.scene
        if scene is None or not _is_unknown(scene):
            return
        fitting = next((one for one in presets if one.fits(scene)), None)
        if fitting is not None:
            self.offered = fitting.title
            self.message_raised.emit(
                Message(
                    Level.WARNING,
                    "Bands are not known",
                    f'"{fitting.title}" was remembered for files of {fitting.n_bands} bands of '
                    f"{fitting.dtype}, as these are.",
                    "Assign it if they come from there.",
                    key="sensor offered",
                    remedies=(Remedy(ASSIGN_SENSOR, "Assign sensor…"),),
                )
            )

    @Slot(object, object)
    def _on_kept(self, _job: Job, presets: tuple[SensorPreset, ...]) -> None:
        self.own = presets
        self.message_raised.emit(
            Message(Level.SUCCESS, "Sensor remembered", f'"{presets[0].title}" is kept for you.')
        )

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        self.message_raised.emit(Message.of_error(error))


def _is_unknown(scene: Scene) -> bool:
    has_roles = any(band.role for band in scene.bands)
    return scene.teaching == NOTHING_TAUGHT and not scene.sensor and not has_roles
