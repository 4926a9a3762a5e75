"""Build the desks and join what one needs of another."""

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QDeadlineTimer, QObject, Signal

from app.clustering.accuracy.findings import ToldOnPage
from app.jobs.job_runner import SHUT_DOWN_MS
from app.session.desks.bands.computed_desk import ComputedDesk
from app.session.desks.bands.sensor_desk import SensorDesk
from app.session.desks.choice_desk import ChoiceDesk
from app.session.desks.classes.class_desk import ClassDesk
from app.session.desks.classes.cleanup_desk import CleanUpDesk
from app.session.desks.edit_desk import EditDesk
from app.session.desks.job_desk import JobDesk
from app.session.desks.leave_out_desk import LeaveOutDesk
from app.session.desks.models.many_desk import ManyDesk
from app.session.desks.models.model_desk import ModelDesk
from app.session.desks.naming.name_desk import NameDesk
from app.session.desks.naming.suggestion_desk import SuggestionDesk
from app.session.desks.project_desk import ProjectDesk
from app.session.desks.projects.aside_desk import AsideDesk
from app.session.desks.projects.work_desk import WorkDesk
from app.session.desks.reading.reading_desk import ReadingDesk
from app.session.desks.reading.scatter_desk import ScatterDesk
from app.session.desks.recent_desk import RecentDesk
from app.session.desks.runs.compare_desk import CompareDesk
from app.session.desks.runs.keeping_desk import KeepingDesk
from app.session.desks.runs.restoring_desk import RestoringDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.desks.taking_away.sheet_desk import SheetDesk
from app.session.desks.tools.changes_desk import ChangesDesk
from app.session.desks.values_desk import ValuesDesk

if TYPE_CHECKING:  # desks of tools are imported when the first of their signals is wanted
    from app.session.desks.tools.accuracy_desk import AccuracyDesk
    from app.session.desks.tools.anomaly_desk import AnomalyDesk
    from app.session.desks.tools.cloud_desk import CloudDesk
    from app.session.desks.tools.compress_desk import CompressDesk
    from app.session.desks.tools.label_desk import LabelDesk
    from app.session.desks.tools.partial_desk import PartialDesk
    from app.session.desks.tools.tool_desk import ToolDesk

_Tool = TypeVar("_Tool", bound="ToolDesk | LabelDesk")


class Session(QObject):
    """The state behind the window; every signal of a desk is a fact, every payload a frozen value.

    Attributes
    ----------
    editing
        What the person chose, with undo and redo.
    scenes
        The open scene and its pictures.
    leaving_out
        Which pixels take part.
    computing
        Bands that formulas give.
    sweeps
        The sweep as it arrives, and what of it is looked at.
    choices
        Scenes among which one has to be chosen.
    sensors
        Sensors of the person's own.
    keeping
        What runs take in memory.
    comparing
        Two maps against each other.
    changes
        Where compared maps differ, those of files among them.
    classes
        What was made of the clusters.
    names
        Names and colours that classes may take.
    suggestions
        What classes may be called after those of other maps.
    cleanup
        How the map would be tidied.
    values
        The values under the selected cluster.
    reading
        What the selected class is like beside the others.
    work
        All of it as a project, and what of it no file holds.
    scatter
        Two bands against each other.
    projects
        Project files.
    recents
        Scenes and projects that were opened before.
    aside
        The work as it is kept against a crash.
    restoring
        Maps of runs that were saved.
    models, many
        Models of classes: saved, applied to the open scene, and to many scenes.
    sheets
        The map sheet as it would be written.
    jobs
        Long work, one at a time: open, sweep, refine, export.

    Signals
    -------
    busy_changed
        Work that the end of the program would cut off has begun, or is done.
    message_raised : (Message,)
        What a person is told, whichever desk has it to tell.
    """

    busy_changed = Signal()
    message_raised = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tools: list[ToolDesk | LabelDesk] = []
        self.editing = EditDesk(self)
        self.scenes = SceneDesk(self.editing, self)
        self.computing = ComputedDesk(self.editing, self)
        self.choices = ChoiceDesk(self)
        self.sensors = SensorDesk(self.scenes, self)
        self.sweeps = SweepDesk(self.editing, self)
        self.leaving_out = LeaveOutDesk(self.editing, self.scenes, self.sweeps, self)
        self.sweeps.findings.ask(self._told_of_scene)
        self.keeping = KeepingDesk(self.scenes, self.sweeps, self)
        self.comparing = CompareDesk(self.editing, self.scenes, self.sweeps, self)
        self.changes = ChangesDesk(self.editing, self.scenes, self.sweeps, self.comparing, self)
        self.classes = ClassDesk(self.editing, self.scenes, self.sweeps, self)
        self.names = NameDesk(self.classes, self.scenes, self.sweeps, self)
        self.suggestions = SuggestionDesk(self.editing, self.scenes, self.sweeps, self)
        self.cleanup = CleanUpDesk(self.sweeps, self.classes, self)
        self.values = ValuesDesk(self.scenes, self.sweeps, self)
        self.reading = ReadingDesk(self.scenes, self.sweeps, self)
        self.work = WorkDesk(self.editing, self.sweeps, self.comparing, self)
        self.projects = ProjectDesk(self.work, self)
        self.scatter = ScatterDesk(self.scenes, self.sweeps, self)
        self.aside = AsideDesk(self.work, self.scenes, self.projects.known, self)
        self.recents = RecentDesk(self.scenes, self.projects, self)
        self.jobs = JobDesk(self.editing, self.scenes, self.sweeps, self.work, self.projects, self)
        self.restoring = RestoringDesk(self.scenes, self.sweeps, self)
        self.sheets = SheetDesk(self.scenes, self.sweeps, self)
        self.models = ModelDesk(self.editing, self.scenes, self.sweeps, self.jobs, self)
        self.many = ManyDesk(self)
        self.jobs.busy_changed.connect(self.restoring.give_way)
        for news in (self.jobs.busy_changed, self.many.busy_changed, self.changes.writing_changed):
            news.connect(self.busy_changed)
        self.jobs.several_found.connect(self.choices.take)
        self.sweeps.result_shown.connect(self.scenes.show_result)
        for desk in (
            *(self.scenes, self.leaving_out, self.sensors, self.classes, self.names),
            *(self.suggestions, self.cleanup, self.keeping, self.comparing),
            *(self.values, self.reading, self.scatter, self.projects, self.jobs),
            *(self.restoring, self.aside, self.models, self.changes),
        ):
            desk.message_raised.connect(self.message_raised)

    @property
    def is_busy(self) -> bool:
        """Whether work runs that the end of the program would cut off, files of tools as well."""
        are_written = any(desk.is_writing for desk in (self.changes, *self._tools))
        return self.jobs.is_busy or self.many.is_busy or are_written

    @cached_property
    def clouds(self) -> "CloudDesk":
        """Clouds by a clear scene."""
        from app.session.desks.tools.cloud_desk import CloudDesk

        return self._take_in(CloudDesk(self.editing, self.scenes, self))

    @cached_property
    def compressing(self) -> "CompressDesk":
        """The scene as few spectra."""
        from app.session.desks.tools.compress_desk import CompressDesk

        desk = self._take_in(CompressDesk(self.editing, self.scenes, self))
        desk.curve_kept.connect(self.work.take_curve)
        self.work.curve_recalled.connect(desk.recall)
        if self.work.curve is not None:  # of a project that was opened before
            desk.recall(self.work.curve)
        return desk

    @cached_property
    def anomalies(self) -> "AnomalyDesk":
        """Odd things on a plain ground."""
        from app.session.desks.tools.anomaly_desk import AnomalyDesk

        return self._take_in(AnomalyDesk(self.editing, self.scenes, self))

    @cached_property
    def labels(self) -> "LabelDesk":
        """Labels of places."""
        from app.session.desks.tools.label_desk import LabelDesk

        return self._take_in(LabelDesk(self.editing, self.scenes, self))

    @cached_property
    def partial(self) -> "PartialDesk":
        """Classes by few labels."""
        from app.session.desks.tools.partial_desk import PartialDesk

        return self._take_in(PartialDesk(self.editing, self.scenes, self.labels, self))

    @cached_property
    def accuracy(self) -> "AccuracyDesk":
        """How far the map is right, by places that are looked at."""
        from app.session.desks.tools.accuracy_desk import AccuracyDesk

        return self._take_in(AccuracyDesk(self.editing, self.scenes, self.sweeps, self))

    def _take_in(self, desk: _Tool) -> _Tool:
        """Take in the desk of a tool, made when the tool is first wanted.

        What was chosen in the tool lies among the edits until then, as a project holds it.
        """
        desk.message_raised.connect(self.message_raised)
        desk.writing_changed.connect(self.busy_changed)
        self._tools.append(desk)
        return desk

    def _told_of_scene(self) -> tuple[ToldOnPage, ...]:
        """Return what a report tells of the tools that were used on the open scene."""
        chosen = self.editing.now.tools
        desks: list[ToolDesk] = [] if chosen.clouds is None else [self.clouds]
        desks += [] if chosen.anomalies is None else [self.anomalies]
        desks += [] if chosen.partial is None else [self.partial]
        desks += [] if self.work.curve is None else [self.compressing]
        return tuple(told for desk in desks if (told := desk.told_on_page()) is not None)

    def shut_down(self) -> None:
        """Stop everything and wait until every thread has ended; one that does not is left."""
        deadline = QDeadlineTimer(SHUT_DOWN_MS)
        self.jobs.stop_all()
        self.values.stop()
        self.reading.stop()
        self.scatter.stop()
        self.classes.stop()
        self.names.stop()
        self.suggestions.stop()
        self.choices.stop()
        self.models.stop()
        self.many.stop()
        self.scenes.shut_down(deadline)
        self.leaving_out.shut_down(deadline)
        self.changes.shut_down(deadline)
        for desk in self._tools:
            desk.shut_down(deadline)
        self.choices.shut_down(deadline)
        self.sensors.shut_down(deadline)
        self.values.shut_down(deadline)
        self.reading.shut_down(deadline)
        self.scatter.shut_down(deadline)
        self.classes.shut_down(deadline)
        self.names.shut_down(deadline)
        self.suggestions.shut_down(deadline)
        self.restoring.shut_down(deadline)
        self.keeping.shut_down(deadline)
        self.comparing.shut_down(deadline)
        self.cleanup.shut_down(deadline)
        self.projects.shut_down(deadline)
        self.aside.shut_down(deadline)
        self.recents.shut_down(deadline)
        self.sheets.shut_down(deadline)
        self.models.shut_down(deadline)
        self.many.shut_down(deadline)
        self.jobs.shut_down(deadline)
